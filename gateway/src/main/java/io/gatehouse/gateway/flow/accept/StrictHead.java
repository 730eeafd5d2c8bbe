package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Lets in the request heads that can be read in one way only. What Netty's decoder already refuses never comes here. */
final class StrictHead {
    static final int MOST_HEADERS = 100;

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Set<String> ONCE = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "authorization",
            "expect",
            "upgrade",
            "if-modified-since");

    private StrictHead() {}

    static RequestHead check(HttpRequest request, boolean secure) throws Refusal {
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new Refusal(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "speak HTTP/1.1 or HTTP/1.0");
        }
        String method = request.method().name();
        if (!METHOD.matcher(method).matches()) {
            throw Refusal.badRequest("the method must be upper-case letters");
        }
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "the method " + method + " is not served here");
        }
        HttpHeaders headers = request.headers();
        checkNames(headers);
        checkFraming(request);
        String host = host(headers);
        RequestTarget target = RequestTarget.parse(originForm(request.uri(), method, host));
        return new RequestHead(
                method, target.raw(), target.path(), target.query(), withoutDefaultPort(host, secure), headers);
    }

    private static void checkNames(HttpHeaders headers) throws Refusal {
        int count = 0;
        Set<String> seen = new java.util.HashSet<>();
        for (Map.Entry<String, String> header : headers) {
            if (++count > MOST_HEADERS) {
                throw new Refusal(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "at most " + MOST_HEADERS + " headers are read");
            }
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.indexOf('_') >= 0 && ONCE.contains(name.replace('_', '-'))) {
                throw Refusal.badRequest("a header that frames the message is spelt with '_'");
            }
            if (ONCE.contains(name) && !seen.add(name)) {
                throw Refusal.badRequest("the header " + name + " comes twice");
            }
        }
    }

    private static void checkFraming(HttpRequest request) throws Refusal {
        HttpHeaders headers = request.headers();
        String length = headers.get("Content-Length");
        String coding = headers.get("Transfer-Encoding");
        if (length != null && !LENGTH.matcher(length).matches()) {
            throw Refusal.badRequest("Content-Length must be a number");
        }
        if (coding == null) {
            return;
        }
        if (length != null) {
            throw Refusal.badRequest("Content-Length and Transfer-Encoding exclude each other");
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw new Refusal(HttpResponseStatus.NOT_IMPLEMENTED, "the only transfer coding read here is 'chunked'");
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw Refusal.badRequest("HTTP/1.0 has no Transfer-Encoding");
        }
    }

    private static String host(HttpHeaders headers) throws Refusal {
        List<String> hosts = headers.getAll("Host");
        if (hosts.size() != 1
                || hosts.get(0).length() > 255
                || !HOST.matcher(hosts.get(0)).matches()) {
            throw Refusal.badRequest("one Host header with a valid name is needed");
        }
        return hosts.get(0).toLowerCase(Locale.ROOT);
    }

    /** {@code GET http://host/path} means the same as {@code GET /path}, if the two hosts agree. */
    private static String originForm(String uri, String method, String host) throws Refusal {
        if (uri.equals("*") && method.equals("OPTIONS")) {
            throw new Refusal(HttpResponseStatus.NOT_IMPLEMENTED, "OPTIONS is answered for paths only");
        }
        for (String scheme : List.of("http://", "https://")) {
            if (uri.regionMatches(true, 0, scheme, 0, scheme.length())) {
                int slash = uri.indexOf('/', scheme.length());
                String authority = uri.substring(scheme.length(), slash < 0 ? uri.length() : slash);
                if (!authority.equalsIgnoreCase(host)) {
                    throw Refusal.badRequest("the request target names another host than the Host header");
                }
                return slash < 0 ? "/" : uri.substring(slash);
            }
        }
        return uri;
    }

    private static String withoutDefaultPort(String host, boolean secure) {
        String port = secure ? ":443" : ":80";
        return host.endsWith(port) && !host.endsWith("]" + port.substring(1))
                ? host.substring(0, host.length() - port.length())
                : host;
    }
}
