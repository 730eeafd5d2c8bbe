package io.gatehouse.gateway.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One run of the script that counts: of one account, address, network, device, or of everybody. What is asked for is answered in the same order. */
final class Counting {
    /** As many different marks as are told apart; beyond that the ones seen last are kept, and the count says "or more". */
    private static final int MOST = 64;

    private static final int TENTHS = 10;

    private final RedisLink link;
    private final String subject;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();
    private long longest;

    /** @param subject what is counted, and which one */
    Counting(RedisLink link, String subject, long second) {
        this.link = link;
        this.subject = subject;
        keys.add(sums(subject));
        arguments.add(Keys.bytes(second));
        arguments.add(Keys.bytes(""));
    }

    static byte[] sums(String subject) {
        return Keys.common(subject, "sums");
    }

    /** How many were added within the window. */
    Counting sum(String name, Duration window) {
        return sum(name, window, false);
    }

    Counting add(String name, Duration window) {
        return sum(name, window, true);
    }

    private Counting sum(String name, Duration window, boolean add) {
        longest = Math.max(longest, window.toSeconds());
        ask("sum", name, Long.toString(window.toSeconds() / TENTHS), add ? "1" : "0");
        return this;
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
