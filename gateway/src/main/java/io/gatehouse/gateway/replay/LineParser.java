package io.gatehouse.gateway.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.geo.IpAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of replay input and of decisions.jsonl, strictly: what is not known, given twice or of the wrong kind is an error. Bytes that the two formats share mean the same. Serves one thread.
 */
final class LineParser {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(Lines.LONGEST)
                    .build())
            .build());
    private static final Pattern LABEL = Pattern.compile("legit|attack:[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_USER = 1_024;
    private static final int LONGEST_AGENT = 512;

    /** The fields that a line may have. */
    private enum Field {
        AT,
        USER,
        IP,
        USER_AGENT,
        LANGUAGE,
        DEVICE,
        NEW_DEVICE,
        OUTCOME,
        LABEL,
        ID,
        JA4,
        FACTS,
        MODE,
        ROUTE,
        VERDICT,
        SCORE,
        REASONS,
        VERSIONS,
        TOOK_US,
        AGAINST;

        private static final List<Field> ALL = List.of(values());
        /** What a replay finds anew, or has no use for: passed over. */
        private static final Set<Field> COMPUTED = EnumSet.range(MODE, AGAINST);

        private final String word = name().toLowerCase(Locale.ROOT);

        static @Nullable Field of(String word) {
            for (int i = 0; i < ALL.size(); i++) {
                if (ALL.get(i).word.equals(word)) {
                    return ALL.get(i);
                }
            }
            return null;
        }
    }

    /** The texts of the line that is being read. */
    private final Map<Field, String> texts = new EnumMap<>(Field.class);

    private final Set<Field> given = EnumSet.noneOf(Field.class);
    private @Nullable JsonNode facts;

    Recorded parse(Lines line) throws BadLine {
        try (JsonParser json = JSON.createParser(line.buffer(), line.from(), line.length())) {
            texts.clear();
            given.clear();
            facts = null;
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw line.bad("is no JSON object; write {\"at\": …, \"user\": …, \"ip\": …, \"outcome\": …}");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                read(line, json);
            }
            if (json.nextToken() != null) {
                throw line.bad("goes on after its JSON object; one object a line");
            }
        } catch (JsonProcessingException e) {
            throw line.bad(
                    "is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse("")
                            + (e.getLocation() == null
                                    ? ""
                                    : " (column " + e.getLocation().getColumnNr() + ")"));
        } catch (IOException e) {
            throw line.bad("is no JSON: " + e.getMessage());
        }
        return recorded(line);
    }

    private void read(Lines line, JsonParser json) throws IOException, BadLine {
        String name = json.currentName();
        Field field = Field.of(name);
        if (field == null) {
            throw line.bad("does not know \"" + shown(name) + "\"; there is: "
                    + String.join(
                            ", ", Field.ALL.stream().map(each -> each.word).toList()));
        }
        if (!given.add(field)) {
            throw line.bad("gives \"" + field.word + "\" twice");
        }
        JsonToken value = json.nextToken();
        if (field == Field.FACTS) {
            facts = value == JsonToken.VALUE_NULL ? null : json.readValueAsTree();
        } else if (Field.COMPUTED.contains(field)) {
            json.skipChildren();
        } else if (value == JsonToken.VALUE_STRING) {
            texts.put(field, json.getText());
        } else if (value != JsonToken.VALUE_NULL) {
            throw line.bad("\"" + field.word + "\" is a text in quotes, or null");
        }
    }

    private Recorded recorded(Lines line) throws BadLine {
        String id = text(Field.ID);
        if (id != null && text(Field.AT) == null) {
            return new Recorded.Ended(id, outcome(line));
        }
        Instant at = at(line);
        String user = needed(line, Field.USER, "the account's name");
        if (user.isEmpty() || user.length() > LONGEST_USER) {
            throw line.bad("\"user\" has 1 to " + LONGEST_USER + " characters");
        }
        String label = text(Field.LABEL);
        if (label != null && !LABEL.matcher(label).matches()) {
            throw line.bad(
                    "\"label\" is legit or attack:NAME (letters, digits, '.', '_', '-'), not \"" + shown(label) + "\"");
        }
        if (facts != null) {
            String ip = text(Field.IP);
            return isMasked(ip)
                    ? new Recorded.Masked(at, user, label, facts)
                    : new Recorded.Logged(id == null ? "" : id, signIn(at, user, address(line), label, facts, true));
        }
        return new Recorded.Attempt(
                signIn(at, user, address(line), label, JSON.missingNode(), outcome(line) == Outcome.SUCCESS));
    }

    private SignIn signIn(
            Instant at, String user, InetAddress address, @Nullable String label, JsonNode facts, boolean accepted) {
        return new SignIn(
                at,
                user,
                address,
                shortened(text(Field.USER_AGENT)),
                shortened(text(Field.LANGUAGE)),
                text(Field.DEVICE),
                text(Field.NEW_DEVICE),
                text(Field.JA4),
                facts.at("/device/cookieForged").asBoolean(),
                facts.at("/account/phoneEnrolled").asBoolean(),
                accepted,
                label);
    }

    /** An address of which only the network was kept, or nothing: {@code 81.2.69.0/24}, {@code 81.2.69.x}, null. */
    private static boolean isMasked(@Nullable String ip) {
        return ip == null || ip.isEmpty() || ip.contains("/") || ip.contains("x") || ip.contains("*");
    }

    private Instant at(Lines line) throws BadLine {
        String at = needed(line, Field.AT, "when, like 2026-05-01T10:00:00Z");
        try {
            return Times.parse(at);
        } catch (DateTimeException e) {
            throw line.bad("\"at\" is a time like 2026-05-01T10:00:00Z, not \"" + shown(at) + "\"");
        }
    }

    private InetAddress address(Lines line) throws BadLine {
        try {
            return IpAddresses.parse(needed(line, Field.IP, "the client's address"));
        } catch (IllegalArgumentException e) {
            throw line.bad("\"ip\": " + e.getMessage());
        }
    }

    /** A sign-in's is success or failure; a decision may have ended in more ways. */
    private Outcome outcome(Lines line) throws BadLine {
        String word = needed(line, Field.OUTCOME, "success or failure");
        boolean ending = text(Field.ID) != null;
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().toLowerCase(Locale.ROOT).equals(word)
                    && (ending || outcome == Outcome.SUCCESS || outcome == Outcome.FAILURE)) {
                return outcome;
            }
        }
        throw line.bad("\"outcome\" is success or failure, not \"" + shown(word) + "\"");
    }

    private String needed(Lines line, Field field, String what) throws BadLine {
        String text = text(field);
        if (text == null) {
            throw line.bad("lacks \"" + field.word + "\": " + what);
        }
        return text;
    }

    private @Nullable String text(Field field) {
        return texts.get(field);
    }

    private static @Nullable String shortened(@Nullable String header) {
        return header == null || header.length() <= LONGEST_AGENT ? header : header.substring(0, LONGEST_AGENT);
    }

    /** What was given, safe on a terminal. */
    private static String shown(String text) {
        String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
