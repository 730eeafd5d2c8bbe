package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of an application's headers a client gets: everything but what belongs to the connection, and our Via. */
final class AnswerHeaders {
    private AnswerHeaders() {}

    static HttpHeaders endToEnd(HttpHeaders received) {
        Set<String> hopByHop = HopByHop.of(received);
        HttpHeaders passed = new DefaultHttpHeaders();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = received.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = i.next();
            if (!hopByHop.contains(header.getKey().toString().toLowerCase(Locale.ROOT))) {
                passed.add(header.getKey(), header.getValue());
            }
        }
        return passed.add(HttpHeaderNames.VIA, "1.1 gatehouse");
    }
}
