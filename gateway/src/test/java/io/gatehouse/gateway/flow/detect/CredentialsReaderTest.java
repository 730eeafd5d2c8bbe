package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsReaderTest {
    private static final RequestHead FORM_POST = Requests.post(Requests.FORM);
    private static final RequestHead JSON_POST = Requests.post("application/json");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> user(Config.Login login, RequestHead head, String body) throws MalformedLogin {
        return CredentialsReader.user(login, head, bytes(body));
    }

    private static void assertRefused(Config.Login login, RequestHead head, String body, String message) {
        assertThatThrownBy(() -> user(login, head, body))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage(message);
    }

    @Nested
    class AForm {
        @ParameterizedTest
        @CsvSource({
            "username=alice&password=x, alice",
            "password=x&username=Alice, alice",
            "username=+%C3%89va+&password=x, éva",
            "username=alice, alice",
            "username=a%26b%3Dc, a&b=c",
        })
        void tellsWhoSignsIn(String body, String name) throws MalformedLogin {
            assertThat(user(Logins.FORM, FORM_POST, body)).hasValue(name);
        }

        @Test
        void needsNoContentType() throws MalformedLogin {
            assertThat(user(Logins.FORM, Requests.request("POST", "/login"), "username=alice"))
                    .hasValue("alice");
        }

        @ParameterizedTest
        @CsvSource({
            "'', the form lacks the field 'username'",
            "password=x, the form lacks the field 'username'",
            "user=alice, the form lacks the field 'username'",
            "username=&password=x, the user name must have 1 to 256 characters",
            "username&password=x, the user name must have 1 to 256 characters",
            "username=al%00ice, the user name has a control character",
            "username=al%0Aice, the user name has a control character",
            "username=alice&username=bob, the form has the field 'username' twice",
            "username=alice&username[]=bob, the form has a field that some applications take for 'username'",
            "Username=alice, the form has a field that some applications take for 'username'",
            "username=alice;x=1, the form has a field that some applications take for 'username'",
            "username=%FF, the form is not UTF-8",
            "username=é, the form has bytes that should be percent-encoded",
            "username=%ED%A0%BD, the form is not UTF-8",
        })
        void isRefusedIfItCannotTell(String body, String message) {
            assertRefused(Logins.FORM, FORM_POST, body, message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "text/plain", "multipart/mixed; boundary=x", "image/png"})
        void isTheOnlyThingThatIsTakenWhereNothingElseHappens(String type) {
            assertRefused(
                    Logins.FORM,
                    Requests.post(type),
                    "username=alice",
                    "a sign-in here comes as application/x-www-form-urlencoded or multipart/form-data");
        }

        @Test
        void isNotReadInAnotherEncoding() {
            assertThatThrownBy(() -> user(
                            Logins.FORM,
                            Requests.request(
                                    "POST", "/login", "Content-Type", Requests.FORM, "Content-Encoding", "gzip"),
                            "username=alice"))
                    .isInstanceOf(MalformedLogin.class);
            assertThatThrownBy(
                            () -> user(Logins.FORM, Requests.post(Requests.FORM + "; charset=utf-7"), "username=alice"))
                    .isInstanceOf(MalformedLogin.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"username=bob", "a=1&username=bob", "username[]=bob", "Username=bob", "a;username=bob"})
        void isRefusedIfTheUrlNamesSomebodyToo(String query) {
            assertRefused(
                    Logins.FORM,
                    Requests.request("POST", "/login?" + query, "Content-Type", Requests.FORM),
                    "username=alice",
                    "the field 'username' belongs in the body, not in the URL");
        }

        @Test
        void mayHaveOtherThingsInItsUrl() throws MalformedLogin {
            assertThat(user(
                            Logins.FORM,
                            Requests.request("POST", "/login?next=/inbox", "Content-Type", Requests.FORM),
                            "username=alice"))
                    .hasValue("alice");
        }
    }

    /** On a path that does other things too. */
    @Nested
    class AFormWithATellingField {
        @Test
        void isASignIn() throws MalformedLogin {
            assertThat(user(Logins.FORM_WHEN, FORM_POST, "do=login&u=alice&p=x"))
                    .hasValue("alice");
            assertThat(user(Logins.FORM_WHEN, FORM_POST, "u=alice&p=")).hasValue("alice");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "do=save&text=p", "u=alice", "u=alice&u=bob", "do=save&text=%26p%3D1"})
        void isNoneWithoutIt(String body) throws MalformedLogin {
            assertThat(user(Logins.FORM_WHEN, FORM_POST, body)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "p=x, the form lacks the field 'u'",
            "u=alice&p=x&p=y, the form has the field 'p' twice",
            "u=alice&p[]=x, the form has a field that some applications take for 'p'",
            "u=alice&P=x, the form has a field that some applications take for 'p'",
            "u=alice&+p=x, the form has a field that some applications take for 'p'",
            "u=alice&p%00=x, the form has a field that some applications take for 'p'",
            "u=alice;p=x, the form has a field that some applications take for 'p'",
            "u=alice&u=bob&p=x, the form has the field 'u' twice",
            "u=alice&%70%zz=x, the form has a '%' that two hexadecimal digits do not follow",
        })
        void isRefusedIfItIsOneToSomeOnly(String body, String message) {
            assertRefused(Logins.FORM_WHEN, FORM_POST, body, message);
        }

        @Test
        void isRefusedIfTheUrlNamesSomebodyToo() throws MalformedLogin {
            RequestHead head = Requests.request("POST", "/login?u=bob", "Content-Type", Requests.FORM);
            assertRefused(Logins.FORM_WHEN, head, "u=alice&p=x", "the field 'u' belongs in the body, not in the URL");
            assertThat(user(Logins.FORM_WHEN, head, "do=save")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/x-www-form-urlencoded, text/plain",
                    "application/x-www-form-urlencoded text/plain",
                    "application/x-www-form-urlencodedx"
                })
        void isRefusedIfOnlySomeTakeItForAForm(String type) {
            assertThatThrownBy(() -> user(Logins.FORM_WHEN, Requests.post(type), "u=alice&p=x"))
                    .isInstanceOf(MalformedLogin.class);
        }
    }

    @Nested
    class AMultipartForm {
        private static final RequestHead POST = Requests.post("multipart/form-data; boundary=x");

        private String part(String disposition, String more, String value) {
            return "--x\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + value + "\r\n";
        }

        private final String alice = part("name=\"u\"", "", "Alice");
        private final String password = part("name=\"p\"", "", "x\r\ny");

        @Test
        void tellsWhoSignsIn() throws MalformedLogin {
            assertThat(user(Logins.FORM_WHEN, POST, alice + password + "--x--\r\n"))
                    .hasValue("alice");
            assertThat(user(
                            Logins.FORM,
                            POST,
                            part("name=\"username\"", "Content-Type: text/plain; charset=utf-8\r\n", "Éva") + "--x--"))
                    .hasValue("éva");
        }

        @Test
        void isNoneWithoutTheTellingField() throws MalformedLogin {
            assertThat(user(Logins.FORM_WHEN, POST, alice + "--x--\r\n")).isEmpty();
        }

        @Test
        void isRefusedIfItSaysTwoThings() {
            assertRefused(
                    Logins.FORM_WHEN, POST, alice + alice + password + "--x--", "the form has the field 'u' twice");
            String taken = "the form has a field that some applications take for 'u'";
            for (String odd : new String[] {
                part("name=\"u\"; filename=\"u.txt\"", "", "bob"),
                part("name=\"u\"", "Content-Type: text/plain; charset=utf-16\r\n", "bob"),
                part("name=\"u\"", "Content-Transfer-Encoding: base64\r\n", "Ym9i"),
                part("name=\"U\"", "", "bob")
            }) {
                assertRefused(Logins.FORM_WHEN, POST, odd + password + "--x--", taken);
            }
            assertRefused(
                    Logins.FORM_WHEN,
                    POST,
                    alice + part("name=\"_charset_\"", "", "utf-7") + password + "--x--",
                    "a body comes in UTF-8 where people sign in");
            assertRefused(
                    Logins.FORM_WHEN, POST, alice + password, "the multipart body does not end with its boundary");
        }
    }

    @Nested
    class Json {
        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/vnd.api+json"})
        void tellsWhoSignsIn(String type) throws MalformedLogin {
            assertThat(user(Logins.JSON, Requests.post(type), "{\"user\":{\"name\":\"Éva \"},\"password\":\"x\"}"))
                    .hasValue("éva");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "`` | the body has no text at /user/name",
                    "{} | the body has no text at /user/name",
                    "{\"user\":\"alice\"} | the body has no text at /user/name",
                    "{\"user\":{\"name\":1}} | the body has no text at /user/name",
                    "{\"user\":{\"name\":\"\"}} | the user name must have 1 to 256 characters",
                    "{\"user\":{\"name\":\"al\\u0000ice\"}} | the user name has a control character",
                    "{\"user\":{\"name\":\"al\\ud800ice\"}} | the user name has half a character",
                    "{\"user\":{\"name\":\"a\",\"name\":\"b\"}} | the body is not strict JSON in UTF-8",
                    "{\"user\":{\"name\":\"a\",\"Name\":\"b\"}} | the body has a key that some applications take for 'name'",
                    "user=alice | the body is not strict JSON in UTF-8",
                })
        void isRefusedIfItCannotTell(String body, String message) {
            assertRefused(Logins.JSON, JSON_POST, body, message);
        }

        @Test
        void isRefusedIfItIsNotUtf8() {
            byte[] latin1 = "{\"user\":{\"name\":\"éva\"}}".getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> CredentialsReader.user(Logins.JSON, JSON_POST, latin1))
                    .isInstanceOf(MalformedLogin.class)
                    .hasMessage("the sign-in is not UTF-8");
            byte[] utf16 = "{\"user\":{\"name\":\"eva\"}}".getBytes(StandardCharsets.UTF_16LE);
            assertThatThrownBy(() -> CredentialsReader.user(Logins.JSON, JSON_POST, utf16))
                    .isInstanceOf(MalformedLogin.class)
                    .hasMessage("the body is not strict JSON in UTF-8");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "text/plain", Requests.FORM, "multipart/form-data; boundary=x"})
        void isTheOnlyThingThatIsTakenWhereNothingElseHappens(String type) {
            assertRefused(
                    Logins.JSON,
                    Requests.post(type),
                    "{\"user\":{\"name\":\"alice\"}}",
                    "a sign-in here comes as application/json");
        }

        @Test
        void withATellingKeyIsASignInHoweverDeepTheKeyIs() throws MalformedLogin {
            String top = "{\"user\":{\"name\":\"alice\"},\"password\":\"x\"}";
            String deep = "{\"user\":{\"name\":\"alice\",\"password\":\"x\"}}";
            assertThat(user(Logins.JSON_WHEN, JSON_POST, top)).hasValue("alice");
            assertThat(user(Logins.JSON_WHEN, JSON_POST, deep)).hasValue("alice");
            assertRefused(
                    Logins.JSON_WHEN,
                    JSON_POST,
                    "[{\"user\":{\"name\":\"alice\"},\"password\":\"x\"}]",
                    "the body has no text at /user/name");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "[]", "{\"user\":{\"name\":\"alice\"}}", "{\"a\":\"password\"}"})
        void withoutTheTellingKeyIsNone(String body) throws MalformedLogin {
            assertThat(user(Logins.JSON_WHEN, JSON_POST, body)).isEmpty();
        }
    }

    @Nested
    class AHeader {
        @ParameterizedTest
        @CsvSource({"alice, alice", "Alice, alice", "\u00c3\u00a9va, éva"})
        void tellsWhoSignsIn(String value, String name) throws MalformedLogin {
            assertThat(user(Logins.HEADER, Requests.request("POST", "/login", "x-user", value), ""))
                    .hasValue(name);
        }

        @Test
        void isNoSignInIfItIsMissing() throws MalformedLogin {
            assertThat(user(Logins.HEADER, Requests.request("POST", "/login"), ""))
                    .isEmpty();
        }

        @Test
        void isRefusedIfItCannotTell() {
            assertRefused(
                    Logins.HEADER,
                    Requests.request("POST", "/login", "X-User", "alice", "X-User", "alice"),
                    "",
                    "the header 'X-User' comes twice");
            assertRefused(
                    Logins.HEADER,
                    Requests.request("POST", "/login", "X-User", ""),
                    "",
                    "the user name must have 1 to 256 characters");
            assertRefused(
                    Logins.HEADER,
                    Requests.request("POST", "/login", "X-User", "\u00e9va"),
                    "",
                    "the sign-in is not UTF-8");
            assertRefused(
                    Logins.HEADER,
                    Requests.request("POST", "/login", "X-User", "al\tice"),
                    "",
                    "the user name has a control character");
        }
    }

    @Nested
    class Basic {
        private RequestHead with(String authorization) {
            return Requests.request("GET", "/login", "Authorization", authorization);
        }

        private String base64(String pair) {
            return Base64.getEncoder().encodeToString(bytes(pair));
        }

        @ParameterizedTest
        @CsvSource({"alice:x, alice", "Éva:x, éva", "alice:, alice", "alice:a:b, alice", "a b:x, a b"})
        void tellsWhoSignsIn(String pair, String name) throws MalformedLogin {
            assertThat(user(Logins.BASIC, with("Basic " + base64(pair)), "")).hasValue(name);
        }

        @Test
        void isReadInAnySpellingOfItsScheme() throws MalformedLogin {
            assertThat(user(Logins.BASIC, with("bASIC  " + base64("alice:x")), ""))
                    .hasValue("alice");
            assertThat(user(Logins.BASIC, with("Basic " + base64("alice:xy").replace("=", "")), ""))
                    .hasValue("alice");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer YWxpY2U6eA==", "Basics YWxpY2U6eA==", "Digest username=\"alice\"", ""})
        void isNoneInAnotherScheme(String authorization) throws MalformedLogin {
            assertThat(user(Logins.BASIC, with(authorization), "")).isEmpty();
            assertThat(user(Logins.BASIC, Requests.request("GET", "/login"), ""))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Basic",
                    "Basic ",
                    "Basic\tYWxpY2U6eA==",
                    "Basic YWxpY2U6eA== x",
                    "Basic YWxp Y2U6eA==",
                    "Basic YWxpY2U6eA===",
                    "Basic YWxpY2U6e",
                    "Basic YWxp-2U6eA==",
                    "Basic YWxpY2U6eA==, Bearer x",
                    "Basic alice:x"
                })
        void isRefusedIfItIsNotBase64(String authorization) {
            assertRefused(Logins.BASIC, with(authorization), "", "the Basic credentials are not base64");
        }

        @Test
        void isRefusedIfItCannotTell() {
            assertRefused(Logins.BASIC, with("Basic " + base64("alice")), "", "the Basic credentials lack a colon");
            assertRefused(
                    Logins.BASIC, with("Basic " + base64(":x")), "", "the user name must have 1 to 256 characters");
            assertRefused(
                    Logins.BASIC, with("Basic " + base64("al\nice:x")), "", "the user name has a control character");
            assertRefused(
                    Logins.BASIC,
                    with("Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xe9, ':', 'x'})),
                    "",
                    "the sign-in is not UTF-8");
            assertRefused(
                    Logins.BASIC,
                    Requests.request("GET", "/login", "Authorization", "Bearer x", "Authorization", "Basic x"),
                    "",
                    "the header 'Authorization' comes twice");
        }

        /** A file that is saved over WebDAV may be in any encoding. */
        @Test
        void hasNothingToDoWithTheBody() throws MalformedLogin {
            assertThat(user(
                            Logins.BASIC,
                            Requests.request(
                                    "PUT",
                                    "/login",
                                    "Authorization",
                                    "Basic " + base64("alice:x"),
                                    "Content-Type",
                                    "text/html; charset=iso-8859-1",
                                    "Content-Encoding",
                                    "gzip"),
                            "\u0000"))
                    .hasValue("alice");
        }
    }

    @Nested
    class TheFormOfAWaitingPage {
        @Test
        void namesTheChallenge() throws MalformedLogin {
            assertThat(CredentialsReader.finishes(FORM_POST, bytes("gatehouse-finish=Abc_123")))
                    .hasValue("Abc_123");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "username=alice&password=x",
                    "username=gatehouse-finish",
                    "gatehouse%2Dfinish=Abc",
                    "%",
                    "\u00e9",
                    "{\"gatehouse\":1}"
                })
        void isNotAnyOther(String body) throws MalformedLogin {
            assertThat(CredentialsReader.finishes(FORM_POST, bytes(body))).isEmpty();
        }

        @Test
        void isAFormAndShort() throws MalformedLogin {
            byte[] body = bytes("gatehouse-finish=Abc");
            assertThat(CredentialsReader.finishes(JSON_POST, body)).isEmpty();
            assertThat(CredentialsReader.finishes(Requests.post("text/plain"), body))
                    .isEmpty();
            assertThat(CredentialsReader.finishes(FORM_POST, bytes("gatehouse-finish=" + "A".repeat(240))))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"gatehouse-finish=a&gatehouse-finish=b", "gatehouse-finish[]=a", "gatehouse-finish=%"})
        void isRefusedIfItSaysTwoThings(String body) {
            assertThatThrownBy(() -> CredentialsReader.finishes(FORM_POST, bytes(body)))
                    .isInstanceOf(MalformedLogin.class);
        }
    }

    /** A refusal is shown and logged. */
    @Property(tries = 500)
    void whatIsRefusedIsNotRepeated(@ForAll byte[] secret) {
        String marked = "s3cr3t" + new String(secret, StandardCharsets.ISO_8859_1) + "s3cr3t";
        for (Config.Login login : new Config.Login[] {Logins.FORM, Logins.FORM_WHEN}) {
            assertSaysNothing(login, FORM_POST, "username=" + marked);
            assertSaysNothing(login, FORM_POST, "u=a&p=" + marked);
            assertSaysNothing(login, FORM_POST, marked + "=x");
        }
        assertSaysNothing(Logins.JSON, JSON_POST, "{\"user\":{\"name\":\"" + marked + "\"}}");
        assertSaysNothing(Logins.JSON, JSON_POST, marked);
        assertSaysNothing(
                Logins.BASIC, Requests.request("GET", "/login", "Authorization", "Basic s3cr3t\u00e9s3cr3t"), "");
    }

    private static void assertSaysNothing(Config.Login login, RequestHead head, String body) {
        try {
            user(login, head, body);
        } catch (MalformedLogin e) {
            assertThat(e.toString()).doesNotContain("s3cr3t");
            assertThat(e.getCause()).isNull();
        }
    }
}
