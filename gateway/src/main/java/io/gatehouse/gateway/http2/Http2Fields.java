package io.gatehouse.gateway.http2;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Headers as HTTP/2 writes them: names in lower case, and nothing that speaks of an HTTP/1 connection (RFC 9113, 8.2). */
public final class Http2Fields {
    private static final Set<AsciiString> OF_A_CONNECTION = Set.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("http2-settings"));

    private Http2Fields() {}

    /** Whether a header of this name, in lower case, has no place in HTTP/2. */
    public static boolean isOfAConnection(CharSequence name) {
        return OF_A_CONNECTION.contains(AsciiString.of(name));
    }

    /** A new block, which pseudo-headers may be added to. */
    public static Http2Headers of(HttpHeaders headers) {
        Http2Headers fields = new DefaultHttp2Headers(true, headers.size() + 4);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = i.next();
            AsciiString name = AsciiString.of(field.getKey()).toLowerCase();
            if (!isOfAConnection(name)) {
                fields.add(name, field.getValue());
            }
        }
        return fields;
    }
}
