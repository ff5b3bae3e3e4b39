"""Named questions against rdflib and against bare Oxigraph, on one dossier and on many."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph

import wijgraph
from benchmarks.frame import Line, Target, agree, faster, slower, timed
from benchmarks.peers import environment, running
from benchmarks.validating import synthetic
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.queries import run
from wijgraph.queries.catalogue import NamedQuery

QUESTIONS = ("who-steers-whom", "who-supervises-whom", "meetings", "gaps")
MANY = 34
# "meetings" does not end within minutes in rdflib on so many.
FEWER = [name for name in QUESTIONS if name != "meetings"]
TIMES = 10  # that a question is asked in a turn: one alone measures how the processor wakes up


def questions(folder: Path, rounds: int) -> Iterator[Line]:
    """Our own dossier, and many synthetic ones; each engine reads the question each time."""
    own = dossiers.builtin()
    text = synthetic(folder, MANY).read_text(encoding="utf-8")
    made = Document("made.nt", text, "ntriples")
    many = Graph(own, [*of_dossier(own, "ontology"), made])
    yield from _on("WIJ dossier", QUESTIONS, wijgraph.open().graph, folder, rounds)
    yield from _on(f"{MANY} dossiers", FEWER, many, folder, max(3, rounds // 3))


def _on(
    where: str, names: Sequence[str], graph: Graph, folder: Path, rounds: int
) -> Iterator[Line]:
    queries = wijgraph.open().queries
    data = folder / "graph.nt"
    data.write_bytes(graph.store.dump("ntriples"))
    bare = pyoxigraph.Store()
    bare.load(data.read_bytes(), pyoxigraph.RdfFormat.N_TRIPLES)
    with running("with_rdflib", environment() / "python") as rdflib:
        rdflib.ask("load", data=str(data))
        for name in names:
            question, what = run.pick(queries, name), f"{name}, {where}"
            table = run.ask(graph, question, {}).table
            rows = sorted([t.value if t else "" for t in row] for row in table.rows)
            agree(what, rows, rdflib.ask("rows", text=question.sparql)["result"])
            ours = partial(timed, partial(_asked, graph, question))
            theirs = partial(rdflib.seconds, "query", text=question.sparql, times=TIMES)
            yield faster(what, "rdflib", (ours, theirs), rounds, target=Target(least=20))
            plain = partial(timed, partial(_rows, bare, question.sparql))
            most = Target(most=1.3)
            yield slower(what, "bare Oxigraph", (ours, plain), rounds, target=most)


def _asked(graph: Graph, question: NamedQuery) -> None:
    for _ in range(TIMES):
        run.ask(graph, question, {})


def _rows(store: Any, text: str) -> None:
    for _ in range(TIMES):
        _ = [tuple(row) for row in store.query(text)]  # as terms, as ours are
