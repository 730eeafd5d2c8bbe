package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyKindTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-www-form-urlencoded | FORM",
                "Application/X-WWW-Form-Urlencoded | FORM",
                "application/x-www-form-urlencoded; charset=UTF-8 | FORM",
                "application/x-www-form-urlencoded;charset=\"utf-8\" | FORM",
                "application/x-www-form-urlencoded ; charset = utf-8 | FORM",
                "application/x-www-form-urlencoded; foo=bar | FORM",
                "application/json | JSON",
                "application/json;charset=utf-8 | JSON",
                "application/vnd.api+json | JSON",
                "text/json | JSON",
                "multipart/form-data; boundary=x | MULTIPART_FORM",
                "multipart/mixed | MULTIPART",
                "text/plain | OTHER",
                "text/plain;charset=UTF-8 | OTHER",
                "image/png | OTHER",
                "application/octet-stream | OTHER",
            })
    void aTypeSaysWhatTheBodyIs(String type, BodyKind kind) throws MalformedLogin {
        assertThat(BodyKind.of(Requests.post(type))).isEqualTo(kind);
    }

    @Test
    void withoutATypeItMayBeAForm() throws MalformedLogin {
        assertThat(BodyKind.of(Requests.request("POST", "/login"))).isEqualTo(BodyKind.FORM);
        assertThat(BodyKind.of(Requests.post(""))).isEqualTo(BodyKind.FORM);
    }

    /** PHP takes the first three for a form, Undertow all of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded,text/plain",
                "application/x-www-form-urlencoded text/plain",
                "application/x-www-form-urlencoded, a/b; charset=utf-8",
                "application/x-www-form-urlencodedx",
                "application/x-www-form-urlencoded-v2"
            })
    void aTypeThatSomeTakeForAFormIsRefused(String type) {
        assertThatThrownBy(() -> BodyKind.of(Requests.post(type))).isInstanceOf(MalformedLogin.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"form", "a/b/c", "a/", "/b", "text/plain, a/b", "text/plain a/b", "\"a/b\"", "a/b;\u00e9", "*/*"
            })
    void whatIsNoTypeIsRefused(String type) {
        assertThatThrownBy(() -> BodyKind.of(Requests.post(type)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the Content-Type is not one type with its parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iso-8859-1",
                "utf-7",
                "utf-16",
                "utf8",
                "utf-80",
                "'utf-8'",
                "",
                "utf-8;charset=utf-7",
                "utf-8; charset\t=\t\"utf-7\"",
                "utf-8; charset*=utf-8''utf-7",
                "utf-8; charset*0=utf-7"
            })
    void anotherCharsetThanUtf8IsRefused(String charset) {
        assertThatThrownBy(() -> BodyKind.of(Requests.post(Requests.FORM + "; charset=" + charset)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("a body comes in UTF-8 where people sign in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; x=\"application/x-www-form-urlencoded\"",
                "text/plain; x=multipart/form-data",
                "a/b; x=json"
            })
    void aTypeThatNamesAnotherIsRefused(String type) {
        assertThatThrownBy(() -> BodyKind.of(Requests.post(type)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the Content-Type names two types");
    }

    @Test
    void twoTypesAreRefused() {
        assertThatThrownBy(() -> BodyKind.of(Requests.request(
                        "POST", "/login", "Content-Type", Requests.FORM, "content-type", Requests.FORM)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the request has two Content-Type headers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", ""})
    void anEncodedBodyIsRefused(String encoding) {
        assertThatThrownBy(() -> BodyKind.of(Requests.request(
                        "POST", "/login", "Content-Type", Requests.FORM, "Content-Encoding", encoding)))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("a body comes without Content-Encoding where people sign in");
    }
}
