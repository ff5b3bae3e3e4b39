"""The place of a triple is found without reading all files for places, and is the same place."""

from pathlib import Path

import wijgraph
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.model import Position

PREFIX = "@prefix ex: <https://example.org/> .\n"
# One node in several files, with blank nodes that have other names where the places are.
TEXTS = {
    "one.ttl": "ex:a ex:p ex:b , [ ex:r 0 ] ; ex:q [ ex:r 1 ] .",
    "two.ttl": "ex:a ex:p [ ex:r 2 ] , ex:c .\nex:b ex:q ex:a .",
    "three.ttl": "ex:b ex:p ex:a .\n\nex:a ex:r 3 ; ex:p ex:d .",
    "four.ttl": "ex:a ex:q ex:d .",
}


def slowly(graph: Graph, *triple: str) -> Position | None:
    """Return the place by asking every file."""
    keys = [triple[:end] for end in range(len(triple), 0, -1)] + [("", triple[0])]
    found = [place for document in graph.documents if (place := document.place(keys))]
    return min(found, key=lambda place: place[0])[1] if found else None


def test_each_place_is_that_of_the_first_best_file() -> None:
    documents = [Document(name, PREFIX + text, "turtle") for name, text in TEXTS.items()]
    graph = Graph(dossiers.builtin(), documents)
    triples = [tuple(map(str, triple)) for triple in graph.rdflib]
    assert len(triples) > 10
    for subject, predicate, obj in triples:
        for rest in ((), (predicate,), (predicate, obj), (predicate, "https://example.org/none")):
            assert graph.position(subject, *rest) == slowly(graph, subject, *rest)
        assert graph.position(obj) == slowly(graph, obj)
    assert graph.position("https://example.org/none") is None


def test_only_the_files_with_a_finding_are_read_for_places(town_folder: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    path.write_text(path.read_text().replace('dct:identifier "gm9999" ;\n', ""))
    dossier = wijgraph.open(town_folder)
    [finding] = dossier.validate().findings
    assert finding.position is not None
    read = [d.name for d in dossier.graph.documents if "placed" in vars(d)]
    assert [Path(name).name for name in read] == ["town.ttl"]
