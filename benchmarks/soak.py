"""The service under mixed honest and hostile load for a long time: is it right, and does it last?

``python -m benchmarks.soak [--seconds N] [--slack N]``. After a rest come honest clients, then
strangers' queries, uploads, floods of connections and slow readers beside them, while the dossier
changes and other services are started and stopped, and then honest clients alone again. A process
of its own asks for ``/health`` every 50 ms over a new connection, from the moment the port is open;
the load comes from one process, which gives way to all others.

It ends with 1 when an honest answer is wrong or missing, when health is refused once, takes above a
second once, or at its 99th percentile above five times that of the service at rest, when the memory
of all its processes (PSS) is at the end over 10 % more than before the storm, when SIGTERM does not
end it with 0, or when it tells a traceback. ``--slack 10`` makes those limits ten times as wide.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from benchmarks import strain
from benchmarks.load import HOSTILE, PATHS, Seen, below, honest, hostile
from wijgraph.dossier import FOLDERS

ROOT = Path(__file__).parents[1]
EVERY = 0.05
GROWTH, TIMES, LONGEST = 0.10, 5.0, 1.0
REST, CALM, STORM = 0.1, 0.2, 0.8  # of the time: when the rest, the calm and the storm end
HONEST, UPLOADS, SLOW = 16, 6, 10
AFTER = 6.0  # seconds of storm once more, while it is told to stop
PICTURE = "/api/views/toezicht?format=svg"


def share(pid: int) -> int:
    """Return the part of a process in the memory, where what is shared counts once, in bytes."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


async def warmed(url: str) -> dict[str, bytes]:
    """Return the right answers, once all that is made at first has been made."""
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        (await client.get("/ready")).raise_for_status()
        (await client.get(PICTURE)).raise_for_status()
        headers = {"Content-Type": "text/turtle"}
        (await client.post("/api/validate", content=strain.TURTLE, headers=headers)).read()
        return {path: (await client.get(path)).raise_for_status().content for path in PATHS}


async def loaded(url: str, seconds: float) -> None:
    """Warm the service, tell when the time begins, load it, and tell what was seen."""
    right, port = await warmed(url), httpx.URL(url).port or 0
    begin = time.monotonic()
    print(begin, flush=True)
    seen, bad, did = Seen(), Seen(), Counter[str]()
    chance, end = random.Random(1), begin + seconds

    async def storm(until: float) -> None:
        await asyncio.gather(
            *(hostile(n, url, bad, until) for n in range(HOSTILE // 4)),
            *(strain.upload(port, did, until, chance) for _ in range(UPLOADS)),
            *(strain.slow_read(port, did, until, chance) for _ in range(SLOW)),
            strain.flood(port, did, until, chance),
        )

    await asyncio.sleep(REST * seconds)
    people = [asyncio.ensure_future(honest(n, url, right, seen, end)) for n in range(HONEST)]
    await asyncio.sleep((CALM - REST) * seconds)
    await storm(begin + STORM * seconds)
    await asyncio.gather(*people)
    last = asyncio.ensure_future(storm(end + AFTER))
    print(json.dumps(asdict(seen) | {"bad": bad.statuses, "did": did}), flush=True)
    await last


class Running:
    """A service, what it told, and how much memory it had when."""

    def __init__(self, folder: Path, *settings: str, nice: int = 0) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - goes with this
        command = [
            "nice",
            "-n",
            str(nice),
            sys.executable,
            "-m",
            "wijgraph",
            "--dossier",
            str(folder),
            "serve",
        ]
        command += ["--port", str(self.port), "--set", "access_log=no"]
        command += [part for setting in settings for part in ("--set", setting)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.sizes: list[tuple[float, int]] = []

    def watch(self) -> None:
        """Note its memory each second, as long as it lives."""
        while self.process.poll() is None:
            self.sizes.append((time.monotonic(), sum(map(share, below(self.process.pid)))))
            time.sleep(1)

    def front(self) -> float:
        """Return how many seconds of a processor the first process took."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / 100

    def size(self, start: float, end: float) -> float:
        """Return the median of its memory between two moments."""
        return statistics.median([size for when, size in self.sizes if start <= when <= end] or [0])

    def stopped(self) -> str:
        """End it; return what was not as it should be."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "did not end"
        self.log.seek(0)
        told = self.log.read()
        return f"ended with {code}: {told[-300:]}" if code or "Traceback" in told else ""


def stops(folder: Path, until: float, faults: list[str]) -> None:
    """Start services, and end each at a moment of its own."""
    chance = random.Random(2)
    while time.monotonic() + 20 < until:
        one = Running(folder, nice=10)
        while one.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", one.port), 1).close()
                break
            except OSError:
                time.sleep(0.01)
        time.sleep(chance.uniform(0, 8))
        fault = one.stopped()
        if fault:
            faults.append(f"another service {fault}")
        time.sleep(5)


def changes(folder: Path, until: float, every: float) -> None:
    """Change the dossier again and again, so that each answer stays as it is."""
    file = next((folder / "data").glob("*.ttl"))
    text = file.read_text(encoding="utf-8")
    while time.monotonic() + every < until:
        text += "\n"
        file.write_text(text, encoding="utf-8")
        time.sleep(every)


def p99(times: Sequence[float]) -> float:
    """Return the time that 99 of 100 answers took at most."""
    return statistics.quantiles(times, n=100)[98]


def judged(
    health: list[tuple[float, float | None]], rest: tuple[float, float], slack: float
) -> tuple[dict[str, Any], list[str]]:
    """Return how soon health was told, and what of it was not as it should be."""
    quiet = [took for when, took in health if took and rest[0] <= when <= rest[1]]
    under = [took for when, took in health if took and not rest[0] <= when <= rest[1]]
    refused = sum(took is None for _, took in health)
    most, times = max(under), p99(under) / p99(quiet)
    faults = [
        *([f"health was refused {refused} times"] if refused else []),
        *([f"health took {most:.2f} s"] if most > LONGEST * slack else []),
        *(
            [f"the p99 of health is {times:.1f} times that at rest"]
            if times > TIMES * slack
            else []
        ),
    ]
    told = {
        "asked": len(health), "refused": refused, "p99 at rest, ms": round(p99(quiet) * 1000, 2),
        "p99 under load, ms": round(p99(under) * 1000, 2), "times": round(times, 2),
        "most, ms": round(most * 1000, 1),
    }  # fmt: skip
    return told, faults


def soak(folder: Path, seconds: float, slack: float) -> bool:
    """Serve, load, measure, tell, and return whether all is as it should be."""
    settings = ("proxies=127.0.0.1", "limit_local=yes", "reload_seconds=1")
    service, faults = Running(folder, *settings), list[str]()
    asking = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.health", str(service.port), str(EVERY)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    heard = list[str]()
    threading.Thread(target=lambda: heard.extend(asking.stdout or ()), daemon=True).start()
    assert service.process.stdout
    service.process.stdout.readline()
    loading = subprocess.Popen(
        ["nice", "-n", "10", sys.executable, "-m", "benchmarks.soak",
         "--load", service.url, "--seconds", str(seconds)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert loading.stdout
    begin = float(loading.stdout.readline())
    storm = begin + STORM * seconds
    threading.Thread(target=service.watch, daemon=True).start()
    time.sleep(REST * seconds)
    threading.Thread(
        target=changes, args=(folder, storm, max(8.0, seconds / 15)), daemon=True
    ).start()
    time.sleep((CALM - REST) * seconds)
    others = threading.Thread(target=stops, args=(folder, storm, faults))
    others.start()
    seen = json.loads(loading.stdout.readline())
    time.sleep(AFTER / 2)
    asking.communicate("")
    health = [(float(w), None if t == "refused" else float(t)) for w, t in map(str.split, heard)]
    front = service.front()
    fault = service.stopped()
    loading.wait()
    others.join()
    told, wrong = judged(health, (begin, begin + REST * seconds), slack)
    part = (CALM - REST) / 2 * seconds if seconds < 600 else 60
    early = service.size(begin + CALM * seconds - part, begin + CALM * seconds)
    late = service.size(begin + seconds - part, begin + seconds)
    faults += [
        *wrong,
        *([f"the service {fault}"] if fault else []),
        *(["an honest answer was wrong or missing"] if seen["wrong"] else []),
        *(["memory grew"] if late > (1 + GROWTH * slack) * early else []),
    ]
    result = {
        "seconds": seconds,
        "health": told,
        "processor time of the process that has the connections, s": front,
        "honest answers": len(seen["honest"]),
        "honest p95, ms": round(statistics.quantiles(seen["honest"], n=20)[18] * 1000, 1),
        "hostile statuses": seen["bad"],
        "uploads by status, floods, slow readers": seen["did"],
        "memory before the storm, MiB": round(early / 2**20, 1),
        "memory at the end, MiB": round(late / 2**20, 1),
        "memory, MiB: most": max(size for _, size in service.sizes) // 2**20,
        "wrong": seen["wrong"][:10],
        "faults": faults,
    }
    print(json.dumps(result, indent=1))
    (ROOT / "bench-results").mkdir(exist_ok=True)
    (ROOT / "bench-results" / "soak.json").write_text(json.dumps(result, indent=1))
    return not faults


def main() -> int:
    """Return 0 when all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--slack", type=float, default=1)
    parser.add_argument("--load", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.load:
        asyncio.run(loaded(asked.load, asked.seconds))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name in FOLDERS:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(folder) / name, dirs_exist_ok=True)
        return 0 if soak(Path(folder), asked.seconds, asked.slack) else 1


if __name__ == "__main__":
    sys.exit(main())
