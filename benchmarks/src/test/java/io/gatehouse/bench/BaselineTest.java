package io.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
    private final Baseline baseline = new Baseline(Map.of("small", 0.0, "large", 1_000.0));
    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());

    @Test
    void theSmallestObjectIsCaughtWhereThereWasNone() {
        assertThat(baseline.allows("small", 16)).isFalse();
    }

    @Test
    void noiseIsNot() {
        assertThat(baseline.allows("small", 8)).isTrue();
        assertThat(baseline.allows("large", 1_040)).isTrue();
        assertThat(baseline.compare(Map.of("small", 3.0, "large", 990.0), nowhere))
                .isTrue();
    }

    @Test
    void aTwentiethMoreIsCaught() {
        assertThat(baseline.compare(Map.of("small", 0.0, "large", 1_070.0), nowhere))
                .isFalse();
    }

    @Test
    void aStageThatIsNewOrGoneNeedsANewBaseline() {
        assertThat(baseline.compare(Map.of("small", 0.0), nowhere)).isFalse();
        assertThat(baseline.compare(Map.of("small", 0.0, "large", 1.0, "other", 0.0), nowhere))
                .isFalse();
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("allocations.txt");
        baseline.write(file);
        assertThat(Baseline.read(file)).isEqualTo(baseline);
    }
}
