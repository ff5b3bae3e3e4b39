"""What the samples are tried on: a service, a canary, a folder; and what must hold after each."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.canary import canary
from tests.commanding import environment
from tests.conftest import ROOT, Outcome

SECONDS = 1  # for a query
SLACK = 1.0  # beside a limit
MEMORY = 400 * 2**20  # more than before anything was sent
LEAKS = re.compile(
    r"Traceback \(most|File \"|site-packages|/root/|/home/|/usr/lib|\.py\b"
    + f"|{re.escape(str(ROOT))}"
)


@dataclass
class Bench:
    """A running service, how it was at first, and who knocked at the canary."""

    url: str
    pid: int
    port: int
    hits: list[bytes]
    folder: Path
    log: Path
    guard: bool
    first: dict[str, object] = field(default_factory=dict)
    memory: int = 0
    running: "subprocess.Popen[str] | None" = None

    def alive(self) -> None:
        """Fail, with what it died of, when the service has ended."""
        code = self.running and self.running.poll()
        assert code is None, f"the service ended with {code}: {self.log.read_text()[-2000:]}"

    def client(self) -> httpx.Client:
        """Return a client of the service; no certificates are read for it, which takes long."""
        self.alive()
        return httpx.Client(base_url=self.url, timeout=SECONDS + 10, verify=False)

    def settle(self) -> None:
        """Note how the service is before anything was done to it."""
        with self.client() as client:
            client.get("/sparql", params={"query": "ASK {}"}).raise_for_status()
            client.get("/none", timeout=60)  # the pages are made when the first is asked for
            self.first = client.get("/ready").json()
        self.memory = memory(self.pid)

    def check(self, *told: str) -> None:
        """Fail when the service is not well, something went out, or an answer tells too much."""
        start = time.monotonic()
        with self.client() as client:
            assert client.get("/health").status_code == 200
            assert time.monotonic() - start < 1
            ready = client.get("/ready").json()
        assert ready["fingerprint"] == self.first["fingerprint"]
        assert ready["triples"] == self.first["triples"]
        assert self.hits == []
        for text in told:
            leak = LEAKS.search(text)
            assert leak is None, text[max(0, leak.start() - 100) : leak.end() + 100]
        assert until(lambda: memory(self.pid) < self.memory + MEMORY)
        assert "Traceback" not in self.log.read_text(encoding="utf-8")

    def command(
        self, *arguments: str, stdin: bytes = b"", seconds: float = 10, **more: str
    ) -> Outcome:
        """Run the command on files in the folder; fail when it crashes or tells too much.

        ``more`` is set in its environment.
        """
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "wijgraph", *arguments],
            input=stdin, cwd=self.folder, capture_output=True, check=False,
            timeout=seconds + 10,
            env=environment(
                WIJGRAPH_SECONDS=str(int(seconds)), WIJGRAPH_LANG="en", COLUMNS="200", **more
            ),
        )  # fmt: skip
        took = time.monotonic() - start
        outcome = Outcome(
            done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")
        )
        assert took < seconds + 2, took
        assert outcome.code in {0, 1, 2, 3}, outcome
        self.check(outcome.out, outcome.err)
        return outcome


def until(holds: Callable[[], bool], seconds: float = 3) -> bool:
    """Return whether something holds, now or soon."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def below(pid: int) -> list[int]:
    """Return a process and all below it."""
    line = [pid]
    for one in line:
        for tasks in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                line += map(int, tasks.read_text(encoding="ascii").split())
            except OSError:
                continue
    return line


def memory(pid: int) -> int:
    """Return the memory that a process and all below it have of their own, in bytes."""
    total = 0
    for one in below(pid):
        try:
            text = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        except OSError:
            continue
        found = re.search(r"^RssAnon:\s+(\d+) kB", text, re.M)
        total += int(found[1]) * 1024 if found else 0
    return total


@contextmanager
def bench(folder: Path, *, guard: bool) -> Iterator[Bench]:
    """Serve the WIJ dossier as ``wijgraph serve`` does, where no certificates can be found."""
    log = folder / "log"
    settings = {
        "query_seconds": SECONDS, "quick_seconds": 0.2, "query_megabytes": 256,
        "reload_seconds": 0, "read_seconds": 2, "write_seconds": 2, "queue_seconds": 2,
        "validate_seconds": 10, "guard": guard,
    }  # fmt: skip
    command = [sys.executable, "-m", "wijgraph", "serve", "--port", "0"]
    for name, value in settings.items():
        command += ["--set", f"{name}={value}"]
    without = {"SSL_CERT_FILE", "SSL_CERT_DIR"}
    env = {k: v for k, v in environment().items() if k not in without}
    with (
        canary() as (port, hits),
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
        ) as running,
    ):
        try:
            assert running.stdout
            url = running.stdout.readline().strip()
            assert url, log.read_text()
            made = Bench(url, running.pid, port, hits, folder, log, guard, running=running)
            made.settle()
            yield made
        finally:
            running.terminate()
            running.wait(20)
