package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.exchange.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an application will take a body for, told from the head; a head that leaves doubt is refused. */
enum BodyKind {
    /** Also a body without a Content-Type. */
    FORM,
    MULTIPART,
    JSON,
    OTHER;

    private static final String URLENCODED = "application/x-www-form-urlencoded";

    /** Nothing may follow the type but parameters: PHP, for one, lets it end at a comma or a space. */
    private static final Pattern TYPE =
            Pattern.compile("([a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+)[ \\t]*(;[\\x20-\\x7e\\t]*)?");

    private static final Pattern CHARSET = Pattern.compile("charset(?!=utf-8(;|$))");

    static BodyKind of(RequestHead head) throws MalformedLogin {
        if (head.headers().contains("Content-Encoding")) {
            throw new MalformedLogin("a body comes without Content-Encoding where people sign in");
        }
        List<String> types = head.headers().getAll("Content-Type");
        if (types.size() > 1) {
            throw new MalformedLogin("the request has two Content-Type headers");
        }
        String header = types.isEmpty() ? "" : types.get(0).toLowerCase(Locale.ROOT);
        if (header.isEmpty()) {
            return FORM;
        }
        Matcher matcher = TYPE.matcher(header);
        if (!matcher.matches()) {
            throw new MalformedLogin("the Content-Type is not one type with its parameters");
        }
        if (CHARSET.matcher(header.replaceAll("[ \\t\"]", "")).find()) {
            throw new MalformedLogin("a body comes in UTF-8 where people sign in");
        }
        return ofType(matcher.group(1));
    }

    /** Some frameworks look only at how a type begins, or for a word in it. */
    private static BodyKind ofType(String type) throws MalformedLogin {
        if (type.equals(URLENCODED)) {
            return FORM;
        }
        if (type.contains("urlencoded")) {
            throw new MalformedLogin("a form comes as " + URLENCODED);
        }
        if (type.contains("multipart")) {
            return MULTIPART;
        }
        return type.contains("json") ? JSON : OTHER;
    }
}
