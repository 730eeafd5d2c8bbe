package io.gatehouse.gateway.page;

import java.util.Locale;

/**
 * What the enrolment page shows. Texts are shown as they are; what of them is secret is its user's.
 *
 * @param host the application
 * @param user for whom; empty before that is known
 * @param waits what is enrolled now counts only a day later
 * @param said what came of the last step; empty: nothing to say
 * @param has lines: what the user has, or is given
 * @param phone a phone can be enrolled as well
 * @param draft what the step's form must bring back
 * @param secret what is typed where a picture cannot be taken
 * @param size side of the QR code, in modules; 0: there is none
 * @param path its dark modules
 */
public record EnrolmentView(
        Step step,
        String host,
        String user,
        boolean waits,
        String said,
        String has,
        boolean phone,
        String draft,
        String secret,
        int size,
        String path) {
    public enum Step {
        START,
        CHOOSE,
        TOTP,
        PASSKEY,
        PHONE,
        CODES;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static EnrolmentView of(Step step, String host, String user) {
        return new EnrolmentView(step, host, user, false, "", "", false, "", "", 0, "");
    }

    public EnrolmentView waiting(boolean itWaits) {
        return new EnrolmentView(step, host, user, itWaits, said, has, phone, draft, secret, size, path);
    }

    public EnrolmentView saying(String text) {
        return new EnrolmentView(step, host, user, waits, text, has, phone, draft, secret, size, path);
    }

    public EnrolmentView having(String lines, boolean phoneToo) {
        return new EnrolmentView(step, host, user, waits, said, lines, phoneToo, draft, secret, size, path);
    }

    public EnrolmentView drafting(String newDraft, String newSecret) {
        return new EnrolmentView(step, host, user, waits, said, has, phone, newDraft, newSecret, size, path);
    }

    public EnrolmentView drawing(int newSize, String newPath) {
        return new EnrolmentView(step, host, user, waits, said, has, phone, draft, secret, newSize, newPath);
    }

    @Override
    public String toString() {
        return "EnrolmentView[" + step + "]";
    }
}
