package io.gatehouse.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one item of {@code logins}: how a sign-in is recognised, and how its end is told. */
final class LoginReader {
    /** HTTP Basic credentials come with any request. */
    private static final String[] ANY_METHOD = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

    private LoginReader() {}

    static Optional<Config.Login> login(Section login, List<Config.Route> routes) {
        PathGlob path =
                login.required("path", HttpKinds.GLOB, "write the path that the sign-in is sent to, such as /login");
        String host = login.optional("host", NetworkKinds.HOST_PATTERN);
        if (host != null) {
            checkHost(login, host, routes);
        }
        Optional<Config.Username> username = login.section("username", LoginReader::username);
        boolean basic = username.filter(it -> it.source() == Config.Username.Source.BASIC)
                .isPresent();
        List<String> methods = basic
                ? login.values("methods", HttpKinds.METHOD, ANY_METHOD)
                : login.values("methods", HttpKinds.METHOD, "POST");
        if (login.isEmpty("methods")) {
            login.error("methods", "names no method; write [POST], or take the key out");
        }
        String whenField = login.optional("when-field", HttpKinds.FIELD_NAME);
        login.unavailable("identity", "take it out: histories and phones hang on the name that signs in");
        Config.Success success = login.section("success", LoginReader::success);
        Config.Session session = login.sectionIfGiven("session", LoginReader::session);
        Config.SignOut signOut = login.optional("sign-out", HttpKinds.SIGN_OUT);
        return path == null || username.isEmpty()
                ? Optional.empty()
                : Optional.of(new Config.Login(
                        host, path, Set.copyOf(methods), whenField, username.get(), success, session, signOut));
    }

    /** An application that can be reached under another name too would let people sign in there unseen: nothing makes a client send the name that is guarded. */
    private static void checkHost(Section login, String host, List<Config.Route> routes) {
        List<Config.Route> own =
                routes.stream().filter(route -> host.equals(route.host())).toList();
        if (own.isEmpty()) {
            login.error("host", "no route is for " + host + "; give the application's route this host, or take it out");
            return;
        }
        boolean shut = own.stream().anyMatch(route -> route.path().equals("/"));
        Set<Config.Upstream> reached =
                (shut ? own : routes).stream().map(Config.Route::upstream).collect(Collectors.toSet());
        routes.stream()
                .filter(route -> !host.equals(route.host()) && reached.contains(route.upstream()))
                .findFirst()
                .ifPresent(other -> login.error(
                        "host",
                        "upstream " + other.upstream().name() + " is also reached as "
                                + (other.host() == null ? "any host" : other.host()) + ", path " + other.path()
                                + ", where this sign-in would not be guarded; give all its routes the host " + host
                                + ", or take it out here"));
    }

    private static Optional<Config.Username> username(Section section) {
        List<Config.Username> sources = new ArrayList<>();
        List<Config.Normalisation> normalise =
                section.values("normalise", Kind.oneOf(Config.Normalisation.class), "nfkc", "trim", "lower");
        String form = section.optional("form", HttpKinds.FIELD_NAME);
        String json = section.optional("json", HttpKinds.POINTER);
        String header = section.optional("header", HttpKinds.HEADER_NAME);
        Config.Probe probe = section.sectionIfGiven(
                "basic",
                basic -> Optional.ofNullable(basic.required(
                        "probe",
                        HttpKinds.PROBE,
                        "name a harmless request that answers 2xx to right credentials only, such as \"GET /me\"")));
        section.unavailable("from", "two-step sign-ins need one path that carries the name and the password");
        add(sources, Config.Username.Source.FORM, form, null, normalise);
        add(sources, Config.Username.Source.JSON, json, null, normalise);
        add(sources, Config.Username.Source.HEADER, header, null, normalise);
        add(sources, Config.Username.Source.BASIC, probe == null ? null : "Authorization", probe, normalise);
        long named = List.of("form", "json", "header", "basic", "from").stream()
                .filter(section::has)
                .count();
        if (named == 0) {
            section.error(
                    "where is the name? write one of form: FIELD, json: /POINTER, header: NAME, basic: {probe: …}");
        } else if (named > 1) {
            section.error("says twice where the name is; keep one of form, json, header and basic");
        }
        return sources.stream().findFirst();
    }

    private static void add(
            List<Config.Username> sources,
            Config.Username.Source source,
            @Nullable String name,
            Config.@Nullable Probe probe,
            List<Config.Normalisation> normalise) {
        if (name != null) {
            sources.add(new Config.Username(source, name, probe, normalise));
        }
    }

    private static Config.Success success(Section section) {
        Set<Integer> status = Set.copyOf(section.values("status", Kind.integer(200, 599)));
        PathGlob notLocation = section.optional("not-location", HttpKinds.GLOB);
        String setCookie = section.optional("set-cookie", HttpKinds.COOKIE_NAME);
        String json = section.optional("json", HttpKinds.POINTER);
        String bodyLacks = section.optional("body-lacks", Kind.text(256));
        if (List.of("status", "not-location", "set-cookie", "json", "body-lacks").stream()
                .noneMatch(section::has)) {
            section.error("missing; only you know how the application's yes is told from its no: write one or more of"
                    + " status, not-location, set-cookie, json, body-lacks");
        }
        if (section.isEmpty("status")) {
            section.error("status", "names no status; write such as [302], or take the key out");
        }
        return new Config.Success(status, notLocation, setCookie, json, bodyLacks);
    }

    private static Optional<Config.Session> session(Section section) {
        List<String> cookies = section.values("cookie", HttpKinds.COOKIE_NAME);
        String json = section.optional("json", HttpKinds.POINTER);
        if (!section.has("cookie") && !section.has("json")) {
            section.error("what does a sign-in give? write cookie: NAME or json: /POINTER, or take the key out");
        }
        return Optional.of(new Config.Session(cookies, json));
    }
}
