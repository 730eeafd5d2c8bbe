package io.gatehouse.gateway.exchange;

/** A body in which somebody has a hand on its way. What is not overridden passes. */
public abstract class WrappedBody implements RequestBody {
    private final RequestBody body;

    protected WrappedBody(RequestBody body) {
        this.body = body;
    }

    @Override
    public boolean isEmpty() {
        return body.isEmpty();
    }

    @Override
    public long declaredLength() {
        return body.declaredLength();
    }

    @Override
    public void readTo(Sink sink) {
        body.readTo(sink);
    }

    @Override
    public void pause() {
        body.pause();
    }

    @Override
    public void resume() {
        body.resume();
    }
}
