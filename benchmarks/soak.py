"""The service under mixed honest and hostile load for a long time: does it leak, slow down or err?

``python -m benchmarks.soak [--seconds N]``. It ends with 1 when an honest answer is wrong or
missing, when the honest p95 is above 5 times the quiet one, when the service and all processes
below it have at the end over 10 % more memory than after two minutes, or when the service is gone.

While strangers ask, a worker may take what one query may. So memory is compared at rest: after two
minutes and at the end the load stops until no query runs, and every process that is there counts.
Under load only the most of it is told, and it has the bound that ``load.py`` has.
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks.load import (
    HONEST,
    HOSTILE,
    MEMORY,
    PATHS,
    TIMES,
    Seen,
    below,
    honest,
    hostile,
    memory,
)
from wijgraph.web.workers.pool import IDLE_SECONDS

ROOT = Path(__file__).parents[1]
GROWTH = 1.10
MARK = 120  # seconds: by then all that is kept has been made
REST = 30  # seconds to wait for it at most
RUNNING = r"^wijgraph_lane_\w+_running\b.* (\S+)$"


def p95(seen: Seen) -> float:
    """Return the time that 95 of 100 honest requests were answered within, in seconds."""
    return statistics.quantiles(seen.honest, n=20)[18]


async def at_rest(url: str, pid: int) -> int:
    """Return the memory of a service and all below it once its workers are gone, in bytes.

    What workers share with the process they come from counts once.
    """
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for _ in range(REST):
            running = re.findall(RUNNING, (await client.get("/metrics")).text, re.MULTILINE)
            if running and not any(map(float, running)):
                break
            await asyncio.sleep(1)
        await asyncio.sleep(IDLE_SECONDS + 2)  # those that were stopped are buried by then
    return sum(map(share, below(pid)))


def share(pid: int) -> int:
    """Return the part of a process in the memory that nobody else holds a file of, in bytes."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss_Anon:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


async def soak(url: str, pid: int, seconds: float) -> bool:
    """Load, measure, tell, and return whether all is as it should be."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        right = {path: (await client.get(path)).content for path in PATHS}
    quiet, busy, sizes = Seen(), Seen(), list[int]()
    until = time.monotonic() + min(30.0, max(5.0, seconds / 10))
    await asyncio.gather(*(honest(n, url, right, quiet, until) for n in range(HONEST)))

    async def strained(part: float) -> int:
        """Load for a while; return the memory at rest after it."""
        until = time.monotonic() + part

        async def watch() -> None:
            while time.monotonic() < until:
                sizes.append(memory(pid))
                await asyncio.sleep(1)

        await asyncio.gather(
            watch(),
            *(honest(n, url, right, busy, until) for n in range(HONEST)),
            *(hostile(n, url, busy, until) for n in range(HOSTILE)),
        )
        return await at_rest(url, pid)

    mark = min(MARK, seconds / 2)
    early = await strained(mark)
    late = await strained(seconds - mark)
    calm, under = p95(quiet), p95(busy)
    faults = [
        *(["an honest answer was wrong or missing"] if quiet.wrong or busy.wrong else []),
        *([f"the honest p95 is above {TIMES} times the quiet one"] if under > TIMES * calm else []),
        *(["memory grew by over 10 %"] if late > GROWTH * early else []),
        *(["memory is out of bounds"] if max(sizes) > MEMORY else []),
    ]
    result = {
        "seconds": seconds,
        "honest requests": len(busy.honest),
        "hostile statuses": {str(k): n for k, n in sorted(busy.statuses.items())},
        "p95 quiet, ms": round(calm * 1000, 1),
        "p95 under load, ms": round(under * 1000, 1),
        "times": round(under / calm, 2),
        f"memory at rest after {mark:g} s, MiB": round(early / 2**20, 1),
        "memory at rest at the end, MiB": round(late / 2**20, 1),
        "memory under load, MiB: most": max(sizes) // 2**20,
        "growth": round(late / early, 3),
        "wrong": (quiet.wrong + busy.wrong)[:10],
        "faults": faults,
    }
    print(json.dumps(result, indent=1))
    (ROOT / "bench-results").mkdir(exist_ok=True)
    (ROOT / "bench-results" / "soak.json").write_text(json.dumps(result, indent=1))
    return not faults


def main() -> int:
    """Serve, load, and return 0 when all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    seconds = parser.parse_args().seconds
    command = [sys.executable, "-m", "wijgraph", "serve", "--port", "0"]
    command += ["--set", "proxies=127.0.0.1", "--set", "access_log=no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                return 2
            url = process.stdout.readline().strip()
            fine = asyncio.run(soak(url, process.pid, seconds))
            return 0 if fine and process.poll() is None else 1
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
