package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;

/** Heads of requests to {@code app.test}. */
final class Requests {
    static final String FORM = "application/x-www-form-urlencoded";

    private Requests() {}

    /** @param headers names and values in turn */
    static RequestHead request(String method, String target, String... headers) {
        int question = target.indexOf('?');
        String raw = question < 0 ? target : target.substring(0, question);
        HttpHeaders all = new DefaultHttpHeaders().add("Host", "app.test");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new RequestHead(
                method,
                target,
                raw.replaceAll(";[^/]*", ""),
                question < 0 ? null : target.substring(question + 1),
                "app.test",
                all);
    }

    /** A POST to {@code /login}. */
    static RequestHead post(String contentType) {
        return request("POST", "/login", "Content-Type", contentType);
    }
}
