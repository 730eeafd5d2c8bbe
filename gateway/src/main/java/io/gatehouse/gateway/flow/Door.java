package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.page.Pages;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answers requests that a route does not let in. */
final class Door {
    private final Pages pages;

    Door(Pages pages) {
        this.pages = pages;
    }

    void answer(Exchange exchange, Intent.Barred barred) {
        switch (barred.bar()) {
            case INSECURE -> redirect(exchange, barred.route().settings().httpsPort());
            case CLOSED -> closed(exchange, barred.route().settings().maintenance());
            case TOO_LARGE -> tooLarge(exchange);
        }
    }

    private void closed(Exchange exchange, RouteSettings.@Nullable Maintenance maintenance) {
        pages.closed(exchange, Objects.requireNonNull(maintenance, "a route is closed by its maintenance"));
    }

    private void tooLarge(Exchange exchange) {
        pages.failure(
                exchange,
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "This is too large",
                "What was sent is larger than the application takes.");
    }

    /** Older clients know only 301, and turn a POST that meets it into a GET; 308 keeps the method. */
    private static void redirect(Exchange exchange, int port) {
        RequestHead head = exchange.head();
        boolean plain = head.method().equals("GET") || head.method().equals("HEAD");
        String path = head.target().startsWith("/") ? head.target() : "/";
        String origin = "https://" + head.hostName() + (port == 443 ? "" : ":" + port);
        exchange.reply()
                .send(
                        plain ? HttpResponseStatus.MOVED_PERMANENTLY : HttpResponseStatus.PERMANENT_REDIRECT,
                        new DefaultHttpHeaders().set(HttpHeaderNames.LOCATION, origin + path),
                        new byte[0]);
    }
}
