package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.exchange.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: an application's answer, 2 KiB and its headers, is sealed for the client that waits. */
@State(Scope.Benchmark)
public class SealBenchmark {
    private final ClientSecret secret = ClientSecret.create(new SecureRandom());
    private final Answer answer = new Answer(
            HttpResponseStatus.FOUND,
            new DefaultHttpHeaders()
                    .add("Location", "/inbox")
                    .add("Content-Type", "text/html; charset=utf-8")
                    .add("Cache-Control", "no-store")
                    .add("Set-Cookie", "SESSION=g4CCBHJ5mBJXhbtUUXIqYQ; Path=/; HttpOnly; SameSite=Lax"),
            new byte[2_048]);
    private final byte[] plain = HeldAnswer.encode(answer);
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private long nonce;

    @Benchmark
    public byte[] seal() {
        return secret.seal("answer", HeldAnswer.encode(answer));
    }

    /** Bound: AES-256-GCM of the bytes, with a key that is there already. */
    @Benchmark
    public byte[] boundSeal() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] once = ByteBuffer.allocate(12).putLong(nonce++).array();
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, once));
        return cipher.doFinal(plain);
    }
}
