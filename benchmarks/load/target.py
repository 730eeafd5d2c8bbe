"""What a load is sent to, and the one request that shows it is served as it should be."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

SMALL, LARGE, UPLOAD = "/small", "/large", "/upload"
SIZES = {SMALL: 200, LARGE: 64 * 1024}
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Target:
    """A proxy that runs: its listeners, and the process that is its root. `https` is 0 for a proxy without TLS."""

    http: int
    https: int
    pid: int

    def url(self, path: str, tls: bool = False) -> str:
        return f"https://{HOST}:{self.https}{path}" if tls else f"http://{HOST}:{self.http}{path}"


class Unserved(Exception):
    """A proxy does not do what a scenario needs; the message is the reason, for the report."""


def request(path: str, port: int, close: bool = False) -> bytes:
    connection = "Connection: close\r\n" if close else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nUser-Agent: load\r\n{connection}\r\n".encode()


def client_tls(protocols: tuple[str, ...] = ()) -> ssl.SSLContext:
    """A client that accepts the certificate made for this run."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def complete(received: bytes) -> bool:
    """Whether an answer with a Content-Length has all arrived."""
    head, separator, body = received.partition(b"\r\n\r\n")
    return bool(separator) and len(body) >= content_length(head)


def content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise Unserved("its answer has no Content-Length, though the application's has")


def check(received: bytes, path: str) -> None:
    """Raises Unserved unless this is the application's answer, whole."""
    head, _, body = received.partition(b"\r\n\r\n")
    if head.split(b" ")[1:2] != [b"200"]:
        raise Unserved(f"answered {path} with {head.splitlines()[0].decode(errors='replace') if head else 'nothing'}")
    if len(body) != SIZES[path]:
        raise Unserved(f"answered {path} with {len(body)} bytes instead of {SIZES[path]}")


def probe(target: Target, path: str, tls: bool = False) -> None:
    """Asks once. Raises Unserved with the reason if the answer is not the application's."""
    if tls and not target.https:
        raise Unserved("has no TLS listener")
    port = target.https if tls else target.http
    try:
        with socket.create_connection((HOST, port), timeout=10) as plain:
            connection = client_tls().wrap_socket(plain) if tls else plain
            connection.sendall(request(path, port, close=True))
            check(read_to_end(connection), path)
    except OSError as fault:
        raise Unserved(f"does not answer: {fault}") from fault


def read_to_end(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    while part := connection.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def negotiated(target: Target, *protocols: str) -> str | None:
    """The protocol that ALPN agrees on."""
    try:
        with socket.create_connection((HOST, target.https), timeout=10) as plain:
            with client_tls(protocols).wrap_socket(plain) as connection:
                return connection.selected_alpn_protocol()
    except ssl.SSLError as fault:
        raise Unserved(f"refused the TLS handshake that offers {' or '.join(protocols)}: {fault.reason}") from fault


def resumes(target: Target, tries: int = 10) -> float:
    """The share (0 to 1) of connections that continue the TLS session of the one before."""
    context, session, reused = client_tls(), None, 0
    for number in range(tries + 1):
        with socket.create_connection((HOST, target.https), timeout=10) as plain:
            with context.wrap_socket(plain, session=session) as connection:
                connection.sendall(request(SMALL, target.https, close=True))
                read_to_end(connection)
                reused += number > 0 and bool(connection.session_reused)
                session = connection.session
    return reused / tries
