"""One run from beginning to end: prepare, start, measure, report, and end everything that was started."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Sequence

import chart
import options
import processes
import proxies
import report as reports
import rounds
import scenarios
import special
import tools
from processes import Cpus, Failed, Processes
from proxies import Proxy, Running, Setting
from report import REFERENCE, Report


def main(arguments: Sequence[str]) -> int:
    parser = options.parser()
    asked = parser.parse_args(arguments)
    names = options.chosen(parser, "--scenarios", asked.scenarios, options.ALL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    running = Processes()
    folder = Path(tempfile.mkdtemp(prefix="gatehouse-load-"))
    try:
        compared = wanted(parser, asked)
        cpus = Cpus(*two(parser, asked.cpus))
        idle = options.numbers(parser, "--idle", asked.idle)
        setting = prepare(asked, folder, max(idle))
        return Comparison(asked, names, compared, setting, cpus, idle, running).run()
    except Failed as fault:
        print(f"load: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("load: stopped", file=sys.stderr)
        return 130
    finally:
        # Whoever is impatient now would leave servers behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        running.end_all()
        if asked.keep:
            say(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def say(line: str) -> None:
    print(f"{datetime.datetime.now():%H:%M:%S} {line}", flush=True)


def two(parser: argparse.ArgumentParser, value: str) -> tuple[int, int]:
    found = options.numbers(parser, "--cpus", value)
    if len(found) != 2:
        parser.error(f"--cpus takes two numbers, and not: {value}")
    return found[0], found[1]


def wanted(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> list[Proxy]:
    """The proxies asked for; one that is not installed is left out, and said so."""
    jvm = options.flags(asked.jvm)
    built_in = options.chosen(parser, "--proxies", asked.proxies, ["gatehouse", "nginx", "haproxy"])
    result: list[Proxy] = []
    if "gatehouse" in built_in:
        result.append(proxies.gatehouse(asked.gateway_jar, asked.gateway_config, jvm))
    for name, found in (("nginx", proxies.nginx), ("haproxy", proxies.haproxy)):
        if name in built_in:
            proxy = found()
            if proxy:
                result.append(proxy)
            else:
                say(f"{name} is not installed, and left out")
    arguments = options.named(parser, "--jar-args", asked.jar_args)
    for name, path in options.named(parser, "--jar", asked.jar).items():
        result.append(proxies.jar(name, Path(path), arguments.get(name, proxies.SPRING), jvm))
    for name, line in options.named(parser, "--proxy", asked.proxy).items():
        result.append(proxies.command(name, line))
    if len({proxy.name for proxy in result}) < len(result):
        parser.error("two proxies have the same name")
    return result


def prepare(asked: argparse.Namespace, folder: Path, idle: int) -> Setting:
    files = raise_file_limit()
    certificate, key, pair = proxies.make_certificate(folder, asked.key)
    # Connections to the application count in nginx's workers as well as in haproxy's file descriptors.
    return Setting(folder, proxies.free_ports(1)[0], certificate, key, pair, asked.access_log, idle + 2000, files, options.flags(asked.jvm))


def raise_file_limit(wanted_files: int = 65536) -> int:
    """As many open files as may be, for this process and those it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= wanted_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted_files, hard))
        return wanted_files
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted_files, wanted_files))
        return wanted_files
    except (ValueError, PermissionError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return hard


class Comparison:
    """The steps of a run, each adding to the report."""

    def __init__(self, asked: argparse.Namespace, names: Sequence[str], compared: Sequence[Proxy], setting: Setting, cpus: Cpus,
                 idle: Sequence[int], running: Processes) -> None:
        self._asked, self._names, self._compared, self._setting = asked, names, compared, setting
        self._cpus, self._idle, self._running = cpus, idle, running
        self._scenarios = [
            one for one in scenarios.in_rounds(scenarios.Sizes(connections=asked.connections, rate=asked.rate)) if one.name in names
        ]
        limit = asked.foreign / 100
        self._plan = rounds.Plan(asked.seconds, asked.rounds, asked.warmup, asked.repeats, limit, time.monotonic() + asked.limit)
        self._report = Report(facts(asked, compared, cpus, setting), [one.name for one in compared], {one.name: one.says for one in self._scenarios}, limit)

    def run(self) -> int:
        asked = self._asked
        each = asked.warmup + asked.rounds * asked.seconds
        say(f"{len(self._names)} scenarios, {len(self._compared)} proxies; undisturbed, the rounds take about "
            f"{len(self._scenarios) * len(self._compared) * each / 60:.0f} minutes")
        if not self._cpus.pinned:
            say("there are not two CPUs to pin load and proxies to; they share what there is, so read the figures with care")
        os.sched_setaffinity(0, self._cpus.load)
        upstream = proxies.start_upstream(self._setting, self._running, self._cpus)
        try:
            self._in_rounds(upstream)
            self._once()
        except (KeyboardInterrupt, Failed) as fault:
            why = str(fault) or "stopped by hand"
            self._report = replace(self._report, cut_short=f"{why}; this is what there was until then")
            if self._report.found_anything():
                self._write()
            raise
        if self._plan.over():
            self._report = replace(self._report, cut_short=f"--limit of {asked.limit:g} s was reached; this is what there was until then")
        self._write()
        return 0

    def _in_rounds(self, upstream: int) -> None:
        possible = []
        for scenario in self._scenarios:
            reason = scenario.missing()
            if reason:
                self._skip(scenario.name, reason)
            else:
                possible.append(scenario)
        if not possible:
            return
        started = [self._start(proxy) for proxy in self._compared]
        for scenario in possible:
            done = rounds.run(scenario, started, upstream, self._plan, say)
            self._report = replace(self._report, series=[*self._report.series, *done])
        for one in started:
            self._running.end(one.process)

    def _once(self) -> None:
        """Each proxy started anew, and alone."""
        names = {name for name in scenarios.SPECIAL if name in self._names}
        lacks = {"idle": None, "slow": tools.missing("slowhttptest"), "syscalls": tools.missing("wrk") or tools.may_trace()}
        for name in sorted(names):
            if lacks[name]:
                self._skip(name, str(lacks[name]))
                names.discard(name)
        for proxy in self._compared if names else []:
            if self._plan.over():
                return
            one = self._start(proxy)
            folder = self._setting.folder
            if "idle" in names:
                say(f"idle: {one.name}")
                self._report = replace(self._report, idle=[*self._report.idle, special.idle(one, self._idle)])
            for kind in tools.SLOW if "slow" in names else ():
                say(f"slow {kind}: {one.name}")
                found = special.slow(one, kind, self._asked.slow_connections, self._asked.slow_seconds, folder)
                self._report = replace(self._report, slow=[*self._report.slow, found])
            if "syscalls" in names:
                say(f"syscalls: {one.name}")
                found_calls = special.system_calls(one, self._asked.connections, self._asked.seconds, folder)
                self._report = replace(self._report, calls=[*self._report.calls, found_calls])
            self._running.end(one.process)
        order = list(tools.SLOW)
        self._report = replace(self._report, slow=sorted(self._report.slow, key=lambda one: order.index(one.kind)))

    def _start(self, proxy: Proxy) -> Running:
        say(f"starting {proxy.name}")
        return proxy.start(self._setting, self._running, self._cpus)

    def _skip(self, name: str, reason: str) -> None:
        say(f"{name} is not run: {reason}")
        self._report = replace(self._report, skipped={**self._report.skipped, name: reason})

    def _title(self) -> str:
        found = [self._report.summary(one.scenario, one.proxy) for one in self._report.series]
        disturbed = any(one and one.only_disturbed for one in found)
        return "CPU for each request passed through; shorter is better" + (" (disturbed: see the report)" if disturbed else "")

    def _write(self) -> None:
        out = self._asked.out
        out.mkdir(parents=True, exist_ok=True)
        markdown = reports.as_markdown(self._report)
        (out / "report.md").write_text(markdown)
        (out / "report.json").write_text(json.dumps(reports.as_json(self._report), indent=1) + "\n")
        files = ["report.md", "report.json"]
        (out / "report.svg").unlink(missing_ok=True)
        if REFERENCE in self._report.proxies and self._report.series:
            drawn = [name for name in self._report.proxies if name != REFERENCE]
            rows = [(scenario, [self._report.ratio(scenario, name) for name in drawn]) for scenario in self._report.scenarios()]
            files.append("report.svg")
            (out / "report.svg").write_text(chart.svg(self._title(), drawn, rows, REFERENCE))
        print("\n" + markdown)
        say(f"written to {out}: {', '.join(files)}")


def facts(asked: argparse.Namespace, compared: Sequence[Proxy], cpus: Cpus, setting: Setting) -> dict[str, str]:
    """What a reader must know to judge the figures, or to repeat them."""
    found = {
        "when": f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        "commit": commit(),
        "machine": f"{processor()}, Linux {platform.release()}",
        "CPUs": f"load and application on {sorted(cpus.load)}, proxies on {sorted(cpus.proxy)}" if cpus.pinned else "not pinned",
        "rounds": f"{asked.rounds} × {asked.seconds:g} s after {asked.warmup:g} s of warming up; disturbed when others take more than "
        f"{asked.foreign:g} % of the machine, then repeated up to {asked.repeats} times",
        "JVM flags": asked.jvm or "none",
        "access log": "on" if asked.access_log else "off",
        "certificate": "P-256" if asked.key == "ec" else "RSA 2048",
        "open files allowed": str(setting.files),
    }
    for proxy in compared:
        if proxy.asks_version:
            found[proxy.name if proxy.template and proxy.name != "gatehouse" else f"JVM of {proxy.name}"] = processes.version(proxy.asks_version)
        else:
            found[proxy.name] = " ".join(proxy.command)
    return found


def commit() -> str:
    try:
        said = subprocess.run(["git", "-C", str(options.ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return said.stdout.strip() or "unknown"


def processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()
