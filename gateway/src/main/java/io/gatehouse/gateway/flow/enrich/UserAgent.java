package io.gatehouse.gateway.flow.enrich;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a User-Agent header claims, by families and without versions; texts are empty where it says nothing that is known here.
 *
 * <p>A few dozen telling words in the order in which they overrule each other: every Edge also says Chrome, every Chrome also says Safari.
 *
 * @param kind {@code desktop}, {@code mobile}, {@code tablet}, {@code bot}, {@code library}
 * @param missing no header, or an empty one
 */
public record UserAgent(String browser, String system, String kind, boolean automated, boolean missing) {
    private static final UserAgent MISSING = new UserAgent("", "", "", false, true);
    private static final int LONGEST = 512;

    /** A lower-case word of the header, and the family that it tells. */
    private record Sign(String word, String family) {}

    private static final List<Sign> LIBRARIES = List.of(
            new Sign("curl/", "curl"),
            new Sign("wget/", "Wget"),
            new Sign("python", "Python"),
            new Sign("aiohttp", "Python"),
            new Sign("go-http-client", "Go"),
            new Sign("okhttp", "OkHttp"),
            new Sign("apache-httpclient", "Java"),
            new Sign("java-http-client", "Java"),
            new Sign("java/", "Java"),
            new Sign("axios/", "Node.js"),
            new Sign("node-fetch", "Node.js"),
            new Sign("undici", "Node.js"),
            new Sign("node", "Node.js"),
            new Sign("libwww-perl", "Perl"),
            new Sign("postmanruntime", "Postman"),
            new Sign("insomnia", "Insomnia"),
            new Sign("guzzlehttp", "PHP"),
            new Sign("ruby", "Ruby"),
            new Sign("reqwest", "Rust"),
            new Sign("dart", "Dart"),
            new Sign("powershell", "PowerShell"));

    private static final List<Sign> HEADLESS = List.of(
            new Sign("headlesschrome", "Chrome"),
            new Sign("phantomjs", "PhantomJS"),
            new Sign("slimerjs", "SlimerJS"),
            new Sign("electron/", "Electron"));

    private static final List<Sign> BROWSERS = List.of(
            new Sign("edg/", "Edge"),
            new Sign("edga/", "Edge"),
            new Sign("edgios/", "Edge"),
            new Sign("edge/", "Edge"),
            new Sign("opr/", "Opera"),
            new Sign("opt/", "Opera"),
            new Sign("opera", "Opera"),
            new Sign("samsungbrowser/", "Samsung"),
            new Sign("yabrowser/", "Yandex"),
            new Sign("vivaldi/", "Vivaldi"),
            new Sign("ucbrowser/", "UC Browser"),
            new Sign("duckduckgo/", "DuckDuckGo"),
            new Sign("ddg/", "DuckDuckGo"),
            new Sign("fxios/", "Firefox"),
            new Sign("firefox/", "Firefox"),
            new Sign("crios/", "Chrome"),
            new Sign("; wv)", "WebView"),
            new Sign("chromium/", "Chromium"),
            new Sign("chrome/", "Chrome"),
            new Sign("trident/", "IE"),
            new Sign("msie ", "IE"),
            new Sign("safari/", "Safari"),
            new Sign("applewebkit/", "WebView"));

    private static final List<Sign> SYSTEMS = List.of(
            new Sign("iphone", "iOS"),
            new Sign("ipad", "iOS"),
            new Sign("ipod", "iOS"),
            new Sign("android", "Android"),
            new Sign("cros ", "ChromeOS"),
            new Sign("windows", "Windows"),
            new Sign("macintosh", "macOS"),
            new Sign("mac os x", "macOS"),
            new Sign("freebsd", "FreeBSD"),
            new Sign("linux", "Linux"),
            new Sign("x11", "Linux"));

    /** Reads a header; a long one by its first 512 characters. */
    public static UserAgent parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return MISSING;
        }
        String text = header.substring(0, Math.min(LONGEST, header.length())).toLowerCase(Locale.ROOT);
        String system = family(SYSTEMS, text);
        String headless = family(HEADLESS, text);
        if (!headless.isEmpty()) {
            boolean application = headless.equals("Electron");
            return new UserAgent(headless, system, application ? "desktop" : "bot", !application, false);
        }
        if (saysBot(text)) {
            return new UserAgent(family(BROWSERS, text), system, "bot", true, false);
        }
        String library = text.startsWith("mozilla/") ? "" : family(LIBRARIES, text);
        if (!library.isEmpty()) {
            return new UserAgent(library, system, "library", true, false);
        }
        return new UserAgent(family(BROWSERS, text), system, kind(text, system), false, false);
    }

    private static String kind(String text, String system) {
        if (text.contains("ipad")
                || text.contains("tablet")
                || (text.contains("android") && !text.contains("mobile"))) {
            return "tablet";
        }
        if (system.equals("iOS") || system.equals("Android") || text.contains("mobile")) {
            return "mobile";
        }
        return system.isEmpty() ? "" : "desktop";
    }

    /** "Googlebot/2.1", "+http://…": whoever crawls says so, by custom. */
    private static boolean saysBot(String text) {
        return text.contains("bot/")
                || text.contains("bot;")
                || text.contains("crawler")
                || text.contains("spider")
                || text.contains("+http");
    }

    private static String family(List<Sign> signs, String text) {
        for (int i = 0; i < signs.size(); i++) {
            if (text.contains(signs.get(i).word)) {
                return signs.get(i).family;
            }
        }
        return "";
    }

    /** "Firefox on Linux", for people; empty where neither is known. */
    public String description() {
        if (browser.isEmpty() || system.isEmpty()) {
            return browser + system;
        }
        return browser + " on " + system;
    }
}
