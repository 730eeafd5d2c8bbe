package io.gatehouse.gateway.flow.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class HeadBytesTest {
    /** The gate and the parser behind it must not read differently: else what the gate saw is not what is served. */
    @Property(tries = 3000)
    void whatPassesTheGateNettyRefusesOrReadsAlike(@ForAll("nearlyHeads") String head) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        HeadBytes gate = new HeadBytes(8192);
        int read = 0;
        while (read < bytes.length && gate.process(bytes[read])) {
            read++;
        }
        Statistics.collect(gate.isComplete());
        if (!gate.isComplete()) {
            return;
        }
        assertThat(read + 1).isEqualTo(bytes.length);
        EmbeddedChannel netty = new EmbeddedChannel(new HttpRequestDecoder());
        netty.writeInbound(Unpooled.wrappedBuffer(bytes));
        HttpRequest request = netty.readInbound();
        if (request.decoderResult().isFailure()) {
            return; // what frames the body is Netty's and StrictHead's to refuse
        }
        String[] words = head.strip().split("\r\n", 2)[0].split(" ", -1);
        assertThat(request.method().name()).isEqualTo(words[0]);
        assertThat(request.uri()).isEqualTo(words[1]);
        long lines = head.strip().lines().count() - 1;
        assertThat((long) request.headers().size()).isEqualTo(lines);
        netty.finishAndReleaseAll();
    }

    @Property(tries = 500)
    void aHeadInPiecesIsTheSameHead(@ForAll("nearlyHeads") String head) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        HeadBytes whole = new HeadBytes(8192);
        Unpooled.wrappedBuffer(bytes).forEachByte(whole);
        HeadBytes pieces = new HeadBytes(8192);
        for (byte b : bytes) {
            if (!pieces.process(b)) {
                break;
            }
        }
        assertThat(pieces.isComplete()).isEqualTo(whole.isComplete());
        assertThat(pieces.size()).isEqualTo(whole.size());
    }

    /** Proper heads of which a byte or two is replaced by one that parsers quarrel about. */
    @Provide
    Arbitrary<String> nearlyHeads() {
        Arbitrary<String> proper = Arbitraries.of(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /a?b HTTP/1.0\r\nHost: a\r\nX: \t y z \r\nEmpty:\r\nA!b: \"c\"\r\n\r\n",
                "\r\nOPTIONS * HTTP/1.1\r\nHost:a\r\nTransfer-Encoding: chunked\r\n\r\n");
        Arbitrary<Character> quarrelsome =
                Arbitraries.of('\r', '\n', ' ', '\t', ':', '\0', 'x', '\u000b', '\u0085', '\u00ff', '#', '1');
        return proper.flatMap(head -> Arbitraries.integers()
                .between(0, head.length() - 1)
                .list()
                .ofMaxSize(2)
                .flatMap(places -> quarrelsome.list().ofSize(places.size()).map(characters -> {
                    StringBuilder changed = new StringBuilder(head);
                    for (int i = 0; i < places.size(); i++) {
                        changed.setCharAt(places.get(i), characters.get(i));
                    }
                    return changed.toString();
                })));
    }
}
