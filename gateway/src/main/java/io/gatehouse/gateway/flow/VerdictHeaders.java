package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.risk.Verdict;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Tells the application what was decided of a sign-in, so that it can believe it: {@code Gatehouse-Verdict}, {@code -Score}, {@code -Decision}, and a signature over them with time and user. The same
 * names from a client never get through.
 *
 * <p>{@code Gatehouse-Signature: t=<epoch seconds>; user=<percent-encoded>; <key id>.<mac>}, where mac is the base64url of HMAC-SHA256 under the keyring's upstream key over {@code
 * t|user|verdict|score|decision}, as they stand in the headers.
 */
public final class VerdictHeaders {
    private final Keyring keyring;
    private final InstantSource clock;

    public VerdictHeaders(Keyring keyring, InstantSource clock) {
        this.keyring = keyring;
        this.clock = clock;
    }

    HttpHeaders of(Judged judged) {
        long time = clock.instant().getEpochSecond();
        String user = URLEncoder.encode(judged.attempt().user(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        Verdict verdict = judged.enforced();
        String told = verdict.name().toLowerCase(Locale.ROOT);
        int score = judged.judgement().score();
        String decision = judged.attempt().id();
        String mac = keyring.signForUpstream(
                String.join("|", Long.toString(time), user, told, Integer.toString(score), decision));
        return new DefaultHttpHeaders()
                .set("Gatehouse-Verdict", told)
                .set("Gatehouse-Score", score)
                .set("Gatehouse-Decision", decision)
                .set("Gatehouse-Signature", "t=" + time + "; user=" + user + "; " + mac);
    }
}
