package io.gatehouse.gateway.flow.settle;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Outcome;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an upstream's answer whether a sign-in succeeded. An answer that says something went wrong (5xx), that is encoded, or that breaks off tells nothing: then the outcome is
 * undecidable.
 */
public final class OutcomeReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Config.Success success;
    private final URI signedInAt;

    /**
     * Reads answers of one sign-in.
     *
     * @param path where it was sent: relative redirects start from there
     */
    public OutcomeReader(Config.Success success, String path) {
        this.success = success;
        this.signedInAt = URI.create("http://upstream").resolve(encoded(path));
    }

    /** Whether the head does not suffice. */
    public boolean needsBody() {
        return success.needsBody();
    }

    /**
     * Judges one answer.
     *
     * @param body null when it was cut short or not read
     */
    public Outcome read(HttpResponseStatus status, HttpHeaders headers, byte @Nullable [] body) {
        boolean listed = success.status().contains(status.code());
        if (status.code() >= 500 && !listed) {
            return Outcome.UNDECIDABLE;
        }
        Optional<Boolean> location = locationHolds(headers);
        if (location.isEmpty()) {
            return Outcome.UNDECIDABLE;
        }
        boolean headHolds = (success.status().isEmpty() || listed) && location.get() && cookieHolds(headers);
        if (!headHolds || !needsBody()) {
            return headHolds ? Outcome.SUCCESS : Outcome.FAILURE;
        }
        if (body == null || headers.contains("Content-Encoding")) {
            return Outcome.UNDECIDABLE;
        }
        return bodyHolds(body) ? Outcome.SUCCESS : Outcome.FAILURE;
    }

    /** Empty when the Location cannot be read. */
    private Optional<Boolean> locationHolds(HttpHeaders headers) {
        String location = headers.get("Location");
        if (success.notLocation() == null || location == null) {
            return Optional.of(true);
        }
        try {
            String path = signedInAt.resolve(location).getPath();
            return Optional.of(!success.notLocation().matches(path));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean cookieHolds(HttpHeaders headers) {
        return success.setCookie() == null
                || headers.getAll("Set-Cookie").stream()
                        .anyMatch(header -> header.startsWith(success.setCookie() + "="));
    }

    private boolean bodyHolds(byte[] body) {
        String lacks = success.bodyLacks();
        if (lacks != null && new String(body, StandardCharsets.UTF_8).contains(lacks)) {
            return false;
        }
        if (success.json() == null) {
            return true;
        }
        try {
            return !JSON.readTree(body).at(JsonPointer.compile(success.json())).isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).getRawPath();
        } catch (URISyntaxException e) {
            return "/";
        }
    }
}
