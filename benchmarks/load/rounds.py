"""Rounds: A B C A B C …, each measured alone, repeated while others disturb it, and never counted with errors."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional, Sequence

from measure import Meter, median
from processes import Failed
from proxies import Running
from scenarios import Scenario
from target import Unserved
from tools import Outcome

MIN_REQUESTS = 20


@dataclass(frozen=True)
class Round:
    """One proxy under one load, once. `cpu` is the proxy's µs for each request; `void` says why it does not count; `foreign` is 0 to 1."""

    requests: int
    errors: int
    seconds: float
    cpu: float
    foreign: float
    latency: Mapping[str, float] = field(default_factory=dict)
    void: str = ""

    def disturbed(self, limit: float) -> bool:
        return self.foreign > limit


@dataclass(frozen=True)
class Series:
    """All rounds of one proxy in one scenario; `unserved` says why there are none."""

    proxy: str
    scenario: str
    rounds: Sequence[Round]
    note: str = ""
    unserved: str = ""

    def counted(self, limit: float) -> list[Round]:
        """The undisturbed rounds without errors; if all were disturbed, those without errors."""
        valid = [one for one in self.rounds if not one.void]
        return [one for one in valid if not one.disturbed(limit)] or valid

    def only_disturbed(self, limit: float) -> bool:
        counted = self.counted(limit)
        return bool(counted) and counted[0].disturbed(limit)


@dataclass(frozen=True)
class Summary:
    """Medians over what counts, the range of CPU µs for each request, and what the rounds suffered."""

    cpu: float
    lowest: float
    highest: float
    per_second: float
    latency: Mapping[str, float]
    counted: int
    void: int
    errors: int
    disturbed: int
    foreign: float
    only_disturbed: bool


def summarise(series: Series, limit: float) -> Optional[Summary]:
    counted = series.counted(limit)
    if not counted:
        return None
    cpu = [one.cpu for one in counted]
    names = counted[0].latency.keys()
    return Summary(
        median(cpu), min(cpu), max(cpu), median(one.requests / one.seconds for one in counted),
        {name: median(one.latency[name] for one in counted if name in one.latency) for name in names},
        len(counted), sum(1 for one in series.rounds if one.void), sum(one.errors for one in series.rounds),
        sum(1 for one in series.rounds if one.disturbed(limit)), max(one.foreign for one in counted), series.only_disturbed(limit),
    )


@dataclass(frozen=True)
class Plan:
    """How long, how often, and until when (on the monotonic clock). `limit` is the foreign share from which a round is disturbed."""

    seconds: float
    rounds: int
    warmup: float
    repeats: int
    limit: float
    deadline: float

    def over(self) -> bool:
        return time.monotonic() > self.deadline


def measure_once(scenario: Scenario, running: Running, upstream: int, seconds: float) -> Round:
    meter, start = Meter(running.target.pid, upstream), time.monotonic()
    try:
        outcome = scenario.load(running.target, seconds)
    except Failed as fault:
        outcome = Outcome(0, 1, said=str(fault))
    elapsed, consumed = time.monotonic() - start, meter.stop()
    void = ""
    if running.process.poll() is not None:
        void = f"{running.name} ended with {running.process.returncode}"
    elif outcome.errors:
        void = f"{outcome.errors} errors" + (f": {outcome.said}" if outcome.said else "")
    elif outcome.requests < MIN_REQUESTS:
        void = f"only {outcome.requests} requests were answered"
    cpu = consumed.proxy_seconds / outcome.requests * 1e6 if outcome.requests else 0.0
    return Round(outcome.requests, outcome.errors, elapsed, cpu, consumed.foreign, outcome.latency, void)


def run(scenario: Scenario, proxies: Sequence[Running], upstream: int, plan: Plan, say: Callable[[str], None]) -> list[Series]:
    """Warms each proxy up in this scenario, then measures in turns. Ends early, with what there is, when the plan's time is over."""
    notes: dict[str, str] = {}
    unserved: dict[str, str] = {}
    rounds: dict[str, list[Round]] = {running.name: [] for running in proxies}
    for running in proxies:
        try:
            notes[running.name] = scenario.ready(running.target)
        except (Unserved, OSError) as fault:
            unserved[running.name] = str(fault)
            say(f"{scenario.name}: {running.name} is left out: {fault}")
            continue
        if plan.warmup > 0 and not plan.over():
            say(f"{scenario.name}: warming {running.name} up")
            measure_once(scenario, running, upstream, plan.warmup)
    for number in range(plan.rounds):
        for running in proxies:
            if running.name in unserved:
                continue
            for _ in range(plan.repeats + 1):
                if plan.over():
                    break
                done = measure_once(scenario, running, upstream, plan.seconds)
                rounds[running.name].append(done)
                say(f"{scenario.name}: round {number + 1}, {running.name}: {told(done, plan.limit)}")
                if not done.void and not done.disturbed(plan.limit):
                    break
    return [
        Series(running.name, scenario.name, rounds[running.name], notes.get(running.name, ""), unserved.get(running.name, ""))
        for running in proxies
    ]


def told(done: Round, limit: float) -> str:
    if done.void:
        return f"void ({done.void})"
    disturbed = f", DISTURBED: others took {done.foreign * 100:.0f} % of the machine" if done.disturbed(limit) else ""
    latency = "".join(f", {name} {value:.2f} ms" for name, value in done.latency.items())
    return f"{done.cpu:.1f} µs/request, {done.requests / done.seconds:.0f} requests/s{latency}{disturbed}"
