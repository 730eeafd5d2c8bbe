package io.gatehouse.gateway.challenge.push;

import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The HTTP client that asks push services: HTTP/2 where they speak it, and no redirects, since those could lead anywhere. */
final class PushClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private PushClient() {}

    /** Its threads are daemons: one ends when the client is forgotten, the others when they have nothing to do. */
    static HttpClient of(SSLContext tls) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
