package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a browser makes of pages with the tag. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectedPageTest {
    private static final int PAGES = 10_000;

    private @Nullable ChromeDriver started;

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

    @Test
    void aBrowserReadsOneScriptMoreAndTheRestAsBefore() {
        List<String> pages =
                InjectionProperties.Pieces.pages().list().ofSize(PAGES).sample();
        List<String> injected = pages.stream()
                .map(page -> InjectionProperties.injected(page, List.of(3)))
                .toList();
        Object faults = browser().executeScript("""
                const [pages, injected] = arguments;
                const read = (text) => new DOMParser().parseFromString(text, 'text/html');
                const faults = [];
                pages.forEach((page, i) => {
                  const document = read(injected[i]);
                  const scripts = document.querySelectorAll('script[src="/.gatehouse/device.js"][defer]');
                  scripts.forEach(script => script.remove());
                  const same = document.documentElement.outerHTML === read(page).documentElement.outerHTML
                    && document.compatMode === read(page).compatMode;
                  if (!same || scripts.length !== (page === injected[i] ? 0 : 1)) faults.push([page, injected[i]]);
                });
                return JSON.stringify(faults);""", pages, injected);

        assertThat(faults).isEqualTo("[]");
        assertThat(injected).anyMatch(page -> page.contains("device.js"));
    }

    private ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }
}
