package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.flow.detect.CredentialsReader;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.LoginBody;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * Reads a request to where people sign in, and sends it on its way: it may be a sign-in, a waiting browser that comes for its answer, a repeated sign-in that was approved meanwhile, or something
 * else that the application does under the same path.
 */
final class Reception {
    private static final String UNREADABLE = "This sign-in cannot be read";

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
            if (CredentialsReader.mayBeSignIn(intent.login(), exchange.head())) {
                readBody();
            } else {
                Passage.start(rooms, exchange, intent.route(), null);
            }
        } catch (MalformedLogin malformed) {
            refuse(HttpResponseStatus.BAD_REQUEST, UNREADABLE, malformed.why());
        }
    }

    private void readBody() {
        LoginBody.read(exchange.body(), rooms.config().limits().loginBody(), new LoginBody.Reader() {
            @Override
            public void whole(byte[] body) {
                try {
                    read(body);
                } catch (MalformedLogin malformed) {
                    refuse(HttpResponseStatus.BAD_REQUEST, UNREADABLE, malformed.why());
                }
            }

            @Override
            public void tooLong(LoginBody body) {
                String field = intent.login().whenField();
                if (field == null || intent.login().username().source() != Config.Username.Source.FORM) {
                    refuse(
                            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                            "This sign-in is too long",
                            "A sign-in's body has at most "
                                    + rooms.config().limits().loginBody() + " bytes.");
                } else {
                    Passage.start(rooms, exchange.with(body.rest(field)), intent.route(), null);
                }
            }

            @Override
            public void failed(Throwable cause) {
                // The client is gone, or accept has told it what is wrong.
            }
        });
    }

    private void read(byte[] body) throws MalformedLogin {
        RequestHead head = exchange.head();
        Optional<String> finishes = CredentialsReader.finishes(head, body);
        if (finishes.isPresent()) {
            rooms.waitingRoom().finishAt(exchange, finishes.get());
            return;
        }
        Optional<String> user = CredentialsReader.user(intent.login(), head, body);
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

    private void refuse(HttpResponseStatus status, String title, String advice) {
        rooms.pages().failure(exchange, status, title, advice);
    }
}
