package io.gatehouse.gateway.page;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The scripts and style sheets of the pages: a fixed table, read once, so that no path of a request ever names a file. */
final class Assets {
    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private record Asset(String type, String etag, byte[] body) {
        static Asset load(String resource, String type) {
            byte[] body = Template.bytes(resource);
            return new Asset(type, '"' + digest(body) + '"', body);
        }
    }

    private final Map<String, Asset> table = Map.of(
            "/.gatehouse/device.js", Asset.load("device.js", JAVASCRIPT),
            "/.gatehouse/assets/device.css", Asset.load("device.css", CSS),
            "/.gatehouse/assets/base.css", Asset.load("base.css", CSS),
            "/.gatehouse/assets/waiting.js", Asset.load("waiting.js", JAVASCRIPT));

    /** Answers the request if it is for an asset. */
    boolean serve(Exchange exchange) {
        RequestHead head = exchange.head();
        Asset asset = table.get(head.path());
        if (asset == null) {
            return false;
        }
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.ETAG, asset.etag)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            HttpHeaders allow = new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            exchange.reply().send(HttpResponseStatus.METHOD_NOT_ALLOWED, allow, new byte[0]);
        } else if (isKnown(head, asset)) {
            exchange.reply().begin(HttpResponseStatus.NOT_MODIFIED, headers);
            exchange.reply().end(EmptyHttpHeaders.INSTANCE);
        } else {
            headers.set(HttpHeaderNames.CONTENT_TYPE, asset.type);
            exchange.reply().send(HttpResponseStatus.OK, headers, asset.body);
        }
        return true;
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
