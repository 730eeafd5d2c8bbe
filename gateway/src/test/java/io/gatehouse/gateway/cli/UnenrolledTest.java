package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.JAPAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.cli.phone.PhoneClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code challenge.unenrolled} is {@code pass}: for whom that holds. Japan takes a passkey. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnenrolledTest {
    private StubbornApp app;
    private LiveGateway gateway;
    private PhoneClient phone;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.with(folder, app.address(), """
                mode: enforce
                challenge: { unenrolled: pass }
                logins:
                  - path: /login
                    username: { form: username }
                    success: { status: [302], not-location: /login }
                    session: { cookie: STUBBORN }
                  - path: /api/**
                    username: { basic: { probe: GET /api/me } }
                    success: { status: [200] }
                """);
        phone = gateway.phoneOf("ann");
    }

    @AfterAll
    void close() {
        gateway.close();
        app.close();
    }

    @Test
    void whoHasNothingToApproveWithPasses() throws Exception {
        assertThat(Visitor.program(gateway, BRAZIL).signIn("bob", "right").statusCode())
                .isEqualTo(302);
        assertThat(Visitor.program(gateway, JAPAN).signIn("bob", "right").statusCode())
                .isEqualTo(302);
        assertThat(basic("bob", BRAZIL).statusCode()).isEqualTo(200);
    }

    @Test
    void aPhoneMakesNoSignInPassThatTakesAPasskey() throws Exception {
        assertThat(Visitor.program(gateway, JAPAN).signIn("ann", "right").statusCode())
                .isEqualTo(403);
        assertThat(basic("ann", JAPAN).statusCode()).isEqualTo(403);
        assertThat(phone.asked()).isEmpty();
    }

    private HttpResponse<String> basic(String user, String from) throws Exception {
        String pair = Base64.getEncoder().encodeToString((user + ":right").getBytes(StandardCharsets.UTF_8));
        return Visitor.program(gateway, from)
                .with("Authorization", "Basic " + pair)
                .get("/api/me");
    }
}
