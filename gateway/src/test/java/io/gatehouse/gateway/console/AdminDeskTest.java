package io.gatehouse.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.TokenFile;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.page.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin desk behind a real listener, asked byte for byte. */
class AdminDeskTest {
    private static final String ENROL_ONLY = "enrol-only-0123456789abcdefghijklm";

    @TempDir
    private Path folder = Path.of("");

    private final Gate gate = new Gate();
    private Transport transport = Transport.start(1, Transport.Kind.AUTO);
    private Listeners listeners;
    private String token = "";

    /** What users have: {@code A…} is ann's. */
    private static final class Ledger implements Approvers {
        @Override
        public CompletionStage<Code> helpDeskCode(String user) {
            return CompletableFuture.completedFuture(new Code("12345678", Instant.parse("2026-11-24T12:00:00Z")));
        }

        @Override
        public CompletionStage<Map<String, ?>> of(String user) {
            return CompletableFuture.completedFuture(Map.of("recoveryCodes", 9));
        }

        @Override
        public CompletionStage<Boolean> rename(String user, String id, String name) {
            return CompletableFuture.completedFuture(user.equals("ann") && id.startsWith("A") && name.equals("Work"));
        }

        @Override
        public CompletionStage<Boolean> revoke(String user, String id) {
            return CompletableFuture.completedFuture(user.equals("ann") && id.startsWith("A"));
        }

        @Override
        public CompletionStage<Boolean> forgiveTries(String user) {
            return CompletableFuture.completedFuture(true);
        }
    }

    /** A gateway's operations, as far as they can be seen from here. */
    private static final class Gate implements Operations {
        private final List<String> missing = new ArrayList<>();
        private final List<String> invited = new ArrayList<>();
        private Config.Mode mode = Config.Mode.MONITOR;
        private boolean storeWorks = true;
        private final Approvers approvers = new Ledger();
        private final RecordingRules rules = new RecordingRules();

        @Override
        public List<String> notReady() {
            return missing;
        }

        @Override
        public Config.Mode mode() {
            return mode;
        }

        @Override
        public void switchTo(Config.Mode to) {
            mode = to;
        }

        @Override
        public CompletionStage<Optional<Map<String, ?>>> testPush(String device) {
            return CompletableFuture.completedFuture(
                    device.startsWith("A") ? Optional.of(Map.of("result", "delivered")) : Optional.empty());
        }

        @Override
        public Map<String, ?> push() {
            return Map.of("fcm", Map.of("delivered", 3));
        }

        @Override
        public Approvers approvers() {
            return approvers;
        }

        @Override
        public RuleOperations rules() {
            return rules;
        }

        @Override
        public CompletionStage<Invitation> invite(String user) {
            invited.add(user);
            return storeWorks
                    ? CompletableFuture.completedFuture(new Invitation(
                            URI.create("https://phone.example.com/#secret"), Instant.parse("2026-11-24T12:00:00Z")))
                    : CompletableFuture.failedFuture(new IllegalStateException("disk full"));
        }
    }

    /** Knows nobody but alice, whose store fails when it is to be erased. */
    private static final class Register implements People {
        @Override
        public CompletionStage<Map<String, ?>> stored(String user) {
            return CompletableFuture.completedFuture(Map.of("user", user));
        }

        @Override
        public CompletionStage<Map<String, ?>> erase(String user) {
            return user.equals("alice")
                    ? CompletableFuture.failedFuture(new IllegalStateException("disk full"))
                    : CompletableFuture.completedFuture(Map.of("user", user));
        }

        @Override
        public CompletionStage<Map<String, ?>> unlearn(String user, Instant since) {
            return CompletableFuture.completedFuture(Map.of("since", since.toString()));
        }

        @Override
        public CompletionStage<Optional<Instant>> decided(String user, String decision) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    @Test
    void whatAUserApprovesWithIsListedNamedAndTakenBack() throws IOException {
        String id = "AAAAAAAAAAAAAAAAAAAAAA";
        String none = "BAAAAAAAAAAAAAAAAAAAAA";
        String users = "/api/users/ann/";
        String bearer = "Authorization: Bearer " + token + "\r\n";
        assertThat(ask("GET " + users + "factors", bearer, "")
                        .json()
                        .path("recoveryCodes")
                        .asInt())
                .isEqualTo(9);
        assertThat(ask("POST " + users + "help-desk-code", bearer, "").status()).isEqualTo(201);
        assertThat(ask("DELETE " + users + "factors/" + id, bearer, "").status())
                .isEqualTo(204);
        assertThat(ask("DELETE " + users + "factors/" + none, bearer, "").status())
                .isEqualTo(404);
        assertThat(ask("PATCH " + users + "factors/" + id, bearer, "{\"name\":\" Work \"}")
                        .status())
                .isEqualTo(204);
        assertThat(ask("PATCH " + users + "factors/" + id, bearer, "{\"name\":\"\"}")
                        .status())
                .isEqualTo(400);
        assertThat(ask("DELETE " + users + "tries", bearer, "").status()).isEqualTo(204);
        assertThat(ask("POST " + users + "help-desk-code", "", "").status()).isEqualTo(401);
    }

    private record Answer(int status, String head, String body) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    AdminDeskTest() throws IOException {
        listeners = start(List.of());
    }

    private Listeners start(List<AdminToken> tokens) throws IOException {
        return Listeners.start(
                List.of(new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)),
                List.of(),
                Config.Limits.DEFAULT,
                transport,
                InstantSource.system(),
                true,
                new AdminDesk(gate, new Register(), tokens, new Pages()));
    }

    @BeforeEach
    void restartWithTokens() throws Exception {
        listeners.close();
        Path file = folder.resolve("tokens.yaml");
        TokenFile.open(file);
        token = TokenFile.tokenFor(file, AdminToken.Scope.MODE).orElseThrow();
        String sum = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(ENROL_ONLY.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(file, Files.readString(file) + "  - { name: desk, scopes: [enrol], sha256: " + sum + " }\n");
        listeners = start(TokenFile.open(file));
    }

    @AfterEach
    void stop() {
        listeners.close();
        transport.close();
    }

    /** Sends a request's lines and gives the answer. */
    private Answer ask(String requestLine, String headers, String body) throws IOException {
        InetSocketAddress address = listeners.addresses().get(0);
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            String host = headers.contains("Host:") ? "" : "Host: 127.0.0.1:" + address.getPort() + "\r\n";
            String length = headers.contains("Transfer-Encoding")
                    ? ""
                    : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
            String request = requestLine + " HTTP/1.1\r\n" + host + headers + length + "\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the answer's head ends").isNotNegative();
            head.append((char) next);
        }
        Matcher length = Pattern.compile("(?i)content-length: ([0-9]+)").matcher(head);
        if (head.indexOf(" 204 ") > 0) {
            return new Answer(204, head.toString(), "");
        }
        assertThat(length.find()).isTrue();
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        return new Answer(
                Integer.parseInt(head.substring(9, 12)), head.toString(), new String(body, StandardCharsets.UTF_8));
    }

    private String bearer(String with) {
        return "Authorization: Bearer " + with + "\r\n";
    }

    @Test
    void aPushIsTestedAndPushesAreCounted() throws Exception {
        Answer test = ask("POST /api/devices/AAAAAAAAAAAAAAAAAAAAAA/test-push", bearer(ENROL_ONLY), "");
        assertThat(test.status()).isEqualTo(200);
        assertThat(test.json().path("result").asText()).isEqualTo("delivered");
        assertThat(ask("POST /api/devices/BAAAAAAAAAAAAAAAAAAAAA/test-push", bearer(ENROL_ONLY), "")
                        .status())
                .isEqualTo(404);
        assertThat(ask("POST /api/devices/AAAAAAAAAAAAAAAAAAAAAA/test-push", "", "")
                        .status())
                .isEqualTo(401);
        Answer counts = ask("GET /api/push", bearer(ENROL_ONLY), "");
        assertThat(counts.json().path("fcm").path("delivered").asInt()).isEqualTo(3);
    }

    @Test
    void lifeIsToldToEverybody() throws IOException {
        assertThat(ask("GET /health/live", "Host: 10.0.0.7\r\n", "").status()).isEqualTo(200);
        assertThat(ask("GET /health/live", "Host: gate.example.com\r\n", "").status())
                .isEqualTo(200);
    }

    @Test
    void readinessNamesWhatIsMissing() throws IOException {
        assertThat(ask("GET /health/ready", "", "").status()).isEqualTo(200);

        gate.missing.add("the store cannot be written");

        Answer answer = ask("GET /health/ready", "", "");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/reasons/0").asText()).isEqualTo("the store cannot be written");
    }

    @Test
    void theModeIsSwitchedAndTold() throws IOException {
        Answer switched = ask("POST /api/mode", bearer(token), "{\"mode\":\"enforce\"}");

        assertThat(switched.status()).isEqualTo(200);
        assertThat(gate.mode).isEqualTo(Config.Mode.ENFORCE);
        assertThat(ask("GET /api/mode", bearer(token), "").json().path("mode").asText())
                .isEqualTo("enforce");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"mode\":\"Enforce\"}", "{\"mode\":", "enforce", "{\"mode\":null}"})
    void aModeThatIsNoneChangesNothing(String body) throws IOException {
        assertThat(ask("POST /api/mode", bearer(token), body).status()).isEqualTo(400);
        assertThat(gate.mode).isEqualTo(Config.Mode.MONITOR);
    }

    @Test
    void anInvitationIsMadeForTheUserInThePath() throws IOException {
        Answer answer = ask("POST /api/users/al%20ice/enrolments", bearer(ENROL_ONLY), "");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("link").asText()).isEqualTo("https://phone.example.com/#secret");
        assertThat(answer.json().path("expires").asText()).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(answer.head().toLowerCase(Locale.ROOT)).contains("cache-control: no-store");
        assertThat(gate.invited).containsExactly("al ice");
    }

    @Test
    void anInvitationThatCannotBeStoredIsAFailureWithoutDetails() throws IOException {
        gate.storeWorks = false;

        Answer answer = ask("POST /api/users/alice/enrolments", bearer(token), "");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head()).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("disk full");
    }

    @Test
    void whatIsStoredOfAPersonNeedsAScopeOfItsOwn() throws IOException {
        assertThat(ask("GET /api/users/al%20ice", bearer(token), "")
                        .json()
                        .path("user")
                        .asText())
                .isEqualTo("al ice");
        assertThat(ask("DELETE /api/users/bob", bearer(token), "").status()).isEqualTo(200);
        for (String request : List.of("GET /api/users/bob", "DELETE /api/users/bob", "POST /api/users/bob/forget")) {
            assertThat(ask(request, bearer(ENROL_ONLY), "").status()).isEqualTo(403);
            assertThat(ask(request, "", "").status()).isEqualTo(401);
        }
        assertThat(ask("POST /api/users/bob", bearer(token), "").status()).isEqualTo(405);
    }

    @Test
    void anErasureThatFailsIsToldWithoutDetails() throws IOException {
        Answer answer = ask("DELETE /api/users/alice", bearer(token), "");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("disk full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer wrong-0123456789abcdefghijklmnopq\r\n",
                "Authorization: Basic Zmlyc3Q6Zmlyc3Q=\r\n",
                "Authorization: Bearer enrol-only-0123456789abcdefghijkl\r\n",
                "Cookie: token=enrol-only-0123456789abcdefghijklm\r\n"
            })
    void withoutATokenNothingHappens(String headers) throws IOException {
        Answer answer = ask("POST /api/users/alice/enrolments", headers, "");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head().toLowerCase(Locale.ROOT)).contains("www-authenticate: bearer");
        assertThat(gate.invited).isEmpty();
    }

    @Test
    void aTokenDoesOnlyWhatItsScopesSay() throws IOException {
        Answer answer = ask("POST /api/mode", bearer(ENROL_ONLY), "{\"mode\":\"enforce\"}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("title").asText()).isEqualTo("This token lacks the scope mode");
        assertThat(gate.mode).isEqualTo(Config.Mode.MONITOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.com", "127.0.0.1.evil.example.com", "localhost.evil.example.com:9090"})
    void aNameThatSomebodyPointedHereGetsNothing(String host) throws IOException {
        Answer answer = ask("POST /api/mode", "Host: " + host + "\r\n" + bearer(token), "{\"mode\":\"enforce\"}");

        assertThat(answer.status()).isEqualTo(421);
        assertThat(gate.mode).isEqualTo(Config.Mode.MONITOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:9090", "127.0.0.1:9090", "[::1]:9090", "192.0.2.7"})
    void anAddressIsServed(String host) throws IOException {
        assertThat(ask("GET /api/mode", "Host: " + host + "\r\n" + bearer(token), "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyOverFourKibibytesIsRefusedHoweverItComes() throws IOException {
        String large = "{\"mode\":\"enforce\",\"x\":\"" + "x".repeat(5_000) + "\"}";
        String chunked = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";

        assertThat(ask("POST /api/mode", bearer(token), large).status()).isEqualTo(413);
        assertThat(ask("POST /api/mode", bearer(token) + "Transfer-Encoding: chunked\r\n", chunked)
                        .status())
                .isEqualTo(413);
        assertThat(gate.mode).isEqualTo(Config.Mode.MONITOR);
    }

    @Test
    void otherMethodsAndPathsAreToldApart() throws IOException {
        Answer method = ask("DELETE /api/mode", bearer(token), "");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.head().toLowerCase(Locale.ROOT)).contains("allow: ");
        assertThat(ask("GET /api/users/alice/enrolments", bearer(token), "").status())
                .isEqualTo(405);
        assertThat(ask("POST /api/users/a/b/enrolments", bearer(token), "").status())
                .isEqualTo(404);
        assertThat(ask("GET /", "", "").status()).isEqualTo(404);
    }

    @Test
    void rulesAreMutedRolledBackAndMadeScenariosByWhoMay() throws Exception {
        assertThat(ask("GET /api/rules", bearer(token), "")
                        .json()
                        .path("version")
                        .asText())
                .isEqualTo("r1");
        assertThat(ask("GET /api/rules/shadow", bearer(token), "")
                        .json()
                        .path("changed")
                        .asInt())
                .isEqualTo(3);
        assertThat(ask("POST /api/rules/mute", bearer(token), "{\"rule\":\"Tor exit\",\"for\":\"PT2H\"}")
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST /api/rules/unmute", bearer(token), "{\"rule\":\"Tor exit\"}")
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST /api/rules/rollback", bearer(token), "{\"version\":\"r0\"}")
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST /api/rules/scenario", bearer(token), "{\"decision\":\"d1\"}")
                        .json()
                        .path("yaml")
                        .asText())
                .isEqualTo("- name: d1");
        assertThat(gate.rules.done).containsExactly("mute Tor exit PT2H", "unmute Tor exit", "rollback r0");

        assertThat(ask("GET /api/rules", bearer(ENROL_ONLY), "").status()).isEqualTo(403);
        assertThat(ask("GET /api/rules", "", "").status()).isEqualTo(401);
        assertThat(ask("GET /api/rules/mute", bearer(token), "").status()).isEqualTo(405);
        assertThat(ask("GET /api/rules/other", bearer(token), "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mute {\"rule\":\"nobody\",\"for\":\"PT2H\"}",
                "mute {\"rule\":\"Tor exit\",\"for\":\"PT-2H\"}",
                "mute {\"rule\":\"Tor exit\",\"for\":\"P31D\"}",
                "mute {\"rule\":\"Tor exit\",\"for\":\"soon\"}",
                "mute {\"rule\":\"Tor exit\"}",
                "mute {\"rule\":7,\"for\":\"PT2H\"}",
                "mute nonsense",
                "scenario {\"decision\":\"nobody\"}",
            })
    void whatCannotBeDoneToRulesIsABadRequestThatSaysWhy(String pathAndBody) throws Exception {
        String[] parts = pathAndBody.split(" ", 2);
        Answer answer = ask("POST /api/rules/" + parts[0], bearer(token), parts[1]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("title").asText()).isNotBlank();
        assertThat(gate.rules.done).isEmpty();
    }
}
