package io.gatehouse.gateway.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a sign-in leaves behind: keyed hashes, 64 bits where they count or mark, 128 bits where they name an account's history.
 *
 * @param user the account, 22 URL-safe characters
 * @param account the account's first 64 bits, for sets of accounts
 * @param device the device's id, the client's or the one it is given now
 * @param deviceShown the client brought this device's cookie
 * @param address one IPv4 address, or an IPv6 /64
 * @param network its IPv4 /24, or IPv6 /48
 * @param prefix what an account's history knows: the IPv4 /24, or IPv6 /64; of an IPv6 one the first 32 bits are those of its /48
 * @param asn autonomous system number, as it is; 0 where it is unknown
 * @param agent the whole User-Agent header; 0 where there was none
 * @param ja4 the TLS client's fingerprint (JA4); 0 where there was none
 */
public record Traces(
        String user,
        long account,
        long device,
        boolean deviceShown,
        long address,
        long network,
        long prefix,
        long asn,
        long agent,
        long ja4) {
    private static final long WITHIN_SITE = 0xffff_ffffL;

    /** Of an IPv6 /64: its first 32 bits are those of its /48, by which {@code History} tells a site. */
    static long prefix(long network, long address) {
        return (network & ~WITHIN_SITE) | (address & WITHIN_SITE);
    }

    /** The first 64 bits of an account's name in the stores. */
    public static long accountOf(String user) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(user.getBytes(StandardCharsets.US_ASCII)))
                .getLong();
    }
}
