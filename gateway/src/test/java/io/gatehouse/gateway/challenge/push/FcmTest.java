package io.gatehouse.gateway.challenge.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.PushFiles;
import io.gatehouse.gateway.store.PushRegistration;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real client of Firebase against a server on loopback that gives tokens and takes messages as Google's does. */
class FcmTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final PushRegistration PHONE =
            new PushRegistration(PushRegistration.Service.FCM, "a-registration-token:of-a-phone");
    private static final PushService.Message MESSAGE = new PushService.Message("an-id", Duration.ofSeconds(90));

    private final KeyPair keys = PushFiles.rsa();
    private final LoopbackService server;
    private final Fcm fcm;
    private LoopbackService.Answer answer = new LoopbackService.Answer(
            200, "{\"name\":\"projects/demo/messages/1\"}", "Content-Type", "application/json");

    FcmTest() throws Exception {
        server = LoopbackService.plain(got -> got.path().equals("/token")
                ? new LoopbackService.Answer(
                        200,
                        "{\"access_token\":\"an-access-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
                        "Content-Type",
                        "application/json")
                : answer);
        URI google = URI.create("http://127.0.0.1:" + server.port());
        FcmTransport transport = new FcmTransport(
                SSLContext.getDefault(),
                url -> url.getHost().endsWith(".googleapis.com") ? google.resolve(url.getPath()) : url);
        byte[] credentials = PushFiles.serviceAccount(keys, google + "/token").getBytes(StandardCharsets.UTF_8);
        fcm = new Fcm(credentials, transport, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        fcm.close();
        server.close();
    }

    private Delivery push() {
        return fcm.push(PHONE, MESSAGE).join();
    }

    /** Google says what went wrong twice: in the words of all its services, and in those of this one. */
    private static String canonical(String code) {
        return switch (code) {
            case "UNREGISTERED" -> "NOT_FOUND";
            case "QUOTA_EXCEEDED" -> "RESOURCE_EXHAUSTED";
            default -> code;
        };
    }

    private void refusing(int status, String code, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        answer = new LoopbackService.Answer(
                status,
                "{'error':{'code':%d,'message':'no','status':'%s','details':[{'@type':'type.googleapis.com/google.firebase.fcm.v1.FcmError','errorCode':'%s'}]}}"
                        .formatted(status, canonical(code), code)
                        .replace('\'', '"'),
                all);
    }

    @Test
    void theMessageIsDataWithTheChallengesIdAndNothingElse() throws Exception {
        assertThat(push()).isEqualTo(new Delivery.Delivered());

        server.got.remove();
        LoopbackService.Got got = server.got.remove();
        assertThat(got.method() + " " + got.path()).isEqualTo("POST /v1/projects/demo/messages:send");
        assertThat(got.header("Authorization")).isEqualTo("Bearer an-access-token");
        assertThat(new ObjectMapper().readTree(got.text()))
                .isEqualTo(new ObjectMapper()
                        .readTree(("{'message':{'token':'a-registration-token:of-a-phone','data':{'challenge':'an-id'},"
                                        + "'android':{'priority':'high','ttl':'90s'}}}")
                                .replace('\'', '"')));
    }

    @Test
    void theAccessTokenIsAskedForOnceWithTheServiceAccountsSignature() throws Exception {
        push();
        push();
        assertThat(server.got.stream().map(LoopbackService.Got::path).filter("/token"::equals))
                .hasSize(1);
        String form = URLDecoder.decode(server.got.remove().text(), StandardCharsets.UTF_8);
        String[] jwt = form.substring(form.indexOf("assertion=") + "assertion=".length())
                .split("&", 2)[0]
                .split("\\.", -1);
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt[1]));
        assertThat(claims.path("iss").asText()).isEqualTo("push@demo.example");
        assertThat(claims.path("scope").asText()).contains("https://www.googleapis.com/auth/cloud-platform");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    }

    @Test
    void aTokenThatIsRegisteredNoMoreIsToBeForgotten() {
        refusing(404, "UNREGISTERED");
        assertThat(push()).isEqualTo(new Delivery.Unregistered());
    }

    @Test
    void anInvalidArgumentIsAFailure() {
        refusing(400, "INVALID_ARGUMENT");
        assertThat(push()).isEqualTo(new Delivery.Failed("FCM says INVALID_ARGUMENT"));
    }

    @ParameterizedTest
    @CsvSource({"429, QUOTA_EXCEEDED, 30", "503, UNAVAILABLE, 20"})
    void aServiceThatWantsToBeLeftAloneIsAskedOnce(int status, String code, int seconds) {
        refusing(status, code, "Retry-After", String.valueOf(seconds));
        assertThat(push()).isEqualTo(new Delivery.Throttled(NOW.plusSeconds(seconds)));
        assertThat(server.got).hasSize(2);
    }

    @Test
    void aServiceThatIsAwayIsAFailure() {
        refusing(503, "UNAVAILABLE");
        assertThat(push()).isEqualTo(new Delivery.Failed("FCM is not available"));
        assertThat(server.got).hasSize(2);
    }

    @Test
    void aTokenThatIsNoneIsRefused() {
        fcm.check(PHONE);
        for (String token : new String[] {"", "short", "with a space in it, and long", "a".repeat(1025)}) {
            assertThatThrownBy(() -> fcm.check(new PushRegistration(PushRegistration.Service.FCM, token)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Objects.toString(PHONE)).doesNotContain("registration-token");
    }
}
