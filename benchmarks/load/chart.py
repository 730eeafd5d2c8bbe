"""The ratios as a bar chart: an SVG that follows the reader's light or dark mode."""

from __future__ import annotations

import math
from html import escape
from typing import Optional, Sequence

WIDTH, LEFT, RIGHT, TOP = 760, 150, 70, 64
BAR, GAP, GROUP, LABEL = 14, 3, 16, 34
# Told apart also by those who see few colours: they differ in lightness, and the order is that of the legend.
LIGHT = ("#1f6feb", "#8c959f", "#bf8700", "#8250df", "#1a7f37")
DARK = ("#58a6ff", "#8b949e", "#e3b341", "#bc8cff", "#56d364")

Rows = Sequence[tuple[str, Sequence[Optional[float]]]]


def svg(title: str, names: Sequence[str], rows: Rows, reference: str) -> str:
    """
    `names` are the proxies; each row is a scenario and their ratios, None where there is none. The axis begins at 0, and a line
    stands at 1, where the reference is.
    """
    top = axis_end([value for _, values in rows for value in values if value is not None])
    scale = (WIDTH - LEFT - RIGHT) / top
    group = len(names) * (BAR + GAP) - GAP
    bottom = TOP + len(rows) * (group + GROUP)
    parts = [_text(LEFT, 20, title, "title"), *_legend(names), *_axis(top, scale, bottom)]
    for number, (scenario, values) in enumerate(rows):
        y = TOP + number * (group + GROUP) + GROUP / 2
        parts.append(_text(LEFT - 10, y + group / 2 + 4, scenario, "name", "end"))
        for place, value in enumerate(values):
            at = y + place * (BAR + GAP)
            if value is None:
                parts.append(_text(LEFT + scale + 5, at + BAR - 3, "not measured", "value"))
                continue
            parts.append(f'<rect class="c{place % len(LIGHT)}" x="{LEFT}" y="{at:.1f}" width="{value * scale:.1f}" height="{BAR}"/>')
            parts.append(_text(label_at(LEFT + value * scale, LEFT + scale), at + BAR - 3, f"{value:.2f}", "value"))
    one = LEFT + scale
    parts.append(f'<line class="one" x1="{one:.1f}" y1="{TOP - 4}" x2="{one:.1f}" y2="{bottom}"/>')
    parts.append(_text(one, TOP - 8, f"{reference} = 1", "value", "middle"))
    height = bottom + 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(described(names, rows))}</desc>\n<style>{_style()}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def label_at(end: float, line: float) -> float:
    """Beside the end of a bar, but not across the line."""
    return line + 5 if line - LABEL < end < line else end + 5


def axis_end(values: Sequence[float]) -> float:
    """The end of the axis: room for the longest bar, and never less than a bit beyond 1."""
    longest = max([1.0, *values])
    step = axis_step(longest)
    return max(1.25, math.ceil(longest * 1.02 / step) * step)


def axis_step(longest: float) -> float:
    return next((step for step in (0.25, 0.5, 1.0, 2.0, 5.0) if longest / step <= 8), 10.0)


def described(names: Sequence[str], rows: Rows) -> str:
    """The chart in words, for those who do not see it."""
    return "; ".join(
        f"{scenario}: " + ", ".join(f"{name} {'not measured' if value is None else format(value, '.2f')}" for name, value in zip(names, values))
        for scenario, values in rows
    )


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _legend(names: Sequence[str]) -> list[str]:
    parts, x = [], float(LEFT)
    for place, name in enumerate(names):
        parts += [f'<rect class="c{place % len(LIGHT)}" x="{x:.0f}" y="30" width="12" height="12"/>', _text(x + 17, 41, name, "name")]
        x += 36 + 7.5 * len(name)
    return parts


def _axis(top: float, scale: float, bottom: float) -> list[str]:
    parts, step = [], axis_step(top)
    for number in range(int(top / step + 1e-9) + 1):
        x = LEFT + number * step * scale
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(_text(x, bottom + 16, f"{number * step:g}", "value", "middle"))
    return parts


def _style() -> str:
    def colours(bars: Sequence[str], text: str, quiet: str, grid: str) -> str:
        rules = f".title,.name{{fill:{text}}}.value{{fill:{quiet}}}.grid{{stroke:{grid}}}.one{{stroke:{text}}}"
        return rules + "".join(f".c{place}{{fill:{colour}}}" for place, colour in enumerate(bars))

    return (
        "text{font:12px system-ui,sans-serif}.title{font-size:14px;font-weight:600}.value{font-size:11px}"
        ".one{stroke-width:1.5;stroke-dasharray:4 3}"
        + colours(LIGHT, "#1f2328", "#59636e", "#d1d9e0")
        + "@media(prefers-color-scheme:dark){" + colours(DARK, "#f0f6fc", "#9198a1", "#3d444d") + "}"
    )
