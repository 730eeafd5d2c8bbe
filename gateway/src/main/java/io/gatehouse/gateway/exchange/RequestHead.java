package io.gatehouse.gateway.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that passed the strict checks of accept.
 *
 * @param method token, case kept
 * @param target the request target in origin form, byte for byte as the client sent it: what the upstream gets
 * @param path the target's path, percent-decoded where that is unambiguous: what decisions are made on
 * @param query what follows the {@code ?}, undecoded
 * @param host the Host or :authority, lower case, without a default port
 * @param headers as received; whoever changes them copies them first
 */
public record RequestHead(
        String method, String target, String path, @Nullable String query, String host, HttpHeaders headers) {
    /** The host without its port. */
    public String hostName() {
        int colon = host.indexOf(':', host.startsWith("[") ? host.indexOf(']') : 0);
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** A browser that shows what it gets, rather than a script or an API client. */
    public boolean wantsHtml() {
        String accept = headers.get("Accept", "");
        return accept.contains("text/html");
    }
}
