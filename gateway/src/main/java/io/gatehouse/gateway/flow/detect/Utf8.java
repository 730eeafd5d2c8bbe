package io.gatehouse.gateway.flow.detect;

/** Checks UTF-8 as it comes, byte for byte: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    /** Bytes of the character in progress that are still to come. */
    private int left;
    /** Where the next of them may lie. */
    private int least = 0x80;

    private int most = 0xbf;

    boolean accepts(byte next) {
        int b = next & 0xff;
        if (left > 0) {
            boolean fits = b >= least && b <= most;
            left--;
            least = 0x80;
            most = 0xbf;
            return fits;
        }
        if (b < 0x80) {
            return true;
        }
        left = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
        least = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        most = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
        return b >= 0xc2 && b <= 0xf4;
    }
}
