package io.gatehouse.gateway.challenge.phone;

import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.otherThan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.Opening;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The phone page in a real browser, under its real policy, on a host name like the demo's. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhonePageTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    private @Nullable ChromeDriver started;
    private PhoneHouse house;
    private Bench bench;

    @BeforeAll
    void startBrowser() {
        ChromeDriver driver = Browser.start();
        driver.manage().window().setSize(new Dimension(500, 900));
        started = driver;
    }

    @AfterAll
    void quitBrowser() {
        if (started != null) {
            started.quit();
        }
    }

    @BeforeEach
    void open() throws IOException {
        house = new PhoneHouse("phone.localhost");
        bench = house.bench;
    }

    @AfterEach
    void close() {
        // Its event stream ends with the page; the house would give it ten seconds to end by itself.
        browser().get("about:blank");
        house.close();
    }

    @Test
    void aLinkEnrolsThePhoneAndLeavesTheAddressBar() throws IOException {
        browser().get(house.link("ann").toString());
        awaitState("enrol");
        picture("phone-enrol");
        assertThat(browser().getCurrentUrl()).doesNotContain("enrol=");
        assertThat(find("link").isDisplayed()).isFalse();
        find("name").clear();
        find("name").sendKeys("My phone", Keys.ENTER);
        awaitState("idle");
        assertThat(find("owner").getText()).isEqualTo("ann · My phone");
        picture("phone-idle");
        browser().navigate().refresh();
        awaitState("idle");
    }

    @Test
    void itsKeyCannotBeExported() {
        enrol();
        Object outcome = browser()
                .executeAsyncScript("const done = arguments[0];"
                        + "const opening = indexedDB.open('gatehouse', 1);"
                        + "opening.onsuccess = () => {"
                        + "  const get = opening.result.transaction('phone').objectStore('phone').get('self');"
                        + "  get.onsuccess = () => crypto.subtle.exportKey('jwk', get.result.key)"
                        + "    .then(() => done('exported'), (refused) => done(refused.name));"
                        + "};");
        assertThat(outcome).isEqualTo("InvalidAccessError");
    }

    @Test
    void aPastedLinkWorksToo() {
        browser().get(house.origin + "/");
        awaitState("enrol");
        find("link").sendKeys("https://elsewhere.example/");
        find("name").sendKeys(Keys.ENTER);
        await().until(() -> find("enrol-error").getText().contains("not an enrolment link"));
        find("link").clear();
        find("link").sendKeys(house.link("ann").toString(), Keys.ENTER);
        awaitState("idle");
    }

    @Test
    void aSignInAppearsLiveAndItsCodeApprovesIt() throws IOException {
        enrol();
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        awaitState("asked");
        assertThat(find("place").getText()).isEqualTo("Oslo, Norway");
        assertThat(find("device").getText()).isEqualTo("Firefox on Linux");
        assertThat(find("address").getText()).isEqualTo(STRANGER);
        assertThat(find("left").getText()).contains(" left to answer");
        picture("phone-asked");
        find("code").sendKeys(otherThan(opened.code()), Keys.ENTER);
        await().until(() -> find("code-error").getText().contains("4 tries left"));
        picture("phone-wrong-code");
        assertThat(browser().switchTo().activeElement().getDomAttribute("id")).isEqualTo("code");
        find("code").sendKeys(opened.code(), Keys.ENTER);
        awaitState("answered");
        assertThat(find("outcome").getText()).isEqualTo("Approved");
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.APPROVED);
        picture("phone-approved");
        find("done").click();
        awaitState("idle");
    }

    @Test
    void anIncompleteCodeIsNotSent() {
        enrol();
        bench.opened("ann", STRANGER, false);
        awaitState("asked");
        find("code").sendKeys("12", Keys.ENTER);
        await().until(() -> find("code-error").getText().contains("6 digits"));
        assertThat(Bench.await(bench.desk.ringing("ann")).orElseThrow().wrongCodes())
                .isZero();
    }

    @Test
    void thisWasNotMeIsReported() throws IOException {
        enrol();
        String id = bench.opened("ann", STRANGER, false).id();
        awaitState("asked");
        find("report").click();
        awaitState("answered");
        assertThat(find("outcome").getText()).isEqualTo("Denied, and reported");
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.DENIED, true));
        picture("phone-reported");
    }

    @Test
    void aSignInThatIsGivenUpGoesAway() {
        enrol();
        String id = bench.opened("ann", STRANGER, false).id();
        awaitState("asked");
        Bench.await(bench.desk.cancel(id));
        awaitState("answered");
        assertThat(find("outcome").getText()).isEqualTo("This sign-in is over");
    }

    @Test
    void aKnownDevicesSignInTakesThePlaceOfAStrangers() {
        enrol();
        bench.opened("ann", STRANGER, false);
        awaitState("asked");
        Opening.Opened known = bench.opened("ann", Bench.OTHER_STRANGER, true);
        await().until(() -> find("address").getText().equals(Bench.OTHER_STRANGER));
        find("code").sendKeys(known.code(), Keys.ENTER);
        awaitState("answered");
        assertThat(bench.state(known.id())).isEqualTo(ChallengeState.APPROVED);
    }

    @Test
    void aDisabledPhoneSaysSo() throws IOException {
        enrol();
        String device = (String) browser()
                .executeAsyncScript("const done = arguments[0];"
                        + "const opening = indexedDB.open('gatehouse', 1);"
                        + "opening.onsuccess = () => {"
                        + "  const get = opening.result.transaction('phone').objectStore('phone').get('self');"
                        + "  get.onsuccess = () => done(get.result.device);"
                        + "};");
        assertThat(device).isNotNull();
        Bench.await(bench.enrolments.change(device, phone -> phone.countingWrongCode(1)));
        browser().navigate().refresh();
        awaitState("disabled");
        picture("phone-disabled");
    }

    @Test
    void aLinkOpenedOnAnEnrolledPhoneIsNotOverrunByWhatIsAsked() {
        enrol();
        browser()
                .executeScript("location.hash = arguments[0]", house.link("bob").getFragment());
        awaitState("enrol");
        bench.opened("ann", STRANGER, false);
        assertThat(find("replaces").getText()).contains("enrolled for ann");
        find("name").sendKeys(Keys.ENTER);
        awaitState("idle");
        assertThat(find("owner").getText()).startsWith("bob");
        bench.opened("bob", STRANGER, false);
        awaitState("asked");
    }

    @Test
    void beingOfflineIsSaidAndEnds() {
        enrol();
        offline(true);
        try {
            await().until(() -> find("line").getText().contains("No connection"));
            bench.opened("ann", STRANGER, false);
        } finally {
            offline(false);
        }
        awaitState("asked");
        await().until(() -> find("line").getText().isEmpty());
    }

    private void offline(boolean offline) {
        browser().executeCdpCommand("Network.enable", Map.of());
        browser()
                .executeCdpCommand(
                        "Network.emulateNetworkConditions",
                        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void darkIsFollowedToo() throws IOException {
        browser()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        try {
            enrol();
            bench.opened("ann", STRANGER, false);
            awaitState("asked");
            picture("phone-asked-dark");
            assertThat(find("phone").getCssValue("background-color")).isNotEqualTo("rgba(255, 255, 255, 1)");
        } finally {
            browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    @Test
    void theBrowserFindsNothingToComplainAbout() {
        browser().manage().logs().get(LogType.BROWSER);
        enrol();
        bench.opened("ann", STRANGER, false);
        awaitState("asked");
        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private void enrol() {
        browser().get(house.link("ann").toString());
        awaitState("enrol");
        find("name").sendKeys(Keys.ENTER);
        awaitState("idle");
    }

    private ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }

    private org.openqa.selenium.WebElement find(String id) {
        return browser().findElement(By.id(id));
    }

    private void awaitState(String state) {
        await().untilAsserted(() ->
                assertThat(find("phone").getDomAttribute("data-state")).isEqualTo(state));
    }

    private void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser().getScreenshotAs(OutputType.BYTES));
    }
}
