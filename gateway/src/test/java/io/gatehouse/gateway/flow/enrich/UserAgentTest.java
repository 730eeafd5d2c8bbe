package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 | Chrome | Windows | desktop
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.3537.71 | Edge | Windows | desktop
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0 | Opera | Windows | desktop
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0 | Firefox | macOS | desktop
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15 | Safari | macOS | desktop
            Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 | Firefox | Linux | desktop
            Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 | Chrome | ChromeOS | desktop
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1 | Safari | iOS | mobile
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1 | Chrome | iOS | mobile
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/144.0 Mobile/15E148 Safari/605.1.15 | Firefox | iOS | mobile
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 | WebView | iOS | mobile
            Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1 | Safari | iOS | tablet
            Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 | Chrome | Android | mobile
            Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 | Chrome | Android | tablet
            Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36 | Samsung | Android | mobile
            Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 | WebView | Android | mobile
            Mozilla/5.0 (Android 14; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0 | Firefox | Android | mobile
            Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko | IE | Windows | desktop
            """)
    void browsersAreKnownByFamily(String header, String browser, String system, String kind) {
        assertThat(UserAgent.parse(header)).isEqualTo(new UserAgent(browser, system, kind, false, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            curl/8.5.0 | curl | library
            python-requests/2.32.3 | Python | library
            Go-http-client/2.0 | Go | library
            okhttp/4.12.0 | OkHttp | library
            Apache-HttpClient/5.3 (Java/17.0.9) | Java | library
            PostmanRuntime/7.43.0 | Postman | library
            Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36 | Chrome | bot
            Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | "" | bot
            Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36 | Chrome | bot
            """)
    void programsAreAutomated(String header, String family, String kind) {
        UserAgent agent = UserAgent.parse(header);
        assertThat(agent.browser()).isEqualTo(family);
        assertThat(agent.kind()).isEqualTo(kind);
        assertThat(agent.automated()).isTrue();
    }

    @Test
    void aMissingHeaderIsSaidToBeMissing() {
        assertThat(UserAgent.parse(null).missing()).isTrue();
        assertThat(UserAgent.parse("  ").missing()).isTrue();
        assertThat(UserAgent.parse("x").missing()).isFalse();
    }

    @Test
    void whatIsUnknownIsEmptyAndNoAccusation() {
        assertThat(UserAgent.parse("Something/1.0")).isEqualTo(new UserAgent("", "", "", false, false));
        assertThat(UserAgent.parse("x".repeat(100_000))).isEqualTo(new UserAgent("", "", "", false, false));
    }

    @Test
    void peopleReadADescription() {
        assertThat(UserAgent.parse("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
                        .description())
                .isEqualTo("Firefox on Linux");
        assertThat(UserAgent.parse("curl/8.5.0").description()).isEqualTo("curl");
        assertThat(UserAgent.parse(null).description()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nb-NO,nb;q=0.9,en;q=0.8 | nb
            EN-us | en
            de | de
            fr;q=0.7 | fr
            zh-Hant-TW,zh;q=0.9 | zh
            * | ""
            "" | ""
            1234 | ""
            , en | ""
            """)
    void theFirstLanguageIsItsPrimaryTag(String header, String language) {
        assertThat(Languages.first(header)).isEqualTo(language);
    }
}
