package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of an application's headers a client gets: everything but what belongs to the connection, and our Via; changed only where the route says so. */
record AnswerHeaders(Config.Route route, RequestHead head, Client client) {

    HttpHeaders endToEnd(HttpHeaders received) {
        Set<String> hopByHop = HopByHop.of(received);
        HttpHeaders passed = new DefaultHttpHeaders();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = received.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = i.next();
            if (!hopByHop.contains(header.getKey().toString().toLowerCase(Locale.ROOT))) {
                passed.add(header.getKey(), header.getValue());
            }
        }
        changeAsConfigured(passed);
        return passed.add(HttpHeaderNames.VIA, "1.1 gatehouse");
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
