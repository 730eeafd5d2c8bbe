package io.gatehouse.gateway.challenge.phone;

import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.otherThan;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.Opening;
import io.gatehouse.gateway.exchange.ChallengeState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneApiTest {
    private PhoneHouse house;
    private Bench bench;

    @BeforeEach
    void start() throws IOException {
        house = new PhoneHouse();
        bench = house.bench;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aLinkEnrolsOnePhoneOnce() throws Exception {
        URI link = house.link("ann");
        PhoneHouse.Got enrolled = new TestPhone(house).enrol(link);
        assertThat(enrolled.status()).isEqualTo(201);
        assertThat(enrolled.body().path("user").asText()).isEqualTo("ann");
        PhoneHouse.Got again = new TestPhone(house).enrol(link);
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.type()).isEqualTo("no-invitation");
    }

    @Test
    void aLinkIsGoodForAQuarterOfAnHour() throws Exception {
        URI link = house.link("ann");
        bench.pass(Duration.ofMinutes(15));
        assertThat(new TestPhone(house).enrol(link).type()).isEqualTo("no-invitation");
    }

    @Test
    void aUserHasEightPhonesAtMostAndTheLinkStays() throws Exception {
        for (int phone = 0; phone < 8; phone++) {
            TestPhone.enrolled(house, "ann");
        }
        URI link = house.link("ann");
        assertThat(new TestPhone(house).enrol(link).type()).isEqualTo("too-many-devices");
        assertThat(new TestPhone(house).enrol(link).type()).isEqualTo("too-many-devices");
    }

    @Test
    void thePhoneSeesWhoAsksAndItsCodeApproves() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        assertThat(house.get("challenges", phone.token).body().path("challenges"))
                .isEmpty();
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        assertThat(asked.path("place").asText()).isEqualTo("Oslo, Norway");
        assertThat(asked.path("application").asText()).isEqualTo("app.example");
        assertThat(asked.path("tries").asInt()).isEqualTo(5);
        assertThat(asked.toString()).doesNotContain(opened.code());
        PhoneHouse.Got approved = phone.answer(asked, phone.approval(asked, opened.code()));
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.body().path("state").asText()).isEqualTo("approved");
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.APPROVED);
        assertThat(house.get("challenges", phone.token).body().path("challenges"))
                .isEmpty();
    }

    @Test
    void aReportIsADenialThatSaysSo() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String id = bench.opened("ann", STRANGER, false).id();
        JsonNode asked = phone.asked();
        assertThat(phone.answer(asked, phone.denial(asked, true))
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("denied");
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.DENIED, true));
        PhoneHouse.Got again = phone.answer(asked, phone.denial(asked, true));
        assertThat(again.type()).isEqualTo("over");
        assertThat(again.body().path("state").asText()).isEqualTo("denied");
    }

    @Test
    void aWrongCodeIsCountedOnceHoweverOftenItIsSent() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        String wrong = phone.approval(asked, otherThan(opened.code()));
        PhoneHouse.Got first = phone.answer(asked, wrong);
        assertThat(first.status()).isEqualTo(422);
        assertThat(first.body().path("tries").asInt()).isEqualTo(4);
        assertThat(phone.answer(asked, wrong).type()).isEqualTo("stale");
        assertThat(phone.answer(asked, phone.approval(asked, opened.code())).type())
                .isEqualTo("stale");
        assertThat(phone.asked().path("tries").asInt()).isEqualTo(4);
        JsonNode anew = phone.asked();
        assertThat(phone.answer(anew, phone.approval(anew, opened.code())).status())
                .isEqualTo(200);
    }

    @Test
    void anotherUsersPhoneCannotAnswer() throws Exception {
        TestPhone anns = TestPhone.enrolled(house, "ann");
        TestPhone bobs = TestPhone.enrolled(house, "bob");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = anns.asked();
        assertThat(bobs.asked().isMissingNode()).isTrue();
        assertThat(bobs.answer(asked, bobs.approval(asked, opened.code())).type())
                .isEqualTo("stale");
        bobs.id = anns.id;
        String underAnnsName = bobs.approval(asked, opened.code());
        assertThat(bobs.answer(asked, underAnnsName).status()).isEqualTo(401);
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.PENDING);
    }

    @Test
    void aSecondPhoneOfTheSameUserNeedsItsOwnNonce() throws Exception {
        TestPhone one = TestPhone.enrolled(house, "ann");
        TestPhone other = TestPhone.enrolled(house, "ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode askedOfOne = one.asked();
        assertThat(other.answer(askedOfOne, other.approval(askedOfOne, opened.code()))
                        .type())
                .isEqualTo("stale");
        JsonNode askedOfOther = other.asked();
        assertThat(other.answer(askedOfOther, other.approval(askedOfOther, opened.code()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anAnswerThatComesTooLateIsRefused() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        String approval = phone.approval(asked, opened.code());
        bench.pass(Bench.EXPIRES);
        assertThat(phone.answer(asked, approval).status()).isEqualTo(409);
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.EXPIRED);
    }

    @Test
    void aNonceIsGoodOnceAndForTwoMinutes() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String proof = phone.sign(phone.header("session"), phone.proof(phone.nonce()));
        assertThat(house.postJws("session", proof).status()).isEqualTo(200);
        assertThat(house.postJws("session", proof).type()).isEqualTo("unproven");
        String late = phone.sign(phone.header("session"), phone.proof(phone.nonce()));
        bench.pass(Duration.ofMinutes(2));
        assertThat(house.postJws("session", late).type()).isEqualTo("unproven");
        String invented = phone.sign(phone.header("session"), phone.proof("abc~99999999999999~k1.abc"));
        assertThat(house.postJws("session", invented).type()).isEqualTo("unproven");
    }

    @Test
    void aTokenIsGoodForAQuarterOfAnHourAndNoOtherTextIsOne() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        assertThat(house.get("challenges", phone.nonce()).type()).isEqualTo("unproven");
        assertThat(house.get("challenges", phone.id).type()).isEqualTo("unproven");
        assertThat(house.get("challenges", phone.token + "A").type()).isEqualTo("unproven");
        assertThat(house.get("challenges", phone.token).status()).isEqualTo(200);
        bench.pass(Duration.ofMinutes(15));
        assertThat(house.get("challenges", phone.token).type()).isEqualTo("unproven");
    }

    @Test
    void aDisabledPhoneCanDoNothing() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        Bench.await(bench.enrolments.change(phone.id, device -> device.countingWrongCode(1)));
        assertThat(house.get("challenges", phone.token).type()).isEqualTo("device-disabled");
        assertThat(phone.session().type()).isEqualTo("device-disabled");
        assertThat(phone.answer(asked, phone.denial(asked, true)).type()).isEqualTo("device-disabled");
    }

    @Test
    void whatIsSignedForOneUseOrOneGatewayServesNoOther() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        String elsewhere = phone.sign(
                phone.header("answer"),
                "{'aud':'https://elsewhere.example','challenge':'%s','nonce':'%s','decision':'approve','code':'%s'}"
                        .formatted(opened.id(), asked.path("nonce").asText(), opened.code()));
        assertThat(phone.answer(asked, elsewhere).type()).isEqualTo("unproven");
        String proof = phone.sign(phone.header("session"), phone.proof(phone.nonce()));
        assertThat(phone.answer(asked, proof).type()).isEqualTo("malformed");
        String otherPath = phone.approval(asked, opened.code());
        assertThat(house.postJws("challenges/AAAAAAAAAAAAAAAAAAAAAA/answer", otherPath)
                        .type())
                .isEqualTo("malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none','typ':'gatehouse-session+jwt','kid':'ID'}",
                "{'alg':'HS256','typ':'gatehouse-session+jwt','kid':'ID'}",
                "{'alg':'es256','typ':'gatehouse-session+jwt','kid':'ID'}",
                "{'typ':'gatehouse-session+jwt','kid':'ID'}",
                "{'alg':'ES256','typ':'JWT','kid':'ID'}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt'}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':'ID','kid':'ID'}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':'ID','crit':['exp']}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':'ID','b64':false}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':7}",
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':'ID'} x",
                "[]",
                "null",
                ""
            })
    void aHeaderIsExactlyWhatItShouldBe(String header) throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String jws = phone.sign(header.replace("ID", phone.id), phone.proof(phone.nonce()));
        PhoneHouse.Got got = house.postJws("session", jws);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.type()).isEqualTo("malformed");
    }

    @Test
    void aKeyInTheHeaderDoesNotStandInForTheEnrolledOne() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        TestPhone thief = new TestPhone(house);
        String header =
                "{'alg':'ES256','typ':'gatehouse-session+jwt','kid':'%s','jwk':%s}".formatted(phone.id, thief.jwk());
        assertThat(house.postJws("session", thief.sign(header, phone.proof(phone.nonce())))
                        .type())
                .isEqualTo("malformed");
    }

    @Test
    void aPointOffTheCurveIsNoKey() throws Exception {
        TestPhone phone = new TestPhone(house);
        String zeros = "A".repeat(43);
        String header = "{'alg':'ES256','typ':'gatehouse-enrol+jwt','jwk':{'kty':'EC','crv':'P-256','x':'%s','y':'%s'}}"
                .formatted(zeros, zeros);
        String payload = "{'aud':'%s','token':'x','name':'x'}".formatted(house.origin);
        PhoneHouse.Got got = house.postJws("enrol", phone.sign(header, payload));
        assertThat(got.type()).isEqualTo("malformed");
        assertThat(got.body().path("title").asText()).contains("P-256");
    }

    @Test
    void aSignatureOfZerosIsNobodys() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        String jws = phone.sign(phone.header("session"), phone.proof(phone.nonce()));
        String unsigned = jws.substring(0, jws.lastIndexOf('.') + 1);
        assertThat(house.postJws("session", unsigned + "A".repeat(86)).type()).isEqualTo("unproven");
        assertThat(house.postJws("session", unsigned).type()).isEqualTo("unproven");
        assertThat(house.postJws("session", jws + "AAAA").type()).isEqualTo("unproven");
        assertThat(house.postJws("session", jws).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'decision':'approve'}",
                "{'decision':'approve','code':'12345'}",
                "{'decision':'approve','code':'1234567'}",
                "{'decision':'approve','code':123456}",
                "{'decision':'approve','code':'123456','reported':true}",
                "{'decision':'deny','code':'123456'}",
                "{'decision':'deny','reported':'true'}",
                "{'decision':'maybe'}",
                "{'decision':'deny','extra':1}",
                "{}"
            })
    void aDecisionIsExactlyWhatItShouldBe(String decision) throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        JsonNode asked = phone.asked();
        String payload = decision.substring(0, decision.length() - 1)
                + (decision.length() > 2 ? "," : "")
                + "'aud':'%s','challenge':'%s','nonce':'%s'}"
                        .formatted(
                                house.origin, opened.id(), asked.path("nonce").asText());
        assertThat(phone.answer(asked, phone.sign(phone.header("answer"), payload))
                        .type())
                .isEqualTo("malformed");
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.PENDING);
        assertThat(phone.asked().path("tries").asInt()).isEqualTo(5);
    }
}
