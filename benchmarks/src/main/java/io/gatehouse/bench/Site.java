package io.gatehouse.bench;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Manner;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.flow.enrich.Atlas;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.Enriched;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.embedded.EmbeddedMemory;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import io.gatehouse.geo.IpAddresses;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway's parts in their default configuration, and an account whose owner has signed in every day for two months, now and then from a second browser and another network. What is measured is the next
 * of these sign-ins. Nothing here changes between two measurements but what the gateway itself counts.
 */
public final class Site {
    public static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    public static final InetAddress HOME = IpAddresses.parse("88.88.10.20");
    public static final InetAddress OFFICE = IpAddresses.parse("193.156.1.7");
    public static final byte[] BODY = "username=Alice%40example.com&password=correct+horse+battery+staple&csrf=8f2c1d"
            .getBytes(StandardCharsets.US_ASCII);

    private static final String USER = "alice@example.com";
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
                    + " Safari/537.36";
    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                    + " Version/18.5 Mobile/15E148 Safari/604.1";
    private static final Manner MANNER =
            new Manner("t13d1516h2_8daaf6152771_e5627efa2ab1", "1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p");
    private static final int DAYS = 60;
    private static final Duration RETENTION = Duration.ofDays(180);
    private static final String CONFIG = """
        mode: enforce
        listen: [{ address: 127.0.0.1:0 }]
        upstreams: { app: { servers: [http://127.0.0.1:9] } }
        routes: [{ path: /, upstream: app }, { path: /api, upstream: app }]
        logins:
          - path: /login
            username: { form: username, normalise: [nfkc, trim, lower] }
            success: { status: [302], not-location: /login* }
            session: { cookie: SESSION }
        phone: { origin: "https://phone.example.com" }
        store: { embedded: store }
        """;

    public final Config config = config("");
    public final Keyring keyring = Keyring.temporary(new Random(7));
    public final Pseudonyms pseudonyms = new Pseudonyms(keyring);
    public final DeviceCookies cookies = new DeviceCookies(keyring);
    public final Memory memory = new EmbeddedMemory(EmbeddedStore.inMemory(), RETENTION, InstantSource.fixed(NOW));
    public final Atlas atlas = atlas(config);
    public final String cookie = cookie(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    public final Enricher enricher = new Enricher(
            new Enricher.Sources(atlas::locate, memory, user -> CompletableFuture.completedFuture(true)),
            cookies,
            new DeviceProofs(keyring, InstantSource.fixed(NOW), new Random(7)),
            pseudonyms,
            new FactBuilder(config.rules().warmUp()),
            Duration.ofMillis(50),
            new Random(7));

    /** The next sign-in, and what is found out about it. */
    public final LoginAttempt attempt = attempt(NOW, HOME, CHROME, cookie);

    public final Enriched enriched;

    public Site() {
        String phone = cookie(new byte[16]);
        for (int day = DAYS; day > 0; day--) {
            Instant at = NOW.minus(Duration.ofDays(day));
            learn(attempt(at, day % 5 == 0 ? OFFICE : HOME, CHROME, cookie));
            if (day % 7 == 0) {
                learn(attempt(at.plusSeconds(3_600), HOME, IPHONE, phone));
            }
        }
        enriched = enricher.enrich(attempt).toCompletableFuture().join();
    }

    private void learn(LoginAttempt one) {
        Enriched found = enricher.enrich(one).toCompletableFuture().join();
        memory.succeeded(found.traces(), found.visit()).toCompletableFuture().join();
    }

    private String cookie(byte[] device) {
        String header = cookies.issue(device, NOW.minus(Duration.ofDays(3)), true);
        return header.substring(header.indexOf('=') + 1, header.indexOf(';'));
    }

    private static LoginAttempt attempt(Instant at, InetAddress address, String agent, String cookie) {
        Signals signals = new Signals(
                MANNER,
                "6a1f3c0b9d2e",
                "\"Chromium\";v=\"142\", \"Google Chrome\";v=\"142\", \"Not_A Brand\";v=\"99\"",
                "\"Windows\"",
                "",
                "POST /login",
                "https://app.example.com");
        return new LoginAttempt(
                "P_imbf2e072CE7MKPcEw3g",
                at,
                "/login",
                USER,
                address,
                agent,
                "nb-NO,nb;q=0.9,en;q=0.8",
                cookie,
                signals);
    }

    /** The sign-in as a browser sends it, over TLS. */
    public RequestHead head() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "app.example.com")
                .add("Content-Length", BODY.length)
                .add("Cache-Control", "max-age=0")
                .add("Sec-CH-UA", attempt.signals().brands())
                .add("Sec-CH-UA-Mobile", "?0")
                .add("Sec-CH-UA-Platform", "\"Windows\"")
                .add("Origin", "https://app.example.com")
                .add("Content-Type", "application/x-www-form-urlencoded")
                .add("Upgrade-Insecure-Requests", "1")
                .add("User-Agent", CHROME)
                .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                .add("Sec-Fetch-Site", "same-origin")
                .add("Sec-Fetch-Mode", "navigate")
                .add("Referer", "https://app.example.com/login")
                .add("Accept-Encoding", "gzip, deflate, br, zstd")
                .add("Accept-Language", "nb-NO,nb;q=0.9,en;q=0.8")
                .add("Cookie", "theme=dark; SESSION=3f8a2c9d1e; " + DeviceCookies.name(true) + "=" + cookie);
        return new RequestHead("POST", "/login", "/login", null, "app.example.com", headers);
    }

    public Client client() {
        return new Client(HOME, true, false, null, MANNER);
    }

    /** The default configuration, and more of it. */
    public static Config config(String more) {
        try {
            Path file = Files.createTempFile("gatehouse-bench", ".yaml");
            try {
                Files.writeString(file, CONFIG + more);
                return new ConfigReader().read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigErrors e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public static Atlas atlas(Config config) {
        return atlas(config, List.of());
    }

    public static Atlas atlas(Config config, List<Config.NetworkList> lists) {
        try {
            return Atlas.open(config.geo(), lists);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigErrors e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
