package io.gatehouse.gateway.challenge.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.server.UnregisteredDeviceTokenException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.PushFiles;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.store.PushRegistration;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real client against Pushy's mock of Apple's service, over HTTP/2 and TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApnsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final PushRegistration PHONE =
            new PushRegistration(PushRegistration.Service.APNS, "0123456789abcdef".repeat(4));
    private static final PushService.Message MESSAGE = new PushService.Message("an-id", Duration.ofSeconds(90));

    private record Got(String path, String topic, String expiration, String authorization, String body) {}

    private final KeyPair keys = PushFiles.p256();
    private final ConcurrentLinkedQueue<Got> got = new ConcurrentLinkedQueue<>();
    private @Nullable RejectedNotificationException refusal;
    private final X509Bundle identity = LoopbackService.identity("localhost");
    private final MockApnsServer server;
    private final PushSettings.Apns settings;
    private final Apns apns;

    ApnsTest(@TempDir Path folder) throws Exception {
        server = new MockApnsServerBuilder()
                .setServerCredentials(
                        identity.getCertificatePath(), identity.getKeyPair().getPrivate(), null)
                .setHandlerFactory(session -> (headers, payload) -> {
                    got.add(new Got(
                            String.valueOf(headers.path()),
                            header(headers, "apns-topic"),
                            header(headers, "apns-expiration"),
                            header(headers, "authorization"),
                            payload.toString(StandardCharsets.UTF_8)));
                    if (refusal != null) {
                        throw refusal;
                    }
                })
                .build();
        settings = settings(folder, keys);
        apns = apns(server.start(0).get());
    }

    private static String header(Http2Headers headers, String name) {
        return String.valueOf(headers.get(name));
    }

    private static PushSettings.Apns settings(Path folder, KeyPair keys) throws Exception {
        Path key = Files.writeString(folder.resolve("AuthKey.p8"), PushFiles.pem(keys));
        return new PushSettings.Apns(
                new PushSettings.Identity.Key(key, "ABCDEFGHIJ", "KLMNOPQRST"),
                "com.example.app",
                PushSettings.Apns.Environment.PRODUCTION);
    }

    private Apns apns(int port) throws Exception {
        return new Apns(
                settings, new Apns.Server("localhost", port, identity.getCertificate()), InstantSource.fixed(NOW));
    }

    @BeforeEach
    void forgetWhatWas() {
        got.clear();
        refusal = null;
    }

    @AfterAll
    void close() throws Exception {
        apns.close();
        server.shutdown().get();
    }

    private Delivery push() {
        return apns.push(PHONE, MESSAGE).join();
    }

    @Test
    void theNotificationHasTheChallengesIdAndNoWords() throws Exception {
        assertThat(push()).isEqualTo(new Delivery.Delivered());

        Got one = got.remove();
        assertThat(one.path()).isEqualTo("/3/device/" + PHONE.address());
        assertThat(one.topic()).isEqualTo("com.example.app");
        assertThat(one.expiration())
                .isEqualTo(String.valueOf(NOW.plusSeconds(90).getEpochSecond()));
        assertThat(new ObjectMapper().readTree(one.body()))
                .isEqualTo(new ObjectMapper()
                        .readTree(("{'challenge':'an-id','aps':{'alert':{'loc-key':'gatehouse.sign-in'},"
                                        + "'sound':'default','mutable-content':1}}")
                                .replace('\'', '"')));
    }

    @Test
    void appleCanVerifyWhoPushes() throws Exception {
        push();
        String[] jwt =
                got.remove().authorization().substring("bearer ".length()).split("\\.", -1);
        JsonNode header = new ObjectMapper().readTree(Subscriber.decode(jwt[0]));
        assertThat(header.path("kid").asText()).isEqualTo("ABCDEFGHIJ");
        assertThat(new ObjectMapper()
                        .readTree(Subscriber.decode(jwt[1]))
                        .path("iss")
                        .asText())
                .isEqualTo("KLMNOPQRST");
        // Pushy writes signatures in DER, which Apple takes.
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Subscriber.decode(jwt[2]))).isTrue();
    }

    @Test
    void aTokenThatIsRegisteredNoMoreIsToBeForgotten() {
        refusal = new UnregisteredDeviceTokenException(NOW.minusSeconds(60));
        assertThat(push()).isEqualTo(new Delivery.Unregistered());
    }

    @Test
    void tooManyRequestsAreThrottled() {
        refusal = new RejectedNotificationException(RejectionReason.TOO_MANY_REQUESTS);
        assertThat(push()).isEqualTo(new Delivery.Throttled(NOW.plusSeconds(60)));
    }

    @Test
    void anyOtherRefusalIsAFailure() {
        refusal = new RejectedNotificationException(RejectionReason.BAD_DEVICE_TOKEN);
        assertThat(push()).isEqualTo(new Delivery.Failed("APNs says BadDeviceToken"));
    }

    @Test
    void aServiceThatIsAwayIsAFailure() throws Exception {
        int nobodys;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodys = probe.getLocalPort();
        }
        Apns away = apns(nobodys);
        assertThat(away.push(PHONE, MESSAGE).join()).isInstanceOf(Delivery.Failed.class);
        away.close();
    }

    @Test
    void aTokenThatIsNoneIsRefused() {
        apns.check(PHONE);
        for (String token : new String[] {"", "0123", "x".repeat(64), "a".repeat(201), "../../3/device"}) {
            assertThatThrownBy(() -> apns.check(new PushRegistration(PushRegistration.Service.APNS, token)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
