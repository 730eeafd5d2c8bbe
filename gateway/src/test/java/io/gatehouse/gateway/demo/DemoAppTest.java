package io.gatehouse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application that the demo puts behind the gateway. */
class DemoAppTest {
    private final DemoApp app = DemoApp.start();
    private final HttpClient client = HttpClient.newHttpClient();

    DemoAppTest() throws IOException {}

    @AfterEach
    void stop() {
        app.close();
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return client.send(request(path, cookie).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String cookie, String form)
            throws IOException, InterruptedException {
        return client.send(
                request(path, cookie)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(app.address().resolve(path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static String cookieOf(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElse("").replaceFirst(";.*", "");
    }

    private static Optional<URI> locationOf(HttpResponse<String> response) {
        return response.headers().firstValue("Location").map(URI::create);
    }

    @Test
    void aRightPasswordLeadsToTheInbox() throws Exception {
        HttpResponse<String> signedIn = post("/login", "", "username=alice&password=wonderland");

        assertThat(signedIn.statusCode()).isEqualTo(302);
        assertThat(locationOf(signedIn)).contains(URI.create("/inbox"));
        assertThat(get("/inbox", cookieOf(signedIn)).body()).contains("You are in, alice.");
    }

    @Test
    void aWrongPasswordLeadsBackAndSaysSo() throws Exception {
        HttpResponse<String> refused = post("/login", "", "username=alice&password=looking-glass");

        assertThat(refused.statusCode()).isEqualTo(302);
        assertThat(locationOf(refused)).contains(URI.create("/login?refused"));
        assertThat(get("/login?refused", "").body()).contains("data-state=\"refused\"");
    }

    @Test
    void nobodyIsInWithoutSigningIn() throws Exception {
        assertThat(locationOf(get("/inbox", ""))).contains(URI.create("/login"));
        assertThat(locationOf(get("/inbox", DemoApp.SESSION_COOKIE + "=made-up")))
                .contains(URI.create("/login"));
    }

    @Test
    void theSessionOfBeforeTheSignInIsTheOneOfAfter() throws Exception {
        String before = cookieOf(get("/login", ""));

        HttpResponse<String> signedIn = post("/login", before, "username=bob&password=builder");

        assertThat(signedIn.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(get("/inbox", before).body()).contains("You are in, bob.");
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        String session = cookieOf(post("/login", "", "username=alice&password=wonderland"));

        post("/logout", session, "");

        assertThat(locationOf(get("/inbox", session))).contains(URI.create("/login"));
    }
}
