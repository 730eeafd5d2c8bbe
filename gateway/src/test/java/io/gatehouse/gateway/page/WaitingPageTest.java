package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** Waiting for the phone, in a real browser. The pictures are in {@code target/pictures}. */
class WaitingPageTest extends OnHeldPage {
    @Test
    void approvalFinishesTheSignIn() {
        browser().get(application.url("/wait"));
        awaitText("483 920");
        awaitText(" left");
        application.state = "approved";

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.url("/welcome")));
    }

    @Test
    void theFinishedSignInMayLeadToAnotherHost() {
        application.destination = "http://localhost:" + application.port() + "/welcome";
        browser().get(application.url("/wait"));
        awaitText("483 920");
        application.state = "approved";

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.destination));
    }

    @Test
    void approvalOfAScriptsSignInSendsTheUserBack() {
        browser().get(application.url("/wait-script"));
        awaitText("483 920");
        application.state = "approved";

        awaitText("Go back and sign in again");
        assertThat(browser().findElement(By.cssSelector(".approved .link a")).getDomAttribute("href"))
                .isEqualTo("/page");
        assertThat(browser().findElement(By.id("finish")).isDisplayed()).isFalse();
    }

    @Test
    void denialIsExplained() {
        browser().get(application.url("/wait"));
        awaitText("483 920");
        application.state = "denied";

        awaitText("Not approved");
        assertThat(text()).doesNotContain("483 920");
    }

    @Test
    void expiryIsExplained() {
        application.left = Duration.ofSeconds(1);
        browser().get(application.url("/wait"));
        awaitText("483 920");
        application.state = "expired";

        awaitText("Time is up");
        assertThat(browser().getTitle()).isEqualTo("Time is up");
    }

    @Test
    void anEndBeforeItsTimeIsExplainedOtherwise() {
        browser().get(application.url("/wait"));
        awaitText("483 920");
        application.state = "expired";

        awaitText("typed too often");
        assertThat(text()).doesNotContain("Time is up", "483 920", "left");
    }

    @Test
    void aServerThatCannotBeHeardDoesNotKeepAnybodyWaiting() {
        application.left = Duration.ofSeconds(1);
        browser().get(application.url("/wait"));
        awaitText("483 920");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(text()).contains("Time is up"));
    }

    @Test
    void aSignInInAPopupCanStillTellItsOpener() {
        application.destination = "/page";
        run("window.open('" + application.url("/wait") + "', 'popup', 'width=400,height=600')");
        String opener = browser().getWindowHandle();
        String popup = browser().getWindowHandles().stream()
                .filter(window -> !window.equals(opener))
                .findFirst()
                .orElseThrow();
        browser().switchTo().window(popup);
        try {
            awaitText("483 920");
            application.state = "approved";
            await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.url("/page")));

            assertThat(script("window.opener.location.pathname")).isEqualTo("/page");
        } finally {
            browser().close();
            browser().switchTo().window(opener);
        }
    }

    @Test
    void theCodeIsSpelledForWhoHearsIt() {
        browser().get(application.url("/wait"));

        assertThat(browser().findElement(By.className("code")).getAccessibleName())
                .isEqualTo("Code: 4 8 3 9 2 0");
    }

    @ParameterizedTest
    @CsvSource({"1000, 800, light", "1000, 800, dark", "360, 740, light", "320, 568, dark"})
    void itFitsTheScreen(int width, int height, String scheme) throws IOException {
        screen(width, height, scheme, "reduce");
        browser().get(application.url("/wait"));
        awaitText(" left");

        assertThat(script("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
        assertThat(script("(code => code.scrollWidth <= code.clientWidth)(document.querySelector('.code'))"))
                .isEqualTo(true);
        picture("waiting-" + width + "-" + scheme);
        for (String state : List.of("approved", "denied", "over")) {
            run("document.getElementById('waiting').dataset.state = '" + state + "'");
            assertThat(script("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            picture("waiting-" + width + "-" + scheme + "-" + state);
        }
    }

    @Test
    void aPageThatComesApprovedWaitsForItsButton() {
        application.state = "approved";
        browser().get(application.url("/wait"));
        awaitText("Approved");
        browser().findElement(By.cssSelector("#finish button")).click();

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.url("/welcome")));
    }

    private String text() {
        return browser().findElement(By.tagName("body")).getText();
    }

    private void awaitText(String words) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(text()).contains(words));
    }
}
