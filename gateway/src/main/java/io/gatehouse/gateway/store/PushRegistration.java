package io.gatehouse.gateway.store;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a phone is reached while its page or app is closed.
 *
 * @param address the service's name for the phone: a registration token (FCM), a device token (APNs), or the subscription's endpoint (Web Push). Whoever knows it may be able to
 *     ring this phone: a secret
 * @param key the subscription's public key {@code p256dh}, base64url; Web Push only
 * @param auth the subscription's secret, base64url; Web Push only
 */
public record PushRegistration(
        Service service,
        String address,
        @Nullable String key,
        @Nullable String auth) {
    public enum Service {
        FCM,
        APNS,
        WEB_PUSH;

        /** As the configuration and the API have it: {@code web-push}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public PushRegistration(Service service, String address) {
        this(service, address, null, null);
    }

    @Override
    public String toString() {
        return "PushRegistration[" + service + "]";
    }
}
