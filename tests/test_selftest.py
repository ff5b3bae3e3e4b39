"""The questions with known answers: right by two engines, and each can tell an engine is wrong."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import rdflib

from tests.conftest import ROOT, Run
from wijgraph.model import Term
from wijgraph.shacl.rdflib_terms import to_term
from wijgraph.store import Store, bind
from wijgraph.store.base import TripleStore
from wijgraph.store.selftest import ASKED, Check, Outcome, checks, data, distrusted, examine
from wijgraph.store.text import bare

BY_ID = {check.id: check for check in checks()}
# What rdflib gets wrong, looked at one by one: the standard and Oxigraph agree against it.
RDFLIB = {
    "in-strings",  # 1 IN (1.0) is true, since 1 = 1.0 is
    "order",  # a row without any value is a row
}


def filled() -> Store:
    store = Store()
    for graph, triples in data().items():
        store.load(triples, "ntriples", graph)
    return store


def test_oxigraph_gets_all_right_that_matters() -> None:
    outcomes = examine(filled(), checks(), stored=True)
    assert [outcome.check.id for outcome in outcomes if outcome.wrong] == ["path-of-nothing"]
    assert [check.id for check in checks() if check.remark] == ["path-of-nothing"]
    assert len(checks()) == len(BY_ID) > 50


def test_rdflib_agrees() -> None:
    graph = rdflib.Graph(bind_namespaces="none")
    for iri in ASKED:
        graph.parse(data=data()[iri], format="nt")
    wrong = set()
    for check in checks():
        found = graph.query(check.text)
        if check.rows in {"true", "false"}:
            assert str(found.askAnswer).lower() == check.rows, check.id
            continue
        names = [str(v) for v in found.vars or ()]
        every: Any = found
        rows = [tuple(None if t is None else to_term(t) for t in row) for row in every]
        outcome = judged(check, names, rows)
        if outcome.wrong:
            wrong.add(check.id)
    assert wrong - {"path-of-nothing"} == RDFLIB


class Said(TripleStore):
    """An engine that gives these rows whatever it is asked."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Any]) -> None:
        names = " ".join(f"?{column}" for column in columns)
        values = " ".join("(" + " ".join(map(shown, row)) + ")" for row in rows)
        self._text = f"SELECT {names} WHERE {{ VALUES ({names}) {{ {values} }} }}"

    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,  # noqa: ARG002
        graphs: Sequence[str] | None = None,  # noqa: ARG002
    ) -> Any:
        return Store().run("ASK { }" if "ASK" in query else self._text)


def shown(term: Term | None) -> str:
    from wijgraph.store import to_oxigraph

    return "UNDEF" if term is None else str(to_oxigraph(term))


def judged(check: Check, columns: Sequence[str], rows: Sequence[Any]) -> Outcome:
    return examine(Said(columns, rows), [check], stored=True)[0]


def test_an_engine_that_says_nothing_gets_nothing_right() -> None:
    """No check can pass by accident."""
    for check in checks():
        if check.rows in {"true", "false"}:
            continue
        names = [v.value for v in Store().run(check.text).variables]
        assert judged(check, names, []).wrong, check.id


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        ("SELECT ?x { ?x <https://e/p>* ?y }", {"path-between", "path-to-end"}),
        ("SELECT ?x { ?x a/e:p+ ?y }", {"path-sequence", "path-in-a-circle"}),
        ("SELECT ?x { ?x ^e:p ?y }", {"path-sequence"}),
        ("SELECT ?x { ?x e:p|e:q ?y }", {"path-alternative"}),
        (bind("SELECT ?x { ?x ?p ?y }", {"x": Term("iri", "https://e/")}), {"values-at-end"}),
        ("SELECT (COUNT(*) AS ?n) { ?x ?p ?y FILTER(?y IN ('a'))}", {"aggregates", "in-strings"}),
        ("SELECT (AVG(?y) AS ?n) { ?x ?p ?y } GROUP BY ?x", {"aggregates", "having"}),
        ("SELECT (CONCAT('a', ?y) AS ?n) { ?x ?p ?y }", {"texts"}),
        ("SELECT ?n { ?n ?p ?y FILTER(!(EXISTS { ?n ?p ?z FILTER(EXISTS { ?z ?q ?w }) })) }",
         {"exists-in-expression", "exists-nested"}),
        ("SELECT ?x { ?x ?p ?y MINUS { ?x ?p 1 } } ORDER BY ?x", {"minus", "order"}),
        ("SELECT ?x { ?x ?p ?y # MINUS\n FILTER(?y = 'MINUS') }", set()),
    ],
)  # fmt: skip
def test_what_a_question_needs(query: str, needs: set[str]) -> None:
    found = {check.id for check in checks() if check.uses and check.needed_by(bare(query))}
    assert needs <= found
    if not needs:
        assert "minus" not in found


def test_what_goes_wrong_decides_what_is_asked_there() -> None:
    plain, concat = "SELECT ?x { ?x ?p ?y }", "SELECT (CONCAT('a', ?x) AS ?n) { ?x ?p ?y }"
    texts = [Outcome(BY_ID["texts"], "wrong")]
    assert (distrusted(plain, texts), distrusted(concat, texts)) == ([], ["texts"])
    for always in ("durations", "optional"):  # values that change, and what no engine may get wrong
        assert distrusted(plain, [Outcome(BY_ID[always], "wrong")]) == [always]
    assert distrusted(plain, [Outcome(BY_ID["path-of-nothing"], "wrong")]) == []
    assert distrusted(plain, [Outcome(BY_ID["optional"], skipped=True)]) == []


def test_the_page_tells_their_number() -> None:
    page = (ROOT / "docs" / "stores.md").read_text()
    assert f"asks {len(checks())} questions" in page
    assert f"| {len(checks()) - 1} of {len(checks())} |" in page


def test_uses_are_patterns_that_can_match() -> None:
    for check in checks():
        if check.uses:
            re.compile(check.uses)
            assert check.needed_by(bare(check.query)) or check.id == "path-optional", check.id


def test_doctor_takes_out_what_it_lent(tmp_path: Path, town_folder: Path, run: Run) -> None:
    store = f"oxigraph:{tmp_path / 's'}"
    assert run("--store", store, "register", "add", town_folder).code == 0
    before = run("--store", store, "register", "list", "-F", "json").out
    plain = run("--lang", "nl", "doctor", "--store", store)
    assert plain.code == 0
    assert "overgeslagen" in plain.out
    written = run("--lang", "en", "doctor", "--store", store, "--write")
    assert written.code == 0
    assert f"right: {len(checks()) - 1}/{len(checks())}" in written.out
    assert "skipped" not in written.out
    assert "skipped" in run("--lang", "en", "doctor", "--store", store).out
    assert run("--store", store, "register", "list", "-F", "json").out == before
