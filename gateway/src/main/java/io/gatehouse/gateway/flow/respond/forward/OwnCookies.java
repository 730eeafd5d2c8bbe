package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.RequestCookies;

/** Takes Gatehouse's own cookies out of a Cookie header, and leaves the others byte for byte as they are. */
final class OwnCookies {
    private OwnCookies() {}

    static String removedFrom(String cookies) {
        StringBuilder kept = null;
        for (int start = 0; start <= cookies.length(); ) {
            int semicolon = cookies.indexOf(';', start);
            int end = semicolon < 0 ? cookies.length() : semicolon;
            if (isOwn(cookies, start)) {
                if (kept == null) {
                    kept = new StringBuilder(cookies.length()).append(cookies, 0, Math.max(0, start - 1));
                }
            } else if (kept != null) {
                if (kept.length() > 0) {
                    kept.append(';').append(cookies, start, end);
                } else {
                    kept.append(cookies.substring(start, end).stripLeading());
                }
            }
            start = end + 1;
        }
        return kept == null ? cookies : kept.toString();
    }

    /** Whether the cookie whose text starts here, perhaps with white space, is ours. */
    private static boolean isOwn(String cookies, int start) {
        int name = start;
        while (name < cookies.length() && (cookies.charAt(name) == ' ' || cookies.charAt(name) == '\t')) {
            name++;
        }
        return RequestCookies.isOwn(cookies, name);
    }
}
