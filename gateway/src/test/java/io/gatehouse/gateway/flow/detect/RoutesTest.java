package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.telemetry.Allocated;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private static final Routes ROUTES = new Routes(List.of(
            route(null, "/"),
            route(null, "/shared"),
            route("app.example.com", "/"),
            route("app.example.com", "/admin"),
            route("app.example.com", "/admin/users/"),
            route("*.example.com", "/"),
            route("*.deep.example.com", "/deep"),
            route("api.example.com", "/v1")));

    private static Config.Route route(@Nullable String host, String path) {
        return new Config.Route(
                host,
                path,
                new Config.Upstream(host + path, List.of(URI.create("http://127.0.0.1:3000"))),
                RouteSettings.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            app.example.com, /, app.example.com/
            app.example.com, /shared, app.example.com/
            app.example.com, /admin, app.example.com/admin
            app.example.com, /admin/, app.example.com/admin
            app.example.com, /admin/x/y, app.example.com/admin
            app.example.com, /administrator, app.example.com/
            app.example.com, /admin/users, app.example.com/admin
            app.example.com, /admin/users/, app.example.com/admin/users/
            app.example.com, /admin/users/7, app.example.com/admin/users/
            app.example.com:8443, /admin, app.example.com/admin
            other.example.com, /shared, *.example.com/
            a.b.example.com, /x, *.example.com/
            x.deep.example.com, /deep/1, *.deep.example.com/deep
            x.deep.example.com:81, /deep/1, *.deep.example.com/deep
            deep.example.com, /deep, *.example.com/
            example.com, /x, null/
            notexample.com, /shared/x, null/shared
            api.example.com, /v1/x, api.example.com/v1
            [::1]:8080, /shared, null/shared
            [::1], /, null/
            """)
    void theMostExactHostWinsThenTheLongestPath(String host, String path, String expected) {
        assertThat(found(ROUTES, host, path)).isEqualTo(expected);
    }

    @Test
    void whatAHostLeavesOpenFallsToTheNextDomainAndThenToAnyHost() {
        assertThat(found(ROUTES, "api.example.com", "/v2")).isEqualTo("*.example.com/");
        assertThat(found(ROUTES, "x.deep.example.com", "/shallow")).isEqualTo("*.example.com/");
    }

    @Test
    void aHostThatNobodyServesLeadsNowhere() {
        Routes hosts = new Routes(List.of(route("app.example.com", "/"), route("*.example.net", "/")));

        assertThat(hosts.find("example.net", "/")).isNull();
        assertThat(hosts.find("app.example.com.evil.org", "/")).isNull();
        assertThat(hosts.find("127.0.0.1", "/")).isNull();
    }

    @Test
    void toFindARouteMakesNothing() {
        String[] hosts = {"app.example.com", "app.example.com:8443", "x.deep.example.com", "127.0.0.1", "[::1]:80"};

        double made = Allocated.perRun(20_000, () -> {
            for (String host : hosts) {
                ROUTES.find(host, "/admin/users/7/edit");
            }
        });

        assertThat(made).isLessThan(1);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -, anything, true
            app.example.com, app.example.com, true
            app.example.com, app.example.com:81, true
            app.example.com, xapp.example.com, false
            app.example.com, app.example.com.evil, false
            *.example.com, a.b.example.com:81, true
            *.example.com, .example.com, false
            *.example.com, example.com, false
            *.example.com, evilexample.com, false
            """)
    void aHostsPatternMeansWhatRoutesMeanByIt(@Nullable String pattern, String host, boolean meant) {
        assertThat(Routes.isMeant(pattern, host)).isEqualTo(meant);
    }

    /** Against the plain way to say it: of all routes that apply, the first by host, then by length. */
    @Property
    void theTableFindsWhatAListWouldFind(
            @ForAll("routes") List<Config.Route> routes, @ForAll("hosts") String host, @ForAll("paths") String path) {
        Config.Route plain = routes.stream()
                .filter(route -> Routes.isMeant(route.host(), host) && isBelow(route.path(), path))
                .max(Comparator.comparingInt(RoutesTest::exactness)
                        .thenComparingInt(route -> route.path().length()))
                .orElse(null);

        assertThat(new Routes(routes).find(host, path)).isEqualTo(plain);
    }

    private static int exactness(Config.Route route) {
        String host = route.host();
        return host == null ? 0 : host.startsWith("*") ? host.length() : 1_000;
    }

    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix)
                && (prefix.endsWith("/") || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    @Provide
    Arbitrary<List<Config.Route>> routes() {
        Arbitrary<@Nullable String> patterns =
                Arbitraries.of("a.b", "*.b", "*.a.b", "b.a.b", "*.c").injectNull(0.2);
        return Combinators.combine(patterns, paths())
                .as(RoutesTest::route)
                .list()
                .ofMaxSize(12)
                .map(routes -> new ArrayList<>(routes.stream()
                        .collect(java.util.stream.Collectors.toMap(
                                route -> route.host() + " " + route.path(), route -> route, (one, other) -> one))
                        .values()));
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("a.b", "b.a.b", "x.b", "a.b.a.b", "b", "c", "x.c", "a.b:81");
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab")
                .list()
                .ofMaxSize(3)
                .flatMap(segments -> Arbitraries.of("", "/")
                        .map(end -> segments.isEmpty() ? "/" : "/" + String.join("/", segments) + end));
    }

    private static @Nullable String found(Routes routes, String host, String path) {
        Config.Route route = routes.find(host, path);
        return route == null ? null : route.upstream().name();
    }
}
