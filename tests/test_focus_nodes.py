"""The focus nodes of each shape: what there is to check, whichever engine checks it."""

import pytest

from tests.test_compiled import read
from wijgraph.graph import Graph
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.shacl.index import Index
from wijgraph.validation.engines import focus_nodes, results_of

EX = "https://example.org/"
DATA = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:D rdfs:subClassOf ex:C .
ex:a a ex:C ; ex:p 1.50 , 1.5 . ex:b a ex:D ; ex:q ex:a , "" . [ a ex:D ] ex:q ex:a .
"""
DECLARED = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "


class Stored(StoredGraph):
    """A graph of which there is a store only."""

    def __init__(self, graph: Graph) -> None:
        self.store = graph.store


def found(graph: Graph, shapes: Index) -> dict[str, list[str]]:
    names = focus_nodes(graph, shapes)
    return {
        shape.value.removeprefix(EX): sorted(
            "_" if node.kind == "bnode" else node.value.removeprefix(EX) for node in nodes
        )
        for shape, nodes in names.items()
    }


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ("ex:S sh:targetClass ex:C", {"S": ["_", "a", "b"]}),
        ("ex:S sh:targetClass ex:None", {"S": []}),
        ("ex:S sh:targetSubjectsOf ex:p", {"S": ["a"]}),
        ("ex:S sh:targetObjectsOf ex:q", {"S": ["", "a"]}),
        ("ex:S sh:targetNode ex:nowhere , 3", {"S": ["3", "nowhere"]}),
        ("ex:S sh:targetNode ex:a ; sh:targetClass ex:D", {"S": ["_", "a", "b"]}),
        ("ex:D a rdfs:Class , sh:NodeShape", {"D": ["_", "b"]}),
        ("ex:S a sh:NodeShape . ex:T sh:targetNode ex:a", {"T": ["a"]}),
        ("ex:S sh:targetNode ex:a ; sh:deactivated true", {}),
        ("ex:S sh:targetNode ex:a ; sh:deactivated false", {"S": ["a"]}),
    ],
)
def test_in_memory_and_in_a_store(shape: str, wanted: dict[str, list[str]]) -> None:
    graph, shapes = read(f"{DECLARED} {shape} .", DATA)
    assert found(graph, shapes) == wanted
    assert found(Stored(graph), shapes) == wanted


def test_literals_are_those_that_are_written() -> None:
    graph, shapes = read("ex:S sh:targetObjectsOf ex:p .", DATA)
    number = XSD + "decimal"
    assert set(focus_nodes(graph, shapes)[Term("iri", EX + "S")]) == {
        Term("literal", "1.50", None, number),
        Term("literal", "1.5", None, number),
    }


def test_what_pyshacl_checks_has_focus_nodes_too() -> None:
    graph, shapes = read("ex:S sh:targetClass ex:C ; sh:in ( [ ] ) .", DATA)
    assert results_of(graph, shapes).left  # no query can name a blank node
    assert found(graph, shapes) == {"S": ["_", "a", "b"]}
