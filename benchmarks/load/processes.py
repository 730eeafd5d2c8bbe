"""Processes that this tool starts, and ends by their ids, whatever happens."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Optional, Sequence

import measure

_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class Failed(Exception):
    """Something that the user can mend; the message says what, and how."""


class Cpus:
    """Where processes run: the upstream and the load on one CPU, the proxies on another; nowhere in particular if there is only one."""

    def __init__(self, load: int, proxy: int) -> None:
        available = os.sched_getaffinity(0)
        self.pinned = load in available and proxy in available and load != proxy
        self.load = {load} if self.pinned else set(available)
        self.proxy = {proxy} if self.pinned else set(available)


class Processes:
    """All that run; `end_all` ends them. Each is also told to end should this process be killed without having the time to."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], cpus: set[int], output: Path, folder: Optional[Path] = None) -> subprocess.Popen[bytes]:
        """Starts a server; what it prints goes to a file."""
        libc = ctypes.CDLL(None, use_errno=True)

        def before() -> None:
            os.sched_setaffinity(0, cpus)
            libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)

        try:
            with output.open("wb") as sink:
                # A session of its own, so that Ctrl-C reaches this tool only, which then ends the others in order.
                process = subprocess.Popen(
                    command, cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
                    preexec_fn=before, start_new_session=True,
                )
        except OSError as fault:
            raise Failed(f"cannot start {command[0]}: {fault.strerror}") from fault
        self._running.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Ends one: politely, and after ten seconds not."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                for pid in measure.tree(process.pid, measure.read_stats()):
                    _kill(pid)
                process.wait()
        if process in self._running:
            self._running.remove(process)

    def end_all(self) -> None:
        for process in reversed(list(self._running)):
            self.end(process)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command: Sequence[str], seconds: float) -> str:
    """Runs a load generator to its end and returns all it printed; one that takes longer than it may is ended."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except BaseException as fault:
            process.kill()
            process.wait()
            if isinstance(fault, subprocess.TimeoutExpired):
                raise Failed(f"{command[0]} did not end within {seconds:.0f} s") from fault
            raise
    return output.decode(errors="replace")


def version(command: Sequence[str]) -> str:
    """The first line that a program says about itself."""
    try:
        lines = run(command, 20).strip().splitlines()
    except (OSError, Failed):
        return "unknown"
    return lines[0].strip() if lines else "unknown"


def tail(file: Path, lines: int = 8) -> str:
    """The end of a log, for a message."""
    try:
        return "\n".join(file.read_text(errors="replace").strip().splitlines()[-lines:])
    except OSError:
        return ""


def wait_until(seconds: float, is_so) -> bool:
    """Asks every 50 ms; false if it does not become so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False
