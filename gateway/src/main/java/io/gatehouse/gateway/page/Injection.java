package io.gatehouse.gateway.page;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the device script's tag into one HTML page of the application, on its way to a browser. The page is not waited for: what has come is passed on, in the buffers in which it came,
 * but for the start of a tag of which the rest is still to come, five bytes at most. If the place is not among the first bytes, the page stays as it is.
 *
 * <p>The tag comes before everything else in the head. So it is no business of a policy in a meta tag, which governs what follows it; and since the script is deferred, it runs before the
 * page's own deferred scripts and modules.
 */
public final class Injection {
    static final String SCRIPT = "/.gatehouse/device.js";

    /** How far into a page its head is looked for, bytes. */
    static final int LOOK = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Injection.class);

    /** Paths of which the log knows; so many that it tells what is wrong, and so few that clients who make paths up cannot fill it. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private static final int MOST_TOLD = 200;

    private final HeadFinder finder = new HeadFinder();
    private final byte[] tag;
    private byte[] held = {};
    private int seen;
    private boolean over;

    private Injection(@Nullable String nonce) {
        String attribute = nonce == null ? "" : " nonce=\"" + nonce + "\"";
        tag = ("<script src=\"" + SCRIPT + "\" defer" + attribute + "></script>").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the answer may be a page to put the tag into; the application must then be asked for one without {@code Content-Encoding}. */
    public static boolean mayApply(RequestHead head) {
        return InjectionHeaders.isNavigation(head);
    }

    /** Decides about an answer, of which only the end-to-end headers are given, and makes them fit the page as it will be. */
    public static Optional<Injection> into(RequestHead head, HttpResponseStatus status, HttpHeaders headers) {
        if (!mayApply(head)) {
            return Optional.empty();
        }
        if (status.code() == 304) {
            InjectionHeaders.confirm(head, headers);
            return Optional.empty();
        }
        if (!InjectionHeaders.isPage(status, headers)) {
            return Optional.empty();
        }
        ScriptPolicy policy =
                ScriptPolicy.of(headers.getAll(HttpHeaderNames.CONTENT_SECURITY_POLICY), head.host(), SCRIPT);
        Optional<String> objection =
                InjectionHeaders.objection(headers).or(() -> Optional.ofNullable(policy.objection()));
        if (objection.isPresent()) {
            tell(head, objection.get());
            return Optional.empty();
        }
        InjectionHeaders.adjust(headers);
        return Optional.of(new Injection(policy.nonce()));
    }

    private static void tell(RequestHead head, String objection) {
        // As the client sent it: encoded, so that it cannot break the log's lines; and without the query, which may
        // hold secrets.
        String path = head.target().split("\\?", 2)[0];
        if (TOLD.size() < MOST_TOLD && TOLD.add(path)) {
            LOG.warn("The page {} goes without the device script: {}", path, objection);
        }
    }

    /**
     * Takes the next piece of the page and gives what is to be passed on for it, which may be empty.
     *
     * @param chunk becomes ours
     * @return the caller's to write or to release
     */
    public ByteBuf insert(ByteBuf chunk) {
        if (over) {
            return chunk;
        }
        int from = chunk.readerIndex();
        int looked = Math.min(chunk.readableBytes(), LOOK - seen);
        int at = chunk.forEachByte(from, looked, finder);
        seen += looked;
        if (at >= 0) {
            over = true;
            return with(chunk, finder.isAfterHeadTag() ? at + 1 - from : at - from - finder.undecided());
        }
        if (seen == LOOK) {
            over = true;
            return held.length == 0 ? chunk : Unpooled.wrappedBuffer(released(), chunk);
        }
        return hold(chunk);
    }

    /** What is left to pass on when the page has ended. */
    public ByteBuf end() {
        over = true;
        return released();
    }

    /** @param place in the chunk; negative: before the bytes that were held */
    private ByteBuf with(ByteBuf chunk, int place) {
        ByteBuf script = Unpooled.wrappedBuffer(tag);
        if (place < 0) {
            return Unpooled.wrappedBuffer(script, released(), chunk);
        }
        return Unpooled.wrappedBuffer(released(), chunk.readRetainedSlice(place), script, chunk);
    }

    /** Keeps what the next chunk may turn out to be the rest of. */
    private ByteBuf hold(ByteBuf chunk) {
        int open = finder.undecided();
        int more = Math.min(open, chunk.readableBytes());
        ByteBuf before = open > more ? Unpooled.EMPTY_BUFFER : released();
        byte[] kept = new byte[open];
        System.arraycopy(held, 0, kept, 0, open - more);
        chunk.getBytes(chunk.writerIndex() - more, kept, open - more, more);
        held = kept;
        chunk.writerIndex(chunk.writerIndex() - more);
        return before.isReadable() ? Unpooled.wrappedBuffer(before, chunk) : chunk;
    }

    private ByteBuf released() {
        ByteBuf buffer = Unpooled.wrappedBuffer(held);
        held = new byte[0];
        return buffer;
    }
}
