package io.gatehouse.gateway.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route changes on the way, and what it asks of requests. By default nothing: both pass as they are.
 *
 * @param host that the upstream is told to be; null: the one that the client named
 * @param stripPrefix the upstream gets the path without the route's own
 * @param httpsPort to which requests without TLS are redirected; 0: they are served
 * @param hsts how long browsers are to insist on TLS; null: nothing is said
 * @param rewriteRedirects a Location at the upstream's own address is made one at the client's
 * @param body bytes of a request's body at most; null: no limit
 * @param answer how long the upstream may be silent; null: as {@code limits.answer} says
 * @param maintenance null: it is open
 */
public record RouteSettings(
        @Nullable String host,
        boolean stripPrefix,
        int httpsPort,
        @Nullable Duration hsts,
        boolean rewriteRedirects,
        Cookies cookies,
        @Nullable Integer body,
        @Nullable Duration answer,
        @Nullable Maintenance maintenance) {
    public static final RouteSettings DEFAULT =
            new RouteSettings(null, false, 0, null, false, Cookies.UNCHANGED, null, null, null);

    public RouteSettings with(@Nullable Maintenance other) {
        return new RouteSettings(host, stripPrefix, httpsPort, hsts, rewriteRedirects, cookies, body, answer, other);
    }

    /**
     * What becomes of the cookies that an upstream sets.
     *
     * @param secure they are marked Secure
     * @param sameSite in place of the upstream's word; null: that stands
     * @param rewritePath their paths get the prefix back that was stripped
     * @param domain in place of the one that the upstream names; empty: none; null: that stands
     */
    public record Cookies(
            boolean secure,
            @Nullable SameSite sameSite,
            boolean rewritePath,
            @Nullable String domain) {
        public static final Cookies UNCHANGED = new Cookies(false, null, false, null);
    }

    /**
     * The application is closed for a while.
     *
     * @param page for browsers; null: the gateway's own
     * @param allow who is let in all the same
     */
    public record Maintenance(@Nullable StaticPage page, Duration retryAfter, List<Cidr> allow) {
        public boolean letsIn(InetAddress client) {
            for (Cidr network : allow) {
                if (network.contains(client)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Attribute of a cookie that says with which requests from other sites it comes. */
    public enum SameSite {
        STRICT("Strict"),
        LAX("Lax"),
        NONE("None");

        private final String spelled;

        SameSite(String spelled) {
            this.spelled = spelled;
        }

        @Override
        public String toString() {
            return spelled;
        }
    }
}
