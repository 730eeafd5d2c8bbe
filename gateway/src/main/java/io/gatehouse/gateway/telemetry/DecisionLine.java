package io.gatehouse.gateway.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A line of decisions.jsonl. */
sealed interface DecisionLine {
    ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, new UnknownAsNull())
                    .addSerializer(Double.TYPE, new UnknownAsNull()));

    void writeTo(JsonGenerator json) throws IOException;

    /** Appends the line with its end to a buffer; a line that cannot be written leaves the buffer as it was. */
    default void appendTo(ByteArrayOutputStream buffer) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(2_048);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            writeTo(json);
        }
        line.write('\n');
        line.writeTo(buffer);
    }

    /** The first line: what was decided, and on what grounds. */
    record Judged(Decision decision) implements DecisionLine {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            LoginAttempt attempt = decision.attempt();
            Judgement judgement = decision.judgement();
            json.writeStartObject();
            json.writeStringField("id", attempt.id());
            json.writeStringField("at", attempt.at().toString());
            json.writeStringField("mode", lower(decision.mode()));
            json.writeStringField("user", attempt.user());
            json.writeStringField("ip", attempt.address().getHostAddress());
            json.writeStringField("user_agent", attempt.userAgent());
            json.writeStringField("language", attempt.acceptLanguage());
            json.writeStringField("device", decision.device());
            json.writeStringField("new_device", decision.newDevice());
            String ja4 = attempt.signals().manner().ja4();
            json.writeStringField("ja4", ja4.isEmpty() ? null : ja4);
            json.writeStringField("route", attempt.login());
            json.writeStringField("verdict", lower(judgement.verdict()));
            json.writeNumberField("score", judgement.score());
            json.writeArrayFieldStart("reasons");
            for (Reason reason : judgement.reasons()) {
                json.writeStartObject();
                json.writeStringField("rule", reason.rule());
                json.writeNumberField("points", reason.points());
                json.writeStringField("text", reason.text());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writePOJOField("facts", decision.facts());
            json.writeObjectFieldStart("versions");
            json.writeStringField("rules", judgement.rulesVersion());
            for (Map.Entry<String, String> version : decision.versions().entrySet()) {
                json.writeStringField(version.getKey(), version.getValue());
            }
            json.writeEndObject();
            json.writePOJOField("took_us", decision.tookMicros());
            json.writeEndObject();
        }
    }

    /** The second line: how it ended. */
    record Ended(String id, Outcome outcome) implements DecisionLine {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("outcome", lower(outcome));
            json.writeEndObject();
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** JSON has no NaN, and unknown is what null says. */
    final class UnknownAsNull extends StdSerializer<Double> {
        UnknownAsNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.isNaN() || value.isInfinite()) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
    }
}
