package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A head whose meaning is beyond doubt: where it goes, how its body ends, whether its connection lives on. Made after {@link HeadBytes} has vouched for the bytes and
 * Netty has split them; what could still be read in two ways is refused here.
 *
 * @param length bytes of the body, -1 when chunked
 */
record StrictHead(RequestHead head, Client client, long length, boolean keepAlive, boolean expectsContinue) {
    private static final Set<String> UNSERVED_METHODS = Set.of("CONNECT", "TRACE", "TRACK");
    private static final Set<String> OVERRIDES = Set.of("x-http-method-override", "x-http-method", "x-method-override");
    /** Names that CGI-like servers also read when they are spelt with an underscore, or any other sign, for the hyphen. */
    private static final Set<String> NOT_TO_BE_RESEMBLED =
            Set.of("content-length", "transfer-encoding", "content-type", "content-encoding");

    /** @param resolve tells the client of a request by its headers */
    static StrictHead check(HttpRequest request, ClientResolver resolve) throws Refusal {
        HttpHeaders headers = request.headers();
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        String method = request.method().name();
        if (!isUpperCase(method)) {
            // Legal, but no method in use is written so, and applications that raise it to upper case would see a
            // sign-in where we saw none.
            throw Refusal.malformed("A method is written in upper case.");
        }
        if (UNSERVED_METHODS.contains(method)) {
            throw new Refusal(HttpResponseStatus.NOT_IMPLEMENTED, "This method is not served.");
        }
        checkNames(headers, method);
        long length = length(headers, http11);
        boolean expectsContinue = expectsContinue(headers, http11);
        Client client = resolve.client(headers);

        String host = only(headers, HttpHeaderNames.HOST, "Host");
        if (host == null) {
            throw Refusal.malformed("The Host is missing.");
        }
        String authority = Authority.normalise(host, client.secure());
        String target = originForm(request.uri(), method, authority, client.secure());
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        checkQuery(query);
        String path = rawPath.equals("*") ? "/" : PathNormaliser.normalise(rawPath);
        RequestHead head = new RequestHead(method, target, path, query, authority, headers);
        return new StrictHead(head, client, length, keepAlive(headers, http11), expectsContinue);
    }

    /** How to find the client behind trusted proxies. */
    interface ClientResolver {
        Client client(HttpHeaders headers);
    }

    private static void checkNames(HttpHeaders headers, String method) throws Refusal {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            CharSequence name = i.next().getKey();
            if (isPlain(name) && name.charAt(0) != 'x' && name.charAt(0) != 'X') {
                continue;
            }
            String folded = folded(name);
            if (!AsciiString.contentEqualsIgnoreCase(folded, name) && NOT_TO_BE_RESEMBLED.contains(folded)) {
                throw Refusal.malformed("A header's name resembles one that frames the body.");
            }
            // Applications that honour these do so on POST; on anything else they could smuggle a sign-in past us.
            if (OVERRIDES.contains(folded) && !method.equals("POST")) {
                throw Refusal.malformed("Only POST may override its method.");
            }
        }
        // The oldest WebSocket draft has a body that no length announces; Netty still reads it.
        if (headers.contains("Sec-WebSocket-Key1") || headers.contains("Sec-WebSocket-Key2")) {
            throw Refusal.malformed("This WebSocket draft is not served.");
        }
    }

    private static boolean isUpperCase(String method) {
        for (int i = 0; i < method.length(); i++) {
            if (method.charAt(i) >= 'a' && method.charAt(i) <= 'z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '-' && !isLetterOrDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static String folded(CharSequence name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(isLetterOrDigit(c) ? Character.toLowerCase(c) : '-');
        }
        return folded.toString();
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static long length(HttpHeaders headers, boolean http11) throws Refusal {
        String encoding = only(headers, HttpHeaderNames.TRANSFER_ENCODING, "Transfer-Encoding");
        String length = only(headers, HttpHeaderNames.CONTENT_LENGTH, "Content-Length");
        if (encoding != null) {
            if (length != null) {
                throw Refusal.malformed("The body has a Content-Length and a Transfer-Encoding.");
            }
            if (!http11 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encoding)) {
                throw Refusal.malformed("The only Transfer-Encoding is chunked, in HTTP/1.1.");
            }
            return -1;
        }
        if (length == null) {
            return 0;
        }
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Refusal.malformed("The Content-Length is not a number of bytes.");
        }
        return Long.parseLong(length);
    }

    private static boolean expectsContinue(HttpHeaders headers, boolean http11) throws Refusal {
        String expectation = only(headers, HttpHeaderNames.EXPECT, "Expect");
        if (expectation == null) {
            return false;
        }
        if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            throw new Refusal(HttpResponseStatus.EXPECTATION_FAILED, "The only expectation met is 100-continue.");
        }
        return http11;
    }

    private static String originForm(String target, String method, String authority, boolean secure) throws Refusal {
        if (target.startsWith("/")) {
            return target;
        }
        if (target.equals("*")) {
            if (method.equals("OPTIONS")) {
                return target;
            }
            throw Refusal.malformed("Only OPTIONS may be about the whole server.");
        }
        int start = target.regionMatches(true, 0, "http://", 0, 7)
                ? 7
                : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (start < 0) {
            throw Refusal.malformed("The request target is neither a path nor an http URL.");
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        if (!Authority.normalise(target.substring(start, end), secure).equals(authority)) {
            throw Refusal.malformed("The request target names another host than the Host header.");
        }
        String rest = target.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** Browsers encode these in queries; who does not hopes that somebody reads them otherwise. */
    private static void checkQuery(@Nullable String query) throws Refusal {
        if (query != null && (query.indexOf('"') >= 0 || query.indexOf('<') >= 0 || query.indexOf('>') >= 0)) {
            throw Refusal.malformed("The query has a character that must be encoded.");
        }
    }

    private static boolean keepAlive(HttpHeaders headers, boolean http11) {
        if (headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            return false;
        }
        return http11 || headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true);
    }

    private static @Nullable String only(HttpHeaders headers, AsciiString name, String spelt) throws Refusal {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw Refusal.malformed("There is more than one " + spelt + ".");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
