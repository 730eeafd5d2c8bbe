package io.gatehouse.gateway.flow.accept;

import io.gatehouse.bench.Site;
import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Fingerprint;
import io.gatehouse.gateway.exchange.Manner;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stages: who the client is, behind proxies too, and how it speaks TLS. */
@State(Scope.Benchmark)
public class ClientBenchmark {
    private static final String CIPHERS =
            "13011302 1303c02b c02fc02c c030cca9 cca8c013 c014009c 009d002f 0035".replace(" ", "");
    private static final String EXTENSIONS =
            "001b0000 00000000 00330000 44690000 00170000 002d0000 00050000 00230000 00120000 ff010000 000a0000 000b0000 00150000"
                    .replace(" ", "");
    private static final String SPEAKING = "000d0012 0010 0403 0804 0401 0503 0805 0501 0806 0601"
            + "002b0007 06 0a0a 0304 0303" + "00100005 0003 02 6832";

    private final ClientAddress direct = new ClientAddress(List.of());
    private final ClientAddress behind =
            new ClientAddress(List.of(new Cidr(io.gatehouse.geo.IpAddresses.parse("10.0.0.0"), 8)));
    private final HttpHeaders plain = new DefaultHttpHeaders().add("Host", "app.example.com");
    private final HttpHeaders forwarded = new DefaultHttpHeaders()
            .add("Host", "app.example.com")
            .add("X-Forwarded-For", "203.0.113.9, 88.88.10.20, 10.1.2.3")
            .add("X-Forwarded-Proto", "https");
    private final Peer client = new Peer(Site.HOME, true, null, Manner.UNKNOWN);
    private final Peer proxy = new Peer(io.gatehouse.geo.IpAddresses.parse("10.9.9.9"), false, null);
    private final byte[] hello = hello();

    private static byte[] hello() {
        String speaking = SPEAKING.replace(" ", "");
        String extensions = EXTENSIONS + speaking;
        return HexFormat.of()
                .parseHex("0303" + "00".repeat(32) + "00" + HexFormat.of().toHexDigits((short) (CIPHERS.length() / 2))
                        + CIPHERS + "0100" + HexFormat.of().toHexDigits((short) (extensions.length() / 2))
                        + extensions);
    }

    @Benchmark
    public Client address() {
        return direct.resolve(client, plain);
    }

    @Benchmark
    public Client addressBehindProxies() {
        return behind.resolve(proxy, forwarded);
    }

    /** Bound: the one hop that counts, parsed. */
    @Benchmark
    public byte @Nullable [] boundAddressBehindProxies() {
        return NetUtil.createByteArrayFromIpAddressString("88.88.10.20");
    }

    @Benchmark
    public String ja4() {
        String ja4 = Ja4.of(hello);
        if (ja4.isEmpty()) {
            throw new IllegalStateException("the hello is none");
        }
        return ja4;
    }

    /** Bound: the two hashes, of texts that are there already. */
    @Benchmark
    public String boundJa4() {
        return Fingerprint.of("002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9")
                + Fingerprint.of(
                        "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601");
    }
}
