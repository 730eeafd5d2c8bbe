package io.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class FactsDocumentTest {

    @Test
    void saysOfEachFactWhatItsSourceAndTheRulesSay() throws Exception {
        assertThat(Files.readString(FactsDocument.FILE))
                .as("FACTS.md; run FactsDocument to make it anew")
                .isEqualTo(FactsDocument.text());
    }
}
