"""The load generators and tracers that are used when found: how they are called, and how what they print is read."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Optional, Sequence

import processes
from processes import Failed
from target import LARGE, SMALL, UPLOAD, Target

SCRIPT = Path(__file__).parent / "templates" / "wrk.lua"
INSTALL = {
    "wrk": "apt-get install wrk", "h2load": "apt-get install nghttp2-client", "slowhttptest": "apt-get install slowhttptest",
    "perf": "apt-get install linux-perf", "strace": "apt-get install strace",
}


@dataclass(frozen=True)
class Outcome:
    """What a load saw: answers, errors of any kind, and latency in milliseconds where it is meaningful."""

    requests: int
    errors: int
    latency: Mapping[str, float] = field(default_factory=dict)
    said: str = ""


def missing(*names: str) -> Optional[str]:
    """Why a scenario cannot run here, or None."""
    absent = [name for name in names if not shutil.which(name)]
    return "; ".join(f"{name} is not installed ({INSTALL[name]})" for name in absent) or None


def wrk(url: str, seconds: float, connections: int, close: bool = False) -> Outcome:
    header = ["-H", "Connection: close"] if close else []
    whole = max(1, round(seconds))
    line = ["wrk", "-t1", f"-c{connections}", f"-d{whole}s", "-s", str(SCRIPT), *header, url]
    return parse_wrk(processes.run(line, whole + 30))


def parse_wrk(output: str) -> Outcome:
    found = re.search(r"^result (\{.*\})$", output, re.MULTILINE)
    if not found:
        raise Failed(f"wrk did not say how it went, but: {output.strip()[-300:]}")
    said = json.loads(found.group(1))
    errors = {name: said[name] for name in ("connect", "read", "write", "status", "timeout") if said[name]}
    return Outcome(said["requests"], sum(errors.values()), said=", ".join(f"{count} {name}" for name, count in errors.items()))


def h2load(url: str, seconds: float, clients: int, streams: int) -> Outcome:
    whole = max(1, round(seconds))
    line = ["h2load", f"-D{whole}", f"-c{clients}", f"-m{streams}", "-t1", "--npn-list=h2", url]
    return parse_h2load(processes.run(line, whole + 30))


def parse_h2load(output: str) -> Outcome:
    requests = re.search(r"^requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", output, re.MULTILINE)
    codes = re.search(r"^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", output, re.MULTILINE)
    if not requests or not codes:
        raise Failed(f"h2load did not say how it went, but: {output.strip()[-300:]}")
    _, _, failed, _, timeout = (int(group) for group in requests.groups())
    good, *bad = (int(group) for group in codes.groups())
    # "errored" is part of "failed", as answers other than 2xx and 3xx are.
    errors = max(failed, sum(bad)) + timeout
    return Outcome(good, errors, said=f"{errors} failed" if errors else "")


SLOW = {
    "headers": ["-H", "-i", "5", "-x", "24"],
    "bodies": ["-B", "-i", "5", "-s", "8192", "-x", "24"],
    "readers": ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3"],
}


class Slow:
    """slowhttptest against a proxy, while it lasts."""

    def __init__(self, kind: str, target: Target, connections: int, seconds: float, output: Path) -> None:
        path = {"readers": LARGE, "bodies": UPLOAD}.get(kind, SMALL)
        # Its own time limit, and ours when ended: whichever comes first.
        line = ["slowhttptest", *SLOW[kind], "-c", str(connections), "-r", str(connections), "-p", "3", "-l", str(round(seconds)), "-u", target.url(path)]
        with output.open("wb") as sink:
            self._process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


class Tracer:
    """Counts the system calls of processes: perf, which hardly slows them, or else strace, which does."""

    def __init__(self, pids: Sequence[int], output: Path) -> None:
        self.name = "perf" if perf_counts() else "strace"
        self._output = output
        if self.name == "perf":
            line = ["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p", ",".join(map(str, pids)), "-o", str(output)]
        else:
            line = ["strace", "-c", "-f", "-o", str(output), *(word for pid in pids for word in ("-p", str(pid)))]
        self._process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(0.5)  # Neither says when it has attached; the load that follows is long enough not to mind.
        if self._process.poll() is not None:
            raise Failed(f"{self.name} may not trace here")

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        text = self._output.read_text(errors="replace")
        calls = parse_perf(text) if self.name == "perf" else parse_strace(text)
        if calls is None:
            raise Failed(f"{self.name} may not trace here")
        return calls


def perf_counts() -> bool:
    if not shutil.which("perf"):
        return False
    try:
        return parse_perf(processes.run(["perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "true"], 10)) is not None
    except (Failed, OSError):
        return False


def parse_perf(text: str) -> Optional[int]:
    found = re.search(r"^(\d+),.*raw_syscalls:sys_enter", text, re.MULTILINE)
    return int(found.group(1)) if found else None


def parse_strace(text: str) -> Optional[int]:
    """The line of the total: its fourth column in a table whose `errors` may be empty."""
    found = re.search(r"^\s*100\.00\s+\S+\s+(?:\d+\s+)?(\d+)(?:\s+\d+)?\s+total\s*$", text, re.MULTILINE)
    return int(found.group(1)) if found else None


def may_trace() -> Optional[str]:
    """Why system calls cannot be counted here, or None."""
    if perf_counts():
        return None
    if not shutil.which("strace"):
        return "neither perf (with access to raw_syscalls) nor strace is there"
    if os.geteuid() != 0 and Path("/proc/sys/kernel/yama/ptrace_scope").exists():
        if Path("/proc/sys/kernel/yama/ptrace_scope").read_text().strip() not in ("0",):
            return "strace may not attach to other processes here (kernel.yama.ptrace_scope)"
    return None
