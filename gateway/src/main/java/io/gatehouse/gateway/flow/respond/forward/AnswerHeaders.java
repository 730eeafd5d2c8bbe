package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What of an application's headers a client gets: everything but what belongs to the connection, and our Via; changed only where the route says so. */
record AnswerHeaders(Config.Route route, RequestHead head, Client client) {
    /** Names and values were checked when they were read, and what we make of them keeps to what they had. */
    static final HttpHeadersFactory CHECKED_BEFORE =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private static final AsciiString VIA = AsciiString.of("1.1 gatehouse");

    HttpHeaders endToEnd(HttpHeaders received) {
        HopByHop hopByHop = HopByHop.of(received);
        HttpHeaders passed = CHECKED_BEFORE.newHeaders();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = received.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = i.next();
            if (!hopByHop.contains(header.getKey())) {
                passed.add(header.getKey(), header.getValue());
            }
        }
        changeAsConfigured(passed);
        return passed.add(HttpHeaderNames.VIA, VIA);
    }

    private void changeAsConfigured(HttpHeaders passed) {
        RouteSettings settings = route.settings();
        if (settings.rewriteRedirects()) {
            rewriteAddress(passed, HttpHeaderNames.LOCATION);
            rewriteAddress(passed, HttpHeaderNames.CONTENT_LOCATION);
        }
        if (!settings.cookies().equals(RouteSettings.Cookies.UNCHANGED)) {
            List<String> cookies = passed.getAll(HttpHeaderNames.SET_COOKIE);
            if (!cookies.isEmpty()) {
                CookieRewrite rewrite = new CookieRewrite(settings.cookies(), route.strippedPrefix());
                passed.set(
                        HttpHeaderNames.SET_COOKIE,
                        cookies.stream().map(rewrite::of).toList());
            }
        }
        if (settings.hsts() != null && client.secure()) {
            passed.set("Strict-Transport-Security", "max-age=" + settings.hsts().toSeconds());
        }
    }

    private void rewriteAddress(HttpHeaders passed, AsciiString name) {
        String address = passed.get(name);
        if (address != null) {
            passed.set(name, new LocationRewrite(route, head, client).of(address));
        }
    }
}
