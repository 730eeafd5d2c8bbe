package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.NetworkFile;
import io.gatehouse.gateway.config.TokenFile;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.redis.RedisProbe;
import io.gatehouse.geo.GeoData;
import io.gatehouse.geo.GeoDataException;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens what a configuration names, as {@code run} would, changes nothing, and collects what is wrong. */
final class Preflight {
    private final List<String> faults = new ArrayList<>();

    private Preflight() {}

    /** Every fault: place, what is wrong, what to do. */
    static List<String> faults(Config config, Instant now) {
        Preflight flight = new Preflight();
        Stream.concat(
                        config.listen().stream()
                                .flatMap(listener -> Stream.ofNullable(listener.tls()))
                                .flatMap(tls -> tls.pairs().stream()),
                        config.upstreams().values().stream()
                                .flatMap(upstream -> Stream.ofNullable(
                                        upstream.options().tls().client())))
                .distinct()
                .forEach(pair -> flight.attempt(() -> KeyPairCheck.check(pair, now)));
        Stream.concat(
                        config.listen().stream()
                                .flatMap(listener -> Stream.ofNullable(listener.tls()))
                                .flatMap(tls -> Stream.ofNullable(tls.clients()))
                                .map(Config.ClientCertificates::authorities),
                        config.upstreams().values().stream()
                                .flatMap(upstream -> Stream.ofNullable(
                                        upstream.options().tls().ca())))
                .distinct()
                .forEach(file -> flight.attempt(() -> KeyPairCheck.authorities(file)));
        flight.madeAtFirstStart(config.keyring(), () -> Keyring.openOrCreate(config.keyring()));
        flight.madeAtFirstStart(
                config.admin().tokens(), () -> TokenFile.open(config.admin().tokens()));
        flight.attempt(() -> folderOf(config.decisionLog()));
        if (config.accessLog() != null) {
            Path accessLog = config.accessLog().file();
            flight.attempt(() -> folderOf(accessLog));
        }
        if (config.store() instanceof Config.Store.Embedded embedded) {
            flight.attempt(() -> writable(embedded.directory()));
        } else if (config.store() instanceof Config.Store.Redis redis) {
            flight.attempt(() -> reachable(redis));
        }
        if (!config.geo().databases().isEmpty()) {
            GeoData bundled = GeoData.bundled();
            config.geo().databases().forEach((kind, file) -> flight.attempt(() -> bundled.with(kind, file)));
        }
        config.networks().stream()
                .flatMap(list -> list.files().stream())
                .distinct()
                .forEach(file -> flight.attempt(() -> NetworkFile.read(file)));
        flight.attempt(() -> rules(config.rules().directory()));
        flight.attempt(() -> rules(config.rules().shadow()));
        return flight.faults;
    }

    @FunctionalInterface
    private interface Check {
        void run() throws IOException, ConfigErrors, BrokenRules, GeoDataException;
    }

    private void attempt(Check check) {
        try {
            check.run();
        } catch (ConfigErrors e) {
            e.errors().forEach(error -> faults.add(error.toString()));
        } catch (BrokenRules e) {
            e.errors().forEach(error -> faults.add(error.toString()));
        } catch (IOException | GeoDataException e) {
            faults.add(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void madeAtFirstStart(Path file, Check check) {
        attempt(Files.exists(file) ? check : () -> folderOf(file));
    }

    /** A folder that is there, where this user may make files. */
    private static void folderOf(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(file + ": its folder is not there; make it");
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(file + ": this user cannot write to its folder; change its owner, or choose another");
        }
    }

    /** A folder that can be used, or made. */
    private static void writable(Path folder) throws IOException {
        Path nearest = folder;
        while (nearest.getParent() != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            throw new IOException(
                    folder + ": this user cannot write there; make it, and give it to the gateway's user");
        }
    }

    private static void reachable(Config.Store.Redis redis) throws IOException {
        try {
            Optional<String> fault = RedisProbe.fault(redis);
            if (fault.isPresent()) {
                throw new IOException(fault.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Redis was asked");
        }
    }

    private static void rules(@Nullable Path folder) throws BrokenRules {
        if (folder != null) {
            RuleBook.compile(folder).close();
        }
    }
}
