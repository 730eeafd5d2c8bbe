package io.gatehouse.risk;

import java.util.List;

/**
 * All that rules may know of one sign-in.
 *
 * <p>What could not be found out is <em>unknown</em>, and unknown is not a risk by itself. So a measure is a {@code double} whose unknown is
 * {@link Double#NaN}: every comparison with it is false, and no rule fires. A flag is true only when the thing it says is established: a late
 * store makes {@link Device#known} and {@link Device#unseen} both false. A text or list that is unknown is empty.
 */
public record Facts(
        Account account,
        Place place,
        Network network,
        Travel travel,
        Device device,
        Client client,
        Habit habit,
        Familiarity familiarity,
        Velocity velocity,
        Manner manner,
        Binding binding) {

    /** Without what only TLS to the gateway and the device script tell. */
    public Facts(
            Account account,
            Place place,
            Network network,
            Travel travel,
            Device device,
            Client client,
            Habit habit,
            Familiarity familiarity,
            Velocity velocity) {
        this(
                account,
                place,
                network,
                travel,
                device,
                client,
                habit,
                familiarity,
                velocity,
                Manner.UNKNOWN,
                Binding.UNKNOWN);
    }

    /** Nothing is known: what is judged when every source is late. */
    public static final Facts UNKNOWN = new Facts(
            Account.UNKNOWN,
            Place.UNKNOWN,
            Network.UNKNOWN,
            Travel.UNKNOWN,
            Device.UNKNOWN,
            Client.UNKNOWN,
            Habit.UNKNOWN,
            Familiarity.UNKNOWN,
            Velocity.UNKNOWN);

    /**
     * The account's memory as a whole.
     *
     * @param signIns sign-ins learnt so far, count, 0 or more
     * @param daysKnown days since the first of them, 0 or more
     * @param daysSinceLast days since the last of them, 0 or more; unknown before the first
     * @param warmingUp true while the memory is too young to call anything new a risk (see {@code rules.warm-up})
     * @param phoneEnrolled true if the owner has a phone, or something else, to approve with
     */
    public record Account(
            double signIns, double daysKnown, double daysSinceLast, boolean warmingUp, boolean phoneEnrolled) {
        public static final Account UNKNOWN = new Account(Double.NaN, Double.NaN, Double.NaN, false, false);
    }

    /**
     * Where the address is.
     *
     * @param country ISO 3166-1 alpha-2, upper case
     * @param region ISO 3166-2 subdivision without the country, or its name where the database has only that
     * @param city English name
     * @param latitude degrees, -90 to 90
     * @param longitude degrees, -180 to 180
     * @param accuracyKm radius of the circle that holds the true place with about 67 % confidence, km
     * @param countryShare share of this account's learnt sign-ins that came from this country, 0 to 1
     * @param countryUnseen the account has a memory, and this country is not in it
     * @param regionUnseen the account has a memory of regions, and this one is not in it
     */
    public record Place(
            String country,
            String region,
            String city,
            double latitude,
            double longitude,
            double accuracyKm,
            double countryShare,
            boolean countryUnseen,
            boolean regionUnseen) {
        public static final Place UNKNOWN =
                new Place("", "", "", Double.NaN, Double.NaN, Double.NaN, Double.NaN, false, false);
    }

    /**
     * The network the address belongs to.
     *
     * @param asn autonomous system number, 0 when unknown
     * @param organisation the autonomous system's holder
     * @param hosting a data centre or cloud: people seldom sign in from there
     * @param anonymous a VPN, proxy, Tor exit or relay
     * @param tor a Tor exit
     * @param local a private, loopback, link-local or shared (CGNAT) address: it has no place
     * @param prefixUnseen the account has a memory, and this /24 (IPv4) or /64 (IPv6) is not in it
     * @param asnUnseen the account has a memory, and this autonomous system is not in it
     * @param asnShare share of this account's learnt sign-ins that came from this autonomous system, 0 to 1
     * @param reported the owner said "this wasn't me" of a sign-in from this prefix
     * @param range what the address is for: {@code public}, {@code private}, {@code loopback}, {@code link-local}, {@code shared} (CGNAT), {@code documentation},
     *     {@code reserved}
     * @param isp the internet provider; empty without a database of them
     * @param connection {@code Cable/DSL}, {@code Cellular}, {@code Corporate}, {@code Dialup}, {@code Satellite}; empty without a database of them
     * @param labels names of the operator's lists ({@code networks} in gatehouse.yaml) that the address is on, in alphabetical order
     * @param own on a list that the operator calls his own: an office, a VPN's way out
     * @param siteUnseen the account has a memory, and nothing of this /24 (IPv4) or /48 (IPv6) is in it: a customer is often given another /64 of the same /48
     * @param siteReported the owner said "this wasn't me" of a sign-in from this /24 (IPv4) or /48 (IPv6)
     */
    public record Network(
            long asn,
            String organisation,
            boolean hosting,
            boolean anonymous,
            boolean tor,
            boolean local,
            boolean prefixUnseen,
            boolean asnUnseen,
            double asnShare,
            boolean reported,
            String range,
            String isp,
            String connection,
            List<String> labels,
            boolean own,
            boolean siteUnseen,
            boolean siteReported) {
        public static final Network UNKNOWN = new Network(
                0,
                "",
                false,
                false,
                false,
                false,
                false,
                false,
                Double.NaN,
                false,
                "",
                "",
                "",
                List.of(),
                false,
                false,
                false);

        public Network {
            labels = List.copyOf(labels);
        }
    }

    /**
     * The way from the last learnt sign-ins whose places are known. Unknown behind anonymisers, hosting networks and the operator's own, and where either place is unknown.
     *
     * @param distanceKm great-circle distance from the last one, less both accuracy radii, km, 0 or more
     * @param hours hours between the two
     * @param speedKmh distance over time, km/h; 0 where the distance is 0
     * @param topSpeedKmh the greatest speed that is needed from any of the last five, km/h; at least {@code speedKmh}
     * @param topDistanceKm the distance that goes with it, km
     */
    public record Travel(double distanceKm, double hours, double speedKmh, double topSpeedKmh, double topDistanceKm) {
        public static final Travel UNKNOWN = new Travel(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * The device, by its signed cookie.
     *
     * @param known the cookie is genuine, this account has signed in with it, and if a key was bound to it, the sign-in was signed with that
     * @param unseen the account has a memory of devices, and this one (or one without a cookie, or without the key bound to it) is not in it
     * @param signIns sign-ins of this account learnt from this device, count
     * @param daysKnown days since the first of them
     * @param cookieMissing the client sent no device cookie
     * @param cookieForged the client sent one that was not made here, or was altered
     * @param accounts24h accounts that tried to sign in from this device in 24 h, count, this one included
     * @param reported the owner said "this wasn't me" of a sign-in from this device
     */
    public record Device(
            boolean known,
            boolean unseen,
            double signIns,
            double daysKnown,
            boolean cookieMissing,
            boolean cookieForged,
            double accounts24h,
            boolean reported) {
        public static final Device UNKNOWN =
                new Device(false, false, Double.NaN, Double.NaN, false, false, Double.NaN, false);
    }

    /**
     * What the client says it is, by its request headers; versions are stripped before comparing.
     *
     * @param browser family: {@code Chrome}, {@code Firefox}, {@code Safari}, {@code Edge}, …
     * @param system family: {@code Windows}, {@code macOS}, {@code Linux}, {@code Android}, {@code iOS}, …
     * @param kind {@code desktop}, {@code mobile}, {@code tablet}, {@code bot}, {@code library}
     * @param language primary tag of the first Accept-Language: {@code en}, {@code nb}, …
     * @param agentMissing no User-Agent was sent
     * @param automated a library, a headless browser or a self-declared bot
     * @param browserUnseen the account has a memory, and this browser family is not in it
     * @param systemUnseen the account has a memory, and this system family is not in it
     * @param languageUnseen the account has a memory, and this language is not in it
     */
    public record Client(
            String browser,
            String system,
            String kind,
            String language,
            boolean agentMissing,
            boolean automated,
            boolean browserUnseen,
            boolean systemUnseen,
            boolean languageUnseen) {
        public static final Client UNKNOWN = new Client("", "", "", "", false, false, false, false, false);
    }

    /**
     * When the owner usually signs in, in UTC.
     *
     * @param hourOfDay 0 to 23
     * @param hourShare share of learnt sign-ins within two hours of this time of day, on a circular day, 0 to 1; unknown below ten sign-ins
     * @param weekdayShare share of learnt sign-ins on this kind of day (Monday to Friday, or weekend), 0 to 1; unknown below ten sign-ins
     */
    public record Habit(double hourOfDay, double hourShare, double weekdayShare) {
        public static final Habit UNKNOWN = new Habit(Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Whether address and client look like the owner's, as one number made of many: natural logarithm of how much likelier a stranger makes such a sign-in than the owner. Below 0 it
     * looks like the owner, above 0 like a stranger; each 0.7 doubles the odds. Unknown before the first learnt sign-in.
     *
     * @param freeman the score of Freeman et al. 2016 as published; its zero shifts with the number of accounts, so compare it within one site only
     * @param score a better smoothed one; above 4 little is like the owner, above 6 nothing
     */
    public record Familiarity(double freeman, double score) {
        public static final Familiarity UNKNOWN = new Familiarity(Double.NaN, Double.NaN);
    }

    /**
     * Counts over sliding windows, this attempt excluded unless said otherwise. "Address" is one IPv4 address or an IPv6 /64; "network" is its
     * IPv4 /24 or IPv6 /48. Distinct accounts are counted exactly up to 64, and estimated beyond. "Beyond what is usual" is what neither the site's usual share of refusals, and a quarter more,
     * nor chance explains: 0 on a usual day, and unknown until the site is known.
     *
     * @param userFailures1m refused sign-ins of this account in 1 minute
     * @param userFailures10m refused sign-ins of this account in 10 minutes
     * @param userFailures1h refused sign-ins of this account in 1 hour
     * @param userFailures24h refused sign-ins of this account in 24 hours
     * @param userChallenges1h approvals asked of this account's owner in 1 hour
     * @param userDenials24h approvals this account's owner denied in 24 hours
     * @param addressFailures1m refused sign-ins from this address in 1 minute
     * @param addressFailures10m refused sign-ins from this address in 10 minutes
     * @param addressFailures1h refused sign-ins from this address in 1 hour
     * @param addressFailures24h refused sign-ins from this address in 24 hours
     * @param addressUsers1h distinct accounts tried from this address in 1 hour, this one included
     * @param addressUsers24h distinct accounts tried from this address in 24 hours, this one included
     * @param addressSuccessUsers24h distinct accounts that signed in from this address in 24 hours: a school or carrier NAT has many
     * @param networkFailures1h refused sign-ins from this network in 1 hour
     * @param networkFailures24h refused sign-ins from this network in 24 hours
     * @param networkUsers1h distinct accounts tried from this network in 1 hour, this one included
     * @param networkUsers24h distinct accounts tried from this network in 24 hours, this one included
     * @param networkSuccessUsers24h distinct accounts that signed in from this network in 24 hours
     * @param asnFailures1h refused sign-ins from this autonomous system in 1 hour
     * @param asnExcess1h the same beyond what is usual at this site
     * @param asnExcess24h refused sign-ins from this autonomous system in 24 hours beyond what is usual at this site
     * @param ja4Failures1h refused sign-ins of clients with this TLS fingerprint in 1 hour
     * @param ja4Excess1h the same beyond what is usual at this site
     * @param ja4Excess24h refused sign-ins of clients with this TLS fingerprint in 24 hours beyond what is usual at this site
     * @param deviceFailures1h refused sign-ins from this device in 1 hour; unknown where no device was shown
     * @param deviceFailures24h refused sign-ins from this device in 24 hours; unknown where no device was shown
     * @param globalFailures1m refused sign-ins of everyone in 1 minute
     * @param globalFailures10m refused sign-ins of everyone in 10 minutes
     * @param globalFailures1h refused sign-ins of everyone in 1 hour
     * @param globalFailureShare10m refused share of all sign-ins in 10 minutes, 0 to 1; unknown below 20 attempts
     * @param globalUsualFailureShare share of sign-ins that is usually refused at this site: the median of the last seven days' hours, 0 to 1; unknown until 12 busy hours were seen
     * @param globalExcess10m refused sign-ins of everyone in 10 minutes beyond what is usual
     * @param globalExcess1h refused sign-ins of everyone in 1 hour beyond what is usual
     * @param globalExcess24h refused sign-ins of everyone in 24 hours beyond what is usual
     * @param globalFailedUsers1h distinct accounts that were refused in 1 hour
     */
    public record Velocity(
            double userFailures1m,
            double userFailures10m,
            double userFailures1h,
            double userFailures24h,
            double userChallenges1h,
            double userDenials24h,
            double addressFailures1m,
            double addressFailures10m,
            double addressFailures1h,
            double addressFailures24h,
            double addressUsers1h,
            double addressUsers24h,
            double addressSuccessUsers24h,
            double networkFailures1h,
            double networkFailures24h,
            double networkUsers1h,
            double networkUsers24h,
            double networkSuccessUsers24h,
            double asnFailures1h,
            double asnExcess1h,
            double asnExcess24h,
            double ja4Failures1h,
            double ja4Excess1h,
            double ja4Excess24h,
            double deviceFailures1h,
            double deviceFailures24h,
            double globalFailures1m,
            double globalFailures10m,
            double globalFailures1h,
            double globalFailureShare10m,
            double globalUsualFailureShare,
            double globalExcess10m,
            double globalExcess1h,
            double globalExcess24h,
            double globalFailedUsers1h) {
        public static final Velocity UNKNOWN = new Velocity(
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    /**
     * How the client speaks, whatever it says: fingerprints of its TLS and HTTP. Unknown without TLS to the gateway, behind a proxy, and where {@code privacy.mode} is strict. "Changed" is said of a known
     * device, against its last learnt sign-in.
     *
     * @param ja4 JA4 of the TLS ClientHello
     * @param http2 HTTP/2 fingerprint as Akamai writes it
     * @param headers hash of the order of the request's header names
     * @param ja4Unseen the account's devices have spoken TLS, and none of them like this; compared are version, ciphers and protocol, which stay the same when a session is resumed
     * @param ja4OtherBrowser the account has signed in with this TLS, and always with another browser family than the one that is named now
     * @param ja4Changed this device spoke TLS otherwise
     * @param http2Changed this device spoke HTTP/2 otherwise
     * @param headersChanged this device wrote its headers in another order, over the same protocol
     * @param agentChanged this device named another browser or system family
     * @param hintsContradict client hints (Sec-CH-UA) name another browser engine or system than the User-Agent
     */
    public record Manner(
            String ja4,
            String http2,
            String headers,
            boolean ja4Unseen,
            boolean ja4OtherBrowser,
            boolean ja4Changed,
            boolean http2Changed,
            boolean headersChanged,
            boolean agentChanged,
            boolean hintsContradict) {
        public static final Manner UNKNOWN = new Manner("", "", "", false, false, false, false, false, false, false);
    }

    /**
     * What the device script adds: a signature with a key that cannot leave the browser, and what its page saw. Unknown where the script is not loaded.
     *
     * @param bound this account's sign-ins from this device were signed with a key
     * @param proven this sign-in was signed, with the bound key where there is one
     * @param proofMissing a key is bound, and this sign-in was not signed
     * @param proofWrong a key is bound, and this sign-in was signed with another, or the signature is old, used before, or of something else
     * @param otherOrigin the page that signed in stood on another origin than the gateway's own: a phishing proxy; never said behind trusted proxies, which may write another Host
     * @param timeZoneHours the device's clock against UTC, hours, -12 to 14
     * @param timeZoneHoursOff how far that is from the sun's time anywhere within the place's radius, hours, 0 to 12; legal time is seldom more than 3 from it. Unknown behind anonymisers and hosting networks
     */
    public record Binding(
            boolean bound,
            boolean proven,
            boolean proofMissing,
            boolean proofWrong,
            boolean otherOrigin,
            double timeZoneHours,
            double timeZoneHoursOff) {
        public static final Binding UNKNOWN = new Binding(false, false, false, false, false, Double.NaN, Double.NaN);
    }
}
