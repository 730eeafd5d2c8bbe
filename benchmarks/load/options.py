"""The command line."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import proxies
import scenarios

ROOT = Path(__file__).resolve().parents[2]
ALL = [one.name for one in scenarios.in_rounds(scenarios.Sizes())] + list(scenarios.SPECIAL)


def parser() -> argparse.ArgumentParser:
    says = {one.name: one.says for one in scenarios.in_rounds(scenarios.Sizes())} | scenarios.SPECIAL
    result = argparse.ArgumentParser(
        prog="benchmarks/load/run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Compares what a request costs that Gatehouse passes through with nginx, haproxy and others, on this machine, over 127.0.0.1.\n"
        "Needs nginx (it is also the application behind them); uses wrk, h2load, haproxy, slowhttptest, perf and strace where they are.",
        epilog="scenarios:\n" + "\n".join(f"  {name:16} {text}" for name, text in says.items())
        + "\n\nWhat the numbers mean, and what misleads: benchmarks/load/README.md",
    )
    what = result.add_argument_group("what")
    what.add_argument("--scenarios", default="all", metavar="A,B", help="which; default: all")
    what.add_argument("--proxies", default="gatehouse,nginx,haproxy", metavar="A,B", help="which of the built-in ones; default: %(default)s")
    what.add_argument("--proxy", action="append", default=[], metavar="NAME=COMMAND",
                      help="another one, by a command that stays in the foreground; {http} {https} {upstream} {cert} {key} {pair} {dir} are filled in")
    what.add_argument("--jar", action="append", default=[], metavar="NAME=PATH", help="another one, a jar of yours, such as a Spring Cloud Gateway")
    what.add_argument("--jar-args", action="append", default=[], metavar="NAME=ARGS",
                      help="its arguments, with the same places to fill; default: what Spring Cloud Gateway takes")
    how = result.add_argument_group("how long")
    how.add_argument("--seconds", type=float, default=10, help="of a round; default: %(default)s")
    how.add_argument("--rounds", type=int, default=5, help="of each proxy in each scenario; default: %(default)s")
    how.add_argument("--warmup", type=float, default=15, help="seconds, of each proxy in each scenario; default: %(default)s")
    how.add_argument("--repeats", type=int, default=3, help="how often a disturbed or void round is repeated; default: %(default)s")
    how.add_argument("--foreign", type=float, default=5, metavar="PERCENT",
                     help="of the machine's CPU that others may take before a round is disturbed; default: %(default)s")
    how.add_argument("--limit", type=float, default=7200, metavar="SECONDS", help="after which no round is begun; default: %(default)s")
    size = result.add_argument_group("how much")
    size.add_argument("--connections", type=int, default=64, help="default: %(default)s")
    size.add_argument("--rate", type=float, default=2000, help="requests/s of the scenario rate; default: %(default)s")
    size.add_argument("--idle", default="64,10000", metavar="N,M", help="idle connections; default: %(default)s")
    size.add_argument("--slow-connections", type=int, default=1000, help="slow clients; default: %(default)s")
    size.add_argument("--slow-seconds", type=float, default=30, help="how long each kind of them attacks; default: %(default)s")
    where = result.add_argument_group("setting")
    where.add_argument("--gateway-jar", type=Path, default=ROOT / "gateway" / "target" / "gatehouse.jar", help="default: gateway/target/gatehouse.jar")
    where.add_argument("--gateway-config", type=Path, default=proxies.TEMPLATES / "gatehouse.yaml", metavar="TEMPLATE",
                       help="default: templates/gatehouse.yaml")
    where.add_argument("--jvm", default="-XX:ActiveProcessorCount=1", metavar="FLAGS",
                       help="of every JVM, besides those that Gatehouse's launcher sets; default: '%(default)s'")
    where.add_argument("--access-log", action="store_true", help="every proxy writes an access log; default: none does")
    where.add_argument("--key", choices=("ec", "rsa"), default="ec", help="of the certificate: P-256 or RSA 2048; default: %(default)s")
    where.add_argument("--cpus", default="0,1", metavar="LOAD,PROXY", help="CPU of the load and the application, CPU of the proxies; default: %(default)s")
    where.add_argument("--out", type=Path, default=ROOT / "target" / "load", help="folder of the report; default: target/load")
    where.add_argument("--keep", action="store_true", help="keep the temporary folder with configurations and logs")
    return result


def named(result: argparse.ArgumentParser, option: str, values: list[str]) -> dict[str, str]:
    """NAME=VALUE, several times."""
    found: dict[str, str] = {}
    for value in values:
        name, separator, rest = value.partition("=")
        if not separator or not name.replace("-", "").replace("_", "").isalnum() or not rest:
            result.error(f"{option} takes NAME=…, with a name of letters and digits, and not: {value}")
        found[name] = rest
    return found


def chosen(result: argparse.ArgumentParser, option: str, value: str, all_: list[str]) -> list[str]:
    """A list of names, in the order in which they are known."""
    if value == "all":
        return all_
    names = [name.strip() for name in value.split(",") if name.strip()]
    unknown = [name for name in names if name not in all_]
    if unknown:
        result.error(f"{option}: there is no {', '.join(unknown)}; there are {', '.join(all_)}")
    return [name for name in all_ if name in names]


def numbers(result: argparse.ArgumentParser, option: str, value: str) -> list[int]:
    try:
        return [int(part) for part in value.split(",")]
    except ValueError:
        result.error(f"{option} takes numbers with commas between, and not: {value}")


def flags(value: str) -> list[str]:
    return shlex.split(value)
