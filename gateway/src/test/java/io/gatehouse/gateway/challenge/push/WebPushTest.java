package io.gatehouse.gateway.challenge.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.keyring.VapidKeys;
import io.gatehouse.gateway.store.PushRegistration;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real client against a push service on loopback, which opens what it gets. */
class WebPushTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final PushService.Message MESSAGE = new PushService.Message("an-id", Duration.ofSeconds(90));

    private final VapidKeys keys = VapidKeys.temporary();
    private final X509Bundle identity;
    private final Subscriber subscriber;
    private LoopbackService.Answer answer = new LoopbackService.Answer(201, "");
    private LoopbackService server;
    private WebPush webPush;

    WebPushTest() throws Exception {
        identity = LoopbackService.identity("localhost");
        subscriber = Subscriber.ofTheRfc();
        server = LoopbackService.tls(identity, got -> answer);
        webPush = webPush("localhost");
    }

    private WebPush webPush(String... services) throws Exception {
        return new WebPush(
                new PushSettings.WebPush("mailto:ops@example.com", List.of(services)),
                keys,
                LoopbackService.trusting(identity),
                InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        webPush.close();
        server.close();
    }

    private PushRegistration subscription() {
        return subscriber.at("https://localhost:" + server.port() + "/subscription/1");
    }

    private Delivery push() {
        return webPush.push(subscription(), MESSAGE).join();
    }

    @BeforeEach
    void theSubscriberOpensTheMessageOfTheRfc() throws Exception {
        assertThat(subscriber.open(Subscriber.decode("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
                        + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuw"
                        + "XPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")))
                .isEqualTo("When I grow up, I want to be a watermelon");
    }

    @Test
    void theChallengesIdArrivesSealedAndNothingElse() throws Exception {
        assertThat(push()).isEqualTo(new Delivery.Delivered());

        LoopbackService.Got got = server.got.remove();
        assertThat(got.method() + " " + got.path()).isEqualTo("POST /subscription/1");
        assertThat(subscriber.open(got.body())).isEqualTo("{\"challenge\":\"an-id\"}");
        assertThat(got.header("Content-Encoding")).isEqualTo("aes128gcm");
        assertThat(got.header("TTL")).isEqualTo("90");
        assertThat(got.header("Urgency")).isEqualTo("high");
    }

    @Test
    void eachMessageIsSealedAnew() throws Exception {
        push();
        push();
        assertThat(server.got.remove().body()).isNotEqualTo(server.got.remove().body());
    }

    @Test
    void theServiceCanVerifyWhoPushes() throws Exception {
        push();
        Matcher vapid = Pattern.compile("vapid t=(([^.]+)\\.([^.]+))\\.([^,]+), ?k=(.+)")
                .matcher(server.got.remove().header("Authorization"));
        assertThat(vapid.matches()).isTrue();
        assertThat(vapid.group(5)).isEqualTo(webPush.applicationServerKey());
        JsonNode claims = new ObjectMapper().readTree(Subscriber.decode(vapid.group(3)));
        assertThat(claims.path("aud").asText()).isEqualTo("https://localhost:" + server.port());
        assertThat(claims.path("sub").asText()).isEqualTo("mailto:ops@example.com");
        assertThat(claims.path("exp").asLong())
                .isEqualTo(NOW.plus(Duration.ofHours(12)).getEpochSecond());
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(Subscriber.publicKey(Subscriber.decode(webPush.applicationServerKey())));
        signature.update(vapid.group(1).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Subscriber.decode(vapid.group(4)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aSubscriptionThatIsOverIsToBeForgotten(int status) {
        answer = new LoopbackService.Answer(status, "");
        assertThat(push()).isEqualTo(new Delivery.Unregistered());
    }

    @ParameterizedTest
    @CsvSource({
        "429, 30, 30",
        "429, 'Tue, 24 Nov 2026 10:02:00 GMT', 120",
        "429, soon, 60",
        "503, 7, 7",
        "429, 999999999, 3600"
    })
    void aServiceThatWantsToBeLeftAloneSaysUntilWhen(int status, String after, int seconds) {
        answer = new LoopbackService.Answer(status, "", "Retry-After", after);
        assertThat(push()).isEqualTo(new Delivery.Throttled(NOW.plusSeconds(seconds)));
    }

    @Test
    void aRedirectIsNotFollowed() {
        answer = new LoopbackService.Answer(307, "", "Location", "https://localhost:" + server.port() + "/elsewhere");
        assertThat(push()).isInstanceOf(Delivery.Failed.class);
        assertThat(server.got).hasSize(1);
    }

    @Test
    void aCertificateOfSomebodyElseIsNotBelieved() throws Exception {
        webPush.close();
        webPush = new WebPush(
                new PushSettings.WebPush("mailto:ops@example.com", List.of("localhost")),
                keys,
                SSLContext.getDefault(),
                InstantSource.fixed(NOW));
        assertThatThrownBy(() -> webPush.push(subscription(), MESSAGE).join()).hasMessageContaining("SSL");
    }

    @Test
    void aHostThatIsNotNamedInFullMustBeAtAPublicAddress() throws Exception {
        webPush.close();
        webPush = webPush("*");
        PushRegistration inside = subscriber.at("https://localhost/subscription/1");
        webPush.check(inside);
        assertThat(webPush.push(inside, MESSAGE).join())
                .isEqualTo(new Delivery.Failed("the endpoint's host is not at a public address"));
        assertThat(server.got).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/1",
                "https://elsewhere.example/1",
                "https://localhost.example/1",
                "https://user@localhost/1",
                "https://localhost/1#part",
                "https://localhost/ 1",
                "https:///1",
                "ftp://localhost/1",
                "nonsense",
                ""
            })
    void anEndpointThatIsNoneIsRefused(String endpoint) {
        assertThatThrownBy(() -> webPush.check(subscriber.at(endpoint))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAHostThatIsNamedInFullMayHaveAnotherPort() throws Exception {
        webPush.check(subscriber.at("https://localhost:1/1"));
        WebPush wide = webPush("*.example.com");
        wide.check(subscriber.at("https://a.example.com/1"));
        assertThatThrownBy(() -> wide.check(subscriber.at("https://a.example.com:8443/1")))
                .hasMessageContaining("port 443");
        wide.close();
    }

    @Test
    void keysThatAreNoneAreRefused() {
        PushRegistration good = subscription();
        PushRegistration short_ =
                new PushRegistration(good.service(), good.address(), good.key(), Subscriber.encode(new byte[15]));
        byte[] off = subscriber.point().clone();
        off[64] ^= 1;
        PushRegistration offCurve =
                new PushRegistration(good.service(), good.address(), Subscriber.encode(off), good.auth());
        webPush.check(good);
        assertThatThrownBy(() -> webPush.check(short_)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> webPush.check(offCurve)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> webPush.check(new PushRegistration(good.service(), good.address())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fd00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "::7f00:1"
            })
    void addressesOfOurOwnAreNotPublic(String address) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "142.250.74.10", "172.32.0.1", "2a00:1450:400f:80c::200a"})
    void addressesOfTheInternetAre(String address) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }
}
