package io.gatehouse.gateway.challenge.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.page.Browser;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.PushRegistration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;

/** The phone page's notifications in a real browser. There is no push service here: the subscription is made up, and the message is handed to the service worker by the DevTools. */
@Tag("browser")
class PhoneNotificationTest {
    private @Nullable ChromeDriver started;
    private final PhoneHouse house = new PhoneHouse("phone.localhost", true);

    PhoneNotificationTest() throws IOException {}

    @BeforeEach
    void enrol() {
        ChromeDriver browser = Browser.start();
        started = browser;
        browser.executeCdpCommand(
                "Browser.grantPermissions",
                Map.of("origin", house.origin.toString(), "permissions", List.of("notifications")));
        browser.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                        PushManager.prototype.subscribe = async (options) => ({
                          options,
                          toJSON: () => ({ endpoint: 'https://a.push.example/1', keys: { p256dh: options.applicationServerKey, auth: 'AAAAAAAAAAAAAAAAAAAAAA' } }),
                        });
                        """));
        browser.get(house.link("ann").toString());
        await().until(() -> browser.findElement(By.id("name")).isDisplayed());
        browser.findElement(By.id("name")).sendKeys(Keys.ENTER);
    }

    @AfterEach
    void close() {
        if (started != null) {
            started.quit();
        }
        house.close();
    }

    private ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }

    @Test
    void aPageThatMayNotifyTellsTheGatewayHowAndShowsNothingOfWhoAsks() {
        await().until(() -> Bench.await(house.bench.enrolments.devicesOf("ann")).stream()
                .map(Device::push)
                .anyMatch(new PushRegistration(
                        PushRegistration.Service.WEB_PUSH,
                        "https://a.push.example/1",
                        house.vapid.publicKey(),
                        "AAAAAAAAAAAAAAAAAAAAAA")::equals));
        await().until(() -> !browser().findElement(By.id("keep-open")).isDisplayed());

        browser().executeCdpCommand("ServiceWorker.enable", Map.of());
        browser()
                .executeCdpCommand(
                        "ServiceWorker.deliverPushMessage",
                        Map.of(
                                "origin", house.origin.toString(),
                                "registrationId", "0",
                                "data", "{\"challenge\":\"an-id-that-must-not-show\"}"));
        await().untilAsserted(() -> assertThat(browser()
                        .executeAsyncScript("const done = arguments[0];"
                                + "navigator.serviceWorker.ready.then(r => r.getNotifications())"
                                + ".then(all => done(all.map(n => n.title + ': ' + n.body)));"))
                .isEqualTo(List.of("Gatehouse: Open it to see what waits for your answer.")));
    }
}
