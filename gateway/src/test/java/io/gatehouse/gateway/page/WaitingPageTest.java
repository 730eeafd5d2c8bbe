package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingPageTest {
    private @Nullable ChromeDriver started;
    private HeldApplication application;

    @BeforeAll
    void startBrowser() {
        started = Browser.start();
    }

    @AfterAll
    void quitBrowser() {
        if (started != null) {
            started.quit();
        }
    }

    @BeforeEach
    void open() throws IOException {
        application = new HeldApplication();
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void approvalFinishesTheSignIn() {
        browser().get(application.url("/wait"));
        awaitText("483920");
        awaitText(" left");
        application.state = "approved";

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.url("/welcome")));
    }

    @Test
    void theFinishedSignInMayLeadToAnotherHost() {
        application.destination = "http://localhost:" + application.port() + "/welcome";
        browser().get(application.url("/wait"));
        awaitText("483920");
        application.state = "approved";

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.destination));
    }

    @Test
    void approvalOfAScriptsSignInSendsTheUserBack() {
        browser().get(application.url("/wait-script"));
        awaitText("483920");
        application.state = "approved";

        awaitText("Go back and sign in again");
        assertThat(browser().findElement(By.cssSelector(".approved .link a")).getDomAttribute("href"))
                .isEqualTo("/page");
        assertThat(browser().findElement(By.id("finish")).isDisplayed()).isFalse();
    }

    @Test
    void denialIsExplained() {
        browser().get(application.url("/wait"));
        awaitText("483920");
        application.state = "denied";

        awaitText("Not approved");
        assertThat(text()).doesNotContain("483920");
    }

    @Test
    void expiryIsExplained() {
        browser().get(application.url("/wait"));
        awaitText("483920");
        application.state = "expired";

        awaitText("Time is up");
    }

    @Test
    void aPageThatComesApprovedWaitsForItsButton() {
        application.state = "approved";
        browser().get(application.url("/wait"));
        awaitText("Approved");
        browser().findElement(By.cssSelector("#finish button")).click();

        await().untilAsserted(() -> assertThat(browser().getCurrentUrl()).isEqualTo(application.url("/welcome")));
    }

    private ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }

    private String text() {
        return browser().findElement(By.tagName("body")).getText();
    }

    private void awaitText(String words) {
        await().untilAsserted(() -> assertThat(text()).contains(words));
    }
}
