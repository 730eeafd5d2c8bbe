package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.flow.Origin;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told while there is no application for them. */
class MaintenanceTest {
    @TempDir
    private Path folder = Path.of("");

    private LiveGateway before(Origin app, String yaml) throws Exception {
        Files.writeString(folder.resolve("closed.html"), "<h1>Back at noon</h1>");
        Files.writeString(folder.resolve("gone.html"), "<h1>Gone: {{reference}} {{other}}</h1>");
        return LiveGateway.configured(
                folder, "upstreams: { app: { servers: [" + app.uri() + "] } }\nlogins: []\n" + yaml);
    }

    private static Origin app() throws Exception {
        return Origin.saying("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\napp");
    }

    @Test
    void whileItIsClosedOnlyThoseWhoAreAllowedGetIn() throws Exception {
        try (Origin app = app();
                LiveGateway gateway =
                        before(app, "maintenance: { page: closed.html, retry-after: 2h, allow: [88.88.10.0/24] }\n")) {
            HttpResponse<String> browser =
                    Visitor.browser(gateway, Visitor.BRAZIL).get("/x");
            HttpResponse<String> program =
                    Visitor.program(gateway, Visitor.BRAZIL).get("/x");

            assertThat(browser.statusCode()).isEqualTo(503);
            assertThat(browser.body()).isEqualTo("<h1>Back at noon</h1>");
            assertThat(browser.headers().firstValue("Retry-After")).contains("7200");
            assertThat(browser.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
            assertThat(program.statusCode()).isEqualTo(503);
            assertThat(program.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(program.headers().firstValue("Retry-After")).contains("7200");
            assertThat(app.requests()).isEmpty();
            assertThat(Visitor.browser(gateway, Visitor.NORWAY).get("/x").body())
                    .isEqualTo("app");
        }
    }

    @Test
    void oneRouteMayBeClosedAndAnotherOpen() throws Exception {
        try (Origin app = app();
                LiveGateway gateway = before(app, """
                        routes:
                          - { path: /, upstream: app }
                          - { path: /shop, upstream: app, maintenance: {} }
                        """)) {
            Visitor visitor = Visitor.browser(gateway, Visitor.BRAZIL);

            assertThat(visitor.get("/shop/1").statusCode()).isEqualTo(503);
            assertThat(visitor.get("/shop/1").body()).contains("Closed for maintenance");
            assertThat(visitor.get("/").body()).isEqualTo("app");
        }
    }

    @Test
    void theOperatorsPageStandsInForOursAndNotForTheApplications() throws Exception {
        Origin app = app();
        try (LiveGateway gateway = before(app, "error-pages: { 502: gone.html, 404: closed.html }\n")) {
            Visitor visitor = Visitor.browser(gateway, Visitor.BRAZIL);
            assertThat(visitor.get("/x").body()).isEqualTo("app");
            assertThat(visitor.get("/.gatehouse/nothing").body()).isEqualTo("<h1>Back at noon</h1>");
            app.close();

            assertThat(visitor.get("/x").statusCode()).isEqualTo(502);
            assertThat(visitor.get("/x").body()).matches("<h1>Gone: [A-Za-z0-9_-]{22} \\{\\{other}}</h1>");
            assertThat(Visitor.program(gateway, Visitor.BRAZIL).get("/x").body())
                    .startsWith("{")
                    .contains("reference");
        }
    }
}
