package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.StoredJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/** Devices and invitations in three maps: device id → record, user → device ids, token hash → invitation. */
public final class EmbeddedEnrolments implements Enrolments {
    private static final StoredJson<Device> DEVICE = new StoredJson<>(Device.class);
    private static final StoredJson<Invitation> INVITATION = new StoredJson<>(Invitation.class);
    private static final String BETWEEN_IDS = " ";

    private final EmbeddedStore store;
    private final MVMap<String, String> devices;
    private final MVMap<String, String> devicesOfUser;
    private final MVMap<String, String> invitations;

    public EmbeddedEnrolments(EmbeddedStore store) {
        this.store = store;
        this.devices = store.map("devices");
        this.devicesOfUser = store.map("devices-of-user");
        this.invitations = store.map("invitations");
    }

    @Override
    public CompletionStage<Void> invite(String tokenHash, Invitation invitation) {
        String line = INVITATION.encode(invitation);
        return store.durably(() -> {
            invitations.put(tokenHash, line);
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<Invitation>> invitation(String tokenHash) {
        return CompletableFuture.completedFuture(INVITATION.decode(invitations.get(tokenHash)));
    }

    @Override
    public CompletionStage<Enrolled> enrol(String tokenHash, Device device, Instant now) {
        String line = DEVICE.encode(device);
        return store.durably(() -> {
            boolean invited = INVITATION
                    .decode(invitations.get(tokenHash))
                    .filter(invitation -> invitation.user().equals(device.user()))
                    .filter(invitation -> now.isBefore(invitation.expires()))
                    .isPresent();
            if (!invited) {
                return Enrolled.NO_INVITATION;
            }
            List<String> ids = ids(device.user());
            if (ids.size() >= DEVICES) {
                return Enrolled.TOO_MANY;
            }
            invitations.remove(tokenHash);
            devices.put(device.id(), line);
            ids.add(device.id());
            devicesOfUser.put(device.user(), String.join(BETWEEN_IDS, ids));
            return Enrolled.DONE;
        });
    }

    @Override
    public CompletionStage<Optional<Device>> device(String id) {
        return CompletableFuture.completedFuture(DEVICE.decode(devices.get(id)));
    }

    @Override
    public CompletionStage<List<Device>> devicesOf(String user) {
        return CompletableFuture.completedFuture(ids(user).stream()
                .flatMap(id -> DEVICE.decode(devices.get(id)).stream())
                .toList());
    }

    @Override
    public CompletionStage<Optional<Device>> change(String id, UnaryOperator<Device> change) {
        return store.durably(() -> {
            Optional<Device> changed = DEVICE.decode(devices.get(id)).map(change);
            changed.ifPresent(device -> devices.put(id, DEVICE.encode(device)));
            return changed;
        });
    }

    @Override
    public CompletionStage<Integer> erase(String user) {
        return store.durably(() -> {
            List<String> ids = ids(user);
            ids.forEach(devices::remove);
            devicesOfUser.remove(user);
            List<String> theirs = invitations.keySet().stream()
                    .filter(hash -> INVITATION
                            .decode(invitations.get(hash))
                            .filter(invitation -> invitation.user().equals(user))
                            .isPresent())
                    .toList();
            theirs.forEach(invitations::remove);
            return ids.size();
        });
    }

    @Override
    public CompletionStage<Void> forgetInvitations(Instant before) {
        List<String> old = invitations.keySet().stream()
                .filter(hash -> INVITATION
                        .decode(invitations.get(hash))
                        .filter(invitation -> invitation.expires().isBefore(before))
                        .isPresent())
                .toList();
        return old.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.soon(() -> {
                    old.forEach(invitations::remove);
                    return null;
                });
    }

    private List<String> ids(String user) {
        String ids = devicesOfUser.get(user);
        return ids == null
                ? new ArrayList<>()
                : Stream.of(ids.split(BETWEEN_IDS)).collect(Collectors.toCollection(ArrayList::new));
    }
}
