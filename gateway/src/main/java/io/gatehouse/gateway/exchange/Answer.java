package io.gatehouse.gateway.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An upstream's whole answer, end-to-end headers only, its body within a limit. */
public record Answer(HttpResponseStatus status, HttpHeaders headers, byte[] body) {
    /** Bodies and cookies are secrets: only the status shows. */
    @Override
    public String toString() {
        return "Answer[" + status.code() + ", " + body.length + " bytes]";
    }
}
