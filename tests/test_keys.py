"""A finding is recognised in a later run, and never taken for another."""

from pathlib import Path
from typing import Any

import pytest

from tests.waiving import SAID, blank, finding, graph
from wijgraph.graph import Graph
from wijgraph.model import Position, Term
from wijgraph.namespaces import CONCEPT, GOV, RDF, RDFS, WIJ, XSD
from wijgraph.shacl.index import Index
from wijgraph.validation.naming import ReportNames, identity, key


def test_key_is_short_hex_and_always_the_same(tmp_path: Path) -> None:
    assert key(finding(), graph(tmp_path, "")) == "eeaf1b4ad9d6efef"


@pytest.mark.parametrize(
    "changes",
    [
        {"message": {"nl": "Anders."}},
        {"position": Position("z.ttl", 9, 9)},
        {"shape": "n123", "component": "X", "engine": "compiled", "severity": "info"},
        {"label": {"nl": "anders", "en": "else"}},
        {"waived": True, "waiver": "x"},
    ],
)
def test_key_survives(changes: dict[str, Any], tmp_path: Path) -> None:
    data = graph(tmp_path, "")
    assert key(finding(**changes), data) == key(finding(), data)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "GOV-B"},
        {"focus": Term("iri", WIJ + "rvt")},
        {"focus": Term("literal", WIJ + "rvb")},
        {"path": GOV + "basis"},
        {"path": None},
        {"value": None},
        {"value": Term("literal", CONCEPT + "practice")},
        {"value": Term("literal", "x", "nl")},
    ],
)
def test_key_differs(changes: dict[str, Any], tmp_path: Path) -> None:
    data = graph(tmp_path, "")
    assert key(finding(**changes), data) != key(finding(), data)


def test_literals_of_another_kind_differ(tmp_path: Path) -> None:
    data = graph(tmp_path, "")
    terms = [
        Term("literal", "1", None, XSD + "string"),
        Term("literal", "1", None, XSD + "integer"),
        Term("literal", "1", "nl"),
        Term("literal", "1", "en"),
        Term("iri", "1"),
    ]
    assert len({key(finding(value=t), data) for t in terms}) == len(terms)


@pytest.mark.parametrize(
    "texts",
    [
        ["_:q gov:d _:r ; gov:c 'x' . _:r gov:e wij:g . wij:a gov:b _:q . _:r gov:e wij:f ."],
        ["\n\n\n" + SAID],
        ["wij:z gov:y [ gov:x 1 ] .", SAID],
        [SAID, "wij:z gov:y wij:a ."],
    ],
)
def test_blank_node_is_known_by_what_is_said_of_it(texts: list[str], tmp_path: Path) -> None:
    first, second = graph(tmp_path, SAID), graph(tmp_path, *texts)
    for predicate in ("b", "d"):
        one, other = blank(first, predicate), blank(second, predicate)
        assert one != other
        assert identity(one, first) == identity(other, second)
        assert key(finding(focus=one), first) == key(finding(focus=other), second)
        assert key(finding(value=one), first) == key(finding(value=other), second)


@pytest.mark.parametrize(
    "text",
    [
        SAID.replace('"x"', '"y"'),
        SAID.replace('"x"', '"x"@nl'),
        SAID.replace("wij:g", "wij:h"),  # deep down
        SAID.replace(" , wij:g", ""),
        SAID.replace("gov:e", "gov:i"),
        SAID.replace("wij:a", "wij:z"),  # whose it is
        SAID.replace("] ] .", "] ; gov:d2 1 ] ."),
    ],
)
def test_blank_node_of_which_something_else_is_said(text: str, tmp_path: Path) -> None:
    first, second = graph(tmp_path, SAID), graph(tmp_path, text)
    assert identity(blank(first, "b"), first) != identity(blank(second, "b"), second)


def test_alike_but_otherwise_joined(tmp_path: Path) -> None:
    text = "wij:a gov:b [ gov:c [ gov:e [ gov:f 1 ] ] ; gov:d [ gov:e [ gov:f 2 ] ] ] ."
    swapped = text.replace("1", "3").replace("2", "1").replace("3", "2")
    one, other = graph(tmp_path, text), graph(tmp_path, swapped)
    assert identity(blank(one, "b"), one) != identity(blank(other, "b"), other)


def test_alike_but_of_another(tmp_path: Path) -> None:
    data = graph(tmp_path, "wij:a gov:b [ ] . wij:c gov:d [ ] . wij:e gov:f [ gov:g [ ] ] .")
    names = {identity(blank(data, p), data) for p in "bdfg"}
    assert len(names) == 4


def test_lists_and_circles_come_to_an_end(tmp_path: Path) -> None:
    circle = "wij:a gov:b _:x . _:x gov:c _:y . _:y gov:c2 _:x . wij:l gov:m ( 1 1 1 1 ) ."
    other = "wij:l gov:m ( 1 1 1 1 ) . _:q gov:c2 _:p . _:p gov:c _:q . wij:a gov:b _:p ."
    one, two = graph(tmp_path, circle), graph(tmp_path, other)
    assert identity(blank(one, "c"), one) == identity(blank(two, "c"), two)
    assert identity(blank(one, "m"), one) == identity(blank(two, "m"), two)
    cells = {str(s) for s, p, _ in one.rdflib if str(p).endswith("#first")}
    assert len({identity(Term("bnode", cell), one) for cell in cells}) == 4


def test_unknown_blank_node_is_never_taken_for_another(tmp_path: Path) -> None:
    data = graph(tmp_path, SAID)
    assert identity(Term("bnode", "n1"), data) == "_:n1"


LISTS = f"PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}>"


def test_the_cells_of_a_long_list_take_a_few_steps_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going up from each cell to the beginning took the square of their number."""
    many = 400
    members = " ".join(f'"{number}"' for number in range(many))
    data = graph(tmp_path, f"{LISTS} wij:x rdfs:member ( {members} ) .")
    cells = [t[0] for document in data.documents for t in document.triples if t[0].kind == "bnode"]
    cells = list(dict.fromkeys(cells))
    assert len(cells) == many
    looked: list[int] = []
    up = data.rdflib.subject_predicates

    def counted(node: Any) -> Any:
        looked.append(1)
        return up(node)

    monkeypatch.setattr(data.rdflib, "subject_predicates", counted)
    names = ReportNames(data, Index())
    told = [names.blank(cell)["en"] for cell in cells]
    assert told[:2] == ["[rdfs:member of wij:x]", "[item 2 of rdfs:member of wij:x]"]
    assert told[-1] == f"[item {many} of rdfs:member of wij:x]"
    assert len({identity(cell, data) for cell in cells}) == many
    assert len(looked) < 10 * many + 60 * 60


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("_:a rdf:rest _:b . _:b rdf:rest _:a ; rdf:first 1 .", "[item 3 of unnamed]"),
        ("_:a rdf:rest _:b . _:b rdf:rest _:c . _:c rdf:rest _:b ; rdf:first 1 .", "[item"),
        ("wij:i rdf:rest _:b . _:b rdf:first 1 .", "[item 2 of wij:i]"),
    ],
)
def test_odd_lists_have_a_name(text: str, told: str, tmp_path: Path) -> None:
    data = graph(tmp_path, f"{LISTS} {text}")
    last = next(t[0] for d in data.documents for t in d.triples if t[2].value == "1")
    assert ReportNames(data, Index()).blank(last)["en"].startswith(told)
    assert identity(last, data).startswith("_:")


KNOTS = {
    "chain": ["_:{i} gov:p _:{next} ."],
    "ring": ["_:{i} gov:p _:{round} ."],
    "star": ["_:hub gov:p _:{i} ."],
    "through": ["_:{i} gov:p _:hub . _:hub gov:q _:low{i} ."],
    "ladder": ["_:{i} gov:p _:{next} . _:low{i} gov:p _:low{next} . _:low{i} gov:q _:{i} ."],
}


@pytest.mark.parametrize("lines", KNOTS.values(), ids=KNOTS)
def test_many_that_hang_together_take_a_few_steps_each(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 300

    def made(name: str) -> tuple[Graph, list[Term]]:
        text = " ".join(
            line.replace("_:", f"_:{name}").format(i=i, next=i + 1, round=(i + 1) % many)
            for i in range(many)
            for line in lines
        )
        data = graph(tmp_path, text)
        ends = (t for d in data.documents for s, _, o in d.triples for t in (s, o))
        return data, list(dict.fromkeys(t for t in ends if t.kind == "bnode"))

    data, nodes = made("a")
    looked: list[None] = []

    def counted(way: Any) -> Any:
        def told(*asked: Any) -> Any:
            for row in way(*asked):
                looked.append(None)
                yield row

        return told

    for name in ("subject_predicates", "predicate_objects", "objects"):
        monkeypatch.setattr(data.rdflib, name, counted(getattr(data.rdflib, name)))
    names = ReportNames(data, Index())
    for node in nodes:
        names.blank(node)
    known = [identity(node, data) for node in nodes]
    assert len(looked) < 60 * len(nodes)
    assert len(set(known)) == len(nodes)
    other, again = made("zz")
    assert {identity(node, other) for node in again} == set(known)


def test_what_many_refer_to_is_looked_into_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = graph(tmp_path, " ".join(f"wij:n{i} gov:p _:x ." for i in range(50)))
    node = blank(data, "p")
    first = identity(node, data)
    monkeypatch.setattr(data.rdflib, "subject_predicates", lambda _: pytest.fail("once more"))
    assert identity(node, data) == first
