package io.gatehouse.gateway.challenge.phone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;

/** Reads JSON that can be read in one way only: no unknown, missing or repeated members, no other types than declared, nothing behind the end. */
final class StrictJson {
    private static final int DEPTH = 4;

    /** Jackson makes texts of these unless told otherwise. */
    private static final List<CoercionInputShape> OTHER_SCALARS =
            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                for (CoercionInputShape other : OTHER_SCALARS) {
                    text.setCoercion(other, CoercionAction.Fail);
                }
            })
            .build();

    private StrictJson() {}

    /** @param what names the text in the refusal */
    static <T> T read(byte[] json, Class<T> type, String what) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw Refusal.malformed(what + " is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Refusal.malformed(what + " is not the JSON object that openapi.yaml describes");
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be read", e);
        }
    }
}
