package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.push.Apns;
import io.gatehouse.gateway.challenge.push.Fcm;
import io.gatehouse.gateway.challenge.push.FcmTransport;
import io.gatehouse.gateway.challenge.push.PushService;
import io.gatehouse.gateway.challenge.push.WebPush;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.keyring.VapidKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The push services that a configuration names. They connect when the first phone is woken. */
final class PushServices {
    private PushServices() {}

    static List<PushService> of(PushSettings push, Path keyring, InstantSource clock) throws IOException {
        List<PushService> services = new ArrayList<>();
        if (push.fcm() != null) {
            byte[] credentials = Files.readAllBytes(push.fcm().credentials());
            services.add(new Fcm(credentials, new FcmTransport(trusted()), clock));
        }
        if (push.apns() != null) {
            services.add(new Apns(push.apns(), clock));
        }
        if (push.webPush() != null) {
            services.add(new WebPush(push.webPush(), VapidKeys.openOrCreate(keyring), trusted(), clock));
        }
        return services;
    }

    private static SSLContext trusted() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this Java cannot speak TLS", e);
        }
    }
}
