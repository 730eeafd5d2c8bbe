package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** What a user meets in the dialog. The pictures are in {@code target/pictures}. */
class DeviceDialogTest extends OnHeldPage {
    private static final String FOCUSED = "document.querySelector('[data-gatehouse]').shadowRoot.activeElement.tagName";

    @Test
    void itIsAnnouncedAsAnAlertWithItsTextAndItsSpelledCode() {
        open();

        assertThat(element(DIALOG).getAriaRole()).isEqualTo("alertdialog");
        assertThat(element(DIALOG).getAccessibleName()).isEqualTo("Approve your sign-in");
        assertThat(element(DIALOG + ".querySelector('#code')").getAccessibleName())
                .isEqualTo("Code: 4 8 3 9 2 0");
        assertThat(script(DIALOG + ".getAttribute('aria-describedby')")).isEqualTo("text code");
        assertThat(script(DIALOG + ".querySelector('#text').ariaLive")).isEqualTo("assertive");
    }

    @Test
    void theKeyboardSufficesAndStaysInIt() {
        run("window.keys = []; for (const type of ['keydown', 'keyup'])"
                + " addEventListener(type, e => keys.push(e.key));");
        open();
        assertThat(script(FOCUSED)).isEqualTo("H2");

        for (Keys[] keys : List.of(new Keys[] {Keys.TAB}, new Keys[] {Keys.TAB}, new Keys[] {Keys.SHIFT, Keys.TAB})) {
            press(keys);
            assertThat(script(FOCUSED)).isEqualTo("BUTTON");
        }
        press(Keys.SPACE);

        assertThat(told()).isEqualTo("AbortError");
        awaitNoDialog();
        assertThat(script("keys")).isEqualTo(List.of());
    }

    @Test
    void escapeCancels() {
        open();
        press(Keys.ESCAPE);

        assertThat(told()).isEqualTo("AbortError");
        awaitNoDialog();
    }

    @Test
    void howItEndedIsShownWithItsButtonFocused() throws IOException {
        open();
        application.state = "denied";
        awaitDialog("Not approved");

        assertThat(script(FOCUSED)).isEqualTo("BUTTON");
        assertThat(script(DIALOG + ".textContent")).asString().doesNotContain("483 920", "left");
        picture("dialog-denied");
    }

    @Test
    void theTimeLeftIsThatOfTheServersClock() {
        run("Date.now = () => 0;");
        open();
        String shown = String.valueOf(script(DIALOG + ".querySelector('.left').textContent"));

        assertThat(shown).matches("1:[0-3][0-9] left");
        await().untilAsserted(() -> assertThat(script(DIALOG + ".querySelector('.left').textContent"))
                .isNotEqualTo(shown));
        assertThat(script(DIALOG + ".querySelector('progress').position < 1")).isEqualTo(true);
    }

    @Test
    void whoHasNoPhoneIsToldWhatToDo() {
        application.factors = List.of();
        open();

        awaitDialog("No phone is enrolled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void itIsLegibleOnANarrowScreen(String scheme) throws IOException {
        screen(320, 568, scheme, "reduce");
        open();

        assertThat(script("(box => [box.left >= 0, box.right <= 320, box.bottom <= innerHeight].join())(" + DIALOG
                        + ".getBoundingClientRect())"))
                .isEqualTo("true,true,true");
        assertThat(script(DIALOG + ".scrollWidth <= " + DIALOG + ".clientWidth"))
                .isEqualTo(true);
        assertThat(script("(code => code.scrollWidth <= code.clientWidth)(" + DIALOG + ".querySelector('#code'))"))
                .isEqualTo(true);
        assertThat(contrast("#text")).isGreaterThan(7);
        assertThat(contrast(".left")).isGreaterThan(4.5);
        picture("dialog-320-" + scheme);
    }

    @Test
    void itMovesOnlyForThoseWhoDoNotMind() {
        screen(320, 568, "light", "reduce");
        open();
        assertThat(style("animationName")).isEqualTo("none");

        browser().navigate().refresh();
        screen(320, 568, "light", "no-preference");
        open();
        assertThat(style("animationName")).isEqualTo("rise");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "style-src 'none'; default-src 'self'"})
    void thePagesStylesAndItsPolicyDoNotTouchIt(String policy) throws IOException {
        application.policy = policy;
        browser().get(application.url("/page"));
        open();

        assertThat(style("borderTopLeftRadius")).isEqualTo("16px");
        assertThat(style("fontSize")).isEqualTo("16px");
        assertThat(style("display")).isEqualTo("block");
        picture(policy.isEmpty() ? "dialog" : "dialog-policy");
    }

    @Test
    void aPageThatReplacesItsBodyKeepsIt() {
        open();
        run("document.body.replaceWith(document.createElement('body'))");
        application.state = "approved";

        assertThat(told()).startsWith("200 {");
    }

    @Test
    void aBrowserWithoutConstructedStylesLoadsThem() {
        run("delete CSSStyleSheet.prototype.replaceSync;");
        open();

        await().untilAsserted(() -> assertThat(style("borderTopLeftRadius")).isEqualTo("16px"));
    }

    private void open() {
        run("delete window.told;" + FETCH);
        awaitDialog("483 920");
    }

    private WebElement element(String expression) {
        return (WebElement) Objects.requireNonNull(script(expression), expression);
    }

    private Object style(String property) {
        return String.valueOf(script("getComputedStyle(" + DIALOG + ")." + property));
    }

    private void press(Keys... keys) {
        Actions actions = new Actions(browser());
        for (int i = 0; i < keys.length - 1; i++) {
            actions.keyDown(keys[i]);
        }
        actions.sendKeys(keys[keys.length - 1]);
        for (int i = 0; i < keys.length - 1; i++) {
            actions.keyUp(keys[i]);
        }
        actions.perform();
    }

    /** Of a part's text to the dialog's ground, as WCAG reckons it. */
    private double contrast(String part) {
        Object ratio = browser().executeScript("""
                const luminance = (color) => {
                  const [r, g, b] = color.match(/[0-9]+/g).map(n => n / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
                  return .2126 * r + .7152 * g + .0722 * b;
                };
                const dialog = %s;
                const [ink, ground] = [getComputedStyle(dialog.querySelector(arguments[0])).color, getComputedStyle(dialog).backgroundColor].map(luminance);
                return String((Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05));""".formatted(DIALOG), part);
        return Double.parseDouble(String.valueOf(ratio));
    }
}
