package io.gatehouse.gateway.flow.accept;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.flow.Localhost;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ListenerTlsTest {
    @TempDir
    Path directory;

    /** On a thread of its own: if it waited for another certificate, that would be for ever, and nothing interrupts it. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aConnectionThatComesWhileItClosesFails() throws Exception {
        ListenerTls tls = new ListenerTls(Localhost.in(directory).tls(), Duration.ofSeconds(1));
        tls.close();
        EmbeddedChannel connection = new EmbeddedChannel();
        try {
            assertThatThrownBy(() -> tls.handler(connection))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        } finally {
            connection.finishAndReleaseAll();
        }
    }
}
