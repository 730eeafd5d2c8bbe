package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {
    @ParameterizedTest
    @CsvSource({
        "p=secret, secret",
        "a=1&p=secret&b=2, secret",
        "p=, ''",
        "p, ''",
        "a=1&p, ''",
        "&&p=secret&&, secret",
        "p=a=b, a=b",
        "p=a+b, a b",
        "p=%E2%82%AC, €",
        "%70=secret, secret",
        "p=%41, A",
        "p=%2b%26%3D, +&=",
        "p=%F0%9F%94%91, 🔑",
        "p=a%3Bb, a;b",
        "pp=1&p=secret&p-x=2, secret",
        "page=1&p=secret, secret",
    })
    void oneFieldIsFound(String form, String value) throws MalformedLogin {
        assertThat(FormFields.parse(form).one("p")).hasValue(value);
        assertThat(FormFields.parse(form).mayHave("p")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&",
                "=",
                "=p",
                "a=1",
                "a=p",
                "pp=1",
                "ap=1",
                "page=1",
                "p-x=1",
                "p_x=1",
                "a[p]=1",
                "_p=1",
                "a=1%3Bp=2",
                "%2570=1",
                "[p]=1"
            })
    void aFormWithoutTheFieldHasNone(String form) throws MalformedLogin {
        assertThat(FormFields.parse(form).one("p")).isEmpty();
        assertThat(FormFields.parse(form).mayHave("p")).isFalse();
    }

    /** What PHP, ASP.NET, Spring and servers that split at semicolons make a {@code p} of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+p=1",
                "%20p=1",
                "%20%20p=1",
                "%09p=1",
                "p+=1",
                "p%00=1",
                "p%00zz=1",
                "%70%00zz=1",
                "p[]=1",
                "p%5B%5D=1",
                "p[0]=1",
                "p[x][y]=1",
                "P=1",
                "!p=1",
                "a=1;p=2",
                "p;a=1",
                "a;p",
                "p=1;a=2",
                "p='1;2'"
            })
    void anotherSpellingOfTheFieldIsRefused(String form) throws MalformedLogin {
        FormFields fields = FormFields.parse(form);
        assertThat(fields.mayHave("p")).isTrue();
        assertThatThrownBy(() -> fields.one("p"))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form has a field that some applications take for 'p'");
    }

    @ParameterizedTest
    @CsvSource({
        "user_name, user.name=1",
        "user_name, user+name=1",
        "user_name, user[name=1",
        "user_name, user[name]=1",
        "user_name, user__name=1",
        "user.name, user_name=1",
        "user[name], user.name=1",
        "user[name], user_name=1",
        "user[name], user[name]junk=1",
        "user[name], user[name][]=1",
        "user[name], user[+name]=1",
        "user[name], user['name']=1",
        "user[name], user[name=1",
        "user[name], User[Name]=1",
        "user[name], +user[name]=1",
        "name[], name=1",
        "name[], name[0]=1",
        "kelvin, \u212Aelvin=1",
        "pass, pa\u017F\u017F=1",
    })
    void soIsAnotherSpellingOfALongerName(String wanted, String form) throws MalformedLogin {
        FormFields fields = FormFields.parse(form.replace("\u212A", "%E2%84%AA").replace("\u017F", "%C5%BF"));
        assertThat(fields.mayHave(wanted)).isTrue();
        assertThatThrownBy(() -> fields.one(wanted)).isInstanceOf(MalformedLogin.class);
    }

    @ParameterizedTest
    @CsvSource({
        "user[name], user[names]=1",
        "user[name], user[other]=1",
        "user[name], user=1",
        "user[name], name=1",
        "user_name, username=1",
        "user_name, user=1",
    })
    void anotherFieldOfASimilarNameIsNone(String wanted, String form) throws MalformedLogin {
        assertThat(FormFields.parse(form).mayHave(wanted)).isFalse();
    }

    @Test
    void aNameWithBracketsIsFoundAsItIsSpelt() throws MalformedLogin {
        assertThat(FormFields.parse("user%5Bname%5D=alice&user[password]=x").one("user[name]"))
                .hasValue("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=1&p=2", "p=1&p=1", "p&p", "p=1&%70=2"})
    void theSameFieldTwiceIsRefused(String form) throws MalformedLogin {
        FormFields fields = FormFields.parse(form);
        assertThatThrownBy(() -> fields.one("p"))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form has the field 'p' twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=1&P=2", "P=2&p=1", "p=1&p[]=2", "p=1&+p=2", "p=1&p%00=2", "p=1;p=2"})
    void soIsTheFieldBesideAnotherSpellingOfIt(String form) throws MalformedLogin {
        FormFields fields = FormFields.parse(form);
        assertThatThrownBy(() -> fields.one("p")).isInstanceOf(MalformedLogin.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p=%",
                "p=%4",
                "p=%zz",
                "p=%4z",
                "p=%z4",
                "%=1",
                "a%=1",
                "p=%%34%31",
                "p=%+1",
                "p=%-1",
                "p=%u0041",
                "p=100%"
            })
    void aPercentSignWithoutTwoDigitsIsRefused(String form) {
        assertThatThrownBy(() -> FormFields.parse(form))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form has a '%' that two hexadecimal digits do not follow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=é", "é=1", "p=\u00ff", "p=\uff10"})
    void aByteThatIsNotAsciiIsRefused(String form) {
        assertThatThrownBy(() -> FormFields.parse(form))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form has bytes that should be percent-encoded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p=%ff",
                "p=%c3",
                "p=%c3%28",
                "p=%e2%82",
                "p=%80",
                "%ff=1",
                // overlong
                "p=%c1%81",
                "p=%e0%80%af",
                // half a surrogate pair
                "p=%ed%a0%bd",
                // beyond the last character
                "p=%f4%90%80%80",
                // split over two fields
                "a=%c3&b=%a9"
            })
    void whatIsNotUtf8IsRefused(String form) {
        assertThatThrownBy(() -> FormFields.parse(form))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form is not UTF-8");
    }

    @Test
    void aLargePageOfSettingsIsRead() throws MalformedLogin {
        assertThat(FormFields.parse("a=1&".repeat(2048)).mayHave("p")).isFalse();
    }

    @Test
    void aFormOfCountlessFieldsIsRefused() {
        assertThatThrownBy(() -> FormFields.parse("a&".repeat(2049)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the form has more than 2048 fields");
    }

    /** What a browser encodes comes out as it was typed. */
    @Property(tries = 500)
    void whatABrowserSendsIsReadBack(@ForAll("fields") Map<String, String> sent) throws MalformedLogin {
        String form = sent.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));

        FormFields read = FormFields.parse(form);

        for (Map.Entry<String, String> field : sent.entrySet()) {
            FieldName name = new FieldName(field.getKey());
            if (sent.keySet().stream().filter(name::couldBe).count() == 1) {
                assertThat(read.one(field.getKey())).hasValue(field.getValue());
            } else {
                assertThatThrownBy(() -> read.one(field.getKey())).isInstanceOf(MalformedLogin.class);
            }
        }
    }

    @Provide
    Arbitrary<Map<String, String>> fields() {
        return Arbitraries.maps(
                        Arbitraries.strings()
                                .withChars("abAB[]. _!")
                                .ofMinLength(1)
                                .ofMaxLength(5),
                        Arbitraries.strings()
                                .ascii()
                                .withChars("é€&=;+% ")
                                .withCharRange('\u0400', '\u04ff')
                                .ofMaxLength(8))
                .ofMaxSize(6);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
