"""The store answers SPARQL, takes parameters as terms only, and says where a query is wrong."""

import pyoxigraph as ox
import pytest

from wijgraph.errors import QueryError, TurtleError, WijgraphError
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store import Store, bind, parse
from wijgraph.store.terms import Terms

DATA = "<https://example.org/a> <https://example.org/p> 1 , 2 ; <https://example.org/q> 'x'@nl ."
ROWS = "SELECT ?s ?v WHERE { ?s <https://example.org/p> ?v } ORDER BY ?v"


@pytest.fixture
def store() -> Store:
    store = Store()
    store.add(parse(DATA, "data.ttl"))
    return store


def test_select(store: Store) -> None:
    table = store.select(ROWS)
    assert table.columns == ("s", "v")
    assert [row["v"].value for row in table if row["v"]] == ["1", "2"]


def test_binding_keeps_the_matching_rows(store: Store) -> None:
    two = Term("literal", "2", datatype="http://www.w3.org/2001/XMLSchema#integer")
    assert len(store.select(ROWS, {"v": two})) == 1


@pytest.mark.parametrize(
    "value", ["https://example.org/a> ?x . } #", "a b", 'x" } DROP ALL', "https://e/\n"]
)
def test_no_value_becomes_query_text(store: Store, value: str) -> None:
    with pytest.raises(WijgraphError):
        bind(ROWS, {"s": Term("iri", value)})
    assert len(store.select(ROWS, {"s": Term("literal", value)})) == 0


def test_broken_query_has_a_place(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.select("SELECT ?s\nWHERE { ?s nope ?v }")
    assert (caught.value.line, caught.value.column) == (2, 17)
    assert "?v }" in caught.value.message


def test_broken_turtle_has_a_place() -> None:
    with pytest.raises(TurtleError) as caught:
        list(parse("<https://example.org/a>\n  nope 1 .", "x.ttl"))
    assert (caught.value.path, caught.value.line) == ("x.ttl", 2)


def test_a_triple_is_no_term(store: Store) -> None:
    with pytest.raises(QueryError, match=r"RDF 1\.2"):
        store.select("SELECT (<<( <x:a> <x:b> <x:c> )>> AS ?t) {}")


def test_update_is_not_a_query(store: Store) -> None:
    with pytest.raises(QueryError):
        store.select("DELETE WHERE { ?s ?p ?o }")
    assert len(store) == 3


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_standard_formats(store: Store, form: str) -> None:
    assert b"1" in store.results(ROWS, form)


def test_a_table_is_not_written_as_a_graph(store: Store) -> None:
    with pytest.raises(QueryError, match="cannot be written as turtle"):
        store.results(ROWS, "turtle")


def test_terms_are_made_once_and_forgotten_when_there_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terms, one = Terms(), ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))
    assert terms[one] is terms[ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))]
    assert terms[one] != terms[ox.Literal("1")]
    assert terms[ox.Literal("a", language="nl")] != terms[ox.Literal("a", language="en")]
    assert terms[None] is None
    monkeypatch.setattr("wijgraph.store.terms.REMEMBERED", 10)
    made = [terms[ox.Literal(str(n))] for n in range(100)]
    assert [term.value for term in made] == [str(n) for n in range(100)]
    assert len(terms) <= 10
