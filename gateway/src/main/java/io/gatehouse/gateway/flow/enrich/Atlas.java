package io.gatehouse.gateway.flow.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.geo.GeoDataException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is known of addresses: geo databases and the operator's lists, both of which follow their files. Thread-safe but for {@link #refresh}. */
public final class Atlas {
    /** Addresses whose places are remembered, about 300 bytes each. */
    private static final int NEAR = 10_000;

    private final GeoFiles geo;
    private final NetworkLists lists;
    /** Another one after each change of the files: who still looks up by the old data puts it where nobody looks any more. */
    private volatile Cache<InetAddress, Located> near = empty();

    private Atlas(GeoFiles geo, NetworkLists lists) {
        this.geo = geo;
        this.lists = lists;
    }

    /**
     * Reads databases and lists.
     *
     * @throws IOException naming the database that cannot be used
     * @throws ConfigErrors naming file and line of what is wrong in a list
     */
    public static Atlas open(Config.Geo geo, List<Config.NetworkList> lists) throws IOException, ConfigErrors {
        try {
            return new Atlas(new GeoFiles(geo.databases()), new NetworkLists(lists));
        } catch (GeoDataException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    public Located locate(InetAddress address) {
        Cache<InetAddress, Located> cache = near;
        Located known = cache.getIfPresent(address);
        if (known == null) {
            known = found(address);
            cache.put(address, known);
        }
        return known;
    }

    private Located found(InetAddress address) {
        Labels labels = lists.find(address.getAddress());
        return new Located(labels.on(geo.data().lookup(address)), labels);
    }

    /** Which data are in use, by name. */
    public Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("geo", geo.version());
        if (!lists.version().isEmpty()) {
            versions.put("networks", lists.version());
        }
        return versions;
    }

    /** Looks whether files have changed, and reads them. Blocks; called every few seconds, by one thread. */
    public void refresh() {
        boolean changed = geo.refresh();
        changed |= lists.refresh();
        if (changed) {
            near = empty();
        }
    }

    private static Cache<InetAddress, Located> empty() {
        return Caffeine.newBuilder().maximumSize(NEAR).build();
    }
}
