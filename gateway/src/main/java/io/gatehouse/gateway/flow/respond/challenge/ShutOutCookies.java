package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Takes the cookies of a shut-out session away from the browser, so that its owner can sign in anew instead of meeting the same refusal for ever. A request does not tell the path a
 * cookie was set for, so each folder above the request's path is tried, four at most.
 */
final class ShutOutCookies {
    private static final int MOST_FOLDERS = 4;
    private static final int MOST_COOKIES = 20;

    private ShutOutCookies() {}

    static void clear(RequestHead head, HttpHeaders answer) {
        RequestCookies.of(head.headers()).cookies().stream()
                .map(RequestCookies.Cookie::name)
                .filter(name -> !name.isEmpty() && !RequestCookies.isOwn(name))
                .distinct()
                .limit(MOST_COOKIES)
                .forEach(name -> {
                    int end = 1;
                    for (int folders = 0; folders < MOST_FOLDERS && end > 0; folders++) {
                        answer.add("Set-Cookie", name + "=; Path=" + head.path().substring(0, end) + "; Max-Age=0");
                        int slash = head.path().indexOf('/', end);
                        end = slash < 0 ? 0 : slash + 1;
                    }
                });
    }
}
