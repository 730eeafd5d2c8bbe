package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.RouteSettings;
import io.gatehouse.gateway.config.RouteSettings.Cookies;
import io.gatehouse.gateway.config.RouteSettings.SameSite;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route changes in an answer, by example. */
class RewriteTest {
    private static final Config.Route ROUTE = new Config.Route(
            null,
            "/app",
            new Config.Upstream(
                    "app", List.of(URI.create("http://10.0.0.1:3000"), URI.create("https://backend.example"))),
            new RouteSettings("app.internal", true, 0, null, true, Cookies.UNCHANGED, null, null, null));

    private static final RequestHead HEAD =
            new RequestHead("GET", "/app/", "/app/", null, "www.example.com:8443", new DefaultHttpHeaders());

    @ParameterizedTest
    @CsvSource(textBlock = """
            http://10.0.0.1:3000/x?y#z, https://www.example.com:8443/app/x?y#z
            HTTP://10.0.0.1:3000, https://www.example.com:8443/app/
            http://10.0.0.1:3000?q=/a, https://www.example.com:8443/app/?q=/a
            https://Backend.example/x, https://www.example.com:8443/app/x
            https://backend.example:443/x, https://www.example.com:8443/app/x
            //backend.example/x, https://www.example.com:8443/app/x
            http://app.internal/x, https://www.example.com:8443/app/x
            /x, /app/x
            /, /app/
            x/y, x/y
            ?q, ?q
            #f, #f
            http://10.0.0.1/x, http://10.0.0.1/x
            http://10.0.0.1:3001/x, http://10.0.0.1:3001/x
            http://backend.example/x, http://backend.example/x
            https://www.example.com:8443/sso, https://www.example.com:8443/sso
            http://10.0.0.1:3000@evil.example/x, http://10.0.0.1:3000@evil.example/x
            http://10.0.0.1:3000.evil.example/x, http://10.0.0.1:3000.evil.example/x
            mailto:a@10.0.0.1:3000, mailto:a@10.0.0.1:3000
            """)
    void onlyTheApplicationsOwnAddressesBecomeTheClients(String location, String expected) {
        Client client = new Client(InetAddress.getLoopbackAddress(), true);

        assertThat(new LocationRewrite(ROUTE, HEAD, client).of(location)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b                                          | a=b; Secure; SameSite=Lax
            a=b; path=/x;HttpOnly; Max-Age=1             | a=b; Path=/app/x;HttpOnly; Max-Age=1; Secure; SameSite=Lax
            a=b; Path=/                                  | a=b; Path=/app; Secure; SameSite=Lax
            a=b; Path                                    | a=b; Path; Secure; SameSite=Lax
            a=b; Path=x                                  | a=b; Path=x; Secure; SameSite=Lax
            a="b c=d"; secure ;SAMESITE=None;Domain=.x.y | a="b c=d"; secure ; Domain=example.com; SameSite=Lax
            __Host-a=b; Path=/; Secure                   | __Host-a=b; Path=/; Secure; SameSite=Lax
            """)
    void cookiesAreChangedAsTheRouteSays(String set, String expected) {
        CookieRewrite rewrite = new CookieRewrite(new Cookies(true, SameSite.LAX, true, "example.com"), "/app");

        assertThat(rewrite.of(set)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b; Domain=x.y; Path=/ | a=b; Path=/
            a=b                     | a=b
            """)
    void aDomainMayBeDropped(String set, String expected) {
        assertThat(new CookieRewrite(new Cookies(false, null, false, ""), "/app").of(set))
                .isEqualTo(expected);
    }

    @Property
    void aCookieOfWhichNothingIsSaidStaysByteForByte(@ForAll String set) {
        assertThat(new CookieRewrite(Cookies.UNCHANGED, "").of(set)).isEqualTo(set);
    }
}
