package io.gatehouse.gateway.flow.detect;

/** A sign-in that cannot be read, or can be read in two ways. The message is for its sender, and holds nothing of what was sent. */
public final class MalformedLogin extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    MalformedLogin(String why) {
        super(why);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
