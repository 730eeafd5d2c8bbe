package io.gatehouse.gateway.page;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that never change while the program runs: a fixed table, read once, so that no path of a request ever names a file. */
public final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json",
            "yaml", "application/yaml; charset=utf-8");

    private record Asset(String type, String etag, byte[] body) {
        static Asset load(Class<?> beside, String resource) {
            byte[] body = resource.endsWith(".js")
                    ? assembled(beside, resource).getBytes(StandardCharsets.UTF_8)
                    : Template.bytes(beside, resource);
            String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
            return new Asset(Objects.requireNonNull(type, resource), '"' + digest(body) + '"', body);
        }
    }

    /** In a script: {@code // @part.js} on a line of its own stands for another script, {@code '@sheet.css'} for the text of a style sheet. */
    private static final Pattern PART = Pattern.compile(" *// @([a-z-]+\\.js)(?=\n)|'@([a-z-]+\\.css)'");

    private final Map<String, Asset> table = new HashMap<>();

    /**
     * Reads the files.
     *
     * @param beside the class whose package they are in
     * @param files path of a request → file name
     */
    public Assets(Class<?> beside, Map<String, String> files) {
        files.forEach((path, file) -> table.put(path, Asset.load(beside, file)));
    }

    /**
     * The pages' scripts and style sheets.
     *
     * @param binding whether the device script binds a key to the browser
     */
    static Assets ofPages(boolean binding) {
        return new Assets(
                Assets.class,
                Map.of(
                        "/.gatehouse/device.js", binding ? "device.js" : "device-plain.js",
                        "/.gatehouse/assets/device.css", "device.css",
                        "/.gatehouse/assets/base.css", "base.css",
                        "/.gatehouse/assets/enrol.js", "enrol.js",
                        "/.gatehouse/assets/waiting.js", "waiting.js"));
    }

    /** Answers the request if it is for an asset. */
    public boolean serve(Exchange exchange) {
        RequestHead head = exchange.head();
        Asset asset = table.get(head.path());
        if (asset == null) {
            return false;
        }
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.ETAG, asset.etag)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set("X-Content-Type-Options", "nosniff");
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            HttpHeaders allow = new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            exchange.reply().send(HttpResponseStatus.METHOD_NOT_ALLOWED, allow, new byte[0]);
        } else if (isKnown(head, asset)) {
            exchange.reply().begin(HttpResponseStatus.NOT_MODIFIED, headers);
            exchange.reply().end(EmptyHttpHeaders.INSTANCE);
        } else {
            headers.set(HttpHeaderNames.CONTENT_TYPE, asset.type);
            headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, Pages.CLOSED_POLICY);
            headers.set("Referrer-Policy", "no-referrer");
            exchange.reply().send(HttpResponseStatus.OK, headers, asset.body);
        }
        return true;
    }

    private static String assembled(Class<?> beside, String script) {
        String source = new String(Template.bytes(beside, script), StandardCharsets.UTF_8);
        return PART.matcher(source)
                .replaceAll(part -> Matcher.quoteReplacement(
                        part.group(1) != null
                                ? assembled(beside, part.group(1))
                                : quoted(new String(Template.bytes(beside, part.group(2)), StandardCharsets.UTF_8))));
    }

    /** As a string of a script. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }

    private static boolean isKnown(RequestHead head, Asset asset) {
        for (String tag : head.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").split(",", -1)) {
            String strong = tag.strip().startsWith("W/") ? tag.strip().substring(2) : tag.strip();
            if (strong.equals(asset.etag) || strong.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(hash, 0, hash.length / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256, which every Java must have", e);
        }
    }
}
