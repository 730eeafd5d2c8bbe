package io.gatehouse.gateway.store.history;

import java.util.ArrayList;
import java.util.List;

/**
 * How one of an account's devices presented itself at its last learnt sign-in.
 *
 * @param device keyed hash of its id
 */
public record DevicePrint(long device, Print print) {

    /** With what a visit tells of its device, most recent first. */
    static List<DevicePrint> with(List<DevicePrint> prints, Visit visit, int most) {
        List<DevicePrint> next = new ArrayList<>(most);
        Print older = Print.UNKNOWN;
        next.add(new DevicePrint(visit.device(), Print.UNKNOWN));
        for (DevicePrint other : prints) {
            if (other.device == visit.device()) {
                older = other.print;
            } else if (next.size() < most) {
                next.add(other);
            }
        }
        next.set(0, new DevicePrint(visit.device(), visit.print().over(older)));
        return next;
    }

    /** Those of devices that are remembered. */
    static List<DevicePrint> of(Tally<Long> devices, List<DevicePrint> prints) {
        return prints.stream()
                .filter(print -> devices.find(print.device) != null)
                .toList();
    }
}
