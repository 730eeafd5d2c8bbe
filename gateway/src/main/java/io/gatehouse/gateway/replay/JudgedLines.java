package io.gatehouse.gateway.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The output: each line of input again, with what was decided. A line of replay input is repeated byte for byte, and its closing brace moved behind what is new; of a decision the verdict is replaced.
 */
final class JudgedLines {
    private static final ObjectMapper JSON =
            new ObjectMapper(JsonFactory.builder().build());
    private static final int KNOWN_REASONS = 1_000;

    private final OutputStream out;
    private final Recent<Reason, byte[]> reasons = new Recent<>(KNOWN_REASONS, JudgedLines::json);

    JudgedLines(OutputStream out) {
        this.out = out;
    }

    /** @param against what another rule set decided; null where there is none */
    void write(Lines line, boolean replacing, Judgement judgement, @Nullable Judgement against) throws IOException {
        if (replacing) {
            ObjectNode node = (ObjectNode) JSON.readTree(line.buffer(), line.from(), line.length());
            node.remove("against");
            put(node, judgement);
            if (against != null) {
                put(node.putObject("against"), against);
            }
            out.write(JSON.writeValueAsBytes(node));
        } else {
            out.write(line.buffer(), line.from(), withoutBrace(line));
            out.write(',');
            write(judgement);
            if (against != null) {
                write(",\"against\":{");
                write(against);
                out.write('}');
            }
            out.write('}');
        }
        out.write('\n');
    }

    /** Repeats a line as it is. */
    void repeat(Lines line) throws IOException {
        out.write(line.buffer(), line.from(), line.length());
        out.write('\n');
    }

    private static int withoutBrace(Lines line) {
        int length = line.length() - 1;
        while (line.buffer()[line.from() + length] != '}') {
            length--;
        }
        return length;
    }

    private void write(Judgement judgement) throws IOException {
        write("\"verdict\":\"" + Words.of(judgement.verdict()) + "\",\"score\":" + judgement.score()
                + ",\"reasons\":[");
        for (int i = 0; i < judgement.reasons().size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(reasons.get(judgement.reasons().get(i)));
        }
        out.write(']');
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] json(Reason reason) {
        JsonStringEncoder encoder = JsonStringEncoder.getInstance();
        String text = "{\"rule\":\"" + new String(encoder.quoteAsString(reason.rule())) + "\",\"points\":"
                + reason.points() + ",\"text\":\"" + new String(encoder.quoteAsString(reason.text())) + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode node, Judgement judgement) {
        node.put("verdict", Words.of(judgement.verdict())).put("score", judgement.score());
        ArrayNode list = node.putArray("reasons");
        for (Reason reason : judgement.reasons()) {
            list.addObject()
                    .put("rule", reason.rule())
                    .put("points", reason.points())
                    .put("text", reason.text());
        }
    }
}
