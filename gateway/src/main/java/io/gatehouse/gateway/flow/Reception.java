package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestBody;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.flow.detect.CredentialsReader;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.LoginBody;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import java.util.Optional;

/**
 * Reads a request to where people sign in, and sends it on its way: it may be a sign-in, a waiting browser that comes for its answer, a repeated sign-in that was approved meanwhile, or something
 * else that the application does under the same path.
 */
final class Reception {
    private final Rooms rooms;
    private final Exchange exchange;
    private final Intent.Login intent;

    Reception(Rooms rooms, Exchange exchange, Intent.Login intent) {
        this.rooms = rooms;
        this.exchange = exchange;
        this.intent = intent;
    }

    void start() {
        try {
            int limit = rooms.config().limits().loginBody();
            LoginBody.read(intent.login(), exchange.head(), exchange.body(), limit, new Arrived());
        } catch (MalformedLogin malformed) {
            refuse(malformed);
        }
    }

    private final class Arrived implements LoginBody.Reader {
        @Override
        public void whole(byte[] body, boolean mayBeSignIn) {
            try {
                read(body, mayBeSignIn);
            } catch (MalformedLogin malformed) {
                refuse(malformed);
            }
        }

        @Override
        public void streams(RequestBody body) {
            Passage.start(rooms, exchange.with(body), intent.route(), null);
        }

        @Override
        public void refused(MalformedLogin why) {
            refuse(why);
        }

        @Override
        public void failed(Throwable cause) {
            // The client is gone, or accept has told it what is wrong.
        }
    }

    private void read(byte[] body, boolean mayBeSignIn) throws MalformedLogin {
        RequestHead head = exchange.head();
        Optional<String> finishes = CredentialsReader.finishes(head, body);
        if (finishes.isPresent()) {
            rooms.waitingRoom().finishAt(exchange, finishes.get());
            return;
        }
        Optional<String> user = mayBeSignIn ? CredentialsReader.user(intent.login(), head, body) : Optional.empty();
        if (user.isEmpty()) {
            Passage.start(rooms, exchange, intent.route(), body);
            return;
        }
        rooms.waitingRoom()
                .takeUp(exchange, user.get())
                .thenAccept(taken -> {
                    if (!taken) {
                        signIn(user.get(), body);
                    }
                })
                .exceptionally(failure -> rooms.failed(exchange, failure));
    }

    /** Signs in without what is shut out: whoever waits, or was denied, may begin anew, but not with the old session. */
    private void signIn(String user, byte[] body) {
        RequestHead head = rooms.quarantine().withoutShutOut(exchange.head());
        Optional<String> stillShutOut = rooms.quarantine().reason(head);
        if (stillShutOut.isPresent()) {
            rooms.shutOut().turnAway(exchange, stillShutOut.get());
            return;
        }
        new SignIn(rooms, exchange.with(head), intent.login(), intent.route(), user, body).start();
    }

    private void refuse(MalformedLogin why) {
        rooms.unreadable(exchange, why);
    }
}
