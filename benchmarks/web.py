"""The web application against rdflib-endpoint: requests per second, same graph and question.

``python benchmarks/web.py [--seconds N]`` installs the peer in an environment of its own, serves
the same triples with both on this machine, compares the rows, then asks turn by turn. A ratio above
1 means that wijgraph answers that many times more. Each question is asked in three ways: as a named
question, whose answer is kept; as SPARQL of a stranger, in a worker; and the same with a comment in
it that differs each time, so that nobody can keep anything.
"""

import argparse
import csv
import io
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from venv import EnvBuilder

import httpx

import wijgraph

ROOT = Path(__file__).parents[1]
QUESTIONS = ("who-steers-whom", "meetings", "gaps")
PEER = "rdflib-endpoint==0.6.3"
CLIENTS = 4
STARTING = 60.0
SERVE = """
import sys
import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
app = SparqlEndpoint(graph=Graph().parse(sys.argv[1], format="nt"))
uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
"""


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as link:
        return int(link.getsockname()[1])


@contextmanager
def running(command: list[str], url: str) -> Iterator[str]:
    """Run a server until it is no longer needed; give its address once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + STARTING
            while time.monotonic() < until:
                try:
                    if httpx.get(url, params={"query": "ASK {}"}).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()


def rows(text: str) -> list[list[str]]:
    """Return the rows of a CSV, in an order of their own."""
    head, *lines = csv.reader(io.StringIO(text))
    return sorted(
        [dict(zip(head, line, strict=True))[name] for name in sorted(head)] for line in lines
    )


def rate(ask: Callable[[httpx.Client, int], httpx.Response], seconds: float) -> float:
    """Return how many answers a second several clients get."""
    counts = [0] * CLIENTS
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        with httpx.Client(timeout=60) as link:
            while time.perf_counter() < until:
                ask(link, counts[number] * CLIENTS + number).raise_for_status()
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


def environment(folder: Path) -> Path:
    """Return the Python of a new environment that has the peer."""
    EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--quiet", PEER, "uvicorn", "httptools"],
        check=True,
    )
    return python


def compare(ours: str, theirs: str, seconds: float, rounds: int) -> list[dict[str, str | float]]:
    """Return the ratios for each question, after the rows agreed."""
    dossier = wijgraph.open()
    accept = {"Accept": "text/csv"}
    found: list[dict[str, str | float]] = []
    for name in QUESTIONS:
        text = dossier.queries[name].sparql
        api = ours.replace("/sparql", f"/api/queries/{name}")

        def peer(link: httpx.Client, number: int, text: str = text) -> httpx.Response:
            query = {"query": f"{text}# {number}"}
            return link.get(theirs, params=query, headers=accept)

        def named(link: httpx.Client, _: int, api: str = api) -> httpx.Response:
            return link.get(api, headers=accept)

        def same(link: httpx.Client, _: int, text: str = text) -> httpx.Response:
            return link.get(ours, params={"query": text}, headers=accept)

        def fresh(link: httpx.Client, number: int, text: str = text) -> httpx.Response:
            return link.get(ours, params={"query": f"{text}# {number}"}, headers=accept)

        with httpx.Client(timeout=60) as link:
            answers = [rows(ask(link, 0).text) for ask in (peer, named, same, fresh)]
        if any(answer != answers[0] for answer in answers):
            raise SystemExit(f"{name}: the answers differ, so the rates mean nothing")
        for way, ask in (("named", named), ("SPARQL", same), ("SPARQL, each new", fresh)):
            rates = [(rate(ask, seconds), rate(peer, seconds)) for _ in range(rounds)]
            ratios = [mine / other for mine, other in rates]
            found.append(
                {
                    "what": f"{name}, {way}",
                    "peer": "rdflib-endpoint",
                    "min": min(ratios),
                    "median": statistics.median(ratios),
                    "max": max(ratios),
                    "ours": statistics.median(mine for mine, _ in rates),
                    "theirs": statistics.median(other for _, other in rates),
                }
            )
    return found


def main() -> None:
    """Run the benchmark and write ``bench-results/web.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        triples, script = folder / "graph.nt", folder / "serve.py"
        triples.write_bytes(wijgraph.open().graph.store.dump("ntriples"))
        script.write_text(SERVE)
        python = environment(folder / "venv")
        own, other = free_port(), free_port()
        mine = [
            sys.executable,
            "-m",
            "wijgraph",
            "serve",
            "--port",
            str(own),
            "--set",
            "access_log=no",
        ]
        with (
            running(mine, f"http://127.0.0.1:{own}/sparql") as ours,
            running([str(python), str(script), str(triples), str(other)],
                    f"http://127.0.0.1:{other}/") as theirs,
        ):  # fmt: skip
            lines = compare(ours, theirs, options.seconds, options.rounds)
    print(f"{'what':36}{'ours/s':>9}{'theirs/s':>9}{'min':>8}{'median':>8}{'max':>8}")
    for line in lines:
        numbers = f"{line['ours']:>9.0f}{line['theirs']:>9.1f}"
        print(
            f"{line['what']:36}{numbers}{line['min']:>8.1f}{line['median']:>8.1f}{line['max']:>8.1f}"
        )
    results = ROOT / "bench-results"
    results.mkdir(exist_ok=True)
    (results / "web.json").write_text(json.dumps(lines, indent=1))


if __name__ == "__main__":
    main()
