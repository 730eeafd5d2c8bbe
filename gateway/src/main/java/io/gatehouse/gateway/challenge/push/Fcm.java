package io.gatehouse.gateway.challenge.push;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.ThreadManager;
import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.FirebaseMessagingException;
import com.google.firebase.messaging.MessagingErrorCode;
import io.gatehouse.gateway.store.PushRegistration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Android, by Firebase Cloud Messaging's HTTP v1 API. The message is data, not a notification: what is shown, the app says. */
public final class Fcm implements PushService {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_:%.-]{20,1024}");
    private static final int QUOTA = 429;

    /** Firebase knows its applications by name, for the whole process. */
    private static final AtomicLong NAMES = new AtomicLong();

    private final byte[] credentials;
    private final FcmTransport transport;
    private final InstantSource clock;
    private final ExecutorService threads = PushThreads.of("fcm");
    private @Nullable FirebaseApp app;

    /** @param credentials a service account's JSON */
    public Fcm(byte[] credentials, FcmTransport transport, InstantSource clock) {
        this.credentials = credentials.clone();
        this.transport = transport;
        this.clock = clock;
    }

    @Override
    public PushRegistration.Service service() {
        return PushRegistration.Service.FCM;
    }

    @Override
    public void check(PushRegistration registration) {
        if (!TOKEN.matcher(registration.address()).matches()) {
            throw new IllegalArgumentException("the token is not one of FCM");
        }
    }

    /** Quotas are a project's. */
    @Override
    public String limited(PushRegistration registration) {
        return "fcm";
    }

    @Override
    public CompletableFuture<Delivery> push(PushRegistration to, Message message) {
        return PushThreads.call(threads, () -> send(to, message));
    }

    private Delivery send(PushRegistration to, Message message) throws IOException {
        AndroidConfig android = AndroidConfig.builder()
                .setPriority(AndroidConfig.Priority.HIGH)
                .setTtl(message.left().toMillis())
                .build();
        com.google.firebase.messaging.Message push = com.google.firebase.messaging.Message.builder()
                .setToken(to.address())
                .putData("challenge", message.challenge())
                .setAndroidConfig(android)
                .build();
        try {
            FirebaseMessaging.getInstance(app()).send(push);
            return new Delivery.Delivered();
        } catch (FirebaseMessagingException e) {
            return understood(e);
        }
    }

    private Delivery understood(FirebaseMessagingException e) {
        if (e.getMessagingErrorCode() == MessagingErrorCode.UNREGISTERED) {
            return new Delivery.Unregistered();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FcmTransport.ComeAgain again) {
                return again.after() == null
                        ? new Delivery.Failed("FCM is not available")
                        : new Delivery.Throttled(RetryAfter.of(again.after(), clock.instant()));
            }
        }
        if (e.getHttpResponse() != null && e.getHttpResponse().getStatusCode() == QUOTA) {
            String after = header(e.getHttpResponse().getHeaders(), "retry-after");
            return new Delivery.Throttled(RetryAfter.of(after, clock.instant()));
        }
        Object code = e.getMessagingErrorCode() == null ? e.getErrorCode() : e.getMessagingErrorCode();
        return new Delivery.Failed("FCM says " + code);
    }

    /** Firebase gives names in whatever case, and values as texts or lists. */
    private static @Nullable String header(Map<String, Object> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue() instanceof Iterable<?> values
                        ? String.valueOf(values.iterator().next())
                        : String.valueOf(header.getValue()))
                .findFirst()
                .orElse(null);
    }

    private synchronized FirebaseApp app() throws IOException {
        if (app == null) {
            FirebaseOptions options = FirebaseOptions.builder()
                    .setCredentials(
                            GoogleCredentials.fromStream(new ByteArrayInputStream(credentials), () -> transport))
                    .setHttpTransport(transport)
                    .setThreadManager(new OwnThreads(threads))
                    .build();
            app = FirebaseApp.initializeApp(options, "gatehouse-" + NAMES.incrementAndGet());
        }
        return app;
    }

    /** All that Firebase does is done where we asked for it. */
    private static final class OwnThreads extends ThreadManager {
        private final ExecutorService threads;

        OwnThreads(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        protected ExecutorService getExecutor(FirebaseApp app) {
            return threads;
        }

        @Override
        protected void releaseExecutor(FirebaseApp app, ExecutorService executor) {}

        @Override
        protected ThreadFactory getThreadFactory() {
            return task -> {
                Thread thread = new Thread(task, "push-fcm-more");
                thread.setDaemon(true);
                return thread;
            };
        }
    }

    @Override
    public synchronized void close() {
        threads.shutdownNow();
        if (app != null) {
            app.delete();
        }
    }
}
