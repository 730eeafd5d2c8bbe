package io.gatehouse.gateway.flow.enrich;

import java.util.List;
import java.util.Locale;

/** What Chromium's low-entropy client hints say: which browser of the family, on which system. Other browsers send none. */
final class ClientHints {
    private record Sign(String word, String family) {}

    private static final List<Sign> BRANDS = List.of(
            new Sign("\"microsoft edge\"", "Edge"),
            new Sign("\"opera\"", "Opera"),
            new Sign("\"brave\"", "Brave"),
            new Sign("\"samsung internet\"", "Samsung"),
            new Sign("\"yandex\"", "Yandex"),
            new Sign("\"vivaldi\"", "Vivaldi"),
            new Sign("\"duckduckgo\"", "DuckDuckGo"),
            new Sign("\"android webview\"", "WebView"),
            new Sign("\"google chrome\"", "Chrome"));

    private static final List<Sign> PLATFORMS = List.of(
            new Sign("\"windows\"", "Windows"),
            new Sign("\"macos\"", "macOS"),
            new Sign("\"android\"", "Android"),
            new Sign("\"chrome os\"", "ChromeOS"),
            new Sign("\"chromeos\"", "ChromeOS"),
            new Sign("\"linux\"", "Linux"));

    private ClientHints() {}

    /** The User-Agent's reading, where hints agree with it as to the engine, with the browser and system that they name. */
    static UserAgent refine(UserAgent agent, String brands, String platform) {
        if (agent.automated() || contradict(agent, brands, platform)) {
            return agent;
        }
        String browser = family(BRANDS, brands);
        String system = family(PLATFORMS, platform);
        return new UserAgent(
                browser.isEmpty() ? agent.browser() : browser,
                system.isEmpty() ? agent.system() : system,
                agent.kind(),
                agent.automated(),
                agent.missing());
    }

    /** Whether both cannot be true: hints come from Chromium only, and a browser knows its system. */
    static boolean contradict(UserAgent agent, String brands, String platform) {
        boolean chromium = !brands.isEmpty();
        boolean otherEngine = agent.browser().equals("Firefox")
                || agent.browser().equals("Safari")
                || agent.browser().equals("IE");
        String system = family(PLATFORMS, platform);
        return (chromium && otherEngine)
                || (!system.isEmpty() && !agent.system().isEmpty() && !system.equals(agent.system()));
    }

    private static String family(List<Sign> signs, String header) {
        String text = header.toLowerCase(Locale.ROOT);
        for (Sign sign : signs) {
            if (text.contains(sign.word)) {
                return sign.family;
            }
        }
        return "";
    }
}
