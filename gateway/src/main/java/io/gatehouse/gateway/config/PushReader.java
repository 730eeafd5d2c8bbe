package io.gatehouse.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code push}, and looks into the files it names: a wrong one would be found out by the first sign-in that rings. */
final class PushReader {
    private static final Kind<String> APPLE_ID =
            Kind.matching("[A-Z0-9]{10}", "is not an id of Apple's; write its 10 capital letters and digits");
    private static final Kind<String> BUNDLE_ID =
            Kind.matching("[A-Za-z0-9.-]{3,155}", "is not a bundle id; write the app's, such as com.example.app");
    private static final Kind<String> SUBJECT = Kind.matching(
            "(mailto:[^@\\s]+@[^@\\s]+|https://[^\\s]+)",
            "is not how an operator is reached; write mailto:ADDRESS or https://…");

    /** Chromium (and Android's Chrome), Firefox, Edge, Safari. */
    private static final String[] BROWSERS = {
        "fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"
    };

    private PushReader() {}

    static PushSettings push(Section push, FileKinds files) {
        return new PushSettings(
                push.sectionIfGiven("fcm", fcm -> fcm(fcm, files)),
                push.sectionIfGiven("apns", apns -> apns(apns, files)),
                push.sectionIfGiven("web-push", PushReader::webPush));
    }

    private static Optional<PushSettings.Fcm> fcm(Section fcm, FileKinds files) {
        Path credentials = fcm.required(
                "credentials",
                CredentialFiles.serviceAccount(files),
                "name the service account's file that the Firebase console gives");
        return Optional.ofNullable(credentials).map(PushSettings.Fcm::new);
    }

    private static Optional<PushSettings.Apns> apns(Section apns, FileKinds files) {
        PushSettings.Identity identity = identity(apns, files);
        String topic = apns.required("topic", BUNDLE_ID, "write the app's bundle id, such as com.example.app");
        PushSettings.Apns.Environment environment =
                apns.value("environment", Kind.oneOf(PushSettings.Apns.Environment.class), "production");
        return identity == null || topic == null
                ? Optional.empty()
                : Optional.of(new PushSettings.Apns(identity, topic, environment));
    }

    private static PushSettings.@Nullable Identity identity(Section apns, FileKinds files) {
        Path key = apns.optional("key", CredentialFiles.signingKey(files));
        Path certificate = apns.optional("certificate", files.file());
        String keyId = apns.optional("key-id", APPLE_ID);
        String teamId = apns.optional("team-id", APPLE_ID);
        String password = apns.secret("password", Kind.text(256));
        if (apns.has("key") == apns.has("certificate")) {
            apns.error("needs either key (an AuthKey_….p8 file, with key-id and team-id) or certificate (a .p12 file)");
            return null;
        }
        if (apns.has("key")) {
            if (!apns.has("key-id") || !apns.has("team-id")) {
                apns.error("key", "needs key-id and team-id with it; Apple's developer pages show both");
            }
            return key == null || keyId == null || teamId == null
                    ? null
                    : new PushSettings.Identity.Key(key, keyId, teamId);
        }
        if (certificate == null) {
            return null;
        }
        String given = password == null ? "" : password;
        CredentialFiles.certificateFault(certificate, given).ifPresent(fault -> apns.error("certificate", fault));
        return new PushSettings.Identity.Certificate(certificate, given);
    }

    private static Optional<PushSettings.WebPush> webPush(Section webPush) {
        String subject = webPush.required("subject", SUBJECT, "write mailto:ADDRESS, where push services reach you");
        List<String> services = webPush.values(
                "services", text -> text.equals("*") ? text : NetworkKinds.HOST_PATTERN.read(text), BROWSERS);
        return Optional.ofNullable(subject).map(to -> new PushSettings.WebPush(to, services));
    }
}
