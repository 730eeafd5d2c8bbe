package io.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Nothing that a client sends can begin another line, end a field, or reach a terminal. */
class AccessLineProperties {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static String written(LineBuffer line) {
        return StandardCharsets.ISO_8859_1.decode(line.written()).toString();
    }

    @Property
    void whateverIsPutIntoAJsonStringIsReadBackOnOneAsciiLine(@ForAll String text) throws IOException {
        LineBuffer line = new LineBuffer(1 << 20);
        line.plain("{\"t\":\"").json(text, text.length()).plain("\"}");
        assertThat(line.endLine(0)).isTrue();

        String written = written(line);
        assertThat(written).matches("[ -~]*\n");
        JsonNode read = JSON.readTree(written);
        assertThat(read).hasSize(1);
        assertThat(read.get("t").textValue()).isEqualTo(text);
    }

    @Property
    void whateverIsPutIntoQuotesHasNoQuoteInItAndCanBeReadBack(@ForAll String text) {
        LineBuffer line = new LineBuffer(1 << 20);
        line.quoted(text, text.length()).endLine(0);

        String written = written(line);
        assertThat(written).matches("[ !#-~]*\n");
        assertThat(unescaped(written.substring(0, written.length() - 1))).isEqualTo(text);
    }

    private static String unescaped(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            if (quoted.charAt(i) == '\\') {
                int digits = quoted.charAt(i + 1) == 'u' ? 4 : 2;
                text.append((char) Integer.parseInt(quoted.substring(i + 2, i + 2 + digits), 16));
                i += 1 + digits;
            } else {
                text.append(quoted.charAt(i));
            }
        }
        return text.toString();
    }

    @Property
    void numbersAreWrittenAsJavaWritesThem(@ForAll @LongRange(min = -Long.MAX_VALUE) long number) {
        LineBuffer line = new LineBuffer(100);
        line.number(number);

        assertThat(written(line)).isEqualTo(Long.toString(number));
    }

    @Property
    void digitsHaveZerosInFront(@ForAll @IntRange(max = 999) int number) {
        LineBuffer line = new LineBuffer(100);
        line.digits(number, 3);

        assertThat(written(line)).isEqualTo(String.format(Locale.ROOT, "%03d", number));
    }

    @Test
    void aLineThatDoesNotFitLeavesTheOthersWhole() {
        LineBuffer line = new LineBuffer(8);
        line.plain("abc");
        assertThat(line.endLine(0)).isTrue();
        int start = line.size();
        line.plain("defg");
        assertThat(line.endLine(start)).isFalse();
        line.plain("xyz");
        assertThat(line.endLine(start)).isTrue();

        assertThat(line.lines()).isEqualTo(2);
        assertThat(written(line)).isEqualTo("abc\nxyz\n");
    }
}
