"""What must not change a result: the order of files, the words of labels, another municipality."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import wijgraph
from tests.analysing import bare, iri
from tests.conftest import ROOT, TOWN
from wijgraph.analysis.agenda import agenda
from wijgraph.analysis.chains import chains
from wijgraph.analysis.grip import grip
from wijgraph.analysis.loops import loops
from wijgraph.analysis.measures import measures
from wijgraph.analysis.perspectives import perspectives
from wijgraph.analysis.practice import practice
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.facts import Facts

SHARED = ("catalogue", "evidence", "gap_questions", "links", "network_measures", "selection")
LABEL = re.compile(r'(rdfs:label ")')
ANALYSES: dict[str, Callable[[Facts], Any]] = {
    "chains": lambda facts: [
        chains(facts, iri(one), iri(other))
        for one, other in (("raad", "rvb"), ("raad", "wij"), ("sub-bouwteam-1", "raad"))
    ],
    "loops": loops,
    "measures": measures,
    "grip": lambda facts: [grip(facts, iri("raad")), grip(facts, iri("gemeente"))],
    "perspectives": perspectives,
    "practice": practice,
    "agenda": agenda,
}


def facts_from(documents: list[Document]) -> Facts:
    return Graph(wijgraph.open().files, documents).facts


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return of_dossier(wijgraph.open().files, "ontology", "data")


@pytest.fixture(scope="module")
def ours() -> Facts:
    return wijgraph.open().graph.facts


@pytest.fixture(scope="module")
def reordered(documents: list[Document]) -> Facts:
    return facts_from(documents[::-1])


@pytest.fixture(scope="module")
def renamed(documents: list[Document]) -> Facts:
    # In reverse, so that who sorts by label would put all in another order.
    texts = [LABEL.sub(lambda found: found[1] + "Qx ", d.text) for d in documents]
    return facts_from(
        [Document(d.name, t, d.form, d.base) for d, t in zip(documents, texts, strict=True)]
    )


@pytest.fixture(scope="module")
def joined(documents: list[Document]) -> Facts:
    town = [
        Document(path.name, path.read_text(encoding="utf-8"), "turtle")
        for path in sorted((TOWN / "data").glob("*.ttl"))
    ]
    return facts_from([*documents, *town])


@pytest.mark.parametrize("name", ANALYSES)
def test_the_order_of_files_changes_nothing(name: str, ours: Facts, reordered: Facts) -> None:
    assert ANALYSES[name](ours) == ANALYSES[name](reordered)


@pytest.mark.parametrize("name", ANALYSES)
def test_the_words_of_labels_change_nothing_else(name: str, ours: Facts, renamed: Facts) -> None:
    before, after = ANALYSES[name](ours), ANALYSES[name](renamed)
    assert bare(before) == bare(after)
    assert before != after  # the labels did change


def test_another_municipality_changes_no_chain(ours: Facts, joined: Facts) -> None:
    assert ANALYSES["chains"](ours) == ANALYSES["chains"](joined)


def test_another_municipality_changes_no_grip(ours: Facts, joined: Facts) -> None:
    assert ANALYSES["grip"](ours) == ANALYSES["grip"](joined)


def test_another_municipality_changes_no_perspective(ours: Facts, joined: Facts) -> None:
    assert perspectives(ours) == perspectives(joined)


def known(facts: Facts, found: Any) -> Iterator[Any]:
    """Yield of ``found`` what names nothing but nodes of ``facts``."""
    nodes = set(facts)
    for one in found:
        iris = set(re.findall(r"https://w3id.org/wijgraph/id/[\w/.-]+", str(bare(one))))
        if iris and iris <= nodes:
            yield one


def test_another_municipality_changes_no_pair_or_question(ours: Facts, joined: Facts) -> None:
    assert loops(ours).pairs == tuple(known(ours, loops(joined).pairs))
    assert loops(ours).lacks == tuple(known(ours, loops(joined).lacks))
    mine, all_of_them = practice(ours), practice(joined)
    assert mine.comparisons == tuple(known(ours, all_of_them.comparisons))
    assert mine.advice == tuple(known(ours, all_of_them.advice))
    assert {q.id: q for q in agenda(ours).questions} == {
        q.id: q for q in known(ours, agenda(joined).questions)
    }
    assert len(loops(joined).pairs) > len(loops(ours).pairs)


def test_another_municipality_changes_no_position(ours: Facts, joined: Facts) -> None:
    mine, all_of_them = measures(ours), measures(joined)
    assert set(map(str, map(bare, mine.positions))) <= set(
        map(str, map(bare, all_of_them.positions))
    )
    assert mine.routes == tuple(known(ours, all_of_them.routes))
    assert mine.single == tuple(known(ours, all_of_them.single))


def test_no_node_of_a_dossier_is_written_in_the_code(ours: Facts) -> None:
    nodes = {n.rpartition("/")[2] for n in ours if n.startswith(iri(""))} - {"nsob"}
    folder = ROOT / "wijgraph" / "analysis"
    code = [folder / f"{name}.py" for name in (*ANALYSES, *SHARED)]
    for path in code:
        text = path.read_text(encoding="utf-8")
        assert not set(re.findall(r'["\']([a-z0-9-]+)["\']', text)) & nodes, path
        assert "import WIJ" not in text and ", WIJ" not in text, path
