package io.gatehouse.gateway.demo;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.PathGlob;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.risk.Thresholds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The demo's configuration, its past, and what it tells people to try. */
public final class DemoSetting {
    /** Who has a past: bob has none. */
    public static final String REGULAR = "alice";

    static final String LOGIN = "/login";
    private static final int PAST_SIGN_INS = 30;

    /**
     * A new device alone is enough for a challenge: so whoever signs in with a browser of this machine, which has an address without a place, meets one. The
     * default is 40.
     */
    private static final Thresholds EAGER = new Thresholds(15, 70, 80);

    private DemoSetting() {}

    /** Enforces from the first moment, and believes what this machine says of where a request comes from. */
    public static Config config(Path folder, URI app, int port, int adminPort) {
        InetAddress loopback = address("127.0.0.1");
        Config.Upstream demo = new Config.Upstream("app", List.of(app));
        return new Config(
                Config.Mode.ENFORCE,
                List.of(new Config.Listener(new InetSocketAddress(loopback, port), null)),
                List.of(new Cidr(loopback, 32), new Cidr(address("::1"), 128)),
                Map.of("app", demo),
                List.of(Config.Route.to(demo)),
                List.of(login()),
                Map.of(),
                Config.RequestId.DEFAULT,
                null,
                new Config.Geo(Map.of()),
                List.of(),
                new Config.Rules(null, EAGER, Duration.ZERO),
                new Config.Challenge(
                        Duration.ofMinutes(5), Config.Unenrolled.ENROL, 1 << 20, Duration.ofDays(1), false),
                new Config.Fail(Config.Policy.CHALLENGE, Config.Policy.CHALLENGE, Config.Policy.DENY),
                new Config.Store.Embedded(folder.resolve("store")),
                folder.resolve("keyring.json"),
                new Config.Phone(URI.create("http://phone.localhost:" + port)),
                PushSettings.NONE,
                new Config.Admin(new InetSocketAddress(loopback, adminPort), folder.resolve("tokens.yaml")),
                new Config.Privacy(Duration.ofDays(180)),
                Config.Limits.DEFAULT,
                Config.EventLoops.DEFAULT,
                folder.resolve("decisions.jsonl"),
                "demo");
    }

    private static Config.Login login() {
        return new Config.Login(
                null,
                PathGlob.of(LOGIN),
                Set.of("POST"),
                null,
                new Config.Username(
                        Config.Username.Source.FORM, "username", null, List.of(Config.Normalisation.values())),
                new Config.Success(Set.of(302), PathGlob.of(LOGIN + "*"), null, null, null),
                new Config.Session(List.of(DemoApp.SESSION_COOKIE), null),
                new Config.SignOut("POST", "/logout"));
    }

    /** Sign-ins of the regular user over the last 40 days, always from home, at all hours; oldest first. */
    public static List<LoginAttempt> pastSignIns(Instant now) {
        Duration pace = Duration.ofDays(40).dividedBy(PAST_SIGN_INS);
        return IntStream.rangeClosed(1, PAST_SIGN_INS)
                .mapToObj(i -> now.minus(pace.multipliedBy(PAST_SIGN_INS + 1L - i)))
                .map(DemoClient.HOME::attempt)
                .toList();
    }

    /** What a person can do now, as text for a terminal. */
    public static String whatToTry(int port, int adminPort, URI enrolment) {
        return """

            Gatehouse demo. Everything runs on this machine, and is gone when you press Ctrl-C.

              Application  http://127.0.0.1:%1$d/login   alice / wonderland, bob / builder
              Admin        http://127.0.0.1:%2$d/health/ready

            In a browser
              1. Make this window alice's phone (the link works once):
                 %3$s
              2. In another window sign in as alice at http://127.0.0.1:%1$d/login : the browser is new, so she is asked.
              3. Type the code into the phone, approve, and arrive in the inbox.

            With curl. The demo believes X-Forwarded-For, so that one machine can play the whole world.
              From home, as for the last 40 days: passes
                 %4$s
              From Brazil, with another browser: challenged
                 %5$s
              By a script in a data centre in Singapore: blocked
                 %6$s

            """.formatted(
                        port,
                        adminPort,
                        enrolment,
                        DemoClient.HOME.curl(port),
                        DemoClient.BRAZIL.curl(port),
                        DemoClient.DATA_CENTRE.curl(port));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no IP address", e);
        }
    }
}
