package io.gatehouse.gateway.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.time.Duration;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Starts a headless Chromium that keeps to itself. */
public final class Browser {
    private static final File CHROMIUM = new File("/usr/bin/chromium");

    private Browser() {}

    public static ChromeDriver start() {
        demand(CHROMIUM, Boolean.parseBoolean(System.getenv("GATEHOUSE_BROWSER_REQUIRED")));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM)
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        // A page that was left would keep its connections, and a gateway that goes down wait for them.
                        "--disable-features=BackForwardCache");
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        return driver;
    }

    /** Without a browser the test is skipped; where one is required, as in CI, it fails. */
    static void demand(File browser, boolean required) {
        if (required && !browser.canExecute()) {
            throw new IllegalStateException(
                    "there is no " + browser + ", and GATEHOUSE_BROWSER_REQUIRED is true: install Debian's chromium");
        }
        assumeTrue(
                browser.canExecute(),
                "skipped: there is no " + browser
                        + "; install Debian's chromium and chromium-driver to run the browser tests");
    }
}
