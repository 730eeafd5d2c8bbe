package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLoginTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"user\":\"alice\"} | /user | alice",
                "\t{ \"user\" : \"alice\" } | /user | alice",
                "{\"user\":{\"name\":\"alice\",\"id\":1}} | /user/name | alice",
                "{\"a/b\":{\"~\":\"alice\"}} | /a~1b/~0 | alice",
                "[\"alice\"] | /0 | alice",
                "[{\"user\":\"alice\"},{\"user\":\"bob\"}] | /1/user | bob",
                "{\"0\":\"alice\"} | /0 | alice",
                "{\"\":\"alice\"} | / | alice",
                "{\"us\\u0065r\":\"al\\u0069ce\"} | /user | alice",
                "{\"user\":\"\\ud83d\\udd11\"} | /user | 🔑",
                "{\"user\":\"\"} | /user | ``",
                "{\"User\":{\"x\":1},\"other\":{\"name\":\"alice\"}} | /other/name | alice",
                // elsewhere than on the way to the name, keys may be as they like
                "{\"user\":\"alice\",\"A\":1,\"a\":2} | /user | alice",
            })
    void theTextAtThePointerIsFound(String body, String pointer, String name) throws MalformedLogin {
        assertThat(JsonLogin.parse(body).text(pointer)).hasValue(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | /user",
                "[] | /user",
                "[] | /0",
                "null | /user",
                "\"alice\" | /user",
                "`` | /user",
                "` ` | /user",
                "{\"user\":null} | /user",
                "{\"user\":1} | /user",
                "{\"user\":true} | /user",
                "{\"user\":[\"alice\"]} | /user",
                "{\"user\":{\"name\":\"alice\"}} | /user",
                "{\"user\":\"alice\"} | /user/name",
                "{\"user.name\":\"alice\"} | /user/name",
                "[\"alice\"] | /00",
                "[\"alice\"] | /-",
                "[\"alice\"] | /1",
            })
    void whatIsNoTextThereIsNone(String body, String pointer) throws MalformedLogin {
        assertThat(JsonLogin.parse(body).text(pointer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"user\":\"alice\"",
                "{\"user\":\"alice\"}}",
                "{\"user\":\"alice\"}{\"user\":\"bob\"}",
                "{\"user\":\"alice\"} x",
                "{user:\"alice\"}",
                "{'user':'alice'}",
                "{\"user\"=\"alice\"}",
                "{\"user\":\"alice\",}",
                "{/**/\"user\":\"alice\"}",
                "{\"user\":\"alice\"} // bob",
                "# bob\n{}",
                "{\"user\":\"al\nice\"}",
                "{\"user\":\"al\tice\"}",
                "{\"user\":\"\\x61\"}",
                "{\"user\":\"\\u006\"}",
                "{\"n\":NaN}",
                "{\"n\":01}",
                "{\"n\":+1}",
                "{\"n\":.5}",
                "\u0000{}",
                "\ufeff{}",
                "username=alice",
                // twice, in one spelling
                "{\"user\":\"alice\",\"user\":\"bob\"}",
                "{\"user\":\"alice\",\"us\\u0065r\":\"bob\"}",
                "{\"user\":\"alice\",\"x\":{\"a\":1,\"a\":1}}",
            })
    void whatIsNotStrictJsonIsRefused(String body) {
        assertThatThrownBy(() -> JsonLogin.parse(body))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the body is not strict JSON in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void whatIsNestedTooDeepIsRefused(String opening) {
        assertThatThrownBy(() -> JsonLogin.parse(opening.repeat(5000))).isInstanceOf(MalformedLogin.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user\":{\"name\":\"alice\",\"Name\":\"bob\"}}",
                "{\"user\":{\"NAME\":\"bob\"}}",
                "{\"user\":{\"name\":\"alice\"},\"USER\":{\"name\":\"bob\"}}",
                "{\"u\u017Fer\":{\"name\":\"bob\"}}",
            })
    void aKeyThatDiffersInCaseOnlyIsRefused(String body) throws MalformedLogin {
        JsonLogin json = JsonLogin.parse(body);
        assertThatThrownBy(() -> json.text("/user/name"))
                .isInstanceOf(MalformedLogin.class)
                .hasMessageContaining("some applications take for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"p\":1} | true",
                "{\"P\":1} | true",
                "{\"\\u0070\":null} | true",
                "{\"a\":{\"p\":1}} | true",
                "{\"a\":[1,[{\"p\":1}]]} | true",
                "[{\"p\":1}] | true",
                "{\"a\":\"p\"} | false",
                "[\"p\"] | false",
                "\"p\" | false",
                "{\"pp\":1,\"a\":{\"b\":\"p\"}} | false",
                "{} | false",
                "`` | false",
            })
    void aKeyIsFoundHoweverDeep(String body, boolean found) throws MalformedLogin {
        assertThat(JsonLogin.parse(body).mayHave("p")).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user\":{\"name\":1}}", "{\"user[name]\":1}", "{\"user.name\":1}", "{\"name\":1}"})
    void theKeyOfAFormsFieldIsTheInnermostPartOfItsName(String body) throws MalformedLogin {
        assertThat(JsonLogin.parse(body).mayHave("user[name]")).isTrue();
    }
}
