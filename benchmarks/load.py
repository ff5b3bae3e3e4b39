"""The service under 64 clients that mix honest and hostile requests.

``python -m benchmarks.load [--seconds N]`` measures honest clients alone, then the same among
hostile ones: cartesian products, huge results, path explosions, SERVICE. Every honest answer is
compared with the one that came before any load. It ends with 1 when an honest answer is wrong or
missing, the service died, its memory is out of bounds, or the honest p95 is above 5 times the quiet
one. Each client has an address of its own, as behind a proxy.
"""

import argparse
import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
HONEST, HOSTILE = 32, 32
PAUSE = 0.2  # seconds between two requests of an honest client, on average
TIMES = 5
MEMORY = 4 * 2**30
PATHS = (
    "/api/queries/who-steers-whom",
    "/api/queries/gaps?limit=20",
    "/api/queries/actor?actor=rvb&format=csv",
    "/api/actors?limit=10",
    "/doc/rvb.ttl",
    "/ontology.nt",
    "/",
    "/health",
)
BLANK = re.compile(rb"_:\w+")
ATTACKS = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a (<x:a>|!<x:a>)* ?b }",
    "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a{1,100}){1,100}){1,100})")) }',
    "SELECT",
)


@dataclass
class Seen:
    """What the clients saw."""

    honest: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def honest(number: int, url: str, right: dict[str, bytes], seen: Seen, until: float) -> None:
    """Ask for pages and questions as people do, and check what comes."""
    chance = random.Random(number)
    headers = {"X-Forwarded-For": f"10.0.0.{number}"}
    async with httpx.AsyncClient(base_url=url, timeout=30, headers=headers, verify=False) as client:
        while time.monotonic() < until:
            path = chance.choice(PATHS)
            start = time.perf_counter()
            try:
                response = await client.get(path)
            except httpx.HTTPError as error:
                seen.wrong.append(f"{path}: {error!r}")
                continue
            seen.honest.append(time.perf_counter() - start)
            if response.status_code != 200 or not same(response.content, right[path]):
                seen.wrong.append(f"{path}: {response.status_code}")
            await asyncio.sleep(chance.uniform(0, 2 * PAUSE))


def same(one: bytes, other: bytes) -> bool:
    """Return whether two answers say the same; blank nodes are called otherwise each time."""
    if one == other:
        return True
    lines = (sorted(BLANK.sub(b"_:", text).splitlines()) for text in (one, other))
    return next(lines) == next(lines)


async def hostile(number: int, url: str, seen: Seen, until: float) -> None:
    """Ask for what should be refused or stopped, as fast as one gets an answer."""
    chance = random.Random(number)
    headers = {"X-Forwarded-For": f"10.1.{number}.1"}
    async with httpx.AsyncClient(base_url=url, timeout=60, headers=headers, verify=False) as client:
        while time.monotonic() < until:
            try:
                response = await client.post("/sparql", data={"query": chance.choice(ATTACKS)})
                seen.statuses[response.status_code] += 1
                if response.status_code == 429:
                    await asyncio.sleep(1)
            except httpx.HTTPError:
                seen.statuses[0] += 1


def below(pid: int) -> list[int]:
    """Return a process and all below it."""
    line = [pid]
    for one in line:
        try:  # a worker may end at any moment
            for tasks in list(Path(f"/proc/{one}/task").glob("*/children")):
                line += map(int, tasks.read_text(encoding="utf-8").split())
        except OSError:
            continue
    return line


def memory(pid: int) -> int:
    """Return the memory of a process and all below it, in bytes."""
    total = 0
    for one in below(pid):
        try:
            text = Path(f"/proc/{one}/status").read_text(encoding="utf-8")
        except OSError:
            continue
        found = re.search(r"^RssAnon:\s+(\d+) kB", text, re.M)
        total += int(found[1]) * 1024 if found else 0
    return total


async def load(url: str, pid: int, seconds: float) -> bool:
    """Measure, tell, and return whether all is as it should be."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:  # pages are made at first
        right = {path: (await client.get(path)).content for path in PATHS}
    quiet, busy, sizes = Seen(), Seen(), list[int]()
    until = time.monotonic() + max(5, seconds / 6)
    await asyncio.gather(*(honest(n, url, right, quiet, until) for n in range(HONEST)))

    until = time.monotonic() + seconds

    async def watch() -> None:
        while time.monotonic() < until:
            sizes.append(memory(pid))
            await asyncio.sleep(1)

    await asyncio.gather(
        watch(),
        *(honest(n, url, right, busy, until) for n in range(HONEST)),
        *(hostile(n, url, busy, until) for n in range(HOSTILE)),
    )
    calm, under = (statistics.quantiles(s.honest, n=20)[18] for s in (quiet, busy))
    result = {
        "honest requests": len(busy.honest),
        "p95 quiet, ms": round(calm * 1000, 1),
        "p95 under load, ms": round(under * 1000, 1),
        "times": round(under / calm, 2),
        "hostile statuses": dict(sorted(busy.statuses.items())),
        "memory, MiB: most": max(sizes) // 2**20,
        "memory, MiB: at the end": memory(pid) // 2**20,
        "wrong": (quiet.wrong + busy.wrong)[:10],
    }
    print(json.dumps(result, indent=1))
    (ROOT / "bench-results").mkdir(exist_ok=True)
    (ROOT / "bench-results" / "load.json").write_text(json.dumps(result, indent=1))
    fine = under <= TIMES * calm and max(sizes) < MEMORY
    return fine and not quiet.wrong and not busy.wrong


def main() -> int:
    """Serve, load, and return 0 when all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    seconds = parser.parse_args().seconds
    command = [sys.executable, "-m", "wijgraph", "serve", "--port", "0"]
    command += ["--set", "proxies=127.0.0.1", "--set", "access_log=no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                return 2
            url = process.stdout.readline().strip()
            return 0 if asyncio.run(load(url, process.pid, seconds)) else 1
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
