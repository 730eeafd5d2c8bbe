package io.gatehouse.gateway.challenge.push;

import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.keyring.VapidKeys;
import io.gatehouse.gateway.store.PushRegistration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Browsers, by Web Push (RFC 8030, 8291, 8292). A phone names the endpoint that is called, so it must be https, at a host that the operator's list admits; one that the list does not
 * name in full must also be at a public address when it is called. That its certificate is for this name keeps a name that is pointed elsewhere in between from reaching anybody.
 */
public final class WebPush implements PushService {
    private static final int LONGEST_ENDPOINT = 1024;
    private static final int KEY_BYTES = 65;
    private static final int AUTH_BYTES = 16;
    private static final Duration ANSWER = Duration.ofSeconds(8);
    private static final Duration TOKEN_VALID = Duration.ofHours(12);

    private final PushSettings.WebPush settings;
    private final VapidKeys keys;
    private final SSLContext tls;
    private final InstantSource clock;
    private final ExecutorService threads = PushThreads.of("web");
    private @Nullable HttpClient client;
    private @Nullable VAPIDKeyPair signer;

    public WebPush(PushSettings.WebPush settings, VapidKeys keys, SSLContext tls, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public PushRegistration.Service service() {
        return PushRegistration.Service.WEB_PUSH;
    }

    /** What browsers must be given when they subscribe. */
    public String applicationServerKey() {
        return keys.publicKey();
    }

    @Override
    public void check(PushRegistration registration) {
        hostIsNamedInFull(endpoint(registration));
        if (length(registration.key()) != KEY_BYTES || length(registration.auth()) != AUTH_BYTES) {
            throw new IllegalArgumentException(
                    "p256dh must be " + KEY_BYTES + " bytes and auth " + AUTH_BYTES + ", base64url without padding");
        }
        recipient(registration);
    }

    private static int length(@Nullable String base64url) {
        return base64url == null ? 0 : Base64.getUrlDecoder().decode(base64url).length;
    }

    private static UserAgentMessageEncryptionKeyInfo recipient(PushRegistration registration) {
        if (registration.key() == null || registration.auth() == null) {
            throw new IllegalArgumentException("p256dh and auth are missing");
        }
        try {
            return UserAgentMessageEncryptionKeyInfo.of(registration.key(), registration.auth());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("p256dh is not a point on P-256", e);
        }
    }

    private static URI endpoint(PushRegistration registration) {
        String text = registration.address();
        try {
            URI uri = new URI(text);
            boolean plain = "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
            if (plain && text.length() <= LONGEST_ENDPOINT && text.chars().allMatch(c -> c > ' ' && c < 127)) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "the endpoint must be https://HOST/…, of at most " + LONGEST_ENDPOINT + " characters");
    }

    private boolean hostIsNamedInFull(URI endpoint) {
        boolean inFull = settings.named(endpoint.getHost().toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () -> new IllegalArgumentException("the endpoint's host is not one of push.web-push.services"));
        if (!inFull && endpoint.getPort() != -1 && endpoint.getPort() != 443) {
            throw new IllegalArgumentException("the endpoint must be on port 443");
        }
        return inFull;
    }

    /** Push services limit an application server, not a subscription. */
    @Override
    public String limited(PushRegistration registration) {
        return "web-push " + URI.create(registration.address()).getHost();
    }

    @Override
    public CompletableFuture<Delivery> push(PushRegistration to, Message message) {
        return PushThreads.call(threads, () -> send(to, message));
    }

    private Delivery send(PushRegistration to, Message message) throws IOException, InterruptedException {
        URI endpoint = endpoint(to);
        if (!hostIsNamedInFull(endpoint) && !isPublic(endpoint.getHost())) {
            return new Delivery.Failed("the endpoint's host is not at a public address");
        }
        byte[] body = MessageEncryptions.of()
                .encrypt(recipient(to), PushMessage.ofUTF8("{\"challenge\":\"" + message.challenge() + "\"}"))
                .toBytes();
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER)
                .header("Authorization", authorization(endpoint))
                .header("Content-Encoding", "aes128gcm")
                .header("Content-Type", "application/octet-stream")
                .header("TTL", String.valueOf(message.left().toSeconds()))
                .header("Urgency", "high")
                .header("Topic", "sign-in")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<Void> answer = client().send(request, HttpResponse.BodyHandlers.discarding());
        return understood(answer);
    }

    private static boolean isPublic(String host) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!PublicAddress.is(address)) {
                return false;
            }
        }
        return true;
    }

    private String authorization(URI endpoint) {
        Instant end = clock.instant().plus(TOKEN_VALID);
        return signer().generateAuthorizationHeaderValue(VAPIDJWTParam.getBuilder()
                .resourceURLString(endpoint.toString())
                .expirationTime(end)
                .subject(settings.subject())
                .build());
    }

    private Delivery understood(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        String later = answer.headers().firstValue("Retry-After").orElse(null);
        if (status >= 200 && status < 300) {
            return new Delivery.Delivered();
        }
        if (status == 404 || status == 410) {
            return new Delivery.Unregistered();
        }
        if (status == 429 || (status == 503 && later != null)) {
            return new Delivery.Throttled(RetryAfter.of(later, clock.instant()));
        }
        return new Delivery.Failed("the push service answered " + status);
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = PushClient.of(tls);
        }
        return client;
    }

    private synchronized VAPIDKeyPair signer() {
        if (signer == null) {
            signer = VAPIDKeyPairs.of(
                    PrivateKeySources.ofECPrivateKey(keys.secret()), PublicKeySources.ofECPublicKey(keys.open()));
        }
        return signer;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
