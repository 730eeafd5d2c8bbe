package io.gatehouse.gateway.challenge.push;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.store.PushRegistration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * iOS, by Apple's service over HTTP/2. The notification has no words: the app finds them under {@code gatehouse.sign-in}, in its phone's language. {@code mutable-content} lets its
 * extension fetch what the challenge is about first.
 */
public final class Apns implements PushService {
    private static final Pattern TOKEN = Pattern.compile("[0-9a-fA-F]{64,200}");
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int CLOSING_SECONDS = 2;
    private static final int PORT = 443;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;

    /** Where the service is, and who vouches for it; null: who vouches for everybody. */
    record Server(String host, int port, @Nullable X509Certificate authority) {}

    private final PushSettings.Apns settings;
    private final Server server;
    private final byte[] credentials;
    private final InstantSource clock;
    private final ExecutorService threads = PushThreads.of("apns");
    private @Nullable ApnsClient client;

    public Apns(PushSettings.Apns settings, InstantSource clock) throws IOException {
        this(settings, server(settings.environment()), clock);
    }

    Apns(PushSettings.Apns settings, Server server, InstantSource clock) throws IOException {
        this.settings = settings;
        this.server = server;
        this.credentials = Files.readAllBytes(
                settings.identity() instanceof PushSettings.Identity.Key key
                        ? key.file()
                        : ((PushSettings.Identity.Certificate) settings.identity()).file());
        this.clock = clock;
    }

    private static Server server(PushSettings.Apns.Environment environment) {
        String host = switch (environment) {
            case PRODUCTION -> ApnsClientBuilder.PRODUCTION_APNS_HOST;
            case DEVELOPMENT -> ApnsClientBuilder.DEVELOPMENT_APNS_HOST;
        };
        return new Server(host, PORT, null);
    }

    @Override
    public PushRegistration.Service service() {
        return PushRegistration.Service.APNS;
    }

    @Override
    public void check(PushRegistration registration) {
        if (!TOKEN.matcher(registration.address()).matches()) {
            throw new IllegalArgumentException("the token is not one of APNs: 64 to 200 hexadecimal digits");
        }
    }

    /** Apple's "too many requests" is about one device. */
    @Override
    public String limited(PushRegistration registration) {
        return "apns " + registration.address();
    }

    @Override
    public CompletableFuture<Delivery> push(PushRegistration to, Message message) {
        return PushThreads.call(threads, () -> send(to, message));
    }

    private Delivery send(PushRegistration to, Message message)
            throws IOException, GeneralSecurityException, InterruptedException {
        String payload = new SimpleApnsPayloadBuilder()
                .setLocalizedAlertMessage("gatehouse.sign-in")
                .setSound("default")
                .setMutableContent(true)
                .addCustomProperty("challenge", message.challenge())
                .build();
        SimpleApnsPushNotification notification = new SimpleApnsPushNotification(
                to.address(),
                settings.topic(),
                payload,
                clock.instant().plus(message.left()),
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                "sign-in");
        try {
            return understood(client().sendNotification(notification).get());
        } catch (ExecutionException e) {
            return new Delivery.Failed("APNs is not to be reached: " + e.getCause());
        }
    }

    private Delivery understood(PushNotificationResponse<SimpleApnsPushNotification> answer) {
        if (answer.isAccepted()) {
            return new Delivery.Delivered();
        }
        return switch (answer.getStatusCode()) {
            case GONE -> new Delivery.Unregistered();
            case TOO_MANY -> new Delivery.Throttled(RetryAfter.of(null, clock.instant()));
            default ->
                new Delivery.Failed("APNs says " + answer.getRejectionReason().orElse("no"));
        };
    }

    private synchronized ApnsClient client() throws IOException, GeneralSecurityException {
        if (client == null) {
            ApnsClientBuilder builder = new ApnsClientBuilder()
                    .setApnsServer(server.host(), server.port())
                    .setConnectionTimeout(CONNECT);
            if (settings.identity() instanceof PushSettings.Identity.Key key) {
                builder.setSigningKey(ApnsSigningKey.loadFromInputStream(
                        new ByteArrayInputStream(credentials), key.teamId(), key.keyId()));
            } else if (settings.identity() instanceof PushSettings.Identity.Certificate certificate) {
                builder.setClientCredentials(new ByteArrayInputStream(credentials), certificate.password());
            }
            if (server.authority() != null) {
                builder.setTrustedServerCertificateChain(server.authority());
            }
            client = builder.build();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        threads.shutdownNow();
        if (client == null) {
            return;
        }
        try {
            client.close().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Its threads end on their own.
        }
    }
}
