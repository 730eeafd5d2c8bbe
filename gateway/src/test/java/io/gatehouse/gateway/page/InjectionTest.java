package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InjectionTest {
    private static final HttpResponseStatus OK = HttpResponseStatus.OK;
    private static final String TAG = "<script src=\"/.gatehouse/device.js\" defer></script>";

    /** {@code |} marks where the tag is to be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><head>|<title>x</title></head><body></body></html>",
                "<HTML LANG='de'><HEAD profile=\"a>b\" data-x='c>d' data-y=e>|<meta charset=utf-8>",
                "<html><head/>|<title>x</title>",
                "<head\n>|",
                "<html><head =\">|x\">",
                "<html><head a= >|x",
                "<html><head a/b = 'c>' d>|x",
                "\uFEFF<!doctype html>\n|<title>x</title><head>",
                "<!DOCTYPE html><html lang=\"x>y\">\n  |<body>",
                "|<header>x</header>",
                "|<h1>x</h1>",
                "|<script>'<head>'</script><head>",
                "|<style><head></style>",
                "|<title><head></title>",
                "|<textarea><head></textarea>",
                "<!-- <head> --><html>|<p>",
                "<!--><head>|--><p>",
                "<!---><head>|--><p>",
                "<!----><head>|--><p>",
                "<!-- a -- <head> --- > --!><head>|",
                "<!----!><head>|--><p>",
                "<!--!> <head> --><head>|",
                "<!-- --!- <head> -->|<p>",
                "<!--[if IE]><html class=ie><head><![endif]--><html><head>|",
                "<![if !IE]><head>|<![endif]>",
                "<!-x><head>|",
                "<!><head>|",
                "<?xml version=\"1.0\"?><html><head>|",
                "</p a=\"><head>\"></ <p><head>|",
                "</a=\"><head>|\">",
                "</><head>|",
                "a < b <3 <<head>|",
                "Warning: 1 < 2 |<br>"
            })
    void theTagComesFirstInTheHead(String marked) {
        assertThat(injected(marked.replace("|", ""))).isEqualTo(marked.replace("|", TAG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "<", "<he", "<head", "<head a='>", "<!-- <p>", "<!doctype html", "</p"})
    void aPageWithoutAnElementStaysAsItIs(String page) {
        assertThat(injected(page)).isEqualTo(page);
    }

    @Test
    void aHeadIsLookedForInTheFirstBytesOnly() {
        String far = "<!--" + "x".repeat(Injection.LOOK - 13) + "-->";
        assertThat(injected(far + "<head>")).isEqualTo(far + "<head>" + TAG);
        assertThat(injected(far + "x<head>")).isEqualTo(far + "x<head>");
    }

    @Test
    void whatComesAfterTheTagIsNotTouched() {
        Injection injection = injection(html());
        ByteBuf first = bytes("<head>");
        injection.insert(first).release();
        ByteBuf second = bytes("<head>");

        assertThat(injection.insert(second)).isSameAs(second);
        second.release();
        assertThat(first.refCnt()).isZero();
    }

    @Test
    void whatComesBeforeTheHeadIsNotHeldBack() {
        Injection injection = injection(html());
        ByteBuf comment = bytes("<!-- comment -->\n");

        assertThat(injection.insert(comment)).isSameAs(comment);
        comment.release();
    }

    @Test
    void thePagesLengthAndDigestsGoAndItsTagBecomesWeak() {
        HttpHeaders headers = html().set("Content-Length", "100")
                .set("ETag", "\"a\"")
                .set("Accept-Ranges", "bytes")
                .set("Content-Digest", "sha-256=:x:")
                .set("Digest", "sha-256=x")
                .set("Cache-Control", "private")
                .set("Last-Modified", "yesterday");
        injection(headers);

        assertThat(headers.names())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder("content-type", "etag", "cache-control", "last-modified");
        assertThat(headers.get("ETag")).isEqualTo("W/\"a\"");
    }

    @Test
    void aPageThatStaysAsItIsKeepsItsHeaders() {
        HttpHeaders headers =
                html().set("Content-Length", "100").set("ETag", "\"a\"").set("Cache-Control", "no-transform");

        assertThat(Injection.into(navigation("/plain"), OK, headers)).isEmpty();
        assertThat(headers.get("Content-Length")).isEqualTo("100");
        assertThat(headers.get("ETag")).isEqualTo("\"a\"");
    }

    @Test
    void aPageThatTheBrowserHasIsConfirmedByTheWeakTagItHas() {
        HttpHeaders headers = new DefaultHttpHeaders().set("ETag", "\"a\"");
        RequestHead head = navigation("/");
        head.headers().set("If-None-Match", "\"b\", W/\"a\"");

        assertThat(Injection.into(head, HttpResponseStatus.NOT_MODIFIED, headers))
                .isEmpty();
        assertThat(headers.get("ETag")).isEqualTo("W/\"a\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "Text/HTML ; charset=\"UTF-8\"",
                "text/html;charset=iso-8859-1",
                "text/html; charset=Shift_JIS",
                "text/html; charset=gb18030"
            })
    void pagesInAnEncodingThatContainsAsciiGetTheTag(String type) {
        assertThat(Injection.into(navigation("/"), OK, html().set("Content-Type", type)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/xhtml+xml",
                "text/htmlx",
                "",
                "text/html; charset=utf-16",
                "text/html; charset=utf-7",
                "text/html; charset=iso-2022-jp",
                "text/html; charset=IBM037",
                "text/html; charset=%%"
            })
    void otherContentStaysAsItIs(String type) {
        assertThat(Injection.into(navigation("/"), OK, html().set("Content-Type", type)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Encoding, gzip",
        "Content-Disposition, attachment; filename=a.html",
        "Cache-Control, 'max-age=1, no-transform'",
        "Content-Security-Policy, script-src 'none'",
        "Content-Length, 0"
    })
    void pagesThatMustStayAsTheyAreDo(String header, String value) {
        assertThat(Injection.into(navigation("/"), OK, html().set(header, value)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 204, 205, 206, 302, 304, 401, 404, 500})
    void onlyWholeSuccessfulAnswersGetTheTag(int status) {
        assertThat(Injection.into(navigation("/"), HttpResponseStatus.valueOf(status), html()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Mode, cors",
        "Sec-Fetch-Mode, same-origin",
        "X-Requested-With, XMLHttpRequest",
        "Range, bytes=0-1",
        "Accept, application/json"
    })
    void whatIsNotANavigationIsLeftAlone(String header, String value) {
        RequestHead head = navigation("/");
        head.headers().set(header, value);

        assertThat(Injection.mayApply(head)).isFalse();
        assertThat(Injection.into(head, OK, html())).isEmpty();
    }

    @Test
    void framesAreNavigatedToAndEmbeddedObjectsAreNot() {
        RequestHead head = navigation("/");
        head.headers().set("Sec-Fetch-Mode", "navigate").set("Sec-Fetch-Dest", "iframe");
        assertThat(Injection.mayApply(head)).isTrue();

        head.headers().set("Sec-Fetch-Dest", "object");
        assertThat(Injection.mayApply(head)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "HEAD, /", "GET, /.gatehouse/challenges/c"})
    void ourOwnPagesAndOtherMethodsAreLeftAlone(String method, String path) {
        RequestHead head = new RequestHead(
                method, path, path, null, "app.test", navigation("/").headers());

        assertThat(Injection.mayApply(head)).isFalse();
    }

    @Test
    void theNonceOfThePagesPolicyIsOnTheTag() {
        Injection injection = injection(html().set("Content-Security-Policy", "script-src 'nonce-aB+/_-1=='"));

        assertThat(text(injection.insert(bytes("<head>"))))
                .isEqualTo("<head><script src=\"/.gatehouse/device.js\" defer nonce=\"aB+/_-1==\"></script>");
    }

    private static String injected(String page) {
        Injection injection = injection(html());
        return text(injection.insert(bytes(page))) + text(injection.end());
    }

    private static Injection injection(HttpHeaders headers) {
        Optional<Injection> injection = Injection.into(navigation("/"), OK, headers);
        assertThat(injection).isPresent();
        return injection.get();
    }

    private static RequestHead navigation(String path) {
        HttpHeaders headers = new DefaultHttpHeaders().set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        return new RequestHead("GET", path, path, null, "app.test", headers);
    }

    private static HttpHeaders html() {
        return new DefaultHttpHeaders().set("Content-Type", "text/html");
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuf buffer) {
        String text = buffer.toString(StandardCharsets.UTF_8);
        buffer.release();
        return text;
    }
}
