package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.ChallengesContract;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.EnrolmentsContract;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsContract;
import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.HoldsContract;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.MemoryContract;
import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.QuarantineContract;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** What the embedded store does, Redis does: one server, and the shards of a cluster, where a script that asks for keys of two shards would fail. */
class RedisContractsTest {
    private static RedisProcess server;
    private static RedisProcess cluster;

    private final Keyring keyring = Keyring.temporary();
    private Node node;
    private Instant now = Instant.now();

    @BeforeAll
    static void start() throws IOException {
        server = RedisProcess.start();
        cluster = RedisProcess.cluster();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        cluster.close();
    }

    @BeforeEach
    void join() throws IOException {
        server.ask("FLUSHALL");
        node = Node.join(server.place(), keyring, () -> now);
    }

    @AfterEach
    void leave() {
        node.close();
    }

    /** The cluster instead. */
    private void joinCluster() throws IOException {
        node.close();
        cluster.ask("FLUSHALL");
        node = Node.join(
                cluster.place(io.gatehouse.gateway.config.Config.Store.Redis.Kind.CLUSTER, ""), keyring, () -> now);
    }

    @Nested
    class OfChallenges extends ChallengesContract {
        @Override
        protected Challenges challenges() {
            return node.stores.challenges();
        }
    }

    @Nested
    class OfEnrolments extends EnrolmentsContract {
        @Override
        protected Enrolments enrolments() {
            return node.stores.enrolments();
        }
    }

    @Nested
    class OfFactors extends FactorsContract {
        @Override
        protected Factors factors() {
            return node.stores.factors();
        }
    }

    @Nested
    class OfHolds extends HoldsContract {
        @Override
        protected Holds holds() {
            return node.stores.holds();
        }
    }

    @Nested
    class OfQuarantine extends QuarantineContract {
        @Override
        protected Quarantine quarantine() {
            return node.stores.quarantine();
        }
    }

    @Nested
    class OfMemory extends MemoryContract {
        @Override
        protected Memory memory() {
            return node.stores.memory();
        }

        @Override
        protected Instant now() {
            return now;
        }

        @Override
        protected void setTime(Instant time) {
            now = time;
        }
    }

    @Nested
    class OfChallengesInACluster extends OfChallenges {
        @BeforeEach
        void join() throws IOException {
            joinCluster();
        }
    }

    @Nested
    class OfEnrolmentsInACluster extends OfEnrolments {
        @BeforeEach
        void join() throws IOException {
            joinCluster();
        }
    }

    @Nested
    class OfHoldsInACluster extends OfHolds {
        @BeforeEach
        void join() throws IOException {
            joinCluster();
        }
    }

    @Nested
    class OfQuarantineInACluster extends OfQuarantine {
        @BeforeEach
        void join() throws IOException {
            joinCluster();
        }
    }

    @Nested
    class OfMemoryInACluster extends OfMemory {
        @BeforeEach
        void join() throws IOException {
            joinCluster();
        }
    }
}
