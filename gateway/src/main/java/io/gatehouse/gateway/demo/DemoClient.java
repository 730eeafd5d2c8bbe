package io.gatehouse.gateway.demo;

import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.LoginAttempt;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** Somebody who signs in as alice from somewhere on the real internet, as the demo lets one machine pretend. */
enum DemoClient {
    /** A customer of Telenor in Norway: alice herself, for the last 40 days. */
    HOME("88.88.10.20", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "nb-NO"),

    /** A customer of Claro in Brazil. */
    BRAZIL(
            "187.20.30.40",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "pt-BR"),

    /** A script on a virtual machine of DigitalOcean in Singapore. */
    DATA_CENTRE("159.65.10.20", "curl/7.88.1", "en");

    private final String address;
    private final String agent;
    private final String language;

    DemoClient(String address, String agent, String language) {
        this.address = address;
        this.agent = agent;
        this.language = language;
    }

    LoginAttempt attempt(Instant at) {
        try {
            InetAddress from = InetAddress.getByName(address);
            return new LoginAttempt(
                    Ids.next(), at, DemoSetting.LOGIN, DemoSetting.REGULAR, from, agent, language, null);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " is no IP address", e);
        }
    }

    /** The same as a line for a shell. */
    String curl(int port) {
        return "curl -i http://127.0.0.1:" + port + DemoSetting.LOGIN + " -d 'username=" + DemoSetting.REGULAR
                + "&password=" + DemoApp.USERS.get(DemoSetting.REGULAR) + "' -H 'X-Forwarded-For: " + address
                + "' -H 'Accept-Language: " + language + "' -A '" + agent + "'";
    }
}
