package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void valuesAreEscapedInTextAndInAttributes() {
        Template template = new Template("<a title=\"{{value}}\">{{value}}</a>");

        String escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;&#96;";
        assertThat(template.fill(Map.of("value", "\"><script>alert('x')</script>&amp;`")))
                .isEqualTo("<a title=\"" + escaped + "\">" + escaped + "</a>");
    }

    @Test
    void aValueCannotBringAPlaceOfItsOwn() {
        Template template = new Template("{{first}} {{second}}");

        assertThat(template.fill(Map.of("first", "{{second}}", "second", "$1 \\")))
                .isEqualTo("{{second}} $1 \\");
    }

    @Test
    void aPlaceWithoutAValueIsNamed() {
        Template template = new Template("{{present}} {{absent}}");

        assertThatThrownBy(() -> template.fill(Map.of("present", "here")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{{absent}}");
    }

    @Test
    void aMissingResourceIsNamed() {
        assertThatThrownBy(() -> Template.load("nowhere.html"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere.html");
    }
}
