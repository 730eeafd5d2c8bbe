package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.flow.detect.Intent;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What becomes of a request. Most pass through. A sign-in is read, its facts are gathered, the rules judge it, and it passes, is held for approval, or is blocked; how it ended is remembered.
 *
 * <p>One handler serves all connections; each exchange stays on its own event loop.
 */
public final class LoginFlow implements ExchangeHandler {
    private final Rooms rooms;
    private final BasicSignIns basic;
    private final Door door;
    private final DeviceStamp deviceStamp;

    public LoginFlow(Rooms rooms) {
        this.rooms = rooms;
        this.basic = new BasicSignIns(rooms);
        this.door = new Door(rooms.pages());
        this.deviceStamp = new DeviceStamp(rooms);
    }

    @Override
    public void handle(Exchange exchange) {
        rooms.detector().detect(exchange).fold(new Ways(exchange)).run();
    }

    private final class Ways implements Intent.Cases<Runnable> {
        private final Exchange exchange;

        Ways(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public Runnable barred(Intent.Barred intent) {
            return () -> door.answer(exchange, intent);
        }

        @Override
        public Runnable passThrough(Intent.PassThrough intent) {
            return () -> new Passage(rooms, exchange, intent).start(null);
        }

        @Override
        public Runnable login(Intent.Login intent) {
            return intent.login().username().source() == Config.Username.Source.BASIC
                    ? () -> basic.handle(exchange, intent)
                    : () -> new Reception(rooms, exchange, intent).start();
        }

        @Override
        public Runnable own() {
            return () -> {
                if (!rooms.waitingRoom().handle(exchange)
                        && !rooms.enrolment().handle(exchange)
                        && !rooms.pages().asset(exchange)
                        && !deviceStamp.handle(exchange)) {
                    nowhere().run();
                }
            };
        }

        @Override
        public Runnable phone() {
            return () -> rooms.phone().handle(exchange);
        }

        @Override
        public Runnable quarantined(Intent.Quarantined intent) {
            return () -> rooms.shutOut().turnAway(exchange, intent.reason());
        }

        @Override
        public Runnable nowhere() {
            return () ->
                    rooms.pages().failure(exchange, HttpResponseStatus.NOT_FOUND, "Nothing here", "Check the address.");
        }

        @Override
        public Runnable refused(Intent.Refused intent) {
            return () -> rooms.pages()
                    .failure(exchange, HttpResponseStatus.BAD_REQUEST, "This request is ambiguous", intent.why());
        }
    }
}
