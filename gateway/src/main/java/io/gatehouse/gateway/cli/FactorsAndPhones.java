package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.factor.FactorOffice;
import io.gatehouse.gateway.console.Approvers;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.FactorsOfUser;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Phones and other factors together, as an operator sees them. */
record FactorsAndPhones(FactorOffice office, Enrolments enrolments, InstantSource clock) implements Approvers {
    @Override
    public CompletionStage<Code> helpDeskCode(String user) {
        return office.helpDeskCode(user).thenApply(given -> new Code(given.code(), given.expires()));
    }

    @Override
    public CompletionStage<Map<String, ?>> of(String user) {
        return enrolments.devicesOf(user).thenCombine(office.of(user), this::told);
    }

    private Map<String, ?> told(List<Device> phones, FactorsOfUser others) {
        Instant now = clock.instant();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("phones", phones.stream().map(FactorsAndPhones::told).toList());
        told.put(
                "factors", others.factors().stream().map(FactorsAndPhones::told).toList());
        told.put("recoveryCodes", others.left(FactorsOfUser.Typed.RECOVERY, now));
        told.put("helpDeskCode", others.left(FactorsOfUser.Typed.HELP_DESK, now) > 0);
        told.put(
                "disabled",
                Arrays.stream(FactorsOfUser.Typed.values())
                        .filter(kind -> !others.mayTry(kind))
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
        return told;
    }

    private static Map<String, ?> told(Device phone) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", phone.id());
        told.put("name", phone.name());
        told.put("enrolled", phone.enrolled().toString());
        told.put("disabled", phone.disabled());
        told.put(
                "push",
                Optional.ofNullable(phone.push())
                        .map(push -> push.service().word())
                        .orElse("none"));
        return told;
    }

    static Map<String, ?> told(Factor factor) {
        return Map.of(
                "id",
                factor.id(),
                "kind",
                factor.kind().name().toLowerCase(Locale.ROOT),
                "name",
                factor.name(),
                "enrolled",
                factor.enrolled().toString(),
                "usable",
                factor.usable().toString());
    }

    @Override
    public CompletionStage<Boolean> rename(String user, String id, String name) {
        return phone(user, id)
                .thenCompose(phone -> phone
                        ? enrolments.change(id, device -> device.named(name)).thenApply(Optional::isPresent)
                        : office.rename(user, id, name));
    }

    @Override
    public CompletionStage<Boolean> revoke(String user, String id) {
        return phone(user, id)
                .thenCompose(phone -> phone
                        ? enrolments.change(id, Device::revoked).thenApply(Optional::isPresent)
                        : office.revoke(user, id));
    }

    private CompletionStage<Boolean> phone(String user, String id) {
        return enrolments
                .device(id)
                .thenApply(found -> found.filter(one -> one.user().equals(user)).isPresent());
    }

    @Override
    public CompletionStage<Boolean> forgiveTries(String user) {
        return office.forgiveTries(user);
    }
}
