package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.http2.Http2Fields;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;

/** Heads and trailers as HTTP/2 writes them (RFC 9113, 8.2 and 8.3), and back. */
final class Http2Heads {
    private Http2Heads() {}

    static Http2Headers request(HttpRequest request, boolean secure) {
        HttpHeaders headers = request.headers();
        Http2Headers sent = fields(headers)
                .method(request.method().asciiName())
                .scheme(secure ? "https" : "http")
                .path(request.uri());
        String host = headers.get(HttpHeaderNames.HOST);
        return host == null ? sent : sent.authority(host);
    }

    static Http2Headers fields(HttpHeaders headers) {
        Http2Headers sent = Http2Fields.of(headers);
        sent.remove(HttpHeaderNames.HOST); // the authority says it
        return sent;
    }

    /** @throws IllegalArgumentException if there is not exactly one, of three digits, before all else */
    static int status(Http2Headers head) {
        CharSequence status = head.status();
        boolean digits = status != null && status.length() == 3;
        for (int i = 0; digits && i < 3; i++) {
            digits = status.charAt(i) >= '0' && status.charAt(i) <= '9';
        }
        if (!digits || status.charAt(0) == '0') {
            throw new IllegalArgumentException("its answer has no status");
        }
        return Integer.parseInt(status, 0, 3, 10);
    }

    /**
     * @param trailers what follows the body has no status
     * @throws IllegalArgumentException if they are malformed
     */
    static HttpHeaders answer(Http2Headers received, boolean trailers) {
        HttpHeaders headers = new DefaultHttpHeaders();
        int statuses = 0;
        for (Map.Entry<CharSequence, CharSequence> header : received) {
            AsciiString name = AsciiString.of(header.getKey());
            if (Http2Headers.PseudoHeaderName.STATUS.value().equals(name)) {
                statuses++;
            } else if (Http2Fields.isOfAConnection(name) || hasCapitals(name)) {
                throw new IllegalArgumentException("its answer has the header " + name);
            } else {
                headers.add(name, header.getValue());
            }
        }
        if (statuses != (trailers ? 0 : 1)) {
            throw new IllegalArgumentException("its answer has " + statuses + " statuses in one place");
        }
        return headers;
    }

    private static boolean hasCapitals(AsciiString name) {
        for (int i = 0; i < name.length(); i++) {
            if (AsciiString.isUpperCase(name.byteAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Bytes that the body has; -1 if the head does not say.
     *
     * @throws IllegalArgumentException if it says so in two ways
     */
    static long length(HttpHeaders headers) {
        long length = -1;
        for (String value : headers.getAll(HttpHeaderNames.CONTENT_LENGTH)) {
            if (!value.matches("[0-9]{1,18}") || (length >= 0 && Long.parseLong(value) != length)) {
                throw new IllegalArgumentException("its answer has the Content-Length " + value);
            }
            length = Long.parseLong(value);
        }
        return length;
    }
}
