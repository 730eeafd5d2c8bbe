package io.gatehouse.bench;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Reply;
import io.gatehouse.gateway.exchange.RequestBody;
import java.lang.reflect.Proxy;

/** Exchanges without a connection: what is measured reads the head, and never comes to body or reply. */
public final class Recorder {
    private Recorder() {}

    public static Exchange exchange(Site site) {
        return new Exchange(
                site.attempt.id(), Site.NOW, site.head(), site.client(), none(RequestBody.class), none(Reply.class));
    }

    private static <T> T none(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            throw new UnsupportedOperationException(method.getName() + " belongs to another stage");
        }));
    }
}
