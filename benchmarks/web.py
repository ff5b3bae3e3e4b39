"""The web application against rdflib-endpoint: requests per second, same graph and question.

Both serve the same triples on this machine; the rows are compared, then asked for turn by turn.
Each question is asked in three ways: as a named question, whose answer is kept; as SPARQL of a
stranger, in a worker; and the same with a comment in it that differs each time, so that nobody can
keep anything.
"""

import csv
import io
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

import wijgraph
from benchmarks.frame import Line, Target
from benchmarks.peers import environment

QUESTIONS = ("who-steers-whom", "meetings", "gaps")
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


def compare(ours: str, theirs: str, seconds: float, rounds: int) -> Iterator[Line]:
    """Return the ratios for each question, after the rows agreed."""
    dossier = wijgraph.open()
    accept = {"Accept": "text/csv"}
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
            yield Line(
                f"web: {name}, {way}",
                "rdflib-endpoint",
                "x requests",
                [mine / other for mine, other in rates],
                Target(least=10) if way == "named" else None,
                (
                    1 / statistics.median(mine for mine, _ in rates),
                    1 / statistics.median(other for _, other in rates),
                ),
            )


def lines(folder: Path, seconds: float, rounds: int) -> Iterator[Line]:
    """Serve with both, and compare."""
    triples, script = folder / "graph.nt", folder / "serve.py"
    triples.write_bytes(wijgraph.open().graph.store.dump("ntriples"))
    script.write_text(SERVE, encoding="utf-8")
    own, other = free_port(), free_port()
    mine = [sys.executable, "-m", "wijgraph", "serve", "--port", str(own), "--set", "access_log=no"]
    peer = [str(environment() / "python"), str(script), str(triples), str(other)]
    with (
        running(mine, f"http://127.0.0.1:{own}/sparql") as ours,
        running(peer, f"http://127.0.0.1:{other}/") as theirs,
    ):
        yield from compare(ours, theirs, seconds, rounds)
