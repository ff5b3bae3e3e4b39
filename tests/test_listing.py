"""The properties in use, where they are known: a query that lists them reads no triples."""

import pytest

from tests.test_compiled_generated import PREFIXES
from wijgraph import dossier as dossiers
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.shacl.index import Index
from wijgraph.shacl.rewriting import listing
from wijgraph.store import Store, parse
from wijgraph.validation import engines
from wijgraph.validation.shapes import read_shapes


def rules() -> Index:
    own = dossiers.builtin()
    documents = of_dossier(own, "shapes")
    known = {t[0].value for d in of_dossier(own, "ontology", "data") for t in d.triples}
    return read_shapes(documents, known)


LISTS = "{ SELECT DISTINCT $this ?p WHERE { ?s ?p ?o } }"
SELECT = f"SELECT $this ?p WHERE {{ {LISTS} FILTER NOT EXISTS {{ ?p a ?kind }} }}"


@pytest.mark.parametrize(
    "query",
    [
        SELECT,
        SELECT.replace("SELECT DISTINCT", "select\n distinct").replace("?o }", "$o . }"),
        # One in a text is none; the other one is.
        SELECT.replace(" FILTER NOT", f' FILTER ("{LISTS}" != "") FILTER NOT'),
    ],
)
def test_a_listing_gives_the_rows_of_the_triples(query: str) -> None:
    store = Store()
    store.add(parse(PREFIXES + "ex:p a ex:Property . ex:a ex:p ex:b ; ex:q ex:c .", "a.ttl"))
    found = listing(query)
    assert found is not None
    predicates = {row["p"].value for row in store.select(LISTS[1:-1]) if row["p"]}
    assert len(predicates) == 3
    rows = store.select(query).rows
    assert rows
    assert sorted(map(repr, store.select(found.of(predicates)).rows)) == sorted(map(repr, rows))
    assert not store.select(found.of(())).rows


@pytest.mark.parametrize(
    "group",
    [
        "{ SELECT DISTINCT $this ?p WHERE { ?s ?p ?o } LIMIT 1 }",
        "{ SELECT DISTINCT $this ?p WHERE { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1) }",
        "{ SELECT DISTINCT $this ?p WHERE { ?s ?p ?s } }",
        "{ SELECT DISTINCT $this ?p WHERE { ?p ?p ?o } }",
        "{ SELECT DISTINCT $this ?p WHERE { $this ?p ?o } }",
        "{ SELECT DISTINCT $this ?P WHERE { ?s ?p ?o } }",
        "{ SELECT DISTINCT $this ?s ?p WHERE { ?s ?p ?o } }",
        "{ SELECT DISTINCT ?p WHERE { ?s ?p ?o } }",
        "{ SELECT $this ?p WHERE { ?s ?p ?o } }",
        "{ SELECT DISTINCT $this ?p WHERE { ?s ?p ?o . ?o ?q ?s } }",
        f'FILTER ("{LISTS}" != "")',
    ],
)
def test_what_lists_something_else_is_left_alone(group: str) -> None:
    assert listing(SELECT.replace(LISTS, group)) is None


def test_an_undeclared_property_is_found_by_both_ways() -> None:
    text = PREFIXES.replace("<https://example.org/>", "<https://w3id.org/wijgraph/ontology#>")
    data = [Document("a.ttl", text + "ex:a ex:roote ex:b .", "turtle")]
    documents = [*of_dossier(dossiers.builtin(), "ontology"), *data]
    graph, shapes = Graph(dossiers.builtin(), documents), rules()
    assert engines.data_of(graph).predicates
    at_hand = engines.results_of(graph, shapes, "compiled").results
    stored = engines.results_in(graph.store, shapes).results
    assert [r.value.value for r in at_hand if r.value and r.value.value.endswith("#roote")]
    assert {(r.focus, r.value) for r in at_hand} == {(r.focus, r.value) for r in stored}
