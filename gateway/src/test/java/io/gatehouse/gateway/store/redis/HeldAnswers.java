package io.gatehouse.gateway.store.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Stands between a node and Redis, notes what is asked, and can hold back what is answered. */
final class HeldAnswers implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Socket> sockets = new ArrayList<>();
    private boolean held;

    private HeldAnswers(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static HeldAnswers before(int target) throws IOException {
        HeldAnswers between = new HeldAnswers(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        thread(between::accept);
        return between;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Everything that was asked, a character a byte. */
    synchronized String sent() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = keep(listener.accept());
            Socket server = keep(new Socket(InetAddress.getLoopbackAddress(), target));
            thread(() -> pump(client.getInputStream(), server.getOutputStream(), true));
            thread(() -> pump(server.getInputStream(), client.getOutputStream(), false));
        }
    }

    private synchronized Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void pump(InputStream from, OutputStream to, boolean questions) throws IOException {
        byte[] buffer = new byte[65_536];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            pass(buffer, length, questions);
            to.write(buffer, 0, length);
        }
    }

    private synchronized void pass(byte[] bytes, int length, boolean questions) {
        if (questions) {
            sent.write(bytes, 0, length);
        }
        try {
            while (held && !questions) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // Closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        release();
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
