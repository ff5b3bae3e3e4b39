"""Where pySHACL and the standard differ, the compiled engine keeps to the standard.

Each case names the words of https://www.w3.org/TR/shacl/ that decide, and what each engine finds:
the day that pySHACL changes its mind, a case here fails and can go.
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from wijgraph import dossier as dossiers
from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.validation.engines import results_of
from wijgraph.validation.shapes import read_shapes

PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


class Case(NamedTuple):
    """Shapes and data, the values that each engine reports, and what decides."""

    name: str
    shapes: str
    data: str
    compiled: list[str]
    pyshacl: list[str] | None  # None where it refuses the data
    why: str


CASES = [
    Case(
        "blank node of no length",
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minLength 0 ] .",
        "ex:a a ex:C ; ex:p [ ex:q 1 ] .",
        ["_"],
        [],
        "4.4.1: a violation for each value whose length is less than $minLength, or where v is a "
        "blank node",
    ),
    Case(
        "closed to a class as well",
        "ex:S sh:targetNode ex:a ; sh:closed true .",
        "ex:a a rdfs:Resource .",
        ["http://www.w3.org/2000/01/rdf-schema#Resource"],
        [],
        "4.8.1: a violation for each triple with a predicate that is not enumerated",
    ),
    Case(
        "the value that an ASK is about",
        "ex:Odd a sh:ConstraintComponent ; sh:parameter [ sh:path ex:not ] ; "
        'sh:validator [ sh:ask "ASK { FILTER ($value != $not) }" ] . '
        "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; ex:not 3 ] .",
        "ex:a ex:p 3 , 4 .",
        ["3"],
        ["ex:a has no value"],
        "6.2.3: a result for each value node, with the value node as sh:value",
    ),
]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)  # rdflib tells of each literal that it cannot read
    yield
    logging.disable(logging.NOTSET)


def values(case: Case, engine: str) -> list[str] | None:
    """Return the values that are reported."""
    shapes = read_shapes([Document("shapes.ttl", PREFIXES + case.shapes, "turtle")])
    data = Document("data.ttl", PREFIXES + case.data, "turtle")
    try:
        found = results_of(Graph(dossiers.builtin(), [data]), shapes, engine).results
    except ShapesError:
        return None
    return sorted(
        f"ex:{result.focus.value[-1]} has no value"
        if result.value is None
        else "_"
        if result.value.kind == "bnode"
        else result.value.value
        for result in found
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_compiled_engine_keeps_to_the_standard(case: Case) -> None:
    assert values(case, "compiled") == case.compiled, case.why


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pyshacl_still_differs(case: Case) -> None:
    assert values(case, "pyshacl") == case.pyshacl, case.why
