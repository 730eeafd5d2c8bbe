"""What was consumed: CPU time and memory of process trees and of the machine, read from /proc; and the few statistics the report needs."""

from __future__ import annotations

import functools
import gzip
import math
import os
import platform
import resource
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Sequence

PROC = Path("/proc")
TICKS_PER_SECOND: int = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stat:
    """The fields of /proc/PID/stat that matter here; `ticks` has the time of all threads, and of children that ended and were waited for."""

    pid: int
    parent: int
    ticks: int


def parse_stat(line: str) -> Stat:
    """Reads a line of /proc/PID/stat. The name, in brackets, may itself hold spaces and brackets: the last one ends it."""
    pid = int(line[: line.index("(")])
    fields = line[line.rindex(")") + 2 :].split()
    # Counted from the state, which proc(5) numbers 3: ppid is 4; utime, stime, cutime and cstime are 14 to 17.
    return Stat(pid, int(fields[1]), sum(int(field) for field in fields[11:15]))


def read_stats() -> dict[int, Stat]:
    """All processes of the machine; one that ends while it is read is left out."""
    found: dict[int, Stat] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = parse_stat((entry / "stat").read_text(errors="replace"))
            except OSError:
                continue
            found[stat.pid] = stat
    return found


def tree(root: int, stats: dict[int, Stat]) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for stat in stats.values():
        children.setdefault(stat.parent, []).append(stat.pid)
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        if pid in stats:
            found.append(pid)
            open_ += children.get(pid, [])
    return found


def tree_seconds(root: int) -> float:
    """User + system time of a process, its threads and its children, since each began."""
    stats = read_stats()
    return sum(stats[pid].ticks for pid in tree(root, stats)) / TICKS_PER_SECOND


def parse_resident_kib(status: str) -> int:
    """VmRSS of /proc/PID/status, in KiB; 0 for a process that has none any more."""
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def tree_resident_kib(root: int) -> int:
    """Resident memory of a process and its children. Pages that they share count in each: of nginx's two processes, some MiB."""
    total = 0
    for pid in tree(root, read_stats()):
        try:
            total += parse_resident_kib((PROC / str(pid) / "status").read_text())
        except OSError:
            continue
    return total


def established(table: str, port: int) -> int:
    """How many connections a listener on this port has, from the text of /proc/net/tcp or tcp6."""
    rows = (line.split() for line in table.splitlines()[1:])
    return sum(1 for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01")


def connections_of(port: int) -> int:
    """In both tables: a JVM's sockets speak IPv6 also where the traffic does not."""
    return sum(established(table.read_text(), port) for table in (PROC / "net" / "tcp", PROC / "net" / "tcp6") if table.exists())


@dataclass(frozen=True)
class Machine:
    """The machine's clock ticks of all CPUs since it started: `busy` with processes or stolen by the host, and `total` with idling."""

    busy: int
    total: int


def parse_machine(text: str, interrupts_apart: bool) -> Machine:
    """
    Reads the first line of /proc/stat. Interrupts, which loopback traffic causes many of, are a part of `busy` unless the kernel
    keeps them apart from the time of the processes that they interrupt; else what is known could not be subtracted.
    """
    user, nice, system, idle, iowait, irq, softirq, steal = (int(f) for f in text.splitlines()[0].split()[1:9])
    interrupts = irq + softirq
    busy = user + nice + system + steal + (0 if interrupts_apart else interrupts)
    return Machine(busy, user + nice + system + idle + iowait + interrupts + steal)


def read_machine() -> Machine:
    return parse_machine((PROC / "stat").read_text(), interrupts_apart())


@functools.lru_cache(maxsize=None)
def interrupts_apart() -> bool:
    """Whether the kernel was built to do that; where it does not say, no is assumed, which sees too many disturbed rounds, not too few."""
    for file, opener in ((PROC / "config.gz", gzip.open), (Path(f"/boot/config-{platform.release()}"), open)):
        try:
            with opener(file, "rt") as text:
                return "CONFIG_IRQ_TIME_ACCOUNTING=y\n" in text.read()
        except OSError:
            continue
    return False


def own_seconds() -> float:
    """This process and the load generators it has started and waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


@dataclass(frozen=True)
class Consumed:
    """What a round took: CPU seconds of the proxy, and the share of the machine (0 to 1) that went to processes outside the measurement."""

    proxy_seconds: float
    foreign: float


def foreign_share(before: Machine, after: Machine, known_seconds: float) -> float:
    """The share of the machine that `known_seconds` do not explain; never below 0, since the two are counted by different clocks."""
    total = after.total - before.total
    if total <= 0:
        return 0.0
    return max(0.0, (after.busy - before.busy) - known_seconds * TICKS_PER_SECOND) / total


class Meter:
    """Reads everything when made, and again when stopped. Proxies that idle meanwhile count as foreign: they share the measured one's CPU."""

    def __init__(self, proxy: int, upstream: int) -> None:
        self._proxy, self._upstream = proxy, upstream
        self._before = self._read()

    def stop(self) -> Consumed:
        (machine, proxy, upstream, own), (machine0, proxy0, upstream0, own0) = self._read(), self._before
        known = (proxy - proxy0) + (upstream - upstream0) + (own - own0)
        return Consumed(proxy - proxy0, foreign_share(machine0, machine, known))

    def _read(self) -> tuple[Machine, float, float, float]:
        return read_machine(), tree_seconds(self._proxy), tree_seconds(self._upstream), own_seconds()


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all do not exceed (nearest rank): a value that occurred, none between two."""
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        raise ValueError("a median of nothing")
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
