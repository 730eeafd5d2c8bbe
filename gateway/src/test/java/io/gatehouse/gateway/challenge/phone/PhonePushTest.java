package io.gatehouse.gateway.challenge.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.store.PushRegistration;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How phones say by what they are woken. */
class PhonePushTest {
    private final PhoneHouse house = new PhoneHouse("127.0.0.1", true);
    private final String subscription =
            "{'service':'web-push','endpoint':'https://a.push.example/1','p256dh':'%s','auth':'AAAAAAAAAAAAAAAAAAAAAA'}"
                    .formatted(house.vapid.publicKey());

    PhonePushTest() throws IOException {}

    @AfterEach
    void close() {
        house.close();
    }

    private @Nullable PushRegistration kept(TestPhone phone) {
        return Bench.await(house.bench.enrolments.device(phone.id))
                .orElseThrow()
                .push();
    }

    private String change(TestPhone phone, String nonce, String push) throws Exception {
        return phone.sign(phone.header("push"), "{'aud':'%s','nonce':'%s'%s}".formatted(house.origin, nonce, push));
    }

    @Test
    void aPhoneHearsWhatItMayRegisterWith() throws Exception {
        PhoneHouse.Got got = house.get("push", "");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body().path("services")).hasToString("[\"web-push\"]");
        assertThat(got.body().path("applicationServerKey").asText())
                .isEqualTo(house.vapid.publicKey())
                .hasSize(87);
    }

    @Test
    void aRegistrationIsSetRenewedAndTakenBackEachWithANonceOfItsOwn() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String set = change(phone, phone.nonce(), ",'push':" + subscription);
        assertThat(house.postJws("push", set).body().path("push").asText()).isEqualTo("web-push");
        assertThat(kept(phone)).extracting("address").isEqualTo("https://a.push.example/1");

        String take = change(phone, phone.nonce(), "");
        assertThat(house.postJws("push", take).body().path("push").asText()).isEqualTo("none");
        assertThat(kept(phone)).isNull();

        assertThat(house.postJws("push", set).type()).isEqualTo("unproven");
        assertThat(kept(phone)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'service':'fcm','token':'a-token-of-a-service-that-is-not-used'}",
                "{'service':'pigeon','token':'coo'}",
                "{'service':'web-push','endpoint':'https://127.0.0.1/1','p256dh':'KEY','auth':'AAAAAAAAAAAAAAAAAAAAAA'}",
                "{'service':'web-push','endpoint':'https://push.example.evil/1','p256dh':'KEY','auth':'AAAAAAAAAAAAAAAAAAAAAA'}",
                "{'service':'web-push','endpoint':'https://a.push.example/1','p256dh':'KEY','auth':'AAAA'}",
                "{'service':'web-push','endpoint':'https://a.push.example/1','p256dh':'!','auth':'AAAAAAAAAAAAAAAAAAAAAA'}",
                "{'service':'web-push','endpoint':'https://a.push.example/1'}",
                "{'service':'web-push','token':'x'}",
                "{}"
            })
    void aRegistrationThatIsOfNoUseIsRefused(String push) throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String jws = change(phone, phone.nonce(), ",'push':" + push.replace("KEY", house.vapid.publicKey()));
        assertThat(house.postJws("push", jws).type()).isEqualTo("malformed");
        assertThat(kept(phone)).isNull();
    }
}
