package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.JAPAN;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** A passkey from its enrolment to a sign-in that nothing else can approve, in a real browser with a virtual authenticator. The pictures are in {@code target/pictures}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasskeyTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    private StubbornApp app;
    private LiveGateway gateway;
    private ChromeDriver browser;
    private VirtualAuthenticator authenticator;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        browser = Browser.start();
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
        authenticator = browser.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
        browser.executeCdpCommand("Network.enable", Map.of());
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.get("about:blank");
            browser.quit();
            gateway.close();
            app.close();
        }
    }

    private void from(String address) {
        browser.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("X-Forwarded-For", address)));
    }

    private String url(String path) {
        return "http://app.localhost:" + gateway.address().getPort() + path;
    }

    private void signIn(String from) {
        from(from);
        browser.manage().deleteCookieNamed(StubbornApp.COOKIE);
        browser.get(url("/login"));
        browser.executeScript(
                "document.body.innerHTML = '<form method=post action=/login><input name=username value=ann>"
                        + "<input name=password value=right></form>'; document.forms[0].submit()");
    }

    private String text() {
        return browser.findElement(By.tagName("body")).getText();
    }

    private void click(String selector) {
        browser.findElement(By.cssSelector(selector)).click();
    }

    private void awaitText(String part) {
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(text()).contains(part));
    }

    private void picture(String name, int width, String scheme) throws IOException {
        browser.manage().window().setSize(new Dimension(width, 900));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        assertThat(browser.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
                .as(name + " fits the screen")
                .isEqualTo(true);
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    @Test
    void itIsEnrolledAndApprovesWhatNothingElseCan() throws Exception {
        signIn(NORWAY);
        awaitText("Hello ann");
        gateway.awaitOutcome("success");
        String code = gateway.gateway()
                .operations()
                .approvers()
                .helpDeskCode("ann")
                .toCompletableFuture()
                .get()
                .code();

        browser.get(url("/.gatehouse/enrol"));
        picture("enrol-start", 1000, "light");
        browser.findElement(By.id("user")).sendKeys("ann");
        browser.findElement(By.id("code")).sendKeys(code);
        click(".at-start button");
        awaitText("Add a passkey");
        picture("enrol-choose", 360, "dark");
        click(".at-choose form[action$=totp] button");
        awaitText("Scan this");
        picture("enrol-totp", 360, "light");
        browser.get(url("/.gatehouse/enrol"));
        click(".at-choose form[action$=passkey] button");
        awaitText("A name for it");
        picture("enrol-passkey", 1000, "dark");
        click(".at-passkey button");
        awaitText("Your recovery codes");
        picture("enrol-codes", 360, "dark");
        browser.get(url("/.gatehouse/enrol"));
        assertThat(text()).contains("Passkey", "10 recovery codes");

        signIn(JAPAN);
        awaitText("Show it with your passkey");
        assertThat(text()).doesNotContain("Type a code");
        picture("waiting-passkey", 360, "light");
        authenticator.setUserVerified(false);
        click("#passkey");
        awaitText("try once more");
        authenticator.setUserVerified(true);
        click("#passkey");
        await().untilAsserted(() -> assertThat(text()).contains("Hello ann"));

        signIn(BRAZIL);
        awaitText("Another way");
        picture("waiting-ways", 360, "dark");
        click(".to-code");
        awaitText("Your code");
        picture("waiting-code", 360, "light");
        browser.findElement(By.id("typed")).sendKeys("AAAAA-AAAAA");
        click("#prove button");
        awaitText("You have 4 tries left");
        click(".to-passkey");
        awaitText("Show it with your passkey");
        click("#passkey");
        await().untilAsserted(() -> assertThat(text()).contains("Hello ann"));
    }
}
