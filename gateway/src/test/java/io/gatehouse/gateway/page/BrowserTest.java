package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class BrowserTest {
    @TempDir
    Path directory;

    @Test
    void withoutABrowserATestIsSkipped() {
        assertThatThrownBy(() -> Browser.demand(missing(), false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("chromium");
    }

    @Test
    void withoutABrowserThatIsRequiredATestFails() {
        assertThatThrownBy(() -> Browser.demand(missing(), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GATEHOUSE_BROWSER_REQUIRED");
    }

    @Test
    void withABrowserATestRuns() {
        File present = new File(System.getProperty("java.home"), "bin/java");

        assertThatNoException().isThrownBy(() -> Browser.demand(present, true));
    }

    private File missing() {
        return directory.resolve("chromium").toFile();
    }
}
