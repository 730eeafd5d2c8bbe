package io.gatehouse.gateway.challenge.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A push service on loopback, over TLS or not, that writes down what it is sent. */
final class LoopbackService implements AutoCloseable {
    record Got(String method, String path, com.sun.net.httpserver.Headers headers, byte[] body) {
        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    record Answer(int status, String body, String... headers) {}

    final ConcurrentLinkedQueue<Got> got = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    private LoopbackService(HttpServer server, Function<Got, Answer> answers) {
        this.server = server;
        server.createContext("/", exchange -> serve(exchange, answers));
        server.start();
    }

    static LoopbackService plain(Function<Got, Answer> answers) throws IOException {
        return new LoopbackService(HttpServer.create(anyPort(), 0), answers);
    }

    static LoopbackService tls(X509Bundle identity, Function<Got, Answer> answers) throws Exception {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(identity.toKeyManagerFactory().getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new LoopbackService(server, answers);
    }

    static X509Bundle identity(String host) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + host)
                .setIsCertificateAuthority(true)
                .addSanDnsName(host)
                .buildSelfSigned();
    }

    static SSLContext trusting(X509Bundle identity) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(new KeyManager[0], new TrustManager[] {identity.toTrustManager()}, null);
        return tls;
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange, Function<Got, Answer> answers) throws IOException {
        Got request = new Got(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
        got.add(request);
        Answer answer = answers.apply(request);
        for (int i = 0; i < answer.headers().length; i += 2) {
            exchange.getResponseHeaders().add(answer.headers()[i], answer.headers()[i + 1]);
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
