package io.gatehouse.gateway.page;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the heads of a request and of its answer say about putting something into the page, and what putting it there makes of them. */
final class InjectionHeaders {
    private static final Set<String> FRAMES = Set.of("document", "iframe", "frame");
    private static final Set<Integer> WITHOUT_PAGE = Set.of(204, 205, 206);

    /** True of the bytes as the application sent them, and no longer. */
    private static final List<String> UNTRUE =
            List.of("Content-Length", "Accept-Ranges", "Digest", "Content-Digest", "Repr-Digest", "Content-MD5");

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

    private InjectionHeaders() {}

    /** A browser that goes to a page, rather than a script that fetches a piece of one. */
    static boolean isNavigation(RequestHead head) {
        HttpHeaders headers = head.headers();
        boolean navigates = headers.contains("Sec-Fetch-Mode")
                ? "navigate".equals(headers.get("Sec-Fetch-Mode"))
                        && FRAMES.contains(headers.get("Sec-Fetch-Dest", "document"))
                : !headers.contains("X-Requested-With");
        return navigates
                && head.method().equals("GET")
                && head.wantsHtml()
                && !headers.contains(HttpHeaderNames.RANGE)
                && !head.path().startsWith("/.gatehouse/");
    }

    /** An HTML page, whole and to be shown. */
    static boolean isPage(HttpResponseStatus status, HttpHeaders headers) {
        String type =
                headers.get(HttpHeaderNames.CONTENT_TYPE, "").split(";", 2)[0].strip();
        String disposition =
                headers.get(HttpHeaderNames.CONTENT_DISPOSITION, "inline").strip();
        return status.code() / 100 == 2
                && !WITHOUT_PAGE.contains(status.code())
                && type.equalsIgnoreCase("text/html")
                && disposition.regionMatches(true, 0, "inline", 0, 6)
                && !headers.get(HttpHeaderNames.CONTENT_LENGTH, "").equals("0");
    }

    /** Why a page must stay as it is. */
    static Optional<String> objection(HttpHeaders headers) {
        String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            return Optional.of(
                    "the application answered with Content-Encoding " + coding + " although it was asked for identity");
        }
        if (headers.containsValue(HttpHeaderNames.CACHE_CONTROL, "no-transform", true)) {
            return Optional.of("it says Cache-Control: no-transform");
        }
        Matcher charset = CHARSET.matcher(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
        if (charset.find() && !isReadableAsAscii(charset.group(1))) {
            return Optional.of("markup in the charset " + charset.group(1) + " is not ASCII");
        }
        return Optional.empty();
    }

    /** Takes back what is not true any more: the length, the digests, and that two answers with this tag are the same byte for byte. */
    static void adjust(HttpHeaders headers) {
        UNTRUE.forEach(headers::remove);
        weaken(headers);
    }

    /** A browser that has the page as we made it asks for it by the weak tag that we gave it, and must be answered by that. */
    static void confirm(RequestHead head, HttpHeaders headers) {
        String tag = headers.get(HttpHeaderNames.ETAG, "");
        boolean ours = Arrays.stream(
                        head.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").split(",", -1))
                .anyMatch(asked -> asked.strip().equals("W/" + tag));
        if (ours) {
            weaken(headers);
        }
    }

    private static void weaken(HttpHeaders headers) {
        String tag = headers.get(HttpHeaderNames.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            headers.set(HttpHeaderNames.ETAG, "W/" + tag);
        }
    }

    /** Not so are UTF-16, which Java can tell, UTF-7, which it does not know, and the ISO-2022 family, whose letters mean other things after an escape. */
    private static boolean isReadableAsAscii(String name) {
        if (name.toLowerCase(Locale.ROOT).contains("2022") || !isKnown(name)) {
            return false;
        }
        Charset charset = Charset.forName(name);
        String markup = "<head x=\"/\">";
        return charset.canEncode()
                && Arrays.equals(markup.getBytes(charset), markup.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isKnown(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalArgumentException e) {
            return false; // Not even a name.
        }
    }
}
