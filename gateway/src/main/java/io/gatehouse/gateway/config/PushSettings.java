package io.gatehouse.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The services that wake phones; null: not used. */
public record PushSettings(
        @Nullable Fcm fcm, @Nullable Apns apns, @Nullable WebPush webPush) {
    public static final PushSettings NONE = new PushSettings(null, null, null);

    /**
     * Android, by Firebase Cloud Messaging.
     *
     * @param credentials a service account's JSON
     */
    public record Fcm(Path credentials) {}

    /**
     * iOS, by Apple's service.
     *
     * @param topic the app's bundle id
     */
    public record Apns(Identity identity, String topic, Environment environment) {
        public enum Environment {
            PRODUCTION,
            /** For apps that Xcode put on a phone. */
            DEVELOPMENT
        }
    }

    /** Who we are to Apple. */
    public sealed interface Identity {
        /** A key that signs tokens, {@code .p8}; it does not end. */
        record Key(Path file, String keyId, String teamId) implements Identity {}

        /** A certificate with its key, PKCS #12; it ends after a year. */
        record Certificate(Path file, String password) implements Identity {
            @Override
            public String toString() {
                return "Certificate[" + file + "]";
            }
        }
    }

    /**
     * Browsers.
     *
     * @param subject {@code mailto:} or {@code https:}, where a push service reaches the operator
     * @param services hosts of push services; {@code *.} and the end of one for all below it, {@code *} for any that is public
     */
    public record WebPush(String subject, List<String> services) {
        /** Whether a subscription may lead there; and if so, whether the host is named in full. */
        public Optional<Boolean> named(String host) {
            if (services.contains(host)) {
                return Optional.of(true);
            }
            boolean among = services.stream()
                    .anyMatch(one -> one.equals("*") || (one.startsWith("*.") && host.endsWith(one.substring(1))));
            return among ? Optional.of(false) : Optional.empty();
        }
    }
}
