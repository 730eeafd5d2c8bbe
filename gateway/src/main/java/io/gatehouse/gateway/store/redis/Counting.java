package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.velocity.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One run of the script that counts: of one account, address, network, device, or of everybody. What is asked for is answered in the same order. */
final class Counting {
    /** As many different marks as are told apart; beyond that the ones seen last are kept, and the count says "or more". */
    private static final int MOST = 1_024;

    private static final long TENTHS = 10;
    /** A minute, ten minutes, an hour and a day. */
    private static final int[] TENTH_SECONDS = {6, 60, 360, 8_640};

    private final RedisLink link;
    private final String subject;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();
    private long longest;

    /** @param subject what is counted, and which one */
    Counting(RedisLink link, String subject, long second) {
        this.link = link;
        this.subject = subject;
        keys.add(key(subject));
        arguments.add(Keys.bytes(second));
        arguments.add(Keys.bytes(""));
    }

    static byte[] key(String subject) {
        return Keys.common(subject, "sums");
    }

    /** How many were added within each of four windows: see {@link #counted}. */
    Counting sums(String name) {
        return sums(name, false);
    }

    Counting add(String name) {
        return sums(name, true);
    }

    private Counting sums(String name, boolean add) {
        for (int tenth : TENTH_SECONDS) {
            longest = Math.max(longest, tenth * TENTHS);
            ask("sum", name, Integer.toString(tenth), add ? "1" : "0");
        }
        return this;
    }

    /** What was answered to {@link #sums}, from there on. */
    static Counted counted(double[] answer, int from) {
        return new Counted(answer[from], answer[from + 1], answer[from + 2], answer[from + 3]);
    }

    /** How many different marks were added within the window. */
    Counting marks(String name, Duration window) {
        return marks(name, window, "");
    }

    /** The same, this mark included. */
    Counting mark(String name, Duration window, long mark) {
        return marks(name, window, Long.toHexString(mark));
    }

    private Counting marks(String name, Duration window, String mark) {
        keys.add(Keys.common(subject, name));
        ask("marks", Long.toString(window.toSeconds()), mark, Integer.toString(MOST));
        return this;
    }

    private void ask(String... words) {
        for (String word : words) {
            arguments.add(Keys.bytes(word));
        }
    }

    CompletionStage<double[]> run() {
        arguments.set(1, Keys.bytes(longest + longest / TENTHS));
        return link.run(Script.COUNT, keys, arguments.toArray(byte[][]::new))
                .thenApply(answer ->
                        answer.stream().mapToDouble(count -> (Long) count).toArray());
    }
}
