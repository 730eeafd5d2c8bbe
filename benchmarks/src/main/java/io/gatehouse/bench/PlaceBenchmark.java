package io.gatehouse.bench;

import io.gatehouse.geo.GeoData;
import io.gatehouse.geo.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: where an address is, by the bundled database. */
@State(Scope.Benchmark)
public class PlaceBenchmark {
    private final GeoData geo = GeoData.bundled();
    private final InetAddress[] many = addresses(4_096, 4);
    private int next;

    /** Random ones, of 4 or 16 bytes. */
    public static InetAddress[] addresses(int count, int bytes) {
        Random random = new Random(1);
        InetAddress[] all = new InetAddress[count];
        byte[] address = new byte[bytes];
        for (int i = 0; i < count; i++) {
            random.nextBytes(address);
            address[0] = (byte) (bytes == 4 ? 1 + random.nextInt(223) : 0x20);
            try {
                all[i] = InetAddress.getByAddress(address);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    @Benchmark
    public Place place() {
        return geo.lookup(Site.HOME);
    }

    @Benchmark
    public Place placeOfMany() {
        next = (next + 1) & (many.length - 1);
        return geo.lookup(many[next]);
    }
}
