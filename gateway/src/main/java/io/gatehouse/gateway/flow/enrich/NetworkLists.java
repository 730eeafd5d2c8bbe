package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.FollowedFile;
import io.gatehouse.gateway.config.NetworkFile;
import io.gatehouse.geo.PrefixTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's lists of networks, which follow their files. A file that cannot be used changes nothing: what was last read of it stays in use, and the log says why.
 */
final class NetworkLists {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkLists.class);

    /** A file of a list, and what was read of it. */
    private static final class Part {
        final Config.NetworkList list;
        final FollowedFile file;
        List<Cidr> networks;

        Part(Config.NetworkList list, FollowedFile file) throws ConfigErrors {
            this.list = list;
            this.file = file;
            this.networks = NetworkFile.read(file.path());
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private volatile PrefixTable<Labels> table;
    private volatile String version;

    /** @throws ConfigErrors naming file and line of what is wrong */
    NetworkLists(List<Config.NetworkList> lists) throws ConfigErrors {
        for (Config.NetworkList list : lists) {
            for (Path file : list.files()) {
                parts.add(new Part(list, new FollowedFile(file)));
            }
        }
        table = compiled();
        version = counted();
    }

    /**
     * Called on the event loop. Makes no object: an address hands out its bytes as a copy, so who has them already gives those.
     *
     * @param address 4 or 16 bytes
     */
    Labels find(byte[] address) {
        Labels found = table.find(address);
        return found == null ? Labels.NONE : found;
    }

    /** The lists and how many networks each has; empty without any. */
    String version() {
        return version;
    }

    /** Looks whether files have changed, and reads them; whether that changed anything. Blocks; for one thread. */
    boolean refresh() {
        boolean changed = false;
        for (Part part : parts) {
            if (part.file.hasChanged()) {
                changed |= read(part);
            }
        }
        if (changed) {
            table = compiled();
            version = counted();
        }
        return changed;
    }

    private static boolean read(Part part) {
        String name = part.list.name();
        try {
            part.networks = NetworkFile.read(part.file.path());
            LOG.info("networks.{}: {} was read anew: {} networks", name, part.file.path(), part.networks.size());
            return true;
        } catch (ConfigErrors e) {
            LOG.error("networks.{}: what was last read stays in use, because {}", name, e.getMessage());
            return false;
        }
    }

    private PrefixTable<Labels> compiled() {
        List<PrefixTable.Entry<Labels>> entries = new ArrayList<>();
        for (Part part : parts) {
            Config.NetworkList list = part.list;
            Labels labels = new Labels(List.of(list.name()), list.own(), list.anonymous(), list.tor(), list.hosting());
            for (Cidr network : part.networks) {
                entries.add(new PrefixTable.Entry<>(
                        new io.gatehouse.geo.Cidr(network.address(), network.prefix()), labels));
            }
        }
        return PrefixTable.of(entries, Labels::and);
    }

    private String counted() {
        return parts.stream()
                .collect(Collectors.groupingBy(
                        part -> part.list.name(), TreeMap::new, Collectors.summingInt(part -> part.networks.size())))
                .entrySet()
                .stream()
                .map(list -> list.getKey() + " " + list.getValue())
                .collect(Collectors.joining(", "));
    }
}
