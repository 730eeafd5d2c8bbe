package io.gatehouse.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of networks: one {@code ADDRESS/BITS} or address a line; what follows a {@code #} is a comment. */
public final class NetworkFile {
    private static final int LARGEST = 64 * 1024 * 1024;
    private static final int MOST_ERRORS = 20;

    private final String file;
    private final List<Cidr> networks = new ArrayList<>();
    private final List<ConfigError> errors = new ArrayList<>();

    private NetworkFile(Path file) {
        this.file = file.toString();
    }

    /**
     * The file's networks.
     *
     * @throws ConfigErrors naming the lines that are none
     */
    public static List<Cidr> read(Path file) throws ConfigErrors {
        NetworkFile reading = new NetworkFile(file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new ConfigErrors(
                    List.of(new ConfigError(reading.file, 0, 0, "cannot be read (" + e + "); check that it is there")));
        }
        if (bytes.length > LARGEST) {
            throw new ConfigErrors(List.of(new ConfigError(
                    reading.file,
                    0,
                    0,
                    "is larger than 64MiB; a list of networks is smaller, even of a whole country")));
        }
        reading.read(new String(bytes, StandardCharsets.UTF_8));
        if (!reading.errors.isEmpty()) {
            throw new ConfigErrors(reading.errors);
        }
        return reading.networks;
    }

    private void read(String text) {
        int line = 0;
        for (int from = 0; from < text.length() && errors.size() < MOST_ERRORS; line++) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            read(line + 1, text.substring(from, end));
            from = end + 1;
        }
    }

    private void read(int line, String text) {
        int comment = text.indexOf('#');
        String whole = comment < 0 ? text : text.substring(0, comment);
        String network = whole.strip();
        if (network.isEmpty()) {
            return;
        }
        try {
            Cidr cidr = NetworkKinds.NETWORK.read(network);
            if (cidr.prefix() == 0) {
                throw new IllegalArgumentException("is everybody's; name networks");
            }
            networks.add(cidr);
        } catch (IllegalArgumentException e) {
            int column = whole.indexOf(network) + 1;
            errors.add(new ConfigError(file, line, column, Reading.quote(network) + " " + e.getMessage()));
        }
    }
}
