"""What is compared in rounds: each scenario is a load, what it needs, and how it is shown to be served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional, Sequence

import clients
import tools
from target import LARGE, SMALL, Target, Unserved, negotiated, probe, resumes
from tools import Outcome


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    connections: int = 64
    rate: float = 2000
    h2_connections: int = 8
    h2_streams: int = 8
    handshakes: int = 4


@dataclass(frozen=True)
class Scenario:
    """`ready` raises Unserved if a proxy cannot do this, and returns what is worth saying; `load` lasts the seconds it is given."""

    name: str
    says: str
    needs: Sequence[str]
    ready: Callable[[Target], str]
    load: Callable[[Target, float], Outcome]

    def missing(self) -> Optional[str]:
        return tools.missing(*self.needs)


def plain(path: str) -> Callable[[Target], str]:
    def ready(target: Target) -> str:
        probe(target, path)
        return ""

    return ready


def over_tls(target: Target) -> str:
    probe(target, SMALL, tls=True)
    return ""


def resuming(target: Target) -> str:
    over_tls(target)
    share = resumes(target)
    return f"{share * 100:.0f} % of probes resumed" + ("" if share == 1 else ": full handshakes are part of its figure")


def over_h2(target: Target) -> str:
    over_tls(target)
    agreed = negotiated(target, "h2", "http/1.1")
    if agreed != "h2":
        raise Unserved(f"refused HTTP/2: ALPN agreed on {agreed or 'nothing'} though h2 was offered")
    return ""


def fixed_rate(sizes: Sizes) -> Callable[[Target, float], Outcome]:
    def load(target: Target, seconds: float) -> Outcome:
        latencies = clients.fixed_rate(target, sizes.rate, seconds, sizes.connections)
        return Outcome(len(latencies.seconds), latencies.errors, latencies.summary())

    return load


def full_handshakes(sizes: Sizes) -> Callable[[Target, float], Outcome]:
    def load(target: Target, seconds: float) -> Outcome:
        done = clients.full_handshakes(target, seconds, sizes.handshakes)
        return Outcome(done.requests, done.errors)

    return load


def in_rounds(sizes: Sizes) -> list[Scenario]:
    many, streams = sizes.connections, f"{sizes.h2_connections} connections × {sizes.h2_streams} streams"
    return [
        Scenario("keep-alive", f"{many} connections that stay open, 200 bytes", ["wrk"], plain(SMALL),
                 lambda target, seconds: tools.wrk(target.url(SMALL), seconds, many)),
        Scenario("new-connections", f"a new connection for each request, {many} at a time", ["wrk"], plain(SMALL),
                 lambda target, seconds: tools.wrk(target.url(SMALL), seconds, many, close=True)),
        Scenario("tls", f"{many} TLS connections that stay open, 200 bytes", ["wrk"], over_tls,
                 lambda target, seconds: tools.wrk(target.url(SMALL, tls=True), seconds, many)),
        Scenario("tls-new", "a new TLS connection for each request, full handshake (no resumption)", [], over_tls, full_handshakes(sizes)),
        Scenario("tls-resumed", "a new TLS connection for each request, session resumed", ["wrk"], resuming,
                 lambda target, seconds: tools.wrk(target.url(SMALL, tls=True), seconds, many, close=True)),
        Scenario("h2", f"HTTP/2 over TLS, {streams}", ["h2load"], over_h2,
                 lambda target, seconds: tools.h2load(target.url(SMALL, tls=True), seconds, sizes.h2_connections, sizes.h2_streams)),
        Scenario("large", f"{many} connections that stay open, 64 KiB", ["wrk"], plain(LARGE),
                 lambda target, seconds: tools.wrk(target.url(LARGE), seconds, many)),
        Scenario("rate", f"{sizes.rate:g} requests/s whatever happens, {many} connections: latency", [], plain(SMALL), fixed_rate(sizes)),
    ]


# Measured once for each proxy, not in rounds: see special.py.
SPECIAL = {
    "idle": "resident memory with idle connections",
    "slow": "others' latency while slow clients attack (slowhttptest)",
    "syscalls": "system calls for each request (perf or strace)",
}
