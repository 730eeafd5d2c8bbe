package io.gatehouse.gateway.flow.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A sign-in has at most 20 bytes here, and the field {@code p}. */
class LoginBodyTest implements RequestBody, LoginBody.Reader, RequestBody.Sink {
    private final List<String> told = new ArrayList<>();
    private final List<ByteBuf> given = new ArrayList<>();
    private @Nullable Sink source;
    private @Nullable RequestBody rest;

    private void read(String type) throws MalformedLogin {
        FieldSentry sentry = FieldSentry.at(Logins.FORM_WHEN, Requests.post(type));
        LoginBody.read(this, 20, sentry, this);
    }

    private void send(String... chunks) {
        for (String chunk : chunks) {
            ByteBuf bytes = Unpooled.copiedBuffer(chunk, StandardCharsets.ISO_8859_1);
            given.add(bytes);
            Objects.requireNonNull(source).data(bytes);
        }
    }

    private void end() {
        Objects.requireNonNull(source).end(EmptyHttpHeaders.INSTANCE);
    }

    private void take() {
        Objects.requireNonNull(rest).readTo(this);
    }

    private void assertTold(String... what) {
        assertThat(told).containsExactly(what);
        assertThat(given).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @Test
    void aShortBodyIsHeldUntilItIsWhole() throws Exception {
        read(Requests.FORM);
        send("u=a", "nn&p=");
        assertTold();
        end();
        assertTold("whole u=ann&p= true");
    }

    @Test
    void aShortBodyWithoutTheFieldIsNoSignIn() throws Exception {
        read(Requests.FORM);
        send("a=p");
        end();
        assertTold("whole a=p false");
    }

    @Test
    void aLongBodyWithTheFieldIsRefusedBeforeAnythingIsPassedOn() throws Exception {
        read(Requests.FORM);
        send("p=", "x".repeat(30), "more");
        end();
        assertTold("paused", "refused true");
    }

    @Test
    void aLongBodyWithoutTheFieldStreams() throws Exception {
        read(Requests.FORM);
        send("a=" + "x".repeat(30));
        take();
        send("yyy", "&b=");
        end();
        assertTold("paused", "streams", "data a=" + "x".repeat(30), "resumed", "data yyy", "data &b=", "end");
    }

    @Test
    void whatIsNoFormStreamsAtOnce() throws Exception {
        read("image/png");
        send("\u0000");
        take();
        send("&p=");
        end();
        assertTold("paused", "streams", "data \u0000", "resumed", "data &p=", "end");
    }

    @Test
    void theFieldInTheRestBreaksTheStreamOff() throws Exception {
        read(Requests.FORM);
        send("a=" + "x".repeat(30));
        take();
        send("yy", "&p=secret", "more");
        end();
        assertTold("paused", "streams", "data a=" + "x".repeat(30), "resumed", "data yy", "failed MalformedLogin");
    }

    @Test
    void aNameThatIsNotYetCompleteIsNotPassedOn() throws Exception {
        read(Requests.FORM);
        send("a=" + "x".repeat(30));
        take();
        send("yy&", "p", "q", "=1&p");
        end();
        assertTold(
                "paused",
                "streams",
                "data a=" + "x".repeat(30),
                "resumed",
                "data yy&",
                "data pq",
                "data =1&",
                "failed MalformedLogin");
    }

    @Test
    void whatCameBeforeAnybodyReadsIsKept() throws Exception {
        read(Requests.FORM);
        send("a=" + "x".repeat(30), "yy");
        end();
        take();
        assertTold("paused", "streams", "data a=" + "x".repeat(30) + "yy", "end");
    }

    @Test
    void aClientThatLeavesIsToldToWhoeverReads() throws Exception {
        read(Requests.FORM);
        send("a=" + "x".repeat(30));
        take();
        Objects.requireNonNull(source).failed(new IOException());
        assertTold("paused", "streams", "data a=" + "x".repeat(30), "resumed", "failed IOException");
    }

    @Test
    void whatCanBeReadInTwoWaysIsRefusedAtOnce() throws Exception {
        read("multipart/form-data; boundary=xyz");
        send("--xyz x");
        assertTold("paused", "refused false");
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long declaredLength() {
        return -1;
    }

    @Override
    public void readTo(Sink sink) {
        source = sink;
    }

    @Override
    public void pause() {
        told.add("paused");
    }

    @Override
    public void resume() {
        told.add("resumed");
    }

    @Override
    public void whole(byte[] body, boolean mayBeSignIn) {
        told.add("whole " + new String(body, StandardCharsets.ISO_8859_1) + " " + mayBeSignIn);
    }

    @Override
    public void streams(RequestBody body) {
        told.add("streams");
        rest = body;
    }

    @Override
    public void refused(MalformedLogin why) {
        told.add("refused " + why.isTooLong());
    }

    @Override
    public void data(ByteBuf chunk) {
        told.add("data " + chunk.toString(StandardCharsets.ISO_8859_1));
        chunk.release();
    }

    @Override
    public void end(HttpHeaders trailers) {
        told.add("end");
    }

    @Override
    public void failed(Throwable cause) {
        told.add("failed " + cause.getClass().getSimpleName());
    }
}
