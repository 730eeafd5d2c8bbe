package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.enrol.Acquaintance;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Tally;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells by its device cookie, and by what its user's history says of it, how well a browser is known. */
record KnownBrowser(DeviceCookies cookies, Pseudonyms pseudonyms, Memory memory) implements Acquaintance {
    private static final int SIGN_INS = 3;
    private static final long HOURS = 7 * 24;
    private static final int SECONDS_AN_HOUR = 3_600;

    @Override
    public CompletionStage<Known> of(String user, Exchange exchange) {
        String cookie = RequestCookies.of(exchange.head().headers())
                .value(DeviceCookies.name(exchange.client().secure()))
                .orElse(null);
        byte[] id = cookies.idOf(cookie, exchange.at());
        if (id.length == 0 || user.isEmpty()) {
            return CompletableFuture.completedFuture(Known.NOT);
        }
        long device = pseudonyms.device(id);
        long hour = Math.floorDiv(exchange.at().getEpochSecond(), SECONDS_AN_HOUR);
        return memory.historyOf(pseudonyms.user(user)).thenApply(history -> known(history, device, hour));
    }

    static Known known(History history, long device, long hour) {
        Tally.@Nullable Entry<Long> seen = history.devices().find(device);
        boolean reported = history.reports().stream().anyMatch(report -> report.trace() == device);
        if (seen == null || reported || seen.lastHour() < hour - 1) {
            return Known.NOT;
        }
        return seen.count() >= SIGN_INS && seen.firstHour() <= hour - HOURS ? Known.PROVEN : Known.RECENT;
    }
}
