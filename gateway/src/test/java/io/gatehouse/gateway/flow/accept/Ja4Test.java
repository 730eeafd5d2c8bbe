package io.gatehouse.gateway.flow.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JA4 of hellos that others have published with theirs, of hostile ones, and how they are read from a connection. */
class Ja4Test {
    /** Raw forms (JA4_r) and fingerprints: FoxIO's worked example, and Firefox and GnuTLS from FoxIO's captures. */
    private static final String CHROME_CIPHERS =
            "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";

    private static final String CHROME_EXTENSIONS =
            "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015";
    private static final String CHROME_SIGNATURES = "0403,0804,0401,0503,0805,0501,0806,0601";
    private static final String CHROME = "t13d1516h2_8daaf6152771_e5627efa2ab1";

    private static TestHello chrome() {
        return new TestHello(CHROME_CIPHERS, CHROME_EXTENSIONS, CHROME_SIGNATURES, "h2");
    }

    @Test
    void theWorkedExampleOfTheSpecification() {
        assertThat(Ja4.of(chrome().body())).isEqualTo(CHROME);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t13d1715h2_5b57614c22b0_3d5424432f57"
                        + "|1301,1303,1302,c02b,c02f,cca9,cca8,c02c,c030,c00a,c009,c013,c014,009c,009d,002f,0035"
                        + "|0000,0017,ff01,000a,000b,0023,0010,0005,0022,0033,002b,000d,002d,001c,0015"
                        + "|0403,0503,0603,0804,0805,0806,0401,0501,0601,0203,0201",
                "t13d1516h2_8daaf6152771_e5627efa2ab1"
                        + "|002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
                        + "|0000,0010,0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01"
                        + "|0403,0804,0401,0503,0805,0501,0806,0601"
            })
    void publishedFingerprints(String ja4, String ciphers, String extensions, String signatures) {
        assertThat(Ja4.of(new TestHello(ciphers, extensions, signatures, "h2").body()))
                .isEqualTo(ja4);
    }

    @Test
    void madeUpValuesCountNowhere() {
        TestHello greased = new TestHello(
                "5a5a," + CHROME_CIPHERS, "fafa," + CHROME_EXTENSIONS + ",1a1a", "0a0a," + CHROME_SIGNATURES, "h2");
        assertThat(Ja4.of(greased.body())).isEqualTo(CHROME);
    }

    @Test
    void orderOfCiphersAndExtensionsCountsNot() {
        TestHello shuffled =
                new TestHello(reversed(CHROME_CIPHERS), reversed(CHROME_EXTENSIONS), CHROME_SIGNATURES, "h2");
        assertThat(Ja4.of(shuffled.body())).isEqualTo(CHROME);
        TestHello otherSignatures = new TestHello(CHROME_CIPHERS, CHROME_EXTENSIONS, reversed(CHROME_SIGNATURES), "h2");
        assertThat(Ja4.of(otherSignatures.body()))
                .startsWith("t13d1516h2_8daaf6152771_")
                .isNotEqualTo(CHROME);
    }

    private static String reversed(String list) {
        List<String> values = Arrays.asList(list.split(","));
        java.util.Collections.reverse(values);
        return String.join(",", values);
    }

    @ParameterizedTest
    @CsvSource({"h2,h2", "http/1.1,h1", "x,xx", "'',00", "~a~,7e", "h~,6e"})
    void theFirstProtocolIsToldByItsEnds(String alpn, String told) {
        assertThat(Ja4.of(new TestHello(CHROME_CIPHERS, CHROME_EXTENSIONS, CHROME_SIGNATURES, alpn).body()))
                .startsWith("t13d1516" + told + "_");
    }

    @Test
    void anOldHelloWithoutExtensions() {
        byte[] hello = new TestHello("002f", "", "", "").body();
        assertThat(Ja4.of(Arrays.copyOf(hello, hello.length - 2))).isEqualTo("t12i010000_ba72b8082249_000000000000");
    }

    @Test
    void anExtensionTwiceIsNoHello() {
        assertThat(Ja4.of(new TestHello(CHROME_CIPHERS, CHROME_EXTENSIONS + ",000d", CHROME_SIGNATURES, "h2").body()))
                .isEmpty();
    }

    @Test
    void noPieceOfAHelloIsOne() {
        byte[] hello = chrome().body();
        for (int end = 0; end < hello.length; end++) {
            String ja4 = Ja4.of(Arrays.copyOf(hello, end));
            assertThat(ja4.isEmpty() || ja4.endsWith("_000000000000"))
                    .as("%d bytes", end)
                    .isTrue();
        }
        assertThat(Ja4.of(Arrays.copyOf(hello, hello.length + 1))).isEmpty();
    }

    @Property(tries = 500)
    void alteredHellosDoNothingWorse(@ForAll Random random, @ForAll @IntRange(min = 1, max = 8) int changes) {
        byte[] hello = chrome().body();
        for (int i = 0; i < changes; i++) {
            hello[random.nextInt(hello.length)] = (byte) random.nextInt();
        }
        assertThatCode(() ->
                        assertThat(Ja4.of(hello)).matches("|t[0-9s]{2}[di][0-9]{4}[0-9A-Za-z]{2}(_[0-9a-f]{12}){2}"))
                .doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void recordsAndReadsMayDivideItAsTheyLike(
            @ForAll @IntRange(min = 1, max = 700) int record, @ForAll @IntRange(min = 1, max = 700) int read) {
        HelloReader reader = new HelloReader();
        EmbeddedChannel channel = new EmbeddedChannel(reader);
        byte[] bytes = chrome().records(record);
        ByteBuf passed = Unpooled.buffer();
        for (int at = 0; at < bytes.length; at += read) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes, at, Math.min(read, bytes.length - at)));
        }
        for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
            passed.writeBytes(piece);
            piece.release();
        }
        assertThat(passed).isEqualTo(Unpooled.wrappedBuffer(bytes));
        assertThat(reader.ja4()).isEqualTo(CHROME);
        assertThat(channel.pipeline().get(HelloReader.class)).isNull();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "474554202f20485454502f312e310d0a", // GET /
                "80460103030000", // SSL 2
                "1503030002", // an alert
                "1603030000", // an empty record
                "160303ffff", // a record longer than may be
                "160303000402000000", // a ServerHello
                "160303000401ffffff" // a hello of 16 MiB
            })
    void whatIsNoHelloIsPassedOnAndNotLookedAtAgain(String hex) {
        HelloReader reader = new HelloReader();
        EmbeddedChannel channel = new EmbeddedChannel(reader);
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
        assertThat(reader.ja4()).isEmpty();
        assertThat(channel.pipeline().get(HelloReader.class)).isNull();
        ByteBuf passed = channel.readInbound();
        assertThat(passed.readableBytes()).isEqualTo(hex.length() / 2);
        passed.release();
        channel.finishAndReleaseAll();
    }
}
