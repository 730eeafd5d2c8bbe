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
    MULTIPART_FORM,
    /** Another multipart than a form; some frameworks read fields from it all the same. */
    MULTIPART,
    JSON,
    OTHER;

    private static final String URLENCODED = "application/x-www-form-urlencoded";

    /** Nothing may follow the type but parameters: PHP, for one, lets it end at a comma or a space. */
    private static final Pattern TYPE =
            Pattern.compile("([a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+)[ \\t]*(;[\\x20-\\x7e\\t]*)?");

    private static final Pattern CHARSET = Pattern.compile("charset(?!=utf-8(;|$))");

    /** Charsets in which what is special in JSON and in forms is the same byte as in UTF-8. */
    private static final Pattern UNLIKE_ASCII =
            Pattern.compile("charset(?!=(utf-8|us-ascii|iso-8859-1|iso-8859-15|windows-1252)(;|$))");

    private static final Pattern BOUNDARY_VALUE = Pattern.compile("boundary=[^;]*");

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
        BodyKind kind = ofType(matcher.group(1));
        String parameters = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("[ \\t\"]", "");
        if ((kind == OTHER ? UNLIKE_ASCII : CHARSET).matcher(parameters).find()) {
            throw new MalformedLogin("a body comes in UTF-8 where people sign in");
        }
        refuseAnotherType(kind, BOUNDARY_VALUE.matcher(parameters).replaceAll(""));
        return kind;
    }

    /** Some frameworks look for a word anywhere in the header. */
    private static void refuseAnotherType(BodyKind kind, String parameters) throws MalformedLogin {
        if (parameters.contains("urlencoded")
                || parameters.contains("multipart")
                || (kind != JSON && parameters.contains("json"))) {
            throw new MalformedLogin("the Content-Type names two types");
        }
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
            return type.equals("multipart/form-data") ? MULTIPART_FORM : MULTIPART;
        }
        return type.contains("json") ? JSON : OTHER;
    }
}
