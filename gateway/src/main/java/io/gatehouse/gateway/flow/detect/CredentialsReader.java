package io.gatehouse.gateway.flow.detect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads who wants to sign in, and nothing else, out of a request. What can be read in two ways is refused. */
public final class CredentialsReader {
    private static final int LONGEST_NAME = 256;

    /** The field by which a waiting page asks for its held answer. */
    private static final String FINISH = "gatehouse-finish";

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CredentialsReader() {}

    /** The challenge whose held answer this request asks for. */
    public static Optional<String> finishes(RequestHead head, byte[] body) throws MalformedLogin {
        if (!isForm(head) || body.length > 256) {
            return Optional.empty();
        }
        return FormFields.parse(ascii(body)).one(FINISH);
    }

    /** The name that signs in, normalised; empty if this request is no sign-in after all. */
    public static Optional<String> user(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
        refuseOddEncodings(head);
        Config.Username username = login.username();
        Optional<String> raw = switch (username.source()) {
            case FORM -> fromForm(login, head, body);
            case JSON -> fromJson(login, head, body);
            case HEADER -> fromHeader(head, username.name());
            case BASIC -> fromBasic(head);
        };
        if (raw.isEmpty()) {
            return raw;
        }
        String name = normalise(raw.get(), username.normalise());
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new MalformedLogin("the user name must have 1 to " + LONGEST_NAME + " characters");
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c))) {
            throw new MalformedLogin("the user name has a control character");
        }
        return Optional.of(name);
    }

    private static Optional<String> fromForm(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
        if (!isForm(head)) {
            if (login.whenField() != null && !isMultipart(head) && !isJson(head)) {
                return Optional.empty();
            }
            throw new MalformedLogin("a sign-in here comes as application/x-www-form-urlencoded");
        }
        FormFields fields = FormFields.parse(ascii(body));
        if (login.whenField() != null && fields.one(login.whenField()).isEmpty()) {
            return Optional.empty();
        }
        String name = login.username().name();
        return Optional.of(
                fields.one(name).orElseThrow(() -> new MalformedLogin("the form lacks the field '" + name + "'")));
    }

    private static Optional<String> fromJson(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
        if (!isJson(head)) {
            throw new MalformedLogin("a sign-in here comes as application/json");
        }
        JsonNode root;
        try {
            root = JSON.readTree(utf8(body));
        } catch (IOException e) {
            throw new MalformedLogin("the body is not strict JSON in UTF-8");
        }
        if (login.whenField() != null && !root.has(login.whenField())) {
            return Optional.empty();
        }
        JsonNode node = root.at(JsonPointer.compile(login.username().name()));
        if (!node.isTextual()) {
            throw new MalformedLogin(
                    "the body has no text at " + login.username().name());
        }
        return Optional.of(node.textValue());
    }

    private static Optional<String> fromHeader(RequestHead head, String name) throws MalformedLogin {
        List<String> values = head.headers().getAll(name);
        if (values.size() > 1) {
            throw new MalformedLogin("the header '" + name + "' comes twice");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    private static Optional<String> fromBasic(RequestHead head) throws MalformedLogin {
        Optional<String> header = fromHeader(head, "Authorization");
        if (header.isEmpty() || !header.get().regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(header.get().substring(6).trim());
        } catch (IllegalArgumentException e) {
            throw new MalformedLogin("the Basic credentials are not base64");
        }
        String pair = utf8(decoded);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new MalformedLogin("the Basic credentials lack a colon");
        }
        return Optional.of(pair.substring(0, colon));
    }

    private static void refuseOddEncodings(RequestHead head) throws MalformedLogin {
        if (head.headers().getAll("Content-Type").size() > 1) {
            throw new MalformedLogin("the request has two Content-Type headers");
        }
        if (head.headers().contains("Content-Encoding")) {
            throw new MalformedLogin("a sign-in's body comes without Content-Encoding");
        }
        String type = head.headers()
                .get("Content-Type", "")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "")
                .replace("\"", "");
        int charset = type.indexOf("charset=");
        if (charset >= 0 && !type.startsWith("utf-8", charset + "charset=".length())) {
            throw new MalformedLogin("a sign-in's body comes in UTF-8");
        }
    }

    static boolean isForm(RequestHead head) {
        String type = mediaType(head);
        return type.equals("application/x-www-form-urlencoded") || type.isEmpty();
    }

    private static boolean isMultipart(RequestHead head) {
        return mediaType(head).startsWith("multipart/");
    }

    private static boolean isJson(RequestHead head) {
        String type = mediaType(head);
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static String mediaType(RequestHead head) {
        String type = head.headers().get("Content-Type", "");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    private static String normalise(String name, List<Config.Normalisation> steps) {
        String result = name;
        for (Config.Normalisation step : steps) {
            result = switch (step) {
                case NFKC -> Normalizer.normalize(result, Normalizer.Form.NFKC);
                case TRIM -> result.strip();
                case LOWER -> result.toLowerCase(Locale.ROOT);
            };
        }
        return result;
    }

    private static String ascii(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(byte[] bytes) throws MalformedLogin {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLogin("the sign-in is not UTF-8");
        }
    }
}
