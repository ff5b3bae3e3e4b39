"""Both engines on shapes and data that nobody wrote: the same results, but where SHACL decides.

Where pySHACL and the standard differ the compiled engine keeps to the standard; those cases are
listed in ``test_compiled_standard.py``, and are not made here.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_compiled import Found, both
from wijgraph import dossier as dossiers
from wijgraph.errors import ShapesError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.validation.shapes import read_shapes

PREFIXES = """\
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = ["ex:a", "ex:b", "ex:c", "_:x", "_:y"]
PROPERTIES = ["ex:p", "ex:q", "ex:r"]
CLASSES = ["ex:C", "ex:D"]
LITERALS = [
    "1", "2", "10", '"1"', '"ab"', '"abc"', '"ab"@en', '"cd"@en', '"ef"@nl', '"ef"@en-GB', "true",
    '"x"^^xsd:integer', '"2020-01-31"^^xsd:date', '"2020-02-30"^^xsd:date', "1.5",
    '"2021-01-01T00:00:00Z"^^xsd:dateTime', '""', '"1.50"^^xsd:decimal', '"+1"^^xsd:integer',
    '".5"^^xsd:decimal', '"1e5"^^xsd:decimal', '"a-b"', '"AB"', '"P1Y"^^xsd:duration',
    '"P12M"^^xsd:duration', '"1"^^xsd:boolean', '"x\\n"',
]  # fmt: skip
NUMBERS = ["1", "2", "10", "1.5"]

nodes, properties, classes = (st.sampled_from(x) for x in (NODES, PROPERTIES, CLASSES))
literals = st.sampled_from(LITERALS)
values = st.one_of(nodes, literals)
known_values = st.one_of(st.sampled_from(NODES[:3]), literals)
counts = st.integers(0, 3)

triples = st.one_of(
    st.tuples(nodes, properties, values),
    st.tuples(nodes, st.just("a"), classes),
).map(lambda t: f"{' '.join(t)} .")
data = st.lists(triples, min_size=3, max_size=14).map(
    lambda found: PREFIXES + "ex:D rdfs:subClassOf ex:C .\n" + "\n".join(found) + "\n"
)


def many(parts: st.SearchStrategy[str], least: int = 0, most: int = 2) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=least, max_size=most).map(" ".join)


paths = st.recursive(
    properties,
    lambda inner: st.one_of(
        properties.map(lambda p: f"[ sh:inversePath {p} ]"),
        properties.map(lambda p: f"[ sh:inversePath [ sh:oneOrMorePath {p} ] ]"),
        st.tuples(inner, inner).map(lambda p: f"( {p[0]} {p[1]} )"),
        st.tuples(inner, inner).map(lambda p: f"[ sh:alternativePath ( {p[0]} {p[1]} ) ]"),
        inner.map(lambda p: f"[ sh:alternativePath ( {p} [ sh:zeroOrOnePath ex:q ] ) ]"),
        inner.map(lambda p: f"[ sh:zeroOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:oneOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:zeroOrOnePath {p} ]"),
    ),
    max_leaves=3,
)

KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
DATATYPES = [
    "xsd:integer",
    "xsd:string",
    "xsd:boolean",
    "xsd:date",
    "xsd:decimal",
    "rdf:langString",
]

of_values = st.one_of(
    classes.map("sh:class {} ;".format),
    st.sampled_from(DATATYPES).map("sh:datatype {} ;".format),
    st.sampled_from(KINDS).map("sh:nodeKind sh:{} ;".format),
    st.tuples(
        st.sampled_from(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"]),
        st.sampled_from(NUMBERS),
    ).map(lambda t: f"sh:{t[0]} {t[1]} ;"),
    st.integers(1, 3).map("sh:minLength {} ;".format),
    counts.map("sh:maxLength {} ;".format),
    st.tuples(
        st.sampled_from(
            [
                "^a",
                "b$",
                "^[0-9]+$",
                "c|1",
                "^[a-z-[b]]+$",
                "^x.?$",
                r"^\\p{Lu}+$",
                r"^[\\w-\\.]+$",
                "^$",
            ]
        ),
        st.sampled_from(["", 'sh:flags "i" ;', 'sh:flags "sm" ;']),
    ).map(lambda t: f'sh:pattern "{t[0]}" ; {t[1]}'),
    st.lists(st.sampled_from(['"en"', '"nl"']), min_size=1, max_size=2, unique=True).map(
        lambda tags: f"sh:languageIn ( {' '.join(tags)} ) ;"
    ),
    st.lists(known_values, max_size=3, unique=True).map(lambda v: f"sh:in ( {' '.join(v)} ) ;"),
    known_values.map("sh:hasValue {} ;".format),
    properties.map("sh:equals {} ;".format),
    properties.map("sh:disjoint {} ;".format),
)
of_sets = st.one_of(
    counts.map("sh:minCount {} ;".format),
    counts.map("sh:maxCount {} ;".format),
    st.just("sh:uniqueLang true ;"),
)


def shape(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return the constraints of a node shape, with ``inner`` as parts of it."""
    node = inner.map("[ a sh:NodeShape ; {} ]".format)
    listed = st.lists(node, min_size=1, max_size=2).map(" ".join)
    return st.one_of(
        of_values,
        node.map("sh:not {} ;".format),
        node.map("sh:node {} ;".format),
        st.tuples(st.sampled_from(["and", "or", "xone"]), listed).map(
            lambda t: f"sh:{t[0]} ( {t[1]} ) ;"
        ),
        property_shape(inner).map("sh:property {} ;".format),
        many(properties.map("sh:property [ sh:path {} ] ;".format)).map(
            lambda p: f"{p} sh:closed true ; sh:ignoredProperties ( rdf:type ) ;"
        ),
    )


def property_shape(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    qualified = st.tuples(inner, counts, counts).map(
        lambda t: (
            f"sh:qualifiedValueShape [ a sh:NodeShape ; {t[0]} ] ; "
            f"sh:qualifiedMinCount {t[1]} ; sh:qualifiedMaxCount {t[2]} ;"
        )
    )
    return st.tuples(paths, st.one_of(of_values, of_sets, qualified, inner)).map(
        lambda t: f"[ a sh:PropertyShape ; sh:path {t[0]} ; {t[1]} ]"
    )


targets = st.one_of(
    st.sampled_from(NODES[:3]).map("sh:targetNode {} ;".format),
    classes.map("sh:targetClass {} ;".format),
    properties.map("sh:targetSubjectsOf {} ;".format),
    properties.map("sh:targetObjectsOf {} ;".format),
)
extras = st.sampled_from(
    ["", "", "sh:severity sh:Warning ;", 'sh:message "Zo niet."@nl , "Not so."@en ;']
)
# What a property shape asks of a whole set of values matters most where it is a part.
small = st.one_of(of_values, property_shape(of_values).map("sh:property {} ;".format))
bodies = st.recursive(small, shape, max_leaves=3)


@dataclass(frozen=True)
class Case:
    """Shapes and data, as Turtle."""

    shapes: str
    data: str


@st.composite
def cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    node = f"ex:S a sh:NodeShape ; {draw(many(targets, 1))} {draw(extras)} {draw(bodies)} ."
    whole = draw(property_shape(bodies))
    inside = whole.removeprefix("[ ").removesuffix(" ]")
    prop = f"ex:P {inside} {draw(many(targets, 1))} {draw(extras)} ."
    shapes = f"{PREFIXES}{node}\n{prop}\n"
    text = draw(data)
    return Case(shapes, text)


def read(case: Case) -> tuple[Graph, Any]:
    shapes = [Document("shapes.ttl", case.shapes, "turtle")]
    graph = Graph(dossiers.builtin(), [Document("data.ttl", case.data, "turtle")])
    return graph, read_shapes(shapes)


@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=800,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(cases())
def test_both_engines_agree(case: Case) -> None:
    logging.disable(logging.CRITICAL)
    try:
        compiled, reference = both(*read(case), engine="auto")
    except ShapesError:
        return  # it has two of what SHACL wants one of
    finally:
        logging.disable(logging.NOTSET)
    assert told(compiled) == told(reference)


def told(found: Found) -> Found:
    """Leave out the sentences of an engine: how deep pySHACL describes a ring is its own affair."""
    return Counter(
        replace(r, messages=tuple(m for m in r.messages if m.language)) for r in found.elements()
    )
