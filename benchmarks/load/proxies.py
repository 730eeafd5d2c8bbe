"""The proxies that are compared: how each is configured, started and recognised as ready."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional, Sequence

import processes
from processes import Cpus, Failed, Processes
from target import HOST, SMALL, Target, Unserved, probe

LAUNCHER = Path(__file__).resolve().parents[2] / "gateway" / "packaging" / "gatehouse"
TEMPLATES = Path(__file__).parent / "templates"
SPRING = (
    "--server.address=127.0.0.1 --server.port={http} --spring.cloud.gateway.routes[0].id=app"
    " --spring.cloud.gateway.routes[0].uri=http://127.0.0.1:{upstream} --spring.cloud.gateway.routes[0].predicates[0]=Path=/**"
)


@dataclass(frozen=True)
class Setting:
    """What all proxies of a run share."""

    folder: Path
    upstream: int
    certificate: Path
    key: Path
    pair: Path
    access_log: bool
    connections: int
    files: int
    jvm: Sequence[str]

    def values(self, http: int, https: int, folder: Path) -> dict[str, str]:
        return {
            "DIR": str(folder), "UPSTREAM": str(self.upstream), "HTTP": str(http), "HTTPS": str(https), "CERT": str(self.certificate),
            "KEY": str(self.key), "PAIR": str(self.pair), "CONNECTIONS": str(self.connections), "FILES": str(self.files), "SMALL": "s" * 200,
        }


def fill(template: str, values: Mapping[str, str], conditions: Mapping[str, bool]) -> str:
    """
    Puts values where a template says @NAME@. A line that begins with @condition@ (lower case) is kept, without that mark, only
    where the condition holds.
    """
    lines = []
    for line in template.splitlines():
        dropped = False
        for name, holds in conditions.items():
            if line.startswith(f"@{name}@"):
                line, dropped = line[len(name) + 2 :], not holds
        for name, value in values.items():
            line = line.replace(f"@{name}@", value)
        if not dropped:
            lines.append(line)
    return "\n".join(lines) + "\n"


def conditions(access_log: bool) -> dict[str, bool]:
    return {"access-log": access_log, "no-access-log": not access_log, "root": os.geteuid() == 0}


@dataclass(frozen=True)
class Proxy:
    """One that can be started: a command, in which {http}, {https}, {upstream}, {cert}, {key}, {pair}, {dir} and {config} stand for what they say."""

    name: str
    command: Sequence[str]
    template: Optional[Path] = None
    asks_version: Sequence[str] = ()

    @property
    def has_tls(self) -> bool:
        return self.template is not None or any("{https}" in word for word in self.command)

    def start(self, setting: Setting, running: Processes, cpus: Cpus) -> "Running":
        """Starts it on free ports and waits until it answers as the application does; raises Failed with the end of its log if it does not."""
        folder = setting.folder / f"{self.name}-{len(list(setting.folder.iterdir()))}"
        folder.mkdir()
        http, https = free_ports(2)
        config = folder / (self.template.name if self.template else "none")
        if self.template:
            config.write_text(fill(self.template.read_text(), setting.values(http, https, folder), conditions(setting.access_log)))
        words = {
            "{http}": str(http), "{https}": str(https), "{upstream}": str(setting.upstream), "{cert}": str(setting.certificate),
            "{key}": str(setting.key), "{pair}": str(setting.pair), "{dir}": str(folder), "{config}": str(config),
        }
        log = folder / "output.log"
        process = running.start([replaced(word, words) for word in self.command], cpus.proxy, log, folder)
        target = Target(http, https if self.has_tls else 0, process.pid)
        if not processes.wait_until(90, lambda: process.poll() is not None or answers(target)) or process.poll() is not None:
            ended = process.poll()
            running.end(process)
            raise Failed(
                f"{self.name} " + ("does not answer" if ended is None else f"ended with {ended} instead of serving")
                + f"; the end of what it said:\n{processes.tail(log)}"
            )
        return Running(self, target, process)


@dataclass(frozen=True)
class Running:
    proxy: Proxy
    target: Target
    process: "subprocess.Popen[bytes]"

    @property
    def name(self) -> str:
        return self.proxy.name


def replaced(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word


def answers(target: Target) -> bool:
    """On both listeners: a proxy may open one after the other."""
    try:
        probe(target, SMALL)
        if target.https:
            socket.create_connection((HOST, target.https), timeout=1).close()
        return True
    except (Unserved, OSError):
        return False


def free_ports(count: int) -> list[int]:
    """Ports that nobody has. Taken from below the range the kernel gives to clients, so that none of the load's connections gets one meanwhile."""
    found: list[int] = []
    for port in range(15000 + os.getpid() % 5000, 32000):
        try:
            with socket.socket() as attempt:
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                attempt.bind((HOST, port))
        except OSError:
            continue
        if port not in _GIVEN:
            _GIVEN.add(port)
            found.append(port)
            if len(found) == count:
                return found
    raise Failed("there are no free ports on 127.0.0.1")


_GIVEN: set[int] = set()


def gatehouse(jar: Path, template: Path, jvm: Sequence[str]) -> Proxy:
    """By the launcher that operators use, with the flags that it sets."""
    if not jar.is_file():
        raise Failed(f"there is no {jar}; build it with: mvn -B -DskipTests package -pl gateway -am")
    start = ["env", f"GATEHOUSE_JAR={jar.resolve()}", f"GATEHOUSE_JAVA_OPTS={' '.join(jvm)}", str(LAUNCHER)]
    return Proxy("gatehouse", [*start, "run", "--config", "{config}"], template, ["java", "-version"])


def nginx() -> Optional[Proxy]:
    found = shutil.which("nginx", path=search_path())
    return Proxy("nginx", [found, "-c", "{config}"], TEMPLATES / "nginx.conf", [found, "-v"]) if found else None


def haproxy() -> Optional[Proxy]:
    found = shutil.which("haproxy", path=search_path())
    return Proxy("haproxy", [found, "-f", "{config}"], TEMPLATES / "haproxy.cfg", [found, "-v"]) if found else None


def jar(name: str, file: Path, arguments: str, jvm: Sequence[str]) -> Proxy:
    if not file.is_file():
        raise Failed(f"--jar {name}: there is no {file}")
    return Proxy(name, ["java", *jvm, "-jar", str(file.resolve()), *shlex.split(arguments)], None, ["java", "-version"])


def command(name: str, line: str) -> Proxy:
    words = shlex.split(line)
    if not words or not any("{http}" in word for word in words):
        raise Failed(f"--proxy {name}: the command must say {{http}} where it wants the port to listen on")
    return Proxy(name, words)


def search_path() -> str:
    """PATH, and where distributions keep servers, which is not on everybody's PATH."""
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def start_upstream(setting: Setting, running: Processes, cpus: Cpus) -> int:
    """The application: an nginx that answers from memory. Returns its process id."""
    found = shutil.which("nginx", path=search_path())
    if not found:
        raise Failed("nginx is the application behind the proxies, and is not installed: apt-get install nginx-light (or your system's package)")
    files = setting.folder / "files"
    files.mkdir()
    (files / "large").write_bytes(b"l" * 64 * 1024)
    config = setting.folder / "upstream.conf"
    values = setting.values(0, 0, setting.folder)
    config.write_text(fill((TEMPLATES / "upstream.conf").read_text(), values, conditions(False)))
    log = setting.folder / "upstream.log"
    process = running.start([found, "-c", str(config)], cpus.load, log)
    if not processes.wait_until(10, lambda: answers(Target(setting.upstream, 0, process.pid)) or process.poll() is not None) or process.poll() is not None:
        raise Failed(f"the nginx that plays the application does not serve; the end of what it said:\n{processes.tail(log)}")
    return process.pid


def make_certificate(folder: Path, kind: str) -> tuple[Path, Path, Path]:
    """A certificate for 127.0.0.1, its key, and both in one file, as haproxy wants them."""
    if not shutil.which("openssl"):
        raise Failed("openssl makes the certificate for the TLS listeners, and is not installed: apt-get install openssl")
    certificate, key, pair = folder / "cert.pem", folder / "key.pem", folder / "pair.pem"
    algorithm = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else ["rsa:2048"]
    line = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    said = processes.run([*line, "-newkey", *algorithm, "-keyout", str(key), "-out", str(certificate)], 30)
    if not certificate.is_file():
        raise Failed(f"openssl made no certificate: {said}")
    pair.touch(0o600)
    pair.write_text(certificate.read_text() + key.read_text())
    return certificate, key, pair
