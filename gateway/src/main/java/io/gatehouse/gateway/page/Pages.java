package io.gatehouse.gateway.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.config.StaticPage;
import io.gatehouse.gateway.exchange.Exchange;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every answer that Gatehouse itself gives to a client: HTML for browsers, JSON for everybody else. None of them may be cached, and each says when it was made, so that a client can
 * tell how long a challenge lasts whatever its own clock shows.
 *
 * <p>Messages cut the tie to the window that opened theirs. The waiting page does not: an application's sign-in in a popup, once approved, must still be able to tell its opener.
 */
public final class Pages {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    static final String CLOSED_POLICY = POLICY + "; form-action 'self'";

    /**
     * The waiting page's form is answered by the application, which may redirect to another host, as single sign-on does; Chromium holds form-action against
     * redirects too. The form's own target is always local.
     */
    private static final String WAITING_POLICY = POLICY;

    /** An operator's page stands alone, with its style and pictures inside: the application that could serve them is away. Scripts and forms it has none. */
    private static final String OPERATORS_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; "
                    + "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Where an operator's page names the request. */
    private static final String REFERENCE = "{{reference}}";

    /** What no page of ours needs. Passkeys are not among it. */
    private static final String PERMISSIONS =
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
                    + "microphone=(), midi=(), payment=(), usb=()";

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A path on this very host. Browsers read a backslash as a slash and skip control characters, so neither may occur. */
    private static final Pattern LOCAL = Pattern.compile("/(?!/)[^\\\\\\p{Cntrl}]*");

    private static final Pattern WRONG = Pattern.compile("wrong-([1-9])");

    /** How soon a browser without scripts asks again: often while there is something to wait for, else practically never. */
    private static final String SOON = "5";

    private static final String NEVER = "86400";

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Template message = Template.load("message.html");
    private final Template enrolment = Template.load("enrol.html");
    private final Template waiting = Template.load("waiting.html");
    private final Assets assets;
    private final Map<Integer, StaticPage> errorPages;

    public Pages() {
        this(Map.of(), true);
    }

    /**
     * @param errorPages the operator's own, by status
     * @param binding whether the device script binds a key to the browser
     */
    public Pages(Map<Integer, StaticPage> errorPages, boolean binding) {
        this.assets = Assets.ofPages(binding);
        this.errorPages = Map.copyOf(errorPages);
    }

    public void seeOther(Exchange exchange, String location, HttpHeaders extra) {
        HttpHeaders headers = uncached(exchange, extra).set(HttpHeaderNames.LOCATION, location);
        exchange.reply().send(HttpResponseStatus.SEE_OTHER, headers, new byte[0]);
    }

    public void json(Exchange exchange, HttpResponseStatus status, Map<String, ?> members, HttpHeaders extra) {
        sendJson(exchange, status, "application/json", members, extra);
    }

    /** A problem as of RFC 9457; its member {@code status} is added, unless the problem has its own: a challenge names its address so. */
    public void problem(Exchange exchange, HttpResponseStatus status, Map<String, ?> members, HttpHeaders extra) {
        Map<String, Object> complete = new LinkedHashMap<>(members);
        complete.putIfAbsent("status", status.code());
        sendJson(exchange, status, "application/problem+json", complete, extra);
    }

    /** Something went wrong that is no verdict on the client. */
    public void failure(Exchange exchange, HttpResponseStatus status, String title, String advice) {
        StaticPage own = errorPages.get(status.code());
        failure(exchange, status, title, advice, own, EmptyHttpHeaders.INSTANCE);
    }

    /** The application is closed for a while. */
    public void closed(Exchange exchange, RouteSettings.Maintenance maintenance) {
        HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
        StaticPage page = maintenance.page() == null ? errorPages.get(status.code()) : maintenance.page();
        failure(
                exchange,
                status,
                "Closed for maintenance",
                "Try again later.",
                page,
                retryAfter(maintenance.retryAfter()));
    }

    /** The client may come again later. */
    public void later(Exchange exchange, HttpResponseStatus status, String title, String advice, Duration after) {
        failure(exchange, status, title, advice, null, retryAfter(after));
    }

    private static HttpHeaders retryAfter(Duration after) {
        return new DefaultHttpHeaders().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, after.toSeconds()));
    }

    private void failure(
            Exchange exchange,
            HttpResponseStatus status,
            String title,
            String advice,
            @Nullable StaticPage own,
            HttpHeaders extra) {
        if (exchange.head().wantsHtml()) {
            if (own != null) {
                html(exchange, status, own.html().replace(REFERENCE, exchange.id()), OPERATORS_POLICY, extra);
                return;
            }
            message(exchange, status, title, advice, "Back to the start page", exchange.id(), extra);
            return;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title);
        members.put("detail", advice);
        members.put("reference", exchange.id());
        problem(exchange, status, members, extra);
    }

    /** The sign-in is refused, and no reason is told. */
    public void blocked(Exchange exchange, String reference) {
        if (exchange.head().wantsHtml()) {
            String advice =
                    "If it was you who tried to sign in, ask the people who run this service and name the reference below.";
            message(
                    exchange,
                    HttpResponseStatus.FORBIDDEN,
                    "This sign-in was refused",
                    advice,
                    "Back to the start page",
                    reference,
                    EmptyHttpHeaders.INSTANCE);
            return;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:gatehouse:blocked");
        members.put("reference", reference);
        problem(exchange, HttpResponseStatus.FORBIDDEN, members, EmptyHttpHeaders.INSTANCE);
    }

    /** The client's session comes from a sign-in that its owner did not approve. */
    public void shutOut(Exchange exchange, HttpResponseStatus status, HttpHeaders extra) {
        String advice = "This session belongs to a sign-in that was not approved, so it has been closed.";
        message(exchange, status, "You are signed out", advice, "Sign in again", exchange.id(), extra);
    }

    /** The page on which a browser waits for its owner's approval. */
    public void waiting(Exchange exchange, WaitingView view, HttpHeaders extra) {
        long left = Math.max(0, Duration.between(exchange.at(), view.expires()).toSeconds());
        // Before its time it does not expire: a newer sign-in took its place, or a wrong code was typed too often.
        String state = view.state().equals("expired") && left > 0 ? "over" : view.state();
        Map<String, String> values = Map.ofEntries(
                Map.entry("challenge", view.challenge()),
                Map.entry("code", view.code()),
                Map.entry("grouped", view.code().replaceFirst("^(...)(...)$", "$1 $2")),
                Map.entry("spelled", view.code().replaceAll("(?<=.)(?=.)", " ")),
                Map.entry("state", state),
                Map.entry("left", Long.toString(left)),
                Map.entry("until", CLOCK.format(view.expires())),
                Map.entry("refresh", refresh(view, left)),
                Map.entry("finish", view.target().isEmpty() ? "link" : "form"),
                Map.entry("target", local(view.target())),
                Map.entry("back", local(view.back())),
                Map.entry("host", view.host()),
                Map.entry("way", view.way().word()),
                Map.entry("others", view.others().stream().map(Way::word).collect(Collectors.joining(" "))),
                Map.entry("said", said(view.said())));
        html(exchange, HttpResponseStatus.OK, waiting.fill(values), WAITING_POLICY, extra);
    }

    /** Without scripts a page that is loaded again loses what was typed: where that is a code, it comes again only when time is up. */
    private static String refresh(WaitingView view, long left) {
        if (!view.state().equals("pending")) {
            return NEVER;
        }
        return view.way() == Way.CODE ? Long.toString(left + 1) : SOON;
    }

    private static String said(String word) {
        Matcher wrong = WRONG.matcher(word);
        if (wrong.matches()) {
            String tries = wrong.group(1).equals("1") ? "1 try" : wrong.group(1) + " tries";
            return "This code is wrong, or was used before. You have " + tries + " left.";
        }
        return switch (word) {
            case "no-code" ->
                "This does not look like a code. Authenticator apps show 6 digits, the help desk gives 8, "
                        + "and recovery codes have 10 letters and digits.";
            case "disabled" ->
                "Too many wrong codes of this kind were typed for this account: it cannot be used any more. "
                        + "Take another way, or ask the people who run this service.";
            default -> "";
        };
    }

    /** The page where people enrol what they approve with. */
    public void enrolment(Exchange exchange, EnrolmentView view, HttpHeaders extra) {
        Map<String, String> values = Map.ofEntries(
                Map.entry("step", view.step().word()),
                Map.entry("host", view.host()),
                Map.entry("user", view.user()),
                Map.entry("waits", view.waits() ? "yes" : "no"),
                Map.entry("said", view.said()),
                Map.entry("has", view.has()),
                Map.entry("phone", view.phone() ? "yes" : "no"),
                Map.entry("draft", view.draft()),
                Map.entry("secret", view.secret()),
                Map.entry("size", Integer.toString(view.size())),
                Map.entry("path", view.path()));
        HttpHeaders alone = new DefaultHttpHeaders().add(extra).set("Cross-Origin-Opener-Policy", "same-origin");
        html(exchange, HttpResponseStatus.OK, enrolment.fill(values), CLOSED_POLICY, alone);
    }

    /** Serves the pages' scripts and style sheets; false if the request is for something else. */
    public boolean asset(Exchange exchange) {
        return assets.serve(exchange);
    }

    private static String local(String path) {
        return LOCAL.matcher(path).matches() ? path : "/";
    }

    private void message(
            Exchange exchange,
            HttpResponseStatus status,
            String title,
            String advice,
            String link,
            String reference,
            HttpHeaders extra) {
        Map<String, String> values = Map.of("title", title, "advice", advice, "link", link, "reference", reference);
        HttpHeaders alone = new DefaultHttpHeaders().add(extra).set("Cross-Origin-Opener-Policy", "same-origin");
        html(exchange, status, message.fill(values), CLOSED_POLICY, alone);
    }

    private static void html(
            Exchange exchange, HttpResponseStatus status, String page, String policy, HttpHeaders extra) {
        HttpHeaders headers = uncached(exchange, extra)
                .set(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy)
                .set("Referrer-Policy", "same-origin")
                .set("Permissions-Policy", PERMISSIONS);
        exchange.reply().send(status, headers, page.getBytes(StandardCharsets.UTF_8));
    }

    private void sendJson(
            Exchange exchange, HttpResponseStatus status, String type, Map<String, ?> members, HttpHeaders extra) {
        try {
            HttpHeaders headers = uncached(exchange, extra).set(HttpHeaderNames.CONTENT_TYPE, type);
            exchange.reply().send(status, headers, mapper.writeValueAsBytes(members));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "an answer has a member that JSON cannot say: use strings, numbers, lists", e);
        }
    }

    private static HttpHeaders uncached(Exchange exchange, HttpHeaders extra) {
        return new DefaultHttpHeaders()
                .add(extra)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(exchange.at())))
                .set("X-Content-Type-Options", "nosniff");
    }
}
