package io.gatehouse.bench.accuracy;

import io.gatehouse.gateway.flow.enrich.Labels;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.geo.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Countries, their providers and addresses. An address says whose it is: country, provider, block, host. Places are known to the country, as by the bundled database; nothing is known of VPNs and data centres.
 */
final class World {
    static final int PROVIDERS = 10;
    private static final int FIRST_OCTET = 11;
    /** The blocks of a provider that carriers' NAT is in, and the addresses of each. */
    private static final int NAT_BLOCKS = 8;

    private static final int NAT_HOSTS = 16;

    private record Country(
            String code, double share, double latitude, double longitude, double radius, String language) {}

    /** Shares of the RBA data set (NO 42.3, US 27.8, RU 5.4, BR 3.8, DE 2.9 %); the rest in equal parts is ours. */
    private static final List<Country> COUNTRIES = List.of(
            new Country("NO", 0.423, 61.2, 9.1, 500, "nb"),
            new Country("US", 0.278, 39.8, -98.6, 2_000, "en"),
            new Country("RU", 0.054, 55.7, 49.1, 2_000, "ru"),
            new Country("BR", 0.038, -14.2, -51.9, 1_700, "pt"),
            new Country("DE", 0.029, 51.2, 10.4, 350, "de"),
            new Country("GB", 0.0178, 54.0, -2.0, 350, "en"),
            new Country("PL", 0.0178, 52.1, 19.4, 300, "pl"),
            new Country("FR", 0.0178, 46.6, 2.5, 450, "fr"),
            new Country("SE", 0.0178, 62.2, 17.6, 600, "sv"),
            new Country("DK", 0.0178, 56.0, 10.0, 150, "da"),
            new Country("NL", 0.0178, 52.2, 5.3, 120, "nl"),
            new Country("ES", 0.0178, 40.2, -3.6, 450, "es"),
            new Country("IT", 0.0178, 42.8, 12.6, 450, "it"),
            new Country("IN", 0.0178, 22.0, 79.0, 1_300, "en"),
            new Country("UA", 0.0178, 49.0, 31.4, 500, "uk"));

    /** A provider's share of its country: the largest ones serve 27 of Norway's 42 %, 4.7, 2.9 and 2.8; the tail is ours. */
    private static final double[] PROVIDER_SHARES = {0.64, 0.11, 0.07, 0.07, 0.03, 0.02, 0.02, 0.02, 0.01, 0.01};

    private World() {}

    static int country(RandomGenerator random) {
        double left = random.nextDouble();
        int country = 0;
        while (country < COUNTRIES.size() - 1 && (left -= COUNTRIES.get(country).share) > 0) {
            country++;
        }
        return country;
    }

    static int provider(RandomGenerator random) {
        double left = random.nextDouble();
        int provider = 0;
        while (provider < PROVIDERS - 1 && (left -= PROVIDER_SHARES[provider]) > 0) {
            provider++;
        }
        return provider;
    }

    /** A customer's own. */
    static InetAddress home(int country, int provider, RandomGenerator random) {
        return address(country, provider, NAT_BLOCKS + random.nextInt(256 - NAT_BLOCKS), random.nextInt(256));
    }

    /** One that a carrier gives to many at once. */
    static InetAddress nat(int country, int provider, RandomGenerator random) {
        return address(country, provider, random.nextInt(NAT_BLOCKS), random.nextInt(NAT_HOSTS));
    }

    static InetAddress address(int country, int provider, int block, int host) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (FIRST_OCTET + country), (byte) provider, (byte) block, (byte) host});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isNat(InetAddress address) {
        return (address.getAddress()[2] & 0xff) < NAT_BLOCKS;
    }

    static int countryOf(InetAddress address) {
        return address.getAddress()[0] - FIRST_OCTET;
    }

    static int providerOf(InetAddress address) {
        return address.getAddress()[1];
    }

    static String language(int country) {
        return COUNTRIES.get(country).language;
    }

    /** What a gateway's databases would say. */
    static Located locate(InetAddress address) {
        Country country = COUNTRIES.get(countryOf(address));
        long asn = 1_000L * (countryOf(address) + 1) + providerOf(address);
        Place place = new Place(
                country.code,
                null,
                null,
                country.latitude,
                country.longitude,
                country.radius,
                asn,
                "Provider " + asn,
                false,
                false,
                false,
                false);
        return new Located(place, Labels.NONE);
    }
}
