"""What is measured once for each proxy: memory of idle connections, others' latency under slow clients, system calls."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Optional, Sequence

import clients
import measure
import tools
from processes import Failed
from proxies import Running
from target import SMALL, Unserved

SETTLE = 2.0
STARTED = 65.0  # seconds after which a proxy has left its start-up behind: Gatehouse's JVM gives memory back once a minute
WARMING = 4.0
PROBES_PER_SECOND = 200


@dataclass(frozen=True)
class Idle:
    """Resident KiB of a proxy that was started a minute ago, by the number of idle connections."""

    proxy: str
    resident: Mapping[int, int] = field(default_factory=dict)
    trouble: str = ""

    def per_connection(self) -> Optional[float]:
        """KiB for each connection between the smallest and the largest number."""
        few, many = (min(self.resident), max(self.resident)) if self.resident else (0, 0)
        return (self.resident[many] - self.resident[few]) / (many - few) if many > few else None


def idle(running: Running, counts: Sequence[int]) -> Idle:
    """Waits for start-up to be over, opens connections, one request each, waits until the proxy has settled, and reads what it holds."""
    time.sleep(STARTED)
    resident: dict[int, int] = {}
    connections, trouble = clients.IdleConnections(running.target), ""
    try:
        for count in sorted(counts):
            try:
                connections.grow(count)
            except (OSError, Unserved) as fault:
                return Idle(running.name, resident, f"stopped on the way to {count} connections: {fault}")
            time.sleep(SETTLE)
            resident[count] = measure.tree_resident_kib(running.target.pid)
            closed = count - connections.still_open()
            if closed:
                trouble = f"it closed {closed} of {count} while they idled"
    finally:
        connections.close()
    return Idle(running.name, resident, trouble)


@dataclass(frozen=True)
class SlowClients:
    """Milliseconds that others wait, before and during an attack, and how many attackers are still connected at its end."""

    proxy: str
    kind: str
    before: Mapping[str, float] = field(default_factory=dict)
    during: Mapping[str, float] = field(default_factory=dict)
    errors: int = 0
    attackers: int = 0
    trouble: str = ""


def slow(running: Running, kind: str, connections: int, seconds: float, folder: Path) -> SlowClients:
    """Others send a steady trickle; first alone, then beside the slow clients until these end or the time is over.

    A short attack goes before: a JVM that meets its first thousand stalled clients compiles what deals with them, which is its start-up and not its service. The report says so.
    """
    warming = tools.Slow(kind, running.target, connections, WARMING, folder / f"warm-{running.name}-{kind}.log")
    time.sleep(WARMING)
    warming.end()
    before = clients.fixed_rate(running.target, PROBES_PER_SECOND, max(1.0, min(5.0, seconds / 3)), 8)
    attack = tools.Slow(kind, running.target, connections, seconds, folder / f"slow-{running.name}-{kind}.log")
    try:
        time.sleep(min(1.0, seconds / 4))  # its connections open within about a second
        opened = measure.connections_of(running.target.http)
        during = clients.fixed_rate(running.target, PROBES_PER_SECOND, max(1.0, seconds - 2), 8)
        left = measure.connections_of(running.target.http)
    finally:
        attack.end()
    trouble = "" if opened else "no slow client was connected after a second"
    return SlowClients(running.name, kind, before.summary(), during.summary(), before.errors + during.errors, left, trouble)


@dataclass(frozen=True)
class SystemCalls:
    """System calls for each request, with keep-alive."""

    proxy: str
    per_request: Optional[float] = None
    tracer: str = ""
    trouble: str = ""


def system_calls(running: Running, connections: int, seconds: float, folder: Path) -> SystemCalls:
    pids = measure.tree(running.target.pid, measure.read_stats())
    try:
        tracer = tools.Tracer(pids, folder / f"calls-{running.name}.txt")
        try:
            outcome = tools.wrk(running.target.url(SMALL), seconds, connections)
        finally:
            calls = tracer.stop()
    except Failed as fault:
        return SystemCalls(running.name, trouble=str(fault))
    if outcome.errors or not outcome.requests:
        return SystemCalls(running.name, trouble=f"{outcome.errors} errors in {outcome.requests} requests")
    return SystemCalls(running.name, calls / outcome.requests, tracer.name)
