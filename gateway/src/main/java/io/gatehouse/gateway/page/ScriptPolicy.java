package io.gatehouse.gateway.page;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a page's {@code Content-Security-Policy} headers let the device script load and ask how a sign-in stands. Where in doubt the answer is no.
 *
 * @param nonce to put on the tag; null where none is needed
 * @param objection why the script would not run; null where it would
 */
record ScriptPolicy(@Nullable String nonce, @Nullable String objection) {
    /** Where the script asks how a sign-in stands; the rest of the address is the challenge's id. */
    private static final String STATUS = "/.gatehouse/challenges/";

    private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9+/_-]+={0,2})'", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST_SOURCE =
            Pattern.compile("(?:https?://)?(?<host>[^/:]+)(?<port>:[0-9]+|:\\*)?(?<path>/.*)?");

    /**
     * Reads all policies of an answer: a script must pass each.
     *
     * @param headers the values of the header
     * @param host of the page, with its port unless that is the scheme's own
     * @param script the path of the script
     */
    static ScriptPolicy of(List<String> headers, String host, String script) {
        Set<String> nonces = null;
        for (String policy : String.join(",", headers).split(",", -1)) {
            Map<String, List<String>> directives = directives(policy);
            List<String> connect = first(directives, "connect-src", "default-src");
            List<String> scripts = first(directives, "script-src-elem", "script-src", "default-src");
            List<String> sandbox = directives.get("sandbox");
            if (sandbox != null && !sandbox.containsAll(List.of("allow-scripts", "allow-same-origin"))) {
                return objection("it is in a sandbox without allow-scripts and allow-same-origin");
            }
            if (connect != null && !admits(connect, host, STATUS)) {
                return objection("connect-src does not let the script ask: add 'self'");
            }
            if (scripts == null || (!has(scripts, "'strict-dynamic'") && admits(scripts, host, script))) {
                continue;
            }
            Set<String> named = nonces(scripts);
            if (nonces == null) {
                nonces = named;
            } else {
                nonces.retainAll(named);
            }
            if (nonces.isEmpty()) {
                return objection("script-src admits neither 'self' nor a nonce that could be put on the tag: add one");
            }
        }
        return new ScriptPolicy(nonces == null ? null : nonces.iterator().next(), null);
    }

    private static ScriptPolicy objection(String why) {
        return new ScriptPolicy(null, "its Content-Security-Policy forbids it: " + why);
    }

    /** Of a directive that is named twice the first counts. */
    private static Map<String, List<String>> directives(String policy) {
        Map<String, List<String>> directives = new HashMap<>();
        for (String directive : policy.split(";", -1)) {
            List<String> words = List.of(directive.strip().split("\\s+"));
            directives.putIfAbsent(words.get(0).toLowerCase(Locale.ROOT), words.subList(1, words.size()));
        }
        return directives;
    }

    private static @Nullable List<String> first(Map<String, List<String>> directives, String... names) {
        for (String name : names) {
            List<String> sources = directives.get(name);
            if (sources != null) {
                return sources;
            }
        }
        return null;
    }

    private static boolean has(List<String> sources, String keyword) {
        return sources.stream().anyMatch(keyword::equalsIgnoreCase);
    }

    private static Set<String> nonces(List<String> sources) {
        Set<String> nonces = new LinkedHashSet<>();
        for (String source : sources) {
            Matcher matcher = NONCE.matcher(source);
            if (matcher.matches()) {
                nonces.add(matcher.group(1));
            }
        }
        return nonces;
    }

    private static boolean admits(List<String> sources, String host, String path) {
        return sources.stream().anyMatch(source -> admits(source.toLowerCase(Locale.ROOT), host, path));
    }

    private static boolean admits(String source, String host, String path) {
        if (Set.of("*", "'self'", "https:", "http:").contains(source)) {
            return true;
        }
        Matcher matcher = HOST_SOURCE.matcher(source);
        return matcher.matches()
                && admitsHost(
                        matcher.group("host"),
                        Optional.ofNullable(matcher.group("port")).orElse(""),
                        host)
                && admitsPath(Optional.ofNullable(matcher.group("path")).orElse("/"), path);
    }

    private static boolean admitsHost(String pattern, String port, String host) {
        String name = host.replaceFirst(":[0-9]+$", "");
        String rest = host.substring(name.length());
        boolean named = pattern.startsWith("*.") ? name.endsWith(pattern.substring(1)) : name.equals(pattern);
        return named && (port.equals(":*") || port.equals(rest));
    }

    private static boolean admitsPath(String pattern, String path) {
        return pattern.endsWith("/") ? path.startsWith(pattern) : path.equals(pattern);
    }
}
