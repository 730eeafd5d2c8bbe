package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.challenge.Answered;
import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.push.PushBell;
import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.keyring.P256Key;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.PushRegistration;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a phone can ask, as {@code openapi.yaml} describes it, without HTTP. Methods throw, or their stages fail with, a {@link Refusal}. */
final class PhoneApi {
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final int ID_BYTES = 16;
    private static final String BETWEEN = ".";

    record Enrolment(
            @Nullable String aud,
            @Nullable String token,
            @Nullable String name,
            @Nullable Push push) implements SignedRequests.Addressed {}

    record PushChange(
            @Nullable String aud,
            @Nullable String nonce,
            @Nullable Push push) implements SignedRequests.Addressed {}

    /** How the phone is reached: a token, or a browser's subscription. */
    record Push(
            @Nullable String service,
            @Nullable String token,
            @Nullable String endpoint,
            @Nullable String p256dh,
            @Nullable String auth) {}

    record Proof(@Nullable String aud, @Nullable String nonce) implements SignedRequests.Addressed {}

    record Decision(
            @Nullable String aud,
            @Nullable String challenge,
            @Nullable String decision,
            @Nullable String code,
            @Nullable Boolean reported,
            @Nullable String nonce)
            implements SignedRequests.Addressed {}

    private final Desk desk;
    private final PushBell bell;
    private final Enrolments enrolments;
    private final Keyring keyring;
    private final SignedRequests signedRequests;
    private final PhoneSessions sessions;
    private final Stamps answerNonces;
    private final SecureRandom random;
    private final InstantSource clock;

    PhoneApi(
            Desk desk,
            PushBell bell,
            Enrolments enrolments,
            Keyring keyring,
            String origin,
            SecureRandom random,
            InstantSource clock) {
        this.desk = desk;
        this.bell = bell;
        this.enrolments = enrolments;
        this.keyring = keyring;
        this.signedRequests = new SignedRequests(enrolments, origin);
        this.sessions = new PhoneSessions(enrolments, keyring, random, clock);
        this.answerNonces = new Stamps(keyring, "phone answer");
        this.random = random;
        this.clock = clock;
    }

    /** Enrols the phone that holds the key and the token of a link. */
    CompletionStage<Map<String, ?>> enrol(byte[] body) {
        Jws jws = signedRequests.parse(body, "gatehouse-enrol+jwt");
        Jws.Jwk jwk = jws.header().jwk();
        if (jwk == null || jws.header().kid() != null) {
            throw Refusal.malformed("The header must carry the new phone's public key in jwk, and no kid");
        }
        P256Key key = jwk.key();
        Enrolment enrolment = signedRequests.openNew(jws, key, Enrolment.class);
        String name = Optional.ofNullable(enrolment.name()).map(String::strip).orElse("Phone");
        if (!NAME.matcher(name).matches()) {
            throw Refusal.malformed("A phone's name has 1 to 64 characters, none of them a control character");
        }
        String token = Optional.ofNullable(enrolment.token())
                .orElseThrow(() -> Refusal.malformed("The payload lacks the token of the link"));
        List<String> tokenHashes = EnrolmentLinks.tokenHashes(keyring, token);
        PushRegistration push = enrolment.push() == null ? null : registration(enrolment.push());
        return invitation(tokenHashes).thenCompose(found -> {
            String user = found.invitation.user();
            Device device = new Device(drawId(), user, name, key.encoded(), clock.instant(), 0, false, push);
            return enrolments.enrol(found.tokenHash, device, clock.instant()).thenApply(enrolled -> switch (enrolled) {
                case DONE -> describe(device);
                case NO_INVITATION -> throw noInvitation();
                case TOO_MANY ->
                    throw new Refusal(
                            HttpResponseStatus.CONFLICT,
                            "too-many-devices",
                            "This account has " + Enrolments.DEVICES + " phones already");
            });
        });
    }

    private record Invited(String tokenHash, Enrolments.Invitation invitation) {}

    /** Under the first of these hashes that has one. */
    private CompletionStage<Invited> invitation(List<String> tokenHashes) {
        if (tokenHashes.isEmpty()) {
            return CompletableFuture.failedFuture(noInvitation());
        }
        String first = tokenHashes.get(0);
        return enrolments
                .invitation(first)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(new Invited(first, found.get()))
                        : invitation(tokenHashes.subList(1, tokenHashes.size())));
    }

    private static Refusal noInvitation() {
        return new Refusal(
                HttpResponseStatus.GONE,
                "no-invitation",
                "This link was used, is too old, or never was: ask for a new one");
    }

    private static Map<String, ?> describe(Device device) {
        return Map.of("device", device.id(), "user", device.user(), "name", device.name());
    }

    /** By which services phones can be woken here, and what a browser needs to subscribe. */
    Map<String, ?> pushServices() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "services",
                bell.services().stream()
                        .map(PushRegistration.Service::word)
                        .sorted()
                        .toList());
        bell.applicationServerKey().ifPresent(key -> members.put("applicationServerKey", key));
        return members;
    }

    /** How this phone is reached from now on; without {@code push}: not at all. */
    CompletionStage<Map<String, ?>> changePush(byte[] body) {
        return signedRequests.open(body, "gatehouse-push+jwt", PushChange.class).thenCompose(signed -> {
            sessions.spend(signed.payload().nonce());
            Push given = signed.payload().push();
            PushRegistration push = given == null ? null : registration(given);
            return enrolments
                    .change(signed.device().id(), device -> device.disabled() ? device : device.reachedBy(push))
                    .thenApply(changed -> Map.of("push", given == null ? "none" : String.valueOf(given.service())));
        });
    }

    private PushRegistration registration(Push push) {
        PushRegistration.Service service = Stream.of(PushRegistration.Service.values())
                .filter(one -> one.word().equals(push.service()))
                .findFirst()
                .orElseThrow(() -> Refusal.malformed("The push service is fcm, apns or web-push"));
        boolean browser = service == PushRegistration.Service.WEB_PUSH;
        String address = browser ? push.endpoint() : push.token();
        if (address == null || (browser ? push.token() : push.endpoint()) != null) {
            throw Refusal.malformed("web-push has an endpoint, p256dh and auth; fcm and apns have a token");
        }
        if (!browser && (push.p256dh() != null || push.auth() != null)) {
            throw Refusal.malformed("Only web-push has p256dh and auth");
        }
        PushRegistration registration = new PushRegistration(service, address, push.p256dh(), push.auth());
        try {
            bell.check(registration);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("This push registration is of no use: " + e.getMessage());
        }
        return registration;
    }

    Map<String, ?> nonce() {
        PhoneSessions.Token nonce = sessions.nonce();
        return Map.of("nonce", nonce.text(), "expires", nonce.expires().toString());
    }

    /** Proves the phone's key over a nonce; gives a bearer token. */
    CompletionStage<Map<String, ?>> session(byte[] body) {
        return signedRequests.open(body, "gatehouse-session+jwt", Proof.class).thenApply(signed -> {
            PhoneSessions.Token token =
                    sessions.open(signed.device(), signed.payload().nonce());
            Map<String, Object> answer = new LinkedHashMap<>(describe(signed.device()));
            answer.put("token", token.text());
            answer.put("expires", token.expires().toString());
            return answer;
        });
    }

    CompletionStage<Device> bearer(@Nullable String authorization) {
        return sessions.bearer(authorization);
    }

    /** What this phone is asked: nothing, or one sign-in. */
    CompletionStage<Map<String, ?>> asked(Device device) {
        return desk.ringing(device.user())
                .thenApply(ringing -> Map.of(
                        "now",
                        clock.instant().toString(),
                        "challenges",
                        ringing.map(one -> List.of(describe(one, device))).orElse(List.of())));
    }

    private Map<String, Object> describe(Challenge challenge, Device device) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", challenge.id());
        members.put("application", challenge.prompt().application());
        members.put("at", challenge.prompt().at().toString());
        members.put("place", challenge.prompt().place());
        members.put("device", challenge.prompt().device());
        members.put("address", challenge.prompt().address());
        members.put("expires", challenge.expires().toString());
        members.put("passkeyOnly", challenge.passkeyOnly());
        members.put("tries", Desk.WRONG_CODES_A_CHALLENGE - challenge.wrongCodes());
        String subject = answerSubject(challenge.id(), device) + challenge.wrongCodes();
        members.put("nonce", answerNonces.issue(subject, challenge.expires()));
        return members;
    }

    private static String answerSubject(String challenge, Device device) {
        return challenge + BETWEEN + device.id() + BETWEEN;
    }

    /** A phone's decision on a challenge. */
    CompletionStage<Map<String, ?>> answer(String challenge, byte[] body) {
        return signedRequests
                .open(body, "gatehouse-answer+jwt", Decision.class)
                .thenCompose(signed -> decide(challenge, signed.device(), signed.payload()))
                .thenApply(PhoneApi::tell);
    }

    private CompletionStage<Answered> decide(String challenge, Device device, Decision decision) {
        if (!challenge.equals(decision.challenge())) {
            throw Refusal.malformed("The payload is about another challenge than the path");
        }
        int wrongCodesSeen = wrongCodesSeen(challenge, device, decision.nonce());
        boolean reported = Boolean.TRUE.equals(decision.reported());
        String code = decision.code();
        if ("approve".equals(decision.decision())) {
            if (code == null || !CODE.matcher(code).matches() || reported) {
                throw Refusal.malformed("To approve takes the code of 6 digits, and is no report");
            }
            return desk.approve(challenge, device, wrongCodesSeen, code);
        }
        if ("deny".equals(decision.decision()) && code == null) {
            return desk.deny(challenge, device, wrongCodesSeen, reported);
        }
        throw Refusal.malformed("The decision is approve, with a code, or deny, without one");
    }

    /** The nonce says for which challenge and phone, and after how many wrong codes, it was given out: an answer that is sent again no longer fits. */
    private int wrongCodesSeen(String challenge, Device device, @Nullable String nonce) {
        String prefix = answerSubject(challenge, device);
        return Optional.ofNullable(nonce)
                .flatMap(given -> answerNonces.subject(given, clock.instant()))
                .filter(subject -> subject.startsWith(prefix))
                .map(subject -> Integer.parseInt(subject.substring(prefix.length())))
                .orElseThrow(PhoneApi::stale);
    }

    private static Map<String, ?> tell(Answered answered) {
        if (answered instanceof Answered.Accepted accepted) {
            return Map.of("state", name(accepted.state()));
        }
        if (answered instanceof Answered.WrongCode wrong) {
            throw new Refusal(
                            HttpResponseStatus.UNPROCESSABLE_ENTITY,
                            "wrong-code",
                            "This is not the code on the screen of this sign-in")
                    .with("tries", wrong.left());
        }
        if (answered instanceof Answered.Over over) {
            throw new Refusal(HttpResponseStatus.CONFLICT, "over", "This sign-in is over")
                    .with("state", name(over.state()));
        }
        if (answered instanceof Answered.PasskeyOnly) {
            throw new Refusal(
                    HttpResponseStatus.FORBIDDEN,
                    "passkey-only",
                    "This sign-in can be approved only with a passkey on the browser that signs in; here it can be denied");
        }
        if (answered instanceof Answered.DeviceDisabled) {
            throw Refusal.deviceDisabled();
        }
        if (answered instanceof Answered.Stale) {
            throw stale();
        }
        throw new Refusal(HttpResponseStatus.NOT_FOUND, "no-such-challenge", "This account has no such sign-in");
    }

    private static Refusal stale() {
        return new Refusal(
                HttpResponseStatus.CONFLICT,
                "stale",
                "This answer was overtaken, or sent twice: list, and answer anew");
    }

    /** As the waiting client hears it: superseded is expired, redeemed is approved. */
    private static String name(ChallengeState state) {
        return switch (state) {
            case CANCELLED -> "expired";
            case REDEEMED -> "approved";
            default -> state.name().toLowerCase(Locale.ROOT);
        };
    }

    private String drawId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
