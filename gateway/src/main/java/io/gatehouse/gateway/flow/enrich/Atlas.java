package io.gatehouse.gateway.flow.enrich;

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
    private final GeoFiles geo;
    private final NetworkLists lists;

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
        Labels labels = lists.find(address);
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
        geo.refresh();
        lists.refresh();
    }
}
