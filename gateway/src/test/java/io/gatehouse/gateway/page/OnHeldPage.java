package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser on the page of an application whose every sign-in is held. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnHeldPage {
    private static final Path PICTURES = Path.of("target", "pictures");
    static final String DIALOG = "document.querySelector('[data-gatehouse]')?.shadowRoot.querySelector('dialog')";
    static final String BUTTON = DIALOG + ".querySelector('button')";
    static final String FETCH = "fetch('/login', {method: 'POST'}).then("
            + "async r => { window.told = r.status + ' ' + await r.text() + ' ' + r.headers.get('X-Application'); },"
            + "e => { window.told = e.name; });";

    private @Nullable ChromeDriver started;
    HeldApplication application;

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
    void openPage() throws IOException {
        application = new HeldApplication();
        browser().get(application.url("/page"));
    }

    @AfterEach
    void close() {
        emulate("clearDeviceMetricsOverride", Map.of());
        emulate("setEmulatedMedia", Map.of("features", List.of()));
        application.close();
    }

    final ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }

    final void run(String statement) {
        browser().executeScript(statement);
    }

    final @Nullable Object script(String expression) {
        return browser().executeScript("return " + expression);
    }

    final void awaitDialog(String text) {
        String words = DIALOG + "?.open ? " + DIALOG + ".textContent : ''";
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(script(words)).asString().contains(text));
    }

    final void awaitNoDialog() {
        await().until(() -> script(DIALOG) == null);
    }

    final String told() {
        await().atMost(Duration.ofSeconds(30)).until(() -> script("window.told") != null);
        return String.valueOf(script("window.told"));
    }

    /** For a look at it, afterwards. */
    final void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser().getScreenshotAs(OutputType.BYTES));
    }

    final void screen(int width, int height, String scheme, String motion) {
        emulate(
                "setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", false));
        emulate(
                "setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", motion))));
    }

    /** Makes the browser pretend, until the end of the test. */
    private void emulate(String command, Map<String, Object> parameters) {
        browser().executeCdpCommand("Emulation." + command, parameters);
    }
}
