package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.EnrolmentsContract;
import org.junit.jupiter.api.AfterEach;

class EmbeddedEnrolmentsTest extends EnrolmentsContract {
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Enrolments enrolments = new EmbeddedEnrolments(store);

    @Override
    protected Enrolments enrolments() {
        return enrolments;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
