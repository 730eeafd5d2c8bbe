package io.gatehouse.gateway.cli.phone;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks the phone API for one phone. */
public final class PhoneClient {
    private static final Pattern LINK = Pattern.compile("(https?://[^/?#]+)/?#enrol=([A-Za-z0-9_-]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Java's client sends no Host of our choice unless told so before it is first used; see Loopback.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /** One sign-in that waits for this phone. */
    public record Asked(
            String id, String application, String place, String device, String address, Instant at, String nonce) {}

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final PhoneFile phone;

    private PhoneClient(PhoneFile phone) {
        this.phone = phone;
    }

    /** The phone that was enrolled into this file. */
    public static PhoneClient of(Path file) throws IOException {
        return new PhoneClient(PhoneFile.read(file));
    }

    /** Enrols a new phone with a link, and keeps it in a file that is not there yet. */
    public static PhoneClient enrol(String link, String name, Path file) throws IOException, InterruptedException {
        Matcher parts = LINK.matcher(link);
        if (!parts.matches()) {
            throw new IOException("--link: not an enrolment link; it looks like https://phone.example.com/#enrol=…");
        }
        URI origin = URI.create(parts.group(1));
        if (origin.getScheme().equals("http") && !Loopback.is(origin)) {
            throw new IOException("--link: " + origin + " is not encrypted; ask for a link that begins with https://");
        }
        if (Files.exists(file)) {
            throw new IOException(file + ": a phone is enrolled here already; name another file with --state");
        }
        Path draft = PhoneFile.draftFor(file);
        try {
            PhoneKey.Made made = PhoneKey.make();
            ObjectNode header = header("enrol").set("jwk", made.jwk());
            ObjectNode payload = JSON.createObjectNode()
                    .put("aud", origin.toString())
                    .put("token", parts.group(2))
                    .put("name", name);
            PhoneClient nobody = new PhoneClient(new PhoneFile(origin, "", "", name, made.key()));
            JsonNode enrolled = nobody.post("enrol", nobody.signed(header, payload));
            PhoneFile phone = new PhoneFile(
                    origin,
                    enrolled.path("device").asText(),
                    enrolled.path("user").asText(),
                    enrolled.path("name").asText(),
                    made.key());
            phone.write(draft, file);
            return new PhoneClient(phone);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    public String user() {
        return phone.user();
    }

    public String name() {
        return phone.name();
    }

    /** What waits for this phone. */
    public List<Asked> asked() throws IOException, InterruptedException {
        String nonce = post("nonce", JSON.createObjectNode()).path("nonce").asText();
        ObjectNode proof =
                JSON.createObjectNode().put("aud", phone.origin().toString()).put("nonce", nonce);
        String token = post("session", signed(header("session").put("kid", phone.device()), proof))
                .path("token")
                .asText();
        HttpRequest.Builder request = request("challenges").header("Authorization", "Bearer " + token);
        List<Asked> asked = new ArrayList<>();
        for (JsonNode one : send(request).path("challenges")) {
            asked.add(new Asked(
                    one.path("id").asText(),
                    one.path("application").asText(),
                    one.path("place").asText(),
                    one.path("device").asText(),
                    one.path("address").asText(),
                    Instant.parse(one.path("at").asText()),
                    one.path("nonce").asText()));
        }
        return asked;
    }

    public void approve(Asked asked, String code) throws IOException, InterruptedException {
        answer(asked, JSON.createObjectNode().put("decision", "approve").put("code", code));
    }

    /**
     * Denies it.
     *
     * @param reported "this wasn't me"
     */
    public void deny(Asked asked, boolean reported) throws IOException, InterruptedException {
        answer(asked, JSON.createObjectNode().put("decision", "deny").put("reported", reported));
    }

    private void answer(Asked asked, ObjectNode decision) throws IOException, InterruptedException {
        decision.put("aud", phone.origin().toString())
                .put("challenge", asked.id())
                .put("nonce", asked.nonce());
        post("challenges/" + asked.id() + "/answer", signed(header("answer").put("kid", phone.device()), decision));
    }

    private static ObjectNode header(String use) {
        return JSON.createObjectNode().put("alg", "ES256").put("typ", "gatehouse-" + use + "+jwt");
    }

    private ObjectNode signed(ObjectNode header, ObjectNode payload) {
        return JSON.createObjectNode().put("jws", phone.key().sign(header, payload));
    }

    private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        Loopback.reachable(phone.origin()).resolve("/.gatehouse/phone/" + path))
                .timeout(PATIENCE);
        return Loopback.needsHost(phone.origin())
                ? request.header("Host", phone.origin().getRawAuthority())
                : request;
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(
                    phone.origin() + ": cannot be reached ("
                            + Optional.ofNullable(e.getMessage())
                                    .orElse(e.getClass().getSimpleName())
                            + "); is the gateway running there?",
                    e);
        }
        try (InputStream in = answer.body()) {
            JsonNode body = JSON.readTree(in.readNBytes(LARGEST_ANSWER));
            if (answer.statusCode() >= 300) {
                throw new IOException(phone.origin() + ": refused: "
                        + body.path("title").asText("status " + answer.statusCode())
                        + (body.has("tries") ? " (" + body.path("tries").asInt() + " tries left)" : ""));
            }
            return body;
        } catch (JacksonException e) {
            throw new IOException(
                    phone.origin() + ": answered something else than JSON; is it a Gatehouse phone origin?");
        }
    }
}
