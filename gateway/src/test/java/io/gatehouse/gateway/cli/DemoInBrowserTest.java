package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.page.Browser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** The demo, as a person follows it: one browser is the phone, another signs in. */
@Tag("browser")
class DemoInBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    private final StringWriter out = new StringWriter();

    @Test
    void aPersonSignsInTypesTheCodeOnThePhonePageAndArrives() throws IOException {
        ChromeDriver phone = Browser.start();
        ChromeDriver desk = Browser.start();
        DemoCommand demo = new DemoCommand(Assembly::start);
        try {
            CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> Main.commandLine(demo)
                    .setOut(new PrintWriter(out, true))
                    .execute("demo", "--port", "0", "--admin-port", "0"));
            await().until(() -> out.toString().contains("Singapore") || running.isDone());
            phone.manage().window().setSize(new Dimension(420, 980));
            desk.manage().window().setSize(new Dimension(900, 980));

            phone.get(told("(http://phone\\.localhost:[0-9]+/#enrol=\\S+)"));
            await().until(() ->
                    phone.findElement(By.cssSelector("[data-for=enrol]")).isDisplayed());
            phone.findElement(By.id("name")).clear();
            phone.findElement(By.id("name")).sendKeys("Alice's phone");
            phone.findElement(By.cssSelector("#enrol button")).click();
            await().until(() ->
                    phone.findElement(By.cssSelector("[data-for=idle]")).isDisplayed());

            desk.get(told("(http://127\\.0\\.0\\.1:[0-9]+/login)"));
            desk.findElement(By.name("username")).sendKeys("alice");
            desk.findElement(By.name("password")).sendKeys("wonderland");
            desk.findElement(By.cssSelector("button[type=submit], input[type=submit]"))
                    .click();
            await().until(() -> desk.getCurrentUrl().contains("/.gatehouse/challenges/"));
            await().until(() ->
                    phone.findElement(By.cssSelector("[data-for=asked]")).isDisplayed());
            picture(desk, "demo-waiting");
            picture(phone, "demo-phone");

            phone.findElement(By.id("code"))
                    .sendKeys(ShownCode.in(desk.findElement(By.tagName("main")).getText()));
            phone.findElement(By.cssSelector("#answer button[type=submit]")).click();

            await().until(() -> desk.getCurrentUrl().endsWith("/inbox"));
            assertThat(desk.findElement(By.tagName("body")).getText()).contains("alice");
            picture(desk, "demo-inbox");
        } finally {
            demo.stop();
            desk.quit();
            phone.quit();
        }
    }

    private String told(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(out.toString());
        assertThat(matcher.find()).as(out.toString()).isTrue();
        return matcher.group(1);
    }

    private static void picture(ChromeDriver browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
}
