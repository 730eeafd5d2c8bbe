package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads who wants to sign in, and nothing else, out of a request. What can be read in two ways is refused. */
public final class CredentialsReader {
    /** The field by which a waiting page asks for its held answer, and more than its whole form has. */
    private static final String FINISH = "gatehouse-finish";

    private static final int LONGEST_FINISH = 256;

    private static final Pattern BASIC = Pattern.compile("(?i:basic) +([A-Za-z0-9+/]+={0,2})");

    private CredentialsReader() {}

    /** The challenge whose held answer this request asks for. */
    public static Optional<String> finishes(RequestHead head, byte[] body) throws MalformedLogin {
        if (body.length > LONGEST_FINISH || !ascii(body).contains(FINISH) || BodyKind.of(head) != BodyKind.FORM) {
            return Optional.empty();
        }
        return FormFields.parse(ascii(body)).one(FINISH);
    }

    /**
     * The name that signs in, normalised; empty if this request is no sign-in after all.
     *
     * @param body one in which the telling field, if there must be one, was seen
     */
    public static Optional<String> user(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
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
        return Optional.of(UserName.normalise(raw.get(), username.normalise()));
    }

    private static Optional<String> fromForm(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
        FormFields fields = switch (BodyKind.of(head)) {
            case FORM -> FormFields.parse(ascii(body));
            case MULTIPART_FORM -> FormFields.ofMultipart(body, Boundary.of(head));
            case MULTIPART, JSON, OTHER ->
                throw new MalformedLogin(
                        "a sign-in here comes as application/x-www-form-urlencoded or multipart/form-data");
        };
        fields.refuseOtherCharsets();
        if (login.whenField() != null && fields.one(login.whenField()).isEmpty()) {
            return Optional.empty();
        }
        String name = login.username().name();
        refuseInQuery(head, name);
        return Optional.of(
                fields.one(name).orElseThrow(() -> new MalformedLogin("the form lacks the field '" + name + "'")));
    }

    /** Servlets take the first of two fields, and the URL's before the body's. */
    private static void refuseInQuery(RequestHead head, String field) throws MalformedLogin {
        if (head.query() != null && FormFields.parse(head.query()).mayHave(field)) {
            throw new MalformedLogin("the field '" + field + "' belongs in the body, not in the URL");
        }
    }

    private static Optional<String> fromJson(Config.Login login, RequestHead head, byte[] body) throws MalformedLogin {
        if (BodyKind.of(head) != BodyKind.JSON) {
            throw new MalformedLogin("a sign-in here comes as application/json");
        }
        JsonLogin json = JsonLogin.parse(utf8(body));
        if (login.whenField() != null && !json.mayHave(login.whenField())) {
            return Optional.empty();
        }
        String pointer = login.username().name();
        return Optional.of(
                json.text(pointer).orElseThrow(() -> new MalformedLogin("the body has no text at " + pointer)));
    }

    private static Optional<String> fromHeader(RequestHead head, String name) throws MalformedLogin {
        Optional<String> value = only(head, name);
        // Netty makes a character of each byte.
        return value.isEmpty() ? value : Optional.of(utf8(value.get().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Optional<String> fromBasic(RequestHead head) throws MalformedLogin {
        Optional<String> header = only(head, "Authorization");
        if (header.isEmpty() || !isBasic(header.get())) {
            return Optional.empty();
        }
        Matcher matcher = BASIC.matcher(header.get().strip());
        if (!matcher.matches()) {
            throw new MalformedLogin("the Basic credentials are not base64");
        }
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(matcher.group(1));
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

    /** Whether some application takes an Authorization for HTTP Basic: some let the scheme end at a tab. */
    static boolean isBasic(String authorization) {
        return authorization.regionMatches(true, 0, "Basic", 0, 5)
                && (authorization.length() == 5 || authorization.charAt(5) <= ' ');
    }

    private static Optional<String> only(RequestHead head, String name) throws MalformedLogin {
        List<String> values = head.headers().getAll(name);
        if (values.size() > 1) {
            throw new MalformedLogin("the header '" + name + "' comes twice");
        }
        return values.stream().findFirst();
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
