package io.gatehouse.gateway.flow.accept;

import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.gatehouse.gateway.http2.Http2Fields;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an HTTP/2 header block the request that an HTTP/1 client would have sent. HPACK carries any byte; so what {@link HeadBytes} refuses on the wire is refused here:
 * nothing may become a second header, a second request or another path when it is written as HTTP/1. What RFC 9113, 8.2 and 8.3 call malformed is a stream error.
 */
final class Http2Head {
    /** Checked below. */
    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final int stream;
    private final HttpHeaders headers = UNCHECKED.newHeaders();
    private final Pseudo method = new Pseudo();
    private final Pseudo scheme = new Pseudo();
    private final Pseudo path = new Pseudo();
    private final Pseudo authority = new Pseudo();
    private @Nullable StringBuilder cookies;
    private int fields;

    private Http2Head(int stream) {
        this.stream = stream;
    }

    /** The value of a pseudo-header, which may come once. */
    private final class Pseudo {
        private @Nullable String value;

        void set(CharSequence given) throws Http2Exception {
            if (value != null) {
                throw malformed("a pseudo-header came twice");
            }
            value = given.toString();
        }

        String required() throws Http2Exception {
            if (value == null || value.isEmpty()) {
                throw malformed("a pseudo-header is missing");
            }
            return value;
        }
    }

    static HttpRequest request(int stream, Http2Headers block) throws Http2Exception, Refusal {
        Http2Head head = new Http2Head(stream);
        for (Map.Entry<CharSequence, CharSequence> field : block) {
            head.add(field.getKey(), field.getValue());
        }
        return head.toRequest();
    }

    /** Their first letters: {@code m,a,s,p}. */
    static String orderOfPseudoHeaders(Http2Headers block) {
        StringBuilder order = new StringBuilder(7);
        for (Map.Entry<CharSequence, CharSequence> field : block) {
            CharSequence name = field.getKey();
            if (name.length() > 1 && name.charAt(0) == ':' && order.length() < 7) {
                order.append(order.isEmpty() ? "" : ",").append(name.charAt(1));
            }
        }
        return order.toString();
    }

    /** Fields after the body, of which none may be a pseudo-header. */
    static HttpHeaders trailers(int stream, Http2Headers block) throws Http2Exception {
        Http2Head head = new Http2Head(stream);
        for (Map.Entry<CharSequence, CharSequence> field : block) {
            if (field.getKey().length() == 0 || field.getKey().charAt(0) == ':') {
                throw head.malformed("a pseudo-header among the trailers");
            }
            head.add(field.getKey(), field.getValue());
        }
        return head.headers;
    }

    private void add(CharSequence name, CharSequence value) throws Http2Exception {
        checkValue(value);
        if (name.length() > 0 && name.charAt(0) == ':') {
            if (fields > 0) {
                throw malformed("a pseudo-header after a header");
            }
            pseudo(name).set(value);
            return;
        }
        fields++;
        checkName(name);
        if (AsciiString.contentEquals(HttpHeaderNames.COOKIE, name)) {
            // Browsers send each cookie as a field of its own, so that it compresses (RFC 9113, 8.2.3).
            cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
            cookies.append(value);
        } else {
            headers.add(name, value);
        }
    }

    private Pseudo pseudo(CharSequence name) throws Http2Exception {
        return switch (name.toString()) {
            case ":method" -> method;
            case ":scheme" -> scheme;
            case ":path" -> path;
            case ":authority" -> authority;
            default -> throw malformed("an unknown pseudo-header");
        };
    }

    private HttpRequest toRequest() throws Http2Exception, Refusal {
        String verb = method.required();
        for (int i = 0; i < verb.length(); i++) {
            if (!HeadBytes.isToken(verb.charAt(i))) {
                throw malformed("the method is no token");
            }
        }
        if (verb.equals("CONNECT")) {
            throw new Refusal(HttpResponseStatus.NOT_IMPLEMENTED, "This method is not served.");
        }
        String by = scheme.required();
        if (!by.equals("https") && !by.equals("http")) {
            throw malformed("the scheme is neither http nor https");
        }
        if (fields > HeadBytes.MOST_HEADERS) {
            throw new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "There are more than 100 headers.");
        }
        String target = path.required();
        if (target.charAt(0) != '/' && !target.equals("*")) {
            throw malformed("the path does not start with a slash");
        }
        for (int i = 0; i < target.length(); i++) {
            if (!HeadBytes.isTarget(target.charAt(i))) {
                throw Refusal.malformed("The request target has a character that must be encoded.");
            }
        }
        host();
        if (cookies != null) {
            headers.set(HttpHeaderNames.COOKIE, cookies.toString());
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(verb), target, headers);
    }

    /** The application gets one Host, whichever way it was said. */
    private void host() throws Http2Exception {
        String named = authority.value;
        if (named == null) {
            return;
        }
        if (named.isEmpty() || named.indexOf('@') >= 0) {
            throw malformed("the authority is empty or names a user");
        }
        for (String host : headers.getAll(HttpHeaderNames.HOST)) {
            if (!host.equalsIgnoreCase(named)) {
                throw malformed("Host and authority differ");
            }
        }
        headers.set(HttpHeaderNames.HOST, named);
    }

    private void checkName(CharSequence name) throws Http2Exception {
        if (name.length() == 0) {
            throw malformed("a header without a name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!HeadBytes.isToken(c) || (c >= 'A' && c <= 'Z')) {
                throw malformed("a header's name has a character that no name has");
            }
        }
        if (Http2Fields.isOfAConnection(name)) {
            throw malformed("a header that speaks of an HTTP/1 connection");
        }
    }

    private void checkValue(CharSequence value) throws Http2Exception {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw malformed("a header's value has a control character");
            }
        }
        if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
            throw malformed("a header's value starts or ends with white space");
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private Http2Exception malformed(String why) {
        return Http2Exception.streamError(stream, PROTOCOL_ERROR, "malformed request: %s", why);
    }
}
