package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.flow.enrich.UserAgent;
import io.gatehouse.gateway.scenario.Clauses.Connection;
import io.gatehouse.geo.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What somebody signs in with, and from where.
 *
 * @param device names it: the account, its browser and system, and what sets it apart from others like that
 */
record Client(String user, City city, Connection connection, UserAgent agent, String language, String device) {
    private static final long PRIVATE_USE_ASN = 4_200_000_000L;
    private static final double CITY_RADIUS_KM = 20;

    /** Whoever nothing is said of. */
    static Client ordinary(String user) {
        UserAgent agent = new UserAgent("Chrome", "Windows", "desktop", false, false);
        return new Client(user, Gazetteer.city("Oslo"), Connection.HOME, agent, "en", device(user, agent));
    }

    /** The same, but for what a sentence says; another browser or system is another device. */
    Client with(Clauses said) {
        UserAgent nextAgent = said.agent == null ? agent : said.agent;
        boolean samePlace = said.city == null && said.connection == null;
        return new Client(
                user,
                said.city == null ? city : said.city,
                said.connection != null ? said.connection : samePlace ? connection : Connection.HOME,
                nextAgent,
                said.language == null ? language : said.language,
                nextAgent.equals(agent) ? device : device(user, nextAgent));
    }

    Client onDevice(String other) {
        return new Client(user, city, connection, agent, language, other);
    }

    Client as(String other) {
        return new Client(other, city, connection, agent, language, device);
    }

    /** 16 bytes that stand for the device. */
    byte[] deviceId() {
        UUID name = UUID.nameUUIDFromBytes(device.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(16)
                .putLong(name.getMostSignificantBits())
                .putLong(name.getLeastSignificantBits())
                .array();
    }

    /**
     * An address that stands for city and connection.
     *
     * @param host which one of the network, 1 to 254
     */
    InetAddress address(int host) {
        byte[] address = {10, (byte) city.number(), (byte) connection.number, (byte) host};
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    Place place() {
        if (connection == Connection.PRIVATE) {
            return new Place(null, null, null, Double.NaN, Double.NaN, Double.NaN, 0, null, false, false, false, true);
        }
        boolean tor = connection == Connection.TOR;
        return new Place(
                city.country(),
                city.name(),
                city.name(),
                city.latitude(),
                city.longitude(),
                CITY_RADIUS_KM,
                asn(),
                "Example " + connection + " " + city.country(),
                connection == Connection.DATA_CENTRE,
                tor || connection == Connection.VPN,
                tor,
                false);
    }

    /** One operator a country and kind of connection. */
    private long asn() {
        int country = (city.country().charAt(0) - 'A') * 26 + city.country().charAt(1) - 'A';
        return PRIVATE_USE_ASN + country * 10L + connection.number;
    }

    private static String device(String user, UserAgent agent) {
        return user + "'s " + agent.description();
    }
}
