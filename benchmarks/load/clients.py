"""Load that no common tool makes: a fixed rate, connections that idle, and full TLS handshakes."""

from __future__ import annotations

import gc
import select
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field

import measure
from target import HOST, SMALL, Target, Unserved, check, client_tls, complete, read_to_end, request

_BIND_ADDRESS_NO_PORT = 24  # Linux's IP_BIND_ADDRESS_NO_PORT: the port is chosen when it is known where to, so that it can be shared
_PORTS_PER_ADDRESS = 8000


@dataclass
class Latencies:
    """Seconds from when a request was due to the end of its answer; `late` is how far behind its schedule the client itself was."""

    seconds: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    errors: int = 0

    def summary(self) -> dict[str, float]:
        """In milliseconds."""
        if not self.seconds:
            return {}
        named = {"p50": 50.0, "p99": 99.0, "p999": 99.9}
        values = {name: measure.percentile(self.seconds, percent) * 1e3 for name, percent in named.items()}
        return {**values, "late-p99": measure.percentile(self.late, 99) * 1e3}


class _Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.due = 0.0
        self.received = b""
        self.socket = socket.create_connection((HOST, port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)

    def fileno(self) -> int:
        return self.socket.fileno()


def fixed_rate(target: Target, rate: float, seconds: float, connections: int, patience: float = 2.0) -> Latencies:
    """
    Sends a request every 1/rate seconds, whether earlier ones were answered or not (an open loop). A request that finds no free
    connection waits, and its wait counts: latency runs from when it was due, so that a stall shows in all requests it delayed,
    which a client that waits for answers would leave out ("coordinated omission").
    """
    result = Latencies()
    try:
        free = deque(_Connection(target.http) for _ in range(connections))
    except OSError:
        result.errors += 1
        return result
    everyone = list(free)
    busy: set[_Connection] = set()
    waiting: deque[float] = deque()
    message = request(SMALL, target.http)
    gc.disable()
    try:
        start, sent, total = time.perf_counter() + 0.01, 0, max(1, int(rate * seconds))
        while sent < total or busy or waiting:
            now = time.perf_counter()
            if now > start + seconds + patience:
                break
            while sent < total and start + sent / rate <= now:
                waiting.append(start + sent / rate)
                result.late.append(now - waiting[-1])
                sent += 1
            while waiting and free:
                connection = free.popleft()
                connection.due, connection.received = waiting.popleft(), b""
                busy.add(connection)
                try:
                    connection.socket.send(message)
                except OSError:
                    _fail(connection, busy, free, everyone, result)
            due = start + sent / rate - time.perf_counter() if sent < total else 0.05
            # select rather than epoll, whose timeout Python rounds up to whole milliseconds.
            for connection in select.select(list(busy), [], [], max(0.0, due))[0]:
                _receive(connection, busy, free, everyone, result)
        result.errors += len(busy) + len(waiting) + total - sent
    finally:
        gc.enable()
        for connection in everyone:
            connection.socket.close()
    return result


def _receive(connection: _Connection, busy: set[_Connection], free: deque[_Connection], everyone: list[_Connection], result: Latencies) -> None:
    try:
        part = connection.socket.recv(1 << 16)
        connection.received += part
        if part and not complete(connection.received):
            return
        check(connection.received, SMALL)
    except BlockingIOError:
        return
    except (OSError, Unserved):
        _fail(connection, busy, free, everyone, result)
        return
    result.seconds.append(time.perf_counter() - connection.due)
    busy.remove(connection)
    free.append(connection)


def _fail(connection: _Connection, busy: set[_Connection], free: deque[_Connection], everyone: list[_Connection], result: Latencies) -> None:
    """Counts an error and replaces the connection, if that can be done."""
    result.errors += 1
    busy.discard(connection)
    connection.socket.close()
    try:
        free.append(_Connection(connection.port))
        everyone.append(free[-1])
    except OSError:
        result.errors += 1


@dataclass
class Handshakes:
    requests: int = 0
    errors: int = 0


def full_handshakes(target: Target, seconds: float, clients: int = 4) -> Handshakes:
    """New TLS connections with one request each; no session is ever offered again, so each is a full handshake."""
    result, lock, end = Handshakes(), threading.Lock(), time.monotonic() + seconds
    context = client_tls()
    message = request(SMALL, target.https, close=True)

    def one_after_the_other() -> None:
        done = errors = 0
        while time.monotonic() < end:
            try:
                with socket.create_connection((HOST, target.https), timeout=5) as plain:
                    # As browsers do: else the request would wait for the server to acknowledge the handshake's end.
                    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    with context.wrap_socket(plain) as connection:
                        connection.sendall(message)
                        check(read_to_end(connection), SMALL)
                done += 1
            except (OSError, Unserved):
                errors += 1
        with lock:
            result.requests += done
            result.errors += errors

    threads = [threading.Thread(target=one_after_the_other) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return result


class IdleConnections:
    """Connections that were each used once and are kept open. Several source addresses: one has too few ports for many."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._open: list[socket.socket] = []

    def grow(self, count: int) -> None:
        """Opens more, until there are `count`. Raises OSError or Unserved if the proxy does not play."""
        message = request(SMALL, self._target.http)
        while len(self._open) < count:
            connection = socket.socket()
            self._open.append(connection)
            connection.settimeout(10)
            connection.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
            connection.bind((f"127.0.0.{2 + len(self._open) // _PORTS_PER_ADDRESS}", 0))
            connection.connect((HOST, self._target.http))
            connection.sendall(message)
            received = b""
            while not complete(received):
                part = connection.recv(4096)
                if not part:
                    break
                received += part
            check(received, SMALL)

    def still_open(self) -> int:
        """How many the proxy has not closed."""
        poll = select.epoll()
        try:
            for connection in self._open:
                poll.register(connection.fileno(), select.EPOLLIN | select.EPOLLRDHUP)
            return len(self._open) - len(poll.poll(0, max(1, len(self._open))))
        finally:
            poll.close()

    def close(self) -> None:
        for connection in self._open:
            connection.close()
        self._open.clear()


