"""Benchmarks: each line is a ratio against a peer, taken in the same run, after the results agreed.

``python benchmarks/run.py [--rounds N]`` prints a table and writes ``bench-results/results.json``.
A ratio above 1 means that wijgraph is faster by that factor; a line of growth tells how many times
as long a larger graph takes as a smaller one, beside how many times as much data it has.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyoxigraph

import wijgraph
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.namespaces import WIJ
from wijgraph.validation.engines import results_of
from wijgraph.validation.index import Index
from wijgraph.validation.results import Result

ROOT = Path(__file__).parents[1]
QUESTIONS = ("who-steers-whom", "who-supervises-whom", "meetings", "gaps")
GROWTH = (4, 16, 34)  # so many dossiers
Line = dict[str, str | float]


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(
    what: str, peer: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> Line:
    """Return the ratios of the peer's time to ours, the two taken turn by turn."""
    ratios = [timed(theirs) / timed(ours) for _ in range(rounds)]
    return {
        "what": what,
        "peer": peer,
        "min": min(ratios),
        "median": statistics.median(ratios),
        "max": max(ratios),
    }


def agree(what: str, ours: object, theirs: object) -> None:
    """Stop when the two did not give the same."""
    if ours != theirs:
        raise SystemExit(f"{what}: the results differ, so the times mean nothing")


def questions(dossier: wijgraph.Dossier, rounds: int) -> list[Line]:
    """Named questions against rdflib, and against bare Oxigraph."""
    bare = pyoxigraph.Store()
    bare.load(dossier.graph.store.dump("ntriples"), pyoxigraph.RdfFormat.N_TRIPLES)
    lines = []
    for name in QUESTIONS:
        text = dossier.queries[name].sparql

        def ours(name: str = name) -> int:
            return len(dossier.query(name).table)

        def rdflib(text: str = text) -> int:
            return len(list(dossier.graph.rdflib.query(text)))

        def oxigraph(text: str = text) -> int:
            return len(list(bare.query(text)))  # type: ignore[arg-type]

        for peer, theirs in (("rdflib", rdflib), ("bare Oxigraph", oxigraph)):
            agree(name, ours(), theirs())
            lines.append(compare(f"query {name}", peer, ours, theirs, rounds))
    return lines


def copies(dossier: wijgraph.Dossier, number: int) -> tuple[Graph, Index]:
    """Return a dossier so many times, each under names of its own, and its rules."""
    shapes = of_dossier(dossier.files, "shapes")
    documents = of_dossier(dossier.files, "ontology") + shapes
    for copy in range(number):
        for document in of_dossier(dossier.files, "data"):
            text = document.text.replace(WIJ, f"{WIJ}{copy}/") if copy else document.text
            documents.append(Document(f"{copy}/{document.name}", text, "turtle"))
    graph = Graph(dossier.files, documents)
    return graph, Index(triple for document in shapes for triple in document.triples)


def found(graph: Graph, shapes: Index, engine: str = "compiled") -> Counter[Result]:
    """Return the results of ``engine``, to be compared with those of another."""
    results = results_of(graph, shapes, engine).results
    return Counter(replace(result, engine="", messages=()) for result in results)


def validation(dossier: wijgraph.Dossier, rounds: int) -> list[Line]:
    """Our rules, compiled, against pySHACL; and how the time grows with the data."""
    few = max(3, rounds // 3)
    one = copies(dossier, 1)
    agree("our rules", found(*one), found(*one, "pyshacl"))
    ours, theirs = (partial(results_of, *one, engine) for engine in ("compiled", "pyshacl"))
    lines = [compare("our rules", "pySHACL", ours, theirs, few)]
    smaller, fewer = copies(dossier, GROWTH[0]), GROWTH[0]
    for number in GROWTH[1:]:
        larger = copies(dossier, number)
        agree("growth", found(*smaller).total() * number, found(*larger).total() * fewer)
        growth = len(larger[0].store) / len(smaller[0].store)
        times = [partial(results_of, *each, "compiled") for each in (smaller, larger)]
        what = f"time, {fewer} to {number} dossiers"
        lines.append(compare(what, f"data x {growth:.1f}", times[0], times[1], few))
        smaller, fewer = larger, number
    return lines


def processes(dossier: wijgraph.Dossier, rounds: int) -> list[Line]:
    """Whole processes: start-up, and validation of the same triples with the same shapes."""
    with tempfile.TemporaryDirectory() as folder:
        shapes = Path(folder) / "shapes.ttl"
        files = sorted((ROOT / "shapes").rglob("*.ttl"))
        shapes.write_text("\n".join(f.read_text() for f in files))
        data = Path(folder) / "all.ttl"
        data.write_bytes(dossier.graph.store.dump("turtle") + b"\n" + shapes.read_bytes())

        def run(*command: str) -> Callable[[], str]:
            def once() -> str:
                done = subprocess.run(command, capture_output=True, check=False)
                return done.stdout.decode()

            return once

        python = sys.executable
        validate = run(python, "-m", "wijgraph", "validate", "-F", "turtle")
        pyshacl = run(python, "-m", "pyshacl", "-f", "turtle", "-s", str(shapes), str(data))
        agree("validate", results_in(validate()), results_in(pyshacl()))
        few = max(3, rounds // 3)
        return [
            compare("--help", "python -c pass", run(python, "-m", "wijgraph", "--help"),
                    run(python, "-c", "pass"), rounds),
            compare("validate", "pyshacl command", validate, pyshacl, few),
        ]  # fmt: skip


def results_in(report: str) -> int:
    """Return the number of results in a SHACL report."""
    return report.count("sh:ValidationResult")


PARTS = (questions, validation, processes)


def main() -> None:
    """Run all benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    dossier = wijgraph.open()
    lines = [part for run in PARTS for part in run(dossier, rounds)]
    print(f"{'what':30}{'against':18}{'min':>9}{'median':>9}{'max':>9}")
    for line in lines:
        numbers = "".join(f"{line[key]:9.2f}" for key in ("min", "median", "max"))
        print(f"{line['what']:30}{line['peer']:18}{numbers}")
    results = ROOT / "bench-results" / "results.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(lines, indent=2) + "\n")
    print(f"\nA ratio above 1: wijgraph is faster. Written to {results.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
