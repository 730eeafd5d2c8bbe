package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "style-src 'none'; img-src *",
                "default-src 'self'",
                "Default-Src 'SELF'",
                "default-src 'none'; script-src 'self'; connect-src 'self'",
                "script-src *",
                "script-src https:",
                "script-src app.test:8443",
                "script-src https://app.test:8443/",
                "script-src https://app.test:*/.gatehouse/",
                "script-src https://app.test:8443/.gatehouse/device.js",
                "script-src *.test:8443",
                "script-src 'none'; script-src-elem 'self'",
                "script-src 'self'; script-src 'none'",
                "sandbox allow-forms allow-scripts allow-same-origin"
            })
    void policiesThatAdmitTheOriginNeedNoNonce(String policy) {
        assertThat(of(policy)).isEqualTo(new ScriptPolicy(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-src 'none'",
                "script-src",
                "script-src 'none'",
                "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
                "script-src https://cdn.test",
                "script-src app.test",
                "script-src *.app.test:8443",
                "script-src https://app.test:8443/js/",
                "script-src 'self' 'strict-dynamic' 'sha256-abc='",
                "script-src 'self'; script-src-elem https://cdn.test",
                "script-src 'nonce-\"><p>'",
                "script-src 'self'; connect-src https://api.test",
                "default-src https://cdn.test; script-src 'self'",
                "sandbox allow-scripts",
                "sandbox"
            })
    void policiesThatWouldStopTheScriptAreObjectedTo(String policy) {
        assertThat(of(policy).objection()).contains("Content-Security-Policy");
    }

    @ParameterizedTest
    @CsvSource({
        "script-src 'nonce-abc', abc",
        "default-src 'self'; script-src 'nonce-aBc==' 'strict-dynamic' https:, aBc==",
        "script-src 'NONCE-aBc', aBc",
        "script-src https://cdn.test 'nonce-one' 'nonce-two', one"
    })
    void aNonceIsUsedWhereTheOriginDoesNotSuffice(String policy, String nonce) {
        assertThat(of(policy)).isEqualTo(new ScriptPolicy(nonce, null));
    }

    @Test
    void aScriptMustPassEveryPolicy() {
        assertThat(of("script-src 'self'", "script-src 'none'").objection()).isNotNull();
        assertThat(of("script-src 'self', script-src 'none'").objection()).isNotNull();
        assertThat(of("script-src 'self'", "script-src 'nonce-a'").nonce()).isEqualTo("a");
        assertThat(of("script-src 'nonce-a' 'nonce-b'", "script-src 'nonce-b'").nonce())
                .isEqualTo("b");
        assertThat(of("script-src 'nonce-a'", "script-src 'nonce-b'").objection())
                .isNotNull();
    }

    private static ScriptPolicy of(String... headers) {
        return ScriptPolicy.of(List.of(headers), "app.test:8443", "/.gatehouse/device.js");
    }
}
