"""Validation: compiled against pySHACL, pyrudof, a larger graph, and what is possible by hand."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.dossiers import write
from benchmarks.frame import Line, Target, agree, faster, slower, timed
from benchmarks.peers import Peer, environment, running
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.shacl.index import Index
from wijgraph.validation import engines
from wijgraph.validation.shapes import read_shapes

TWELVE = Path(__file__).with_name("shapes12.ttl")
HUNDRED = Target(least=100)


@dataclass(frozen=True)
class Case:
    """Data and shapes as files for the peers, and as wijgraph has them in hand."""

    data: Path
    shapes: Path
    graph: Graph
    index: Index

    def validate(self) -> None:
        """Validate with the compiled engine."""
        engines.results_of(self.graph, self.index, "compiled")

    def seconds(self) -> float:
        """Return how long validation takes with the graph in hand and the shapes compiled."""
        return timed(self.validate)

    def processor(self) -> float:
        """Return the processor time of the same."""
        return timed(self.validate, time.process_time)

    def processor_anew(self) -> float:
        """Return that of validation when shapes and data are new to the engine."""
        engines.PLANS.clear()
        engines.AT_HAND.clear()
        return self.processor()

    def found(self, *, values: bool = False) -> list[list[str]]:
        """Return the results: focus, component, shape, and the value if wanted."""
        results = engines.results_of(self.graph, self.index, "compiled").results
        rows = [
            [r.focus.value, r.component, r.shape.value, r.value.value if r.value else ""]
            for r in results
        ]
        return sorted(row if values else row[:3] for row in rows)


def case(data: Path, shapes: Path) -> Case:
    """Return what is in the files ``data`` and ``shapes``."""
    triples = Document(data.name, data.read_text(encoding="utf-8"), "ntriples")
    rules = Document(shapes.name, shapes.read_text(encoding="utf-8"), "turtle")
    imports = {t[0].value for t in triples.triples} | {
        t[2].value for t in rules.triples if t[1].value.endswith("#imports")
    }
    return Case(data, shapes, Graph(dossiers.builtin(), [triples]), read_shapes([rules], imports))


def synthetic(folder: Path, number: int) -> Path:
    """Return a file with so many synthetic dossiers."""
    path = folder / f"{number}.nt"
    if not path.exists():
        write(path, range(1, number + 1))
    return path


def our_rules(folder: Path) -> Path:
    """Return one file with all our rules."""
    path = folder / "rules.ttl"
    texts = [d.text for d in of_dossier(dossiers.builtin(), "shapes")]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def core(folder: Path) -> Path:
    """Return a file with those of the twelve shapes that have no SPARQL."""
    path = folder / "core.ttl"
    parts = TWELVE.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(p for p in parts if "sh:sparql" not in p), encoding="utf-8")
    return path


@contextmanager
def peer(script: str, data: Path, shapes: Path | None = None) -> Iterator[Peer]:
    """Run a worker that has read the files."""
    with running(script, environment() / "python") as worker:
        if shapes is None:
            worker.ask("load", path=str(data))
        else:
            worker.ask("load", data=str(data), shapes=str(shapes))
        worker.ask("validate")
        yield worker


def against_pyshacl(folder: Path, rounds: int) -> Iterator[Line]:
    """Our rules on the WIJ dossier, with ontology and rules in the data, and on a synthetic one."""
    own = dossiers.builtin()
    ontology = of_dossier(own, "ontology")
    made = Document("1.nt", synthetic(folder, 1).read_text(encoding="utf-8"), "ntriples")
    wholes = {
        "WIJ dossier": [*ontology, *of_dossier(own, "data", "shapes")],
        "synthetic dossier": [*ontology, made],
    }
    for name, documents in wholes.items():
        data = folder / f"{name.split()[0]}.nt"
        data.write_bytes(Graph(own, documents).store.dump("ntriples"))
        ours, what = case(data, our_rules(folder)), f"our rules, {name}"
        with peer("with_pyshacl", data, ours.shapes) as theirs:
            agree(what, ours.found(values=True), theirs.ask("results")["result"])
            again = partial(theirs.processor, "validate")
            size = f"{len(ours.graph.store):,} triples; processor time, both have one thread"
            yield faster(
                what, "pySHACL", (ours.processor, again), rounds, target=HUNDRED, note=size
            )
            if name == "WIJ dossier":
                anew = f"{what}, shapes and data new"
                yield faster(anew, "pySHACL", (ours.processor_anew, again), rounds)


def against_pyrudof(folder: Path, number: int, rounds: int) -> Iterator[Line]:
    """The shapes of the core: with queries among them pyrudof takes the square of the data."""
    ours = case(synthetic(folder, number), core(folder))
    what = f"8 core shapes, {number} dossiers"
    with peer("with_pyrudof", ours.data, ours.shapes) as theirs:
        agree(what, ours.found(), theirs.ask("results")["result"])
        again = partial(theirs.seconds, "validate")
        yield faster(what, "pyrudof", (ours.seconds, again), rounds, target=Target(least=5))


def against_the_limit(folder: Path, number: int, rounds: int) -> Iterator[Line]:
    """The twelve shapes beside the same by hand in numpy, both with the data encoded."""
    ours = case(synthetic(folder, number), TWELVE)
    what = f"12 shapes, {number} dossiers"
    with peer("limit", ours.data) as theirs:
        agree(what, ours.found(), theirs.ask("results")["result"])
        again = partial(theirs.seconds, "validate")
        yield slower(what, "numpy by hand", (ours.seconds, again), rounds, target=Target(most=60))


def growth(folder: Path, fewer: int, more: int, rounds: int) -> Iterator[Line]:
    """How many times as long more dossiers take."""
    for name, rules, ontology in _sets(folder):
        sizes, times = [], []
        for number in (fewer, more):
            graph, index = _in_hand(synthetic(folder, number), rules, ontology)
            sizes.append(len(graph.store))
            times.append(partial(timed, partial(engines.results_of, graph, index, "compiled")))
        what, ratio = f"{name}, {fewer} to {more} dossiers", sizes[1] / sizes[0]
        most, note = Target(most=1.5 * ratio), f"{ratio:.1f} times as much data"
        pair = times[1], times[0]
        yield slower(what, "fewer dossiers", pair, rounds, target=most, note=note)


def _sets(folder: Path) -> Iterator[tuple[str, Path, list[Document]]]:
    """Yield the sets of shapes: name, file, and the ontology that they need."""
    yield "12 shapes", TWELVE, []
    yield "our rules", our_rules(folder), of_dossier(dossiers.builtin(), "ontology")


def _in_hand(data: Path, shapes: Path, more: list[Document]) -> tuple[Graph, Index]:
    documents = [Document(data.name, data.read_text(encoding="utf-8"), "ntriples"), *more]
    known = {s.value for document in documents for s, _, _ in document.triples}
    rules = Document(shapes.name, shapes.read_text(encoding="utf-8"), "turtle")
    return Graph(dossiers.builtin(), documents), read_shapes([rules], known)
