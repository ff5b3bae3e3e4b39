"""Validating again after an edit gives what validating all gives, whatever the edit."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.dossiers import dossier
from tests.conftest import ROOT
from tests.test_compiled_generated import CLASSES, NODES, PREFIXES, PROPERTIES, Case, cases
from wijgraph import dossier as dossiers
from wijgraph.errors import ShapesError
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.store import Store, Triple, parse
from wijgraph.validation.again import Standing
from wijgraph.validation.engines import results_in
from wijgraph.validation.index import Index
from wijgraph.validation.results import Result
from wijgraph.validation.shapes import read_shapes

EDITS = 60


def counted(results: Iterable[Result]) -> Counter[Result]:
    return Counter(results)


def swap(store: Store, gone: Iterable[Triple], new: Iterable[Triple]) -> None:
    store.remove(gone)
    store.add(new)


def rules() -> Index:
    own = dossiers.builtin()
    documents = of_dossier(own, "shapes")
    known = {t[0].value for d in of_dossier(own, "ontology", "data") for t in d.triples}
    return read_shapes(documents, known)


def test_our_rules_after_edits_of_a_dossier() -> None:
    """Each edit takes a triple away, moves one, or puts one back."""
    store, shapes, chance = Store(), rules(), random.Random(7)
    for document in of_dossier(dossiers.builtin(), "ontology"):
        store.add(document.triples)
    data = list(parse(" .\n".join([*dossier(1)[0], ""]), "data.nt", "ntriples"))
    store.add(data)
    standing, changes = Standing(store, shapes), 0
    gone: list[Triple] = []
    for _ in range(EDITS):
        out, into = [chance.choice(data)], list[Triple]()
        if gone and chance.random() < 0.3:
            into = [gone.pop()]
        elif chance.random() < 0.5:
            subject, predicate, _ = out[0]
            into = [(subject, predicate, chance.choice(data)[2])]
        gone += out
        swap(store, out, into)
        before = counted(standing.results)
        found = counted(standing.again([*out, *into]))
        assert found == counted(results_in(store, shapes).results), (out, into)
        changes += found != before
    assert changes > EDITS / 5


edits = st.lists(
    st.tuples(
        st.sampled_from(NODES[:3]),
        st.sampled_from([*PROPERTIES, "a"]),
        st.sampled_from([*NODES[:3], *CLASSES, "1", '"ab"@en']),
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=250,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(cases(), edits, st.randoms(use_true_random=False))
def test_any_shapes_after_any_edit(case: Case, new: list[Any], chance: random.Random) -> None:
    store = Store()
    data = list(parse(case.data, "data.ttl"))
    store.add(data)
    try:
        shapes = read_shapes([Document("shapes.ttl", case.shapes, "turtle")])
        standing = Standing(store, shapes)
    except ShapesError:
        return
    text = PREFIXES + "\n".join(f"{' '.join(triple)} ." for triple in new)
    into, out = list(parse(text, "new.ttl")), chance.sample(data, min(2, len(data)))
    swap(store, out, into)
    assert counted(standing.again([*out, *into])) == counted(results_in(store, shapes).results)


@pytest.mark.parametrize(
    ("shape", "changed"),
    [
        ("sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ]", "ex:b ex:q ex:c"),
        ("sh:property [ sh:path ( [ sh:zeroOrMorePath ex:p ] ex:q ) ; sh:minCount 1 ]",
         "ex:b ex:q ex:c"),
        ("sh:property [ sh:path ( [ sh:zeroOrMorePath ex:p ] ex:s ) ; sh:minCount 1 ]",
         "ex:b ex:p ex:g"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { FILTER NOT EXISTS { $this "
         "<https://example.org/p>* ?x . ?x <https://example.org/s> ?y } }' ]",
         "ex:b ex:p ex:g"),
        ("sh:property [ sh:path ( ex:p [ sh:inversePath ex:r ] ) ; sh:minCount 1 ]",
         "ex:d ex:r ex:b"),
        ("sh:property [ sh:path ex:p ; sh:node [ sh:closed true ; sh:ignoredProperties () ] ]",
         "ex:b ex:q ex:c , ex:b ex:p ex:g"),
        ("sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ "
         "sh:property [ sh:path ex:q ; sh:hasValue ex:c ] ] ]", "ex:b ex:q ex:c"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { BIND (1 AS ?one) FILTER NOT EXISTS { $this "
         "<https://example.org/p> ?x FILTER EXISTS { ?x <https://example.org/q> ?y } } }' ]",
         "ex:b ex:q ex:c"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE { FILTER NOT EXISTS { $this "
         "<https://example.org/p>/<https://example.org/q> ?y } }' ]", "ex:b ex:q ex:c"),
    ],
)  # fmt: skip
def test_what_is_found_when_the_end_of_a_way_is_gone(shape: str, changed: str) -> None:
    data = """ex:a a ex:C ; ex:p ex:b . ex:b ex:q ex:c ; ex:p ex:g . ex:d ex:r ex:b .
        ex:e a ex:C ; ex:p ex:f . ex:g ex:s ex:h ."""
    store = Store()
    store.add(parse(PREFIXES + data, "data.ttl"))
    text = f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetClass ex:C ; {shape} ."
    shapes = read_shapes([Document("shapes.ttl", text, "turtle")])
    standing = Standing(store, shapes)
    before = counted(standing.results)
    out = list(parse(f"{PREFIXES} {changed.replace(' , ', ' . ')} .", "gone.ttl"))
    swap(store, out, [])
    found = counted(standing.again(out))
    assert found == counted(results_in(store, shapes).results) != before
    store.add(out)
    assert counted(standing.again(out)) == before


def test_what_the_page_shows() -> None:
    page = (ROOT / "docs" / "stores.md").read_text()
    (code,) = (c for c in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "Standing" in c)
    names: dict[str, Any] = {}
    exec(code, names)
    found = results_in(names["store"], names["standing"]._shapes).results
    assert counted(names["found"]) == counted(found)
    assert len(found) != names["before"]
