package io.gatehouse.gateway.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads where traffic comes in: {@code listen}. */
final class TrafficReader {
    private static final String LISTEN = "127.0.0.1:8080";

    private TrafficReader() {}

    static List<Config.Listener> listen(Section root, FileKinds files) {
        List<InetSocketAddress> taken = new ArrayList<>();
        List<Config.Listener> listeners = root.sections("listen", section -> {
            Config.Listener listener = listener(section, files);
            if (clashes(listener.address(), taken)) {
                section.error("address", "listened on twice; keep one");
            }
            taken.add(listener.address());
            return Optional.of(listener);
        });
        if (!root.has("listen")) {
            return List.of(new Config.Listener(NetworkKinds.LISTEN.read(LISTEN), null));
        }
        if (root.isEmpty("listen")) {
            root.error("listen", "nowhere to listen; write - address: " + LISTEN);
        }
        return listeners;
    }

    /** Whether the system would refuse to bind an address besides others. Port 0 takes a free one. */
    static boolean clashes(InetSocketAddress address, List<InetSocketAddress> taken) {
        return address.getPort() != 0
                && taken.stream()
                        .anyMatch(other -> other.getPort() == address.getPort()
                                && (other.equals(address)
                                        || other.getAddress().isAnyLocalAddress()
                                        || address.getAddress().isAnyLocalAddress()));
    }

    private static Config.Listener listener(Section section, FileKinds files) {
        Config.Tls tls = section.sectionIfGiven("tls", it -> tls(it, files));
        return new Config.Listener(
                section.value("address", NetworkKinds.LISTEN, LISTEN),
                tls,
                section.value("proxy-protocol", Kind.BOOLEAN, "false"));
    }

    private static Optional<Config.Tls> tls(Section tls, FileKinds files) {
        Optional<Config.KeyPair> first = keyPair(tls, files);
        List<Config.KeyPair> pairs = new ArrayList<>(first.stream().toList());
        pairs.addAll(tls.sections("more", section -> keyPair(section, files)));
        Config.ClientCertificates clients =
                tls.sectionIfGiven("clients", section -> clientCertificates(section, files));
        return first.isEmpty() ? Optional.empty() : Optional.of(new Config.Tls(List.copyOf(pairs), clients));
    }

    private static Optional<Config.KeyPair> keyPair(Section section, FileKinds files) {
        Path certificate = section.required("certificate", files.file(), "name a PEM file with the chain, leaf first");
        Path key = section.required("key", files.file(), "name a PEM file with the certificate's PKCS#8 key");
        return certificate == null || key == null
                ? Optional.empty()
                : Optional.of(new Config.KeyPair(certificate, key));
    }

    private static Optional<Config.ClientCertificates> clientCertificates(Section section, FileKinds files) {
        Path authorities =
                section.required("ca", files.file(), "name a PEM file with the authorities that vouch for clients");
        boolean required = section.value("required", Kind.BOOLEAN, "true");
        return authorities == null
                ? Optional.empty()
                : Optional.of(new Config.ClientCertificates(authorities, required));
    }
}
