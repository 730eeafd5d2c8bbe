package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gets an answer whole, within a limit. */
final class Fetch implements AnswerListener {
    private final OriginCall call;
    private final int largest;
    private final AnswerHeaders passing;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

    Fetch(OriginPool pool, HttpRequest request, byte[] body, int largest, AnswerHeaders passing) {
        this.passing = passing;
        this.largest = largest;
        call = new OriginCall(pool, request, body, passing.route().settings().answer(), this);
    }

    CompletionStage<Answer> start() {
        call.start();
        return answer.minimalCompletionStage();
    }

    @Override
    public void connected(Wire wire) {}

    @Override
    public void begin(HttpResponseStatus begun, HttpHeaders received) {
        status = begun;
        headers = passing.endToEnd(received);
    }

    @Override
    public void data(ByteBuf chunk) {
        try {
            if (answer.isDone()) {
                return;
            }
            if (chunk.readableBytes() > largest - body.size()) {
                call.cancel();
                answer.completeExceptionally(new UpstreamFailure(
                        UpstreamFailure.Kind.TOO_LARGE,
                        "the answer is larger than " + largest + " bytes; raise challenge.largest-answer to hold it",
                        null));
                return;
            }
            chunk.readBytes(body, chunk.readableBytes());
        } catch (IOException e) {
            throw new AssertionError("a byte array does not fail", e);
        } finally {
            chunk.release();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        answer.complete(new Answer(status, headers, body.toByteArray()));
    }

    @Override
    public void failed(UpstreamFailure failure) {
        answer.completeExceptionally(failure);
    }
}
