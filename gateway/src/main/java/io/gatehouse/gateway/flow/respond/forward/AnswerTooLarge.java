package io.gatehouse.gateway.flow.respond.forward;

import java.io.IOException;

/** An application's answer is larger than what was going to be held of it. */
public final class AnswerTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    AnswerTooLarge(int largest) {
        super("the answer is larger than " + largest + " bytes; raise challenge.largest-answer to hold it");
    }
}
