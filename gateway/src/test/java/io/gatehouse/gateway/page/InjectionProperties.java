package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a page is cut into pieces, the same comes out; nothing of it is lost, and no buffer either. */
class InjectionProperties {
    private static final String TAG = "<script src=\"/.gatehouse/device.js\" defer></script>";

    @Provide
    Arbitrary<String> pages() {
        return Pieces.pages();
    }

    @Property(tries = 2000)
    void theCutsDoNotMatter(
            @ForAll @From("pages") String page, @ForAll @Size(max = 12) List<@IntRange(max = 12) Integer> cuts) {
        assertThat(injected(page, cuts)).isEqualTo(injected(page, List.of()));
    }

    @Property(tries = 200)
    void theCutsDoNotMatterWhereTheSearchEnds(
            @ForAll @From("pages") String page,
            @ForAll @IntRange(min = Injection.LOOK - 40, max = Injection.LOOK + 2) int before,
            @ForAll @Size(max = 12) List<@IntRange(max = 12) Integer> cuts) {
        List<Integer> far = new ArrayList<>(List.of(before - 10));
        far.addAll(cuts);
        String late = " ".repeat(before) + page;

        assertThat(injected(late, far)).isEqualTo(injected(late, List.of()));
    }

    @Property(tries = 1000)
    void withoutTheTagThePageIsWhatItWas(
            @ForAll @From("pages") String page, @ForAll @Size(max = 12) List<@IntRange(max = 12) Integer> cuts) {
        String injected = injected(page, cuts);
        int at = injected.indexOf(TAG);

        assertThat(at < 0 ? injected : injected.substring(0, at) + injected.substring(at + TAG.length()))
                .isEqualTo(page);
    }

    /** Cuts off pieces of the given lengths, and checks that every buffer that went in is gone in the end. */
    static String injected(String page, List<Integer> cuts) {
        RequestHead head =
                new RequestHead("GET", "/", "/", null, "app.test", new DefaultHttpHeaders().set("Accept", "text/html"));
        HttpHeaders headers = new DefaultHttpHeaders().set("Content-Type", "text/html; charset=utf-8");
        Injection injection =
                Injection.into(head, HttpResponseStatus.OK, headers).orElseThrow();
        ByteBuf rest = Unpooled.copiedBuffer(page, StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        List<ByteBuf> given = new ArrayList<>();
        for (int i = 0; rest.isReadable(); i++) {
            int length = i < cuts.size() ? Math.min(cuts.get(i), rest.readableBytes()) : rest.readableBytes();
            // Bytes before and after what is to be read must not be looked at.
            ByteBuf chunk = ByteBufAllocator.DEFAULT
                    .buffer()
                    .writeBytes("<p".getBytes(StandardCharsets.US_ASCII))
                    .skipBytes(2)
                    .writeBytes(rest, length);
            given.add(chunk);
            ByteBuf passed = injection.insert(chunk);
            out.writeBytes(passed);
            passed.release();
        }
        ByteBuf last = injection.end();
        out.writeBytes(last);
        last.release();
        rest.release();
        assertThat(given).allMatch(chunk -> chunk.refCnt() == 0);
        String text = out.toString(StandardCharsets.UTF_8);
        out.release();
        return text;
    }

    /** Pages of all that a tokenizer stumbles over. */
    static final class Pieces {
        private static final Arbitrary<String> TAGS = Arbitraries.of(
                "<html>", "<HEAD>", "<head ", "<header>", "<p>", "<title>", "</head>", "<!doctype html>");
        private static final Arbitrary<String> COMMENTS =
                Arbitraries.of("<!--", "-->", "-", "!", ">", "<!", "<?", "</");
        private static final Arbitrary<String> SMALL =
                Arbitraries.of("<", ">", "/", "=", "\"", "'", " ", "\n", "x", "<h", "<he", "<ht", "ä");

        private Pieces() {}

        static Arbitrary<String> pages() {
            return Arbitraries.oneOf(TAGS, COMMENTS, SMALL)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(12)
                    .map(pieces -> String.join("", pieces));
        }
    }
}
