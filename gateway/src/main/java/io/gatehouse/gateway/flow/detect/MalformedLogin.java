package io.gatehouse.gateway.flow.detect;

/** A sign-in that cannot be read, or can be read in two ways, or is too long. The message is for its sender, and holds nothing of what was sent. */
public final class MalformedLogin extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;
    private final boolean tooLong;

    MalformedLogin(String why) {
        this(why, false);
    }

    private MalformedLogin(String why, boolean tooLong) {
        super(why);
        this.why = why;
        this.tooLong = tooLong;
    }

    static MalformedLogin tooLong(int limit) {
        return new MalformedLogin("A sign-in's body has at most " + limit + " bytes.", true);
    }

    public String why() {
        return why;
    }

    /** Whether there is nothing else wrong with it. */
    public boolean isTooLong() {
        return tooLong;
    }
}
