package io.gatehouse.bench;

import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.UserAgent;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Traces;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stages: a device cookie is checked, a client is named, and all that names somebody is hashed. */
@State(Scope.Benchmark)
public class DeviceBenchmark {
    private final Site site = new Site();
    private final Pseudonyms.Client client = new Pseudonyms.Client(
            new byte[16],
            true,
            site.attempt.userAgent(),
            site.attempt.signals().manner().ja4());
    private final long asn = site.enriched.traces().asn();
    private final byte[] message =
            site.cookie.substring(0, site.cookie.lastIndexOf('.') - 3).getBytes(StandardCharsets.US_ASCII);
    private final Mac mac = mac();

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public DeviceCookies.Shown deviceCookie() {
        return site.cookies.read(site.cookie, Site.NOW);
    }

    /** Bound: one HMAC-SHA256 of as many bytes. */
    @Benchmark
    public byte[] boundDeviceCookie() {
        return mac.doFinal(message);
    }

    @Benchmark
    public UserAgent userAgent() {
        return UserAgent.parse(site.attempt.userAgent());
    }

    @Benchmark
    public Traces traces() {
        return site.pseudonyms.traces(site.attempt.user(), Site.HOME, asn, client);
    }
}
