package io.gatehouse.gateway.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HistoryCodecProperties {

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll("histories") History history) {
        assertThat(HistoryCodec.decode(HistoryCodec.encode(history))).isEqualTo(history);
    }

    /** Sixty years of visits that share nothing, the longest texts in the widest script. */
    @Property(tries = 100)
    void theFullestHistoryStaysWithinItsBound(@ForAll("strangers") List<Visit> visits) {
        History history = History.EMPTY;
        for (Visit visit : visits) {
            history = history.learn(visit).report(visit.at().getEpochSecond(), visit.at());
        }
        assertThat(HistoryCodec.encode(history).length).isLessThanOrEqualTo(HistoryCodec.LARGEST);
    }

    @Property(tries = 1_000)
    void bytesFromElsewhereAreRefusedAndNothingWorse(@ForAll byte[] bytes) {
        bytes = bytes.clone();
        if (bytes.length > 0) {
            bytes[0] = 3;
        }
        byte[] given = bytes;
        assertThatCode(() -> {
                    try {
                        HistoryCodec.decode(given);
                    } catch (IllegalArgumentException expected) {
                        assertThat(expected).hasMessageContaining("damaged");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<History> histories() {
        Arbitrary<List<Visit>> visits = visits(
                        Arbitraries.longs().between(0, 30), Arbitraries.of("", "NO", "SE", "東京都新宿区西新宿"))
                .list()
                .ofMaxSize(60);
        Arbitrary<Set<Long>> reports = Arbitraries.longs().between(0, 30).set().ofMaxSize(10);
        return Combinators.combine(visits, reports).as((learnt, reported) -> {
            History history = History.EMPTY;
            for (Visit visit : learnt) {
                history = history.learn(visit);
            }
            for (long trace : reported) {
                history = history.report(trace, Instant.ofEpochSecond(1_772_000_000));
            }
            return history;
        });
    }

    @Provide
    Arbitrary<List<Visit>> strangers() {
        return visits(
                        Arbitraries.longs(),
                        Arbitraries.strings()
                                .withCharRange('\u4e00', '\u9fff')
                                .ofMinLength(4)
                                .ofMaxLength(20))
                .list()
                .ofMinSize(20)
                .ofMaxSize(80);
    }

    private static Arbitrary<Visit> visits(Arbitrary<Long> marks, Arbitrary<String> texts) {
        Arbitrary<Instant> times = Arbitraries.longs().between(0, 1_900_000_000).map(Instant::ofEpochSecond);
        Arbitrary<Double> degrees = Arbitraries.doubles().between(-90, 90);
        return Combinators.combine(times, marks, Arbitraries.longs().between(0, (1L << 32) - 1), texts, texts, degrees)
                .as((at, mark, asn, text, other, degree) -> new Visit(
                        at,
                        mark,
                        ~mark,
                        mark * 7,
                        asn,
                        text,
                        other,
                        mark * 11,
                        text,
                        other,
                        other.isEmpty() ? "mobile" : "desktop",
                        text,
                        degree,
                        degree,
                        Math.abs(degree) * 100,
                        print(mark)));
    }

    private static Print print(long mark) {
        short hash = (short) mark;
        return new Print(
                hash,
                (short) ~hash,
                (short) (hash * 3),
                (short) (hash * 5),
                (short) (hash * 7),
                (int) (mark * 9),
                false);
    }
}
