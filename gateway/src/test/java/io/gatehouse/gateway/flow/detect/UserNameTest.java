package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config.Normalisation;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {
    private static final List<Normalisation> ALL = List.of(Normalisation.NFKC, Normalisation.TRIM, Normalisation.LOWER);

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "alice,alice",
                "Alice,alice",
                " alice ,alice",
                "\u3000alice\u3000,alice",
                "ＡＬＩＣＥ,alice",
                "ﬁona,fiona",
                "e\u0301va,éva",
                "ÉVA,éva",
                "alice smith,alice smith",
                "alice@example.com,alice@example.com",
                "🔑,🔑",
                "a,a",
            })
    void aNameIsBroughtToOneSpelling(String raw, String name) throws MalformedLogin {
        assertThat(UserName.normalise(raw, ALL)).isEqualTo(name);
    }

    @Test
    void onlyTheStepsThatAreConfiguredAreTaken() throws MalformedLogin {
        assertThat(UserName.normalise(" Ａlice ", List.of())).isEqualTo(" Ａlice ");
        assertThat(UserName.normalise(" Ａlice ", List.of(Normalisation.TRIM))).isEqualTo("Ａlice");
        assertThat(UserName.normalise(" Ａlice ", List.of(Normalisation.LOWER))).isEqualTo(" ａlice ");
        assertThat(UserName.normalise(" Ａlice ", List.of(Normalisation.NFKC))).isEqualTo(" Alice ");
    }

    @Test
    void theStepsAreTakenInTheirOrder() throws MalformedLogin {
        // NFKC makes a space of U+00A0, which TRIM alone leaves.
        assertThat(UserName.normalise("\u00a0alice", List.of(Normalisation.NFKC, Normalisation.TRIM)))
                .isEqualTo("alice");
        assertThat(UserName.normalise("\u00a0alice", List.of(Normalisation.TRIM, Normalisation.NFKC)))
                .isEqualTo(" alice");
    }

    @Test
    void caseIsFoldedTheSameInEveryCountry() throws MalformedLogin {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr"));
            assertThat(UserName.normalise("IDA", ALL)).isEqualTo("ida");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u3000"})
    void aNameOfNothingIsRefused(String raw) {
        assertThatThrownBy(() -> UserName.normalise(raw, ALL))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the user name must have 1 to 256 characters");
    }

    @Test
    void aNameIsAtMost256CharactersLong() throws MalformedLogin {
        assertThat(UserName.normalise("a".repeat(256), ALL)).hasSize(256);
        // U+FDFA becomes 18 characters.
        for (String tooLong : List.of("a".repeat(257), " ".repeat(300) + "a", "\ufdfa".repeat(15))) {
            assertThatThrownBy(() -> UserName.normalise(tooLong, ALL))
                    .isInstanceOf(MalformedLogin.class)
                    .hasMessage("the user name must have 1 to 256 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"al\u0000ice", "al\nice", "al\rice", "al\u001bice", "al\u007fice", "al\u0085ice", "alice\u0000"})
    void aControlCharacterIsRefused(String raw) {
        assertThatThrownBy(() -> UserName.normalise(raw, ALL))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the user name has a control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"al\ud800ice", "al\udc00ice", "\udd11\ud83d", "alice\ud83d"})
    void aLoneSurrogateIsRefused(String raw) {
        assertThatThrownBy(() -> UserName.normalise(raw, ALL))
                .isInstanceOf(MalformedLogin.class)
                .hasMessage("the user name has half a character");
    }
}
