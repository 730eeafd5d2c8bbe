package io.gatehouse.bench;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.flow.detect.CredentialsReader;
import io.gatehouse.gateway.flow.detect.Detector;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.detect.QuarantineCheck;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.embedded.EmbeddedQuarantine;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: a request is found to be a sign-in, and its user's name is read. */
@State(Scope.Benchmark)
public class RecogniseBenchmark {
    private static final byte[] FIELD = "username=".getBytes(StandardCharsets.US_ASCII);

    private final Site site = new Site();
    private final Detector detector = detector(site.config, site.keyring);
    private final Exchange exchange = Recorder.exchange(site);
    private final Config.Login login = site.config.logins().get(0);

    static Detector detector(Config config, Keyring keyring) {
        InstantSource clock = InstantSource.fixed(Site.NOW);
        return new Detector(
                config, new QuarantineCheck(new EmbeddedQuarantine(EmbeddedStore.inMemory(), clock), keyring, clock));
    }

    @Benchmark
    public Intent recognise() {
        return detector.detect(exchange);
    }

    @Benchmark
    public Optional<String> userName() throws MalformedLogin {
        return CredentialsReader.user(login, exchange.head(), Site.BODY);
    }

    /** Bound: one comparison of the path, the field by its bytes, percent-decoded without any checks. */
    @Benchmark
    public String boundRecogniseAndUserName() {
        RequestHead head = exchange.head();
        if (!head.path().equals("/login") || !head.method().equals("POST")) {
            return "";
        }
        byte[] body = Site.BODY;
        byte[] name = new byte[64];
        int length = 0;
        for (int i = FIELD.length; body[i] != '&'; i++) {
            if (body[i] == '%') {
                name[length++] = (byte) (Character.digit(body[i + 1], 16) << 4 | Character.digit(body[i + 2], 16));
                i += 2;
            } else {
                name[length++] = body[i];
            }
        }
        return new String(name, 0, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }
}
