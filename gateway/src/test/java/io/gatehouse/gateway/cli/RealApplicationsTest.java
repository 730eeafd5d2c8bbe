package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.FORM;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static io.gatehouse.gateway.cli.Visitor.SINGAPORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.cli.phone.PhoneClient;
import io.gatehouse.gateway.page.Browser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** Two applications that nobody here wrote, unchanged, behind the configurations of {@code gateway/examples}: pass, challenge and block, with a real browser and with a program. */
@Tag("applications")
class RealApplicationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private static HttpResponse<String> dokuwiki(Visitor visitor, String password) throws Exception {
        Matcher token = Pattern.compile("name=\"sectok\" value=\"([0-9a-f]*)\"")
                .matcher(visitor.get("/doku.php?do=login").body());
        String sectok = token.find() ? token.group(1) : "";
        return visitor.post("/doku.php?id=start", FORM, "do=login&id=start&sectok=" + sectok + "&u=ann&p=" + password);
    }

    @Test
    void dokuWikiWithAProgram() throws Exception {
        try (Application wiki = Application.dokuwiki(folder);
                LiveGateway gateway = LiveGateway.likeExample("dokuwiki.yaml", folder, wiki.address())) {
            Visitor home = Visitor.browser(gateway, NORWAY);
            assertThat(dokuwiki(home, "wrong").body()).contains("username or password was wrong");
            assertThat(dokuwiki(home, "right").statusCode()).isEqualTo(302);
            assertThat(home.get("/doku.php?id=start").body()).contains("Log Out");

            assertThat(dokuwiki(Visitor.browser(gateway, SINGAPORE), "right").body())
                    .contains("This sign-in was refused");

            PhoneClient phone = gateway.phoneOf("ann");
            Visitor away = Visitor.browser(gateway, BRAZIL);
            assertThat(dokuwiki(away, "wrong").body()).contains("username or password was wrong");
            HttpResponse<String> waits = dokuwiki(away, "right");
            assertThat(waits.statusCode()).isEqualTo(303);
            String page = waits.headers().firstValue("Location").orElseThrow();
            assertThat(away.get("/doku.php?id=start").statusCode()).isEqualTo(303);
            assertThat(away.thief(gateway, BRAZIL).get("/doku.php?id=start").body())
                    .doesNotContain("Log Out");
            phone.approve(phone.asked().get(0), ShownCode.inPage(away.get(page).body()));
            assertThat(away.post(
                                    "/doku.php?id=start",
                                    FORM,
                                    "gatehouse-finish=" + page.substring(page.lastIndexOf('/') + 1))
                            .statusCode())
                    .isEqualTo(302);
            assertThat(away.get("/doku.php?id=start").body()).contains("Log Out");
        }
    }

    /** A file of any bytes comes through, and a sign-in in the same dress is judged as any other. */
    @Test
    void dokuWikiTakesAFileAndASignInByMultipart() throws Exception {
        try (Application wiki = Application.dokuwiki(folder);
                LiveGateway gateway = LiveGateway.likeExample("dokuwiki.yaml", folder, wiki.address())) {
            Visitor ann = Visitor.browser(gateway, NORWAY);
            String multipart = "multipart/form-data; boundary=xyz";
            assertThat(ann.post(
                                    "/doku.php?id=start",
                                    multipart,
                                    parts("do", "login", "id", "start", "u", "ann", "p", "right") + "--xyz--\r\n")
                            .statusCode())
                    .isEqualTo(302);
            String manager = "/lib/exe/mediamanager.php?ns=";
            Matcher token = Pattern.compile("name=\"sectok\" value=\"([0-9a-f]*)\"")
                    .matcher(ann.get(manager).body());
            assertThat(token.find()).isTrue();
            String text = "&u=bob&p=x\r\n".repeat(20_000);
            String file =
                    "--xyz\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.zip\"\r\nContent-Type: application/zip\r\n\r\n"
                            + text + "\r\n--xyz--\r\n";
            ann.post(
                    "/lib/exe/mediamanager.php",
                    multipart,
                    parts("sectok", token.group(1), "ns", "", "mediaid", "a.zip") + file);
            assertThat(folder.resolve("data/media/a.zip")).hasContent(text);

            assertThat(Visitor.browser(gateway, SINGAPORE)
                            .post(
                                    "/doku.php?id=start",
                                    multipart,
                                    parts("do", "login", "id", "start", "u", "ann", "p", "right") + "--xyz--\r\n")
                            .body())
                    .contains("This sign-in was refused");
        }
    }

    private static String parts(String... namesAndValues) {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parts.append("--xyz\r\nContent-Disposition: form-data; name=\"")
                    .append(namesAndValues[i])
                    .append("\"\r\n\r\n")
                    .append(namesAndValues[i + 1])
                    .append("\r\n");
        }
        return parts.toString();
    }

    @Test
    void dokuWikiInABrowser() throws Exception {
        ChromeDriver browser = Browser.start();
        try (Application wiki = Application.dokuwiki(folder);
                LiveGateway gateway = LiveGateway.likeExample("dokuwiki.yaml", folder, wiki.address())) {
            PhoneClient phone = gateway.phoneOf("ann");
            comeFrom(browser, SINGAPORE);
            dokuwiki(browser, gateway);
            await().atMost(PATIENCE).until(() -> text(browser).contains("This sign-in was refused"));

            comeFrom(browser, BRAZIL);
            dokuwiki(browser, gateway);
            await().atMost(PATIENCE).until(() -> browser.getCurrentUrl().contains("/.gatehouse/challenges/"));
            approve(phone, text(browser));
            await().atMost(PATIENCE).until(() -> browser.getPageSource().contains("Log Out"));
            assertThat(browser.getCurrentUrl()).contains("/doku.php");

            browser.manage().deleteAllCookies();
            comeFrom(browser, NORWAY);
            dokuwiki(browser, gateway);
            await().atMost(PATIENCE).until(() -> browser.getPageSource().contains("Log Out"));
        } finally {
            browser.quit();
        }
    }

    private static void dokuwiki(ChromeDriver browser, LiveGateway gateway) {
        browser.get(gateway.address() + "/doku.php?id=start&do=login");
        browser.findElement(By.name("u")).sendKeys("ann");
        browser.findElement(By.name("p")).sendKeys("right");
        browser.findElement(By.cssSelector("#dw__login button[type=submit]")).click();
    }

    @Test
    void nodeRedWithAProgram() throws Exception {
        try (Application nodeRed = Application.nodeRed(folder);
                LiveGateway gateway = LiveGateway.likeExample("node-red.yaml", folder, nodeRed.address())) {
            HttpResponse<String> passed = nodeRed(Visitor.program(gateway, NORWAY), "right");
            assertThat(passed.statusCode()).isEqualTo(200);
            assertThat(flows(gateway, passed).statusCode()).isEqualTo(200);
            assertThat(nodeRed(Visitor.program(gateway, NORWAY), "wrong").statusCode())
                    .isIn(401, 403);
            assertThat(nodeRed(Visitor.program(gateway, SINGAPORE), "right").body())
                    .contains("urn:gatehouse:blocked");

            PhoneClient phone = gateway.phoneOf("ann");
            assertThat(nodeRed(Visitor.program(gateway, BRAZIL), "wrong").body())
                    .doesNotContain("gatehouse");
            JsonNode problem = JSON.readTree(
                    nodeRed(Visitor.program(gateway, BRAZIL), "right").body());
            phone.approve(phone.asked().get(0), problem.path("code").asText());
            HttpResponse<String> finished = Visitor.program(gateway, BRAZIL)
                    .with("Gatehouse-Challenge", problem.path("token").asText())
                    .post(problem.path("status").asText() + "/finish", "application/json", "");
            assertThat(flows(gateway, finished).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> nodeRed(Visitor visitor, String password) throws Exception {
        return visitor.post(
                "/auth/token",
                FORM,
                "client_id=node-red-editor&grant_type=password&scope=*&username=ann&password=" + password);
    }

    private static HttpResponse<String> flows(LiveGateway gateway, HttpResponse<String> token) throws Exception {
        return Visitor.program(gateway, NORWAY)
                .with(
                        "Authorization",
                        "Bearer "
                                + JSON.readTree(token.body())
                                        .path("access_token")
                                        .asText())
                .get("/flows");
    }

    @Test
    void nodeRedInABrowserNeverTakesAChallengeForAWrongPassword() throws Exception {
        ChromeDriver browser = Browser.start();
        try (Application nodeRed = Application.nodeRed(folder);
                LiveGateway gateway = LiveGateway.likeExample("node-red.yaml", folder, nodeRed.address())) {
            PhoneClient phone = gateway.phoneOf("ann");
            comeFrom(browser, NORWAY);
            nodeRed(browser, gateway);
            awaitEditor(browser);

            browser.executeScript("localStorage.clear()");
            comeFrom(browser, SINGAPORE);
            nodeRed(browser, gateway);
            await().atMost(PATIENCE).until(() -> failed(browser));

            comeFrom(browser, BRAZIL);
            nodeRed(browser, gateway);
            await().atMost(PATIENCE).until(() -> !phone.asked().isEmpty());
            await().atMost(PATIENCE).until(() -> dialog(browser).matches("(?s).*[0-9]{3}\\s?[0-9]{3}.*"));
            assertThat(failed(browser)).isFalse();
            approve(phone, dialog(browser));
            awaitEditor(browser);
        } finally {
            browser.quit();
        }
    }

    private static void nodeRed(ChromeDriver browser, LiveGateway gateway) {
        browser.get(gateway.address().toString() + "/");
        await().atMost(PATIENCE)
                .until(() -> !browser.findElements(By.id("node-dialog-login-username"))
                        .isEmpty());
        browser.findElement(By.id("node-dialog-login-username")).sendKeys("ann");
        browser.findElement(By.id("node-dialog-login-password")).sendKeys("right");
        browser.findElement(By.id("node-dialog-login-submit")).click();
    }

    private static boolean failed(ChromeDriver browser) {
        return browser.findElements(By.id("node-dialog-login-failed")).stream().anyMatch(WebElement::isDisplayed);
    }

    private static void awaitEditor(ChromeDriver browser) {
        await().atMost(PATIENCE)
                .until(() -> !browser.findElements(By.id("red-ui-header-button-deploy"))
                        .isEmpty());
    }

    /** What our dialog shows, wherever in the page it lives. */
    private static String dialog(ChromeDriver browser) {
        Object text = browser.executeScript(
                "return [...document.querySelectorAll('*')].filter(e => e.shadowRoot).map(e => e.shadowRoot.textContent).join(' ')");
        return String.valueOf(text);
    }

    private static String text(ChromeDriver browser) {
        return browser.findElement(By.tagName("body")).getText();
    }

    private static void approve(PhoneClient phone, String shown) throws Exception {
        phone.approve(phone.asked().get(0), ShownCode.in(shown));
    }

    private static void comeFrom(ChromeDriver browser, String address) {
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("X-Forwarded-For", address)));
    }
}
