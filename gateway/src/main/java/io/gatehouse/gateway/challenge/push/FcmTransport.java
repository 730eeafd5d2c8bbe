package io.gatehouse.gateway.challenge.push;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Google's clients' way to HTTP. With their own one, a 503 means five tries on a thread that sleeps in between, for as long as Retry-After says; here it ends the try, and says when to come again.
 */
public final class FcmTransport extends HttpTransport {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The service is not to be had now. */
    static final class ComeAgain extends IOException {
        private static final long serialVersionUID = 1;
        private final @Nullable String after;

        ComeAgain(@Nullable String after) {
            super("the service is not available");
            this.after = after;
        }

        /** Its Retry-After. */
        @Nullable
        String after() {
            return after;
        }
    }

    private final SSLContext tls;
    private final UnaryOperator<URI> place;
    private @Nullable HttpClient client;

    public FcmTransport(SSLContext tls) {
        this(tls, url -> url);
    }

    /** @param place where what has this URL really is */
    FcmTransport(SSLContext tls, UnaryOperator<URI> place) {
        this.tls = tls;
        this.place = place;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = PushClient.of(tls);
        }
        return client;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Request(
                method, HttpRequest.newBuilder(place.apply(URI.create(url))).timeout(ANSWER));
    }

    private final class Request extends LowLevelHttpRequest {
        private final String method;
        private final HttpRequest.Builder request;

        Request(String method, HttpRequest.Builder request) {
            this.method = method;
            this.request = request;
        }

        @Override
        public void addHeader(String name, String value) {
            request.header(name, value);
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (getStreamingContent() != null) {
                getStreamingContent().writeTo(body);
                request.header("Content-Type", getContentType());
                if (getContentEncoding() != null) {
                    request.header("Content-Encoding", getContentEncoding());
                }
            }
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
            try {
                HttpResponse<InputStream> answer =
                        client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                if (answer.statusCode() == 503) {
                    answer.body().close();
                    throw new ComeAgain(
                            answer.headers().firstValue("Retry-After").orElse(null));
                }
                return new Response(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the push took too long", e);
            }
        }
    }

    private static final class Response extends LowLevelHttpResponse {
        private final HttpResponse<InputStream> answer;
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();

        Response(HttpResponse<InputStream> answer) {
            this.answer = answer;
            answer.headers()
                    .map()
                    .forEach((name, values) -> values.forEach(value -> headers.add(Map.entry(name, value))));
        }

        private @Nullable String header(String name) {
            return answer.headers().firstValue(name).orElse(null);
        }

        @Override
        public InputStream getContent() {
            return answer.body();
        }

        @Override
        public @Nullable String getContentEncoding() {
            return header("Content-Encoding");
        }

        @Override
        public long getContentLength() {
            return answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        }

        @Override
        public @Nullable String getContentType() {
            return header("Content-Type");
        }

        @Override
        public String getStatusLine() {
            return "HTTP/1.1 " + answer.statusCode();
        }

        @Override
        public int getStatusCode() {
            return answer.statusCode();
        }

        @Override
        public @Nullable String getReasonPhrase() {
            return null;
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).getValue();
        }

        @Override
        public void disconnect() throws IOException {
            answer.body().close();
        }
    }
}
