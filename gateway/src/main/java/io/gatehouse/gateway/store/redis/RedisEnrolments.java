package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Devices and invitations, with their accounts: device id → mark and sealed record, token hash → end, mark and sealed record. Nothing is kept near: a device that is revoked is so on all nodes. */
final class RedisEnrolments implements Enrolments {
    private static final int TRIES = 10;
    private static final int TIME = 16;
    private static final Duration KEPT_AFTER_END = Duration.ofHours(2);

    private final RedisLink link;
    private final SealedRecords<Device> devices;
    private final SealedRecords<Invitation> invitations;
    private final Pseudonyms pseudonyms;
    private final Owners owners;
    private final Owners invited;
    private final Index index;
    private final InstantSource clock;

    RedisEnrolments(RedisLink link, Keyring keyring, InstantSource clock) {
        this.link = link;
        this.devices = new SealedRecords<>(keyring, Device.class);
        this.invitations = new SealedRecords<>(keyring, Invitation.class);
        this.pseudonyms = new Pseudonyms(keyring);
        this.owners = new Owners(link, "device");
        this.invited = new Owners(link, "invitation");
        this.index = new Index(link, "invitations");
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> invite(String tokenHash, Invitation invitation) {
        String user = pseudonyms.user(invitation.user());
        Duration left = Duration.between(clock.instant(), invitation.expires());
        Duration keep = (left.isNegative() ? Duration.ZERO : left).plus(KEPT_AFTER_END);
        CompletionStage<Void> owned = invited.record(tokenHash, user, keep);
        CompletionStage<Void> indexed =
                index.add(tokenHash, invitation.expires().toEpochMilli());
        return link.runDurably(
                        Script.INVITE,
                        List.of(invitationsOf(user)),
                        Keys.bytes(tokenHash),
                        invitations.seal(tokenHash, time(invitation.expires()), invitation),
                        Keys.bytes(keep.toMillis()))
                .thenCombine(owned, (answer, done) -> answer)
                .thenCombine(indexed, (answer, done) -> null);
    }

    @Override
    public CompletionStage<Optional<Invitation>> invitation(String tokenHash) {
        return invited.with(
                tokenHash,
                user -> link.run(Script.FIELD_READ, List.of(invitationsOf(user)), Keys.bytes(tokenHash))
                        .thenApply(answer -> answer.stream()
                                .findFirst()
                                .flatMap(stored -> invitations.open(tokenHash, TIME, stored))));
    }

    @Override
    public CompletionStage<Enrolled> enrol(String tokenHash, Device device, Instant now) {
        String user = pseudonyms.user(device.user());
        // Whose the device is, first: a device that nobody finds by its id could not be used.
        return owners.record(device.id(), user, Duration.ZERO)
                .thenCompose(done -> link.runDurably(
                        Script.ENROL,
                        List.of(devicesKey(user), invitationsOf(user)),
                        Keys.bytes(tokenHash),
                        Keys.bytes(time(now)),
                        Keys.bytes(device.id()),
                        devices.seal(device.id(), "", device),
                        Keys.bytes(DEVICES)))
                .thenCompose(answer -> switch (((Long) answer.get(0)).intValue()) {
                    case 1 -> index.remove(tokenHash).handle((done, failure) -> Enrolled.DONE);
                    case 2 -> owners.erase(device.id()).thenApply(done -> Enrolled.TOO_MANY);
                    default -> owners.erase(device.id()).thenApply(done -> Enrolled.NO_INVITATION);
                });
    }

    @Override
    public CompletionStage<Optional<Device>> device(String id) {
        return owners.with(id, user -> read(user, id).thenApply(stored -> stored.flatMap(this::opened)));
    }

    @Override
    public CompletionStage<List<Device>> devicesOf(String user) {
        return link.run(Script.HASH_READ, List.of(devicesKey(pseudonyms.user(user))))
                .thenApply(answer -> {
                    List<Device> all = new ArrayList<>();
                    for (int i = 0; i + 1 < answer.size(); i += 2) {
                        opened(new Stored(Keys.text(answer.get(i)), (byte[]) answer.get(i + 1)))
                                .ifPresent(all::add);
                    }
                    all.sort(Comparator.comparing(Device::enrolled).thenComparing(Device::id));
                    return all;
                });
    }

    @Override
    public CompletionStage<Optional<Device>> change(String id, UnaryOperator<Device> change) {
        return owners.with(id, user -> change(user, id, change, TRIES));
    }

    private CompletionStage<Optional<Device>> change(String user, String id, UnaryOperator<Device> change, int tries) {
        if (tries == 0) {
            return CompletableFuture.failedFuture(
                    new RedisAwayException("device " + id + " was changed elsewhere again and again"));
        }
        return read(user, id).thenCompose(stored -> {
            Optional<Device> before = stored.flatMap(this::opened);
            if (before.isEmpty()) {
                return CompletableFuture.completedFuture(before);
            }
            Device after = change.apply(before.get());
            return link.runDurably(
                            Script.DEVICE_CHANGE,
                            List.of(devicesKey(user)),
                            Keys.bytes(id),
                            stored.get().mark(),
                            devices.seal(id, "", after))
                    .thenCompose(answer -> (Long) answer.get(0) == 1
                            ? CompletableFuture.completedFuture(Optional.of(after))
                            : change(user, id, change, tries - 1));
        });
    }

    @Override
    public CompletionStage<Integer> erase(String user) {
        String hash = pseudonyms.user(user);
        CompletionStage<Void> uninvited = names(invitationsOf(hash))
                .thenCompose(tokens -> all(tokens.stream().map(this::forgetInvitation)))
                .thenCompose(done -> link.runDurably(Script.DELETE_VALUE, List.of(invitationsOf(hash))))
                .thenAccept(done -> {});
        return names(devicesKey(hash))
                .thenCompose(ids -> link.runDurably(Script.DELETE_VALUE, List.of(devicesKey(hash)))
                        .thenCompose(done -> all(ids.stream().map(owners::erase)))
                        .thenApply(done -> ids.size()))
                .thenCombine(uninvited, (count, done) -> count);
    }

    private CompletionStage<List<String>> names(byte[] hash) {
        return link.run(Script.HASH_READ, List.of(hash)).thenApply(answer -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < answer.size(); i += 2) {
                names.add(Keys.text(answer.get(i)));
            }
            return names;
        });
    }

    private static CompletionStage<Void> all(Stream<CompletionStage<Void>> steps) {
        return CompletableFuture.allOf(
                steps.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<Void> forgetInvitations(Instant before) {
        return index.between(0, before.toEpochMilli() - 1)
                .thenCompose(entries -> Index.each(
                        entries, entry -> forgetInvitation(entry.name()).thenApply(done -> List.<String>of())))
                .thenAccept(done -> {});
    }

    private CompletionStage<Void> forgetInvitation(String tokenHash) {
        return invited.with(
                        tokenHash,
                        user -> link.run(Script.FIELD_DELETE, List.of(invitationsOf(user)), Keys.bytes(tokenHash))
                                .thenApply(done -> Optional.of(user)))
                .thenCompose(done -> invited.erase(tokenHash))
                .thenCompose(done -> index.remove(tokenHash));
    }

    /** A device as it is in Redis. */
    private record Stored(String id, byte[] value) {
        byte[] mark() {
            return Keys.bytes(new String(value, 0, SealedRecords.MARK, StandardCharsets.US_ASCII));
        }
    }

    private CompletionStage<Optional<Stored>> read(String user, String id) {
        return link.run(Script.FIELD_READ, List.of(devicesKey(user)), Keys.bytes(id))
                .thenApply(answer -> answer.stream().findFirst().map(value -> new Stored(id, (byte[]) value)));
    }

    private Optional<Device> opened(Stored stored) {
        return devices.open(stored.id(), 0, stored.value());
    }

    /** Milliseconds in 16 digits: they sort as texts do. */
    private static String time(Instant at) {
        return String.format(Locale.ROOT, "%016d", at.toEpochMilli());
    }

    private static byte[] devicesKey(String userHash) {
        return Keys.ofUser(userHash, "devices");
    }

    private static byte[] invitationsOf(String userHash) {
        return Keys.ofUser(userHash, "invitations");
    }
}
