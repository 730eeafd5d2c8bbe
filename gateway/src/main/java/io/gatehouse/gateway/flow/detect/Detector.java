package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.PhoneOrigin;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells from a request, before its body is read, what it is about. */
public final class Detector {
    /** Where our own pages live, on every origin. */
    public static final String OWN_PREFIX = "/.gatehouse/";

    private static final List<String> METHOD_OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

    private final Config config;
    private final QuarantineCheck quarantine;
    private final Routes routes;
    private final @Nullable String phoneHost;

    public Detector(Config config, QuarantineCheck quarantine) {
        this.config = config;
        this.quarantine = quarantine;
        this.routes = new Routes(config.routes());
        this.phoneHost = config.phone().origin() == null
                ? null
                : PhoneOrigin.host(config.phone().origin());
    }

    public Intent detect(Exchange exchange) {
        RequestHead head = exchange.head();
        if (head.host().equals(phoneHost)) {
            return new Intent.Phone();
        }
        if (head.path().startsWith(OWN_PREFIX)) {
            return new Intent.Own();
        }
        Config.Route route = routes.find(head.host(), head.path());
        if (route == null) {
            return new Intent.Nowhere();
        }
        Intent.Bar bar = bar(route.settings(), exchange);
        if (bar != null) {
            return new Intent.Barred(route, bar);
        }
        if (route.settings().stripPrefix() && !hasPlainPrefix(head, route.path())) {
            return new Intent.Refused("the path's beginning is not spelled " + route.path());
        }
        for (Config.Login login : config.logins()) {
            if (Routes.isMeant(login.host(), head.host()) && login.path().matches(head.path())) {
                Optional<String> ambiguity = ambiguity(login, head);
                if (ambiguity.isPresent()) {
                    return new Intent.Refused(ambiguity.get());
                }
                if (isSignIn(login, head)) {
                    return new Intent.Login(login, route);
                }
            }
        }
        return passThrough(head, route);
    }

    /** What a request is that turned out to be no sign-in. */
    public Intent passThrough(RequestHead head, Config.Route route) {
        QuarantineCheck.Standing standing = quarantine.standing(head);
        return standing.lost()
                .<Intent>map(Intent.Quarantined::new)
                .orElseGet(() -> new Intent.PassThrough(route, standing));
    }

    private static Intent.@Nullable Bar bar(RouteSettings settings, Exchange exchange) {
        if (settings.httpsPort() > 0 && !exchange.client().secure()) {
            return Intent.Bar.INSECURE;
        }
        RouteSettings.Maintenance maintenance = settings.maintenance();
        if (maintenance != null && !maintenance.letsIn(exchange.client().address())) {
            return Intent.Bar.CLOSED;
        }
        return settings.body() != null && exchange.body().declaredLength() > settings.body()
                ? Intent.Bar.TOO_LARGE
                : null;
    }

    /** Whether the target starts with the route's path as it is written, so that what is cut off is what was decided upon. */
    private static boolean hasPlainPrefix(RequestHead head, String path) {
        String target = head.target();
        if (!target.startsWith(path)) {
            return false;
        }
        if (path.endsWith("/") || target.length() == path.length()) {
            return true;
        }
        char next = target.charAt(path.length());
        return next == '/' || next == '?';
    }

    private static boolean isSignIn(Config.Login login, RequestHead head) {
        return switch (login.username().source()) {
            case FORM, JSON -> login.methods().contains(head.method());
            case HEADER ->
                login.methods().contains(head.method())
                        && head.headers().contains(login.username().name());
            case BASIC -> head.headers().get("Authorization", "").regionMatches(true, 0, "Basic ", 0, 6);
        };
    }

    /** What an application behind us could read as a sign-in where we would not. */
    private static Optional<String> ambiguity(Config.Login login, RequestHead head) {
        for (String override : METHOD_OVERRIDES) {
            if (head.headers().contains(override)) {
                return Optional.of("the header " + override + " is not allowed where people sign in");
            }
        }
        boolean nested = login.username().source() == Config.Username.Source.JSON && login.whenField() != null;
        if ((nested || login.username().source() == Config.Username.Source.FORM) && head.query() != null) {
            // PHP's $_REQUEST, servlet parameters and Rails read the query as well as the body.
            try {
                FormFields query = FormFields.parse(head.query());
                String telling = login.whenField() != null
                        ? login.whenField()
                        : login.username().name();
                if (query.mayHave(telling) || (nested && query.mayHaveWithin(telling))) {
                    return Optional.of("the field '" + telling + "' belongs in the body, not in the URL");
                }
            } catch (MalformedLogin e) {
                return Optional.of("the URL's query cannot be read: " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
