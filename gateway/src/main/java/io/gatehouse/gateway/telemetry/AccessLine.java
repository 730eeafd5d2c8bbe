package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a request is written down. Cookies, credentials and, unless it is asked for, what follows a {@code ?} are not: they may be secrets.
 *
 * <p>Belongs to one event loop.
 */
abstract class AccessLine {
    static final int LONGEST_PATH = 2_048;
    static final int LONGEST_HEADER = 512;

    private final boolean masked;
    private final boolean query;

    AccessLine(Config.AccessLog config) {
        masked = config.masked();
        query = config.query();
    }

    static AccessLine of(Config.AccessLog config) {
        return config.format() == Config.AccessLog.Format.JSON ? new JsonAccessLine(config) : new WebAccessLine(config);
    }

    /** Puts the line in, without its end. */
    abstract void write(Observed exchange, LineBuffer line);

    /** The client's address, or the network that it is in: an IPv4 /24, an IPv6 /48. */
    final void address(InetAddress address, LineBuffer line) {
        byte[] bytes = address.getAddress();
        if (masked) {
            for (int i = address instanceof Inet4Address ? 3 : 6; i < bytes.length; i++) {
                bytes[i] = 0;
            }
        }
        if (bytes.length == 4) {
            line.number(bytes[0] & 0xff).plain(".").number(bytes[1] & 0xff).plain(".");
            line.number(bytes[2] & 0xff).plain(".").number(bytes[3] & 0xff);
        } else {
            line.plain(NetUtil.bytesToIpAddress(bytes));
        }
    }

    /** How much of a target or an address is written. */
    final int shown(String target) {
        int question = query ? -1 : target.indexOf('?');
        return Math.min(question < 0 ? target.length() : question, LONGEST_PATH);
    }

    static String header(RequestHead head, String name) {
        return head.headers().get(name, "");
    }

    /** The gateway's JSON: one object with what is known. */
    private static final class JsonAccessLine extends AccessLine {
        private final Timestamp time = Timestamp.iso();

        JsonAccessLine(Config.AccessLog config) {
            super(config);
        }

        @Override
        void write(Observed exchange, LineBuffer line) {
            RequestHead head = exchange.exchange().head();
            line.plain("{\"at\":\"");
            time.write(exchange.exchange().at(), line);
            text(line.plain("\","), "id", exchange.exchange().id());
            line.plain(",\"client\":\"");
            address(exchange.exchange().client().address(), line);
            text(line.plain("\","), "method", head.method());
            text(line.plain(","), "host", head.host());
            line.plain(",\"path\":\"").json(head.target(), shown(head.target()));
            text(line.plain("\","), "protocol", exchange.protocol());
            known(line, "tls", exchange.tlsVersion());
            line.plain(",\"status\":").number(exchange.status());
            line.plain(",\"bytes_in\":").number(exchange.bytesIn());
            line.plain(",\"bytes_out\":").number(exchange.bytesOut());
            line.plain(",\"took_us\":").number(exchange.tookMicros());
            known(line, "server", exchange.server());
            known(line, "verdict", exchange.verdict());
            if (exchange.end() != Observed.End.COMPLETE) {
                known(line, "end", exchange.end() == Observed.End.LEFT ? "left" : "aborted");
            }
            known(line, "user_agent", head.headers().get("User-Agent"));
            line.plain("}");
        }

        private static void known(LineBuffer line, String name, @Nullable String value) {
            if (value != null) {
                text(line.plain(","), name, value);
            }
        }

        private static void text(LineBuffer line, String name, String value) {
            line.plain("\"")
                    .plain(name)
                    .plain("\":\"")
                    .json(value, LONGEST_HEADER)
                    .plain("\"");
        }
    }

    /** What web servers have always written, for the tools that read it; the user's place stays empty. */
    private static final class WebAccessLine extends AccessLine {
        private final Timestamp time = Timestamp.web();
        private final boolean combined;

        WebAccessLine(Config.AccessLog config) {
            super(config);
            combined = config.format() == Config.AccessLog.Format.COMBINED;
        }

        @Override
        void write(Observed exchange, LineBuffer line) {
            RequestHead head = exchange.exchange().head();
            address(exchange.exchange().client().address(), line);
            line.plain(" - - [");
            time.write(exchange.exchange().at(), line);
            line.plain("] \"").quoted(head.method(), LONGEST_HEADER).plain(" ");
            line.quoted(head.target(), shown(head.target())).plain(" ").plain(exchange.protocol());
            line.plain("\" ").number(exchange.status()).plain(" ").number(exchange.bytesOut());
            if (combined) {
                String from = header(head, "Referer");
                line.plain(" \"").quoted(from.isEmpty() ? "-" : from, from.isEmpty() ? 1 : shown(from));
                String agent = header(head, "User-Agent");
                line.plain("\" \"")
                        .quoted(agent.isEmpty() ? "-" : agent, LONGEST_HEADER)
                        .plain("\"");
            }
        }
    }
}
