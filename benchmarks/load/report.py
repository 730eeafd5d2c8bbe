"""The report: what was measured as JSON, and as Markdown for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Iterable, Mapping, Optional, Sequence

from rounds import Series, Summary, summarise
from special import Idle, SlowClients, SystemCalls

REFERENCE = "nginx"


@dataclass(frozen=True)
class Report:
    """Everything that a run found out. `says` explains each scenario, `skipped` why one was not run; `limit` is the foreign share that disturbs."""

    facts: Mapping[str, str]
    proxies: Sequence[str]
    says: Mapping[str, str]
    limit: float
    series: Sequence[Series] = ()
    idle: Sequence[Idle] = ()
    slow: Sequence[SlowClients] = ()
    calls: Sequence[SystemCalls] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    cut_short: str = ""

    def found_anything(self) -> bool:
        return bool(self.series or self.idle or self.slow or self.calls)

    def scenarios(self) -> list[str]:
        return list(dict.fromkeys(one.scenario for one in self.series))

    def summary(self, scenario: str, proxy: str) -> Optional[Summary]:
        for one in self.series:
            if one.scenario == scenario and one.proxy == proxy:
                return summarise(one, self.limit)
        return None

    def ratio(self, scenario: str, proxy: str) -> Optional[float]:
        """CPU for each request, divided by nginx's in the same scenario."""
        own, reference = self.summary(scenario, proxy), self.summary(scenario, REFERENCE)
        return own.cpu / reference.cpu if own and reference and reference.cpu > 0 else None


def as_json(report: Report) -> dict[str, Any]:
    summaries = []
    for one in report.series:
        found = summarise(one, report.limit)
        if found:
            summaries.append({"scenario": one.scenario, "proxy": one.proxy, **asdict(found), "ratio": report.ratio(one.scenario, one.proxy)})
    return {"summaries": summaries, **asdict(report)}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the first two columns are words, the others numbers."""
    return [
        "| " + " | ".join(header) + " |",
        "|" + "|".join("---" if number < 2 else "--:" for number in range(len(header))) + "|",
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows),
        "",
    ]


def as_markdown(report: Report) -> str:
    lines = ["# Load comparison", ""]
    if report.cut_short:
        lines += [f"**Cut short:** {report.cut_short}", ""]
    if report.series:
        lines += _rounds(report)
    if report.idle:
        lines += ["## Idle connections: resident memory of a proxy, a minute after its start", ""] + _idle(report)
    if report.slow:
        lines += ["## Slow clients: what others wait, in ms", ""] + _slow(report)
    if report.calls:
        lines += ["## System calls for each request, keep-alive", ""]
        lines += table(["proxy", "counted by", "calls"], (
            (one.proxy, one.tracer or one.trouble, f"{one.per_request:.2f}" if one.per_request is not None else "–") for one in report.calls))
    if report.skipped:
        lines += ["## Not run", ""] + [f"- `{name}`: {why}" for name, why in report.skipped.items()] + [""]
    lines += ["## How", ""] + [f"- {name}: {value}" for name, value in report.facts.items()] + [""]
    return "\n".join(lines)


def _rounds(report: Report) -> list[str]:
    rows: list[Sequence[str]] = []
    remarks: list[str] = []
    for scenario in report.scenarios():
        for one in (one for one in report.series if one.scenario == scenario):
            rows.append(_row(report, one))
            remarks += _remarks(report, one)
    lines = [f"CPU: user + system µs of the proxy's processes for each request; median (lowest–highest) of the rounds that count. "
             f"Ratio: CPU divided by {REFERENCE}'s in the same scenario.", ""]
    lines += table(["scenario", "proxy", "CPU µs", "ratio", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "rounds", "errors", "others' CPU"], rows)
    if remarks:
        lines += ["Remarks:", ""] + [f"- {remark}" for remark in remarks] + [""]
    return lines + [f"- `{name}`: {says}" for name, says in report.says.items() if name in report.scenarios()] + [""]


def _row(report: Report, one: Series) -> list[str]:
    found, ratio = summarise(one, report.limit), report.ratio(one.scenario, one.proxy)
    if not found:
        return [one.scenario, one.proxy, "–", "–", "–", "–", "–", "–", f"0/{len(one.rounds)}", str(sum(r.errors for r in one.rounds)), "–"]
    latency = [f"{found.latency[name]:.2f}" if name in found.latency else "" for name in ("p50", "p99", "p999")]
    return [
        one.scenario, one.proxy, f"{found.cpu:.1f} ({found.lowest:.1f}–{found.highest:.1f})", f"{ratio:.2f}" if ratio is not None else "–",
        f"{found.per_second:,.0f}", *latency, f"{found.counted}/{len(one.rounds)}", str(found.errors),
        f"{found.foreign * 100:.0f} %" + (" **disturbed**" if found.only_disturbed else ""),
    ]


def _remarks(report: Report, one: Series) -> list[str]:
    where, found = f"`{one.scenario}`, {one.proxy}:", summarise(one, report.limit)
    remarks = []
    if one.unserved:
        remarks.append(f"{where} not measured, it {one.unserved}")
    if one.note:
        remarks.append(f"{where} {one.note}")
    for void in dict.fromkeys(done.void for done in one.rounds if done.void):
        remarks.append(f"{where} void: {void}")
    if not found and not one.unserved:
        remarks.append(f"{where} **no round counts**")
    if found and found.only_disturbed:
        remarks.append(f"{where} **every round was disturbed**: others took up to {found.foreign * 100:.0f} % of the machine. Do not trust this line")
    if found and "late-p99" in found.latency and found.latency["late-p99"] > 1:
        remarks.append(f"{where} the client itself was up to {found.latency['late-p99']:.1f} ms (p99) behind its schedule, which is part of the latencies")
    return remarks


def _idle(report: Report) -> list[str]:
    counts = sorted({count for one in report.idle for count in one.resident})
    rows = [
        [one.proxy, one.trouble, *(f"{one.resident[count] / 1024:.1f}" if count in one.resident else "–" for count in counts),
         f"{each:.1f}" if (each := one.per_connection()) is not None else "–"]
        for one in report.idle
    ]
    return table(["proxy", "remark", *(f"MiB with {count:,}" for count in counts), "KiB for each more"], rows)


def _slow(report: Report) -> list[str]:
    def value(latency: Mapping[str, float], name: str) -> str:
        return f"{latency[name]:.2f}" if name in latency else "–"

    rows = [
        [one.kind, one.proxy, value(one.before, "p50"), value(one.before, "p99"), value(one.during, "p50"), value(one.during, "p99"), str(one.errors),
         f"{one.attackers:,}", one.trouble]
        for one in report.slow
    ]
    return table(["slow", "proxy", "p50 before", "p99 before", "p50 during", "p99 during", "others' errors", "attackers left", "remark"], rows)
