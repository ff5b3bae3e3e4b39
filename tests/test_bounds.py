"""What costs more than its length is refused by its number, or costs no more."""

import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

import wijgraph
from tests.conftest import Run
from tests.exporting import VIEWS
from wijgraph.analysis.chains import MOST, Chains
from wijgraph.errors import ParameterError, TurtleError
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.network import counting, project
from wijgraph.network.counting import MOST_NODES
from wijgraph.report.document import NAMED, Node, listed, text_of
from wijgraph.safety.inspect import RefusedError, inspect
from wijgraph.safety.xml import XmlError, plain
from wijgraph.store import Store, parse
from wijgraph.store.canonical import named, steady
from wijgraph.turtle.writer import format_turtle

MANY = 8_000
QUICK = 20  # seconds, where it took minutes or never ended
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
NODE, END = "<e:p><rdf:Description>", "</rdf:Description></e:p>"


def within(seconds: float, work: Callable[[], object]) -> None:
    began = time.monotonic()
    work()
    assert time.monotonic() - began < seconds


def deep(levels: int) -> str:
    """Return RDF/XML with so many elements in one another."""
    inner = (levels - 2) // 2
    return f"{RDF}<rdf:Description>{NODE * inner}{END * inner}</rdf:Description></rdf:RDF>"


@pytest.mark.parametrize(
    "text",
    [
        deep(2 * MANY),
        deep(502),
        RDF + "<!-- </a> -->" * 600 + deep(502).removeprefix(RDF),
        RDF + "<e:a b='/>'>" * 501,
        RDF + '<e:a b="</e:a>">' * 501,
    ],
)
def test_elements_are_not_nested_too_deep(text: str) -> None:
    with pytest.raises(TurtleError, match=r"a\.rdf:\d+:\d+: elements are nested deeper than 500"):
        within(QUICK, lambda: list(parse(text, "a.rdf", "rdfxml")))
    with pytest.raises(RefusedError, match="deeper than 100"):
        inspect(deep(102), "rdfxml", 100)


def test_elements_that_nest_nothing_do_not_count() -> None:
    assert len(list(parse(deep(500), "a.rdf", "rdfxml"))) == 249
    flat = RDF + "<e:A e:p=\"/>\" e:q='<!['/><!-- <e:A> --><?x <e:A> ?>" * 600 + "</rdf:RDF>"
    inspect(flat, "rdfxml")
    inspect(f"{RDF}<e:p><![CDATA[{'<e:A>' * 600}]]></e:p></rdf:RDF>", "rdfxml")


def test_nor_do_entities_hide_it() -> None:
    entity = f"<!DOCTYPE a [<!ENTITY x '{'<e>' * 300}{'</e>' * 300}'>]>"
    assert plain(f"{entity}<a>&x;</a>")
    twice = entity.replace("]>", f"<!ENTITY y '{'<e>' * 250}&x;{'</e>' * 250}'>]>")
    with pytest.raises(XmlError, match="elements are nested deeper than 500"):
        plain(f"{twice}<a>&y;</a>")


@pytest.mark.parametrize("sign", ["<!--", "<![CDATA[", "<?a ", "<a '", '<a b="x', "</", "<a /"])
def test_signs_without_an_end_take_no_longer(sign: str) -> None:
    def read(text: str) -> None:
        with pytest.raises(TurtleError):
            list(parse(text, "a.rdf", "rdfxml"))

    within(QUICK, lambda: read(sign * 100_000))
    within(QUICK, lambda: read(f"<!DOCTYPE a [<!ENTITY x 'y'>]><a>{sign * 100_000}"))


def blank(edges: list[tuple[int, int | str]], name: str = "n") -> list[tuple[Term, Term, Term]]:
    said = Term("iri", "http://e/p")
    return [
        (
            Term("bnode", f"{name}{one}"),
            said,
            Term("bnode", f"{name}{other}") if isinstance(other, int) else Term("literal", other),
        )
        for one, other in edges
    ]


@pytest.mark.parametrize(
    "edges",
    [
        [(n, n + 1) for n in range(MANY)],
        [(n, (n + 1) % MANY) for n in range(MANY)],
        [(n, 0) for n in range(1, MANY)],
        [(0, n) for n in range(1, MANY)],
        [(n, "same") for n in range(MANY)],
        [(n, 2 * n + k) for n in range(MANY // 2) for k in (1, 2)],
        [(n, m) for n in range(150) for m in range(150) if n != m],
        [(10 * n + k, 10 * n + (k + 1) % 10) for n in range(MANY // 10) for k in range(10)],
    ],
    ids=["chain", "ring", "star", "rays", "alike", "tree", "all", "rings"],
)
def test_blank_nodes_are_named_in_time(edges: list[tuple[int, int | str]]) -> None:
    """Chains, rings and what looks alike: by N-Triples no nesting is seen in the text."""
    found: list[object] = []
    within(QUICK, lambda: found.append(named(blank(edges))))
    assert found == [named(reversed(blank(edges, "other")))]
    one, other = edges[len(edges) // 2]
    assert found != [named(blank([*edges, (one, f"{other} more")]))]


@pytest.mark.parametrize(
    ("lists", "told"),
    [
        (f"wij:a gov:x ( {'1 ' * 3000}) .", None),
        ("".join(f"wij:a{n} gov:x ( 1 2 ) .\n" for n in range(1000)), None),
        (f"wij:a gov:x {'( ' * 500}{') ' * 500}.", None),
        ("wij:a gov:x _:a . _:a rdf:first 1 ; rdf:rest _:a .", "blank node"),
        ("wij:a gov:x _:a . _:a rdf:first _:a ; rdf:rest () .", "blank node"),
        ("wij:a gov:x _:a . _:a rdf:first 1 .", "blank node"),
        ("wij:a gov:x _:a , _:b . _:a rdf:first 1, 2 ; rdf:rest () .", "blank node"),
    ],
    ids=["long", "many", "deep", "ring", "in itself", "no end", "no list"],
)
def test_lists_in_the_house_form(lists: str, told: str | None) -> None:
    prefixes = (
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix wij: <https://w3id.org/wijgraph/id/> .\n"
    )
    if told:
        with pytest.raises(TurtleError, match=told):
            format_turtle(prefixes + lists, house=True)
        return
    within(QUICK, lambda: format_turtle(prefixes + lists, house=True))
    once = format_turtle(prefixes + lists, house=True)
    assert format_turtle(once, house=True) == once


class Large(Facts):
    """Facts of many councils that each supervise another, without a store."""

    def __init__(self, graph: object, lines: int, nodes: int) -> None:
        gov = "https://w3id.org/wijgraph/ontology#"
        kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

        def iri(name: str) -> list[Term]:
            return [Term("iri", name)]

        self.graph = graph  # type: ignore[assignment]
        self._facts = {f"https://e/{n}": {kind: iri(f"{gov}Council")} for n in range(nodes)}
        for n in range(lines):
            ends = (f"https://e/{n % nodes}", f"https://e/{(7 * n + n // nodes) % nodes}")
            self._facts[f"https://e/r{n}"] = {
                kind: iri(f"{gov}Supervision"),
                f"{gov}actor": iri(ends[0]),
                f"{gov}counterparty": iri(ends[1]),
            }


@pytest.mark.parametrize(("lines", "nodes"), [(30_000, 30_000), (30_000, 100)])
def test_a_view_of_too_many_is_refused_by_their_number(lines: int, nodes: int) -> None:
    facts = Large(SimpleNamespace(store=Store()), lines, nodes)  # there is nothing to count
    facts.instances("")

    def refused() -> None:
        with pytest.raises(ParameterError) as caught:
            project(facts, "toezicht")
        assert isinstance(caught.value.said, Message)
        assert f"more than {MOST_NODES} nodes" in caught.value.told("en")

    within(5, refused)  # it takes a third of a second on a quiet machine


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (None, "wij:a{n} a gov:Council ."),
        ("toezicht", "wij:r{n} a gov:Supervision ; gov:actor wij:a{n} ; gov:counterparty wij:b ."),
        ("overleg", "wij:m{n} a gov:MeetingSeries ."),
        ("opdrachten", "wij:m{n} a gov:Assignment ."),
        ("nsob", "wij:f{n} a gov:PerspectiveFinding; gov:actor wij:a{n} ; gov:perspective wij:p."),
        ("toezicht", "wij:together a gov:Supervision ; gov:actor wij:a{n} ."),
        ("toezicht", "wij:r a gov:Supervision ; gov:actor wij:a ; gov:counterparty wij:b ."
                     "wij:g{n} a gov:Gap ; gov:about wij:a ; gov:missing gov:supervises ."),
        ("toezicht", "wij:r a gov:Supervision ; gov:actor wij:a ; gov:counterparty wij:b ."
                     "wij:g{n} a gov:Gap ; gov:about wij:r ; gov:missing gov:actor ."),
        ("grip-raad", "wij:r{n} a gov:Steering ; gov:actor wij:a{n} ; gov:counterparty wij:a{n} ."
                      "wij:a{n} a gov:Council ."),
        ("basis-jeugdhulp", "wij:m{n} a gov:WorkingBody ; gov:structure gov:programmeStructure ."),
        ("monitoring", "wij:r{n} a gov:Reporting ; gov:actor wij:a{n} ; gov:counterparty wij:b ."
                       "wij:b gov:structure gov:monitoringStructure ."),
        ("onbekend", "wij:g{n} a gov:Gap ; gov:about wij:a ; gov:missing gov:steers ."
                     "wij:a a gov:Council ."),
        ("onbekend", "wij:g{n} a gov:Gap ; gov:about wij:r ; gov:missing gov:actor ."
                     "wij:r a gov:Steering ; gov:counterparty wij:b ."),
        (None, "wij:g{n} a gov:Gap ; gov:about wij:a ; gov:missing gov:steers . wij:a a gov:Post."),
    ],
)  # fmt: skip
def test_what_is_too_many_is_counted_before_a_fact_is_read(
    name: str | None, line: str, town_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
    text += "@prefix wij: <https://w3id.org/wijgraph/id/> .\n"
    text += "\n".join(line.format(n=n) for n in range(MOST_NODES + 1))
    (town_folder / "data" / "more.ttl").write_text(text)
    dossier = wijgraph.open(town_folder)
    monkeypatch.setattr(Facts, "of", lambda *_: pytest.fail("a fact was read"))
    monkeypatch.setattr(Facts, "instances", lambda *_: pytest.fail("facts were read"))

    def refused() -> None:
        with pytest.raises(ParameterError, match="5000"):
            dossier.view(name)

    assert dossier.graph.store
    within(5, refused)


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_counted_that_is_not_drawn(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = wijgraph.open()
    drawn = dossier.view(name).network

    def limit(nodes: int, lines: int) -> None:
        monkeypatch.setattr(counting, "MOST_NODES", nodes)
        monkeypatch.setattr(counting, "MOST_LINES", lines)
        counting.refuse_many(dossier.graph, VIEWS[name])

    limit(len(drawn), drawn.number_of_edges())
    for nodes, lines in ((len(drawn) // 2, 10**6), (10**6, drawn.number_of_edges() // 2)):
        with pytest.raises(ParameterError):
            limit(nodes, lines)


MEETING = "wij:m a gov:MeetingSeries ; gov:participant wij:a , wij:b , wij:c ."
JOINT = (
    "wij:r a gov:Steering ; gov:modality gov:statutory ; gov:actor wij:a , wij:b ;"
    " gov:counterparty wij:c , wij:d , wij:e ."
)


@pytest.mark.parametrize(("fact", "told"), [(MEETING, "wij:m has 3"), (JOINT, "wij:r has 5")])
def test_edges_that_grow_with_the_square_are_refused_by_their_number(
    fact: str, told: str, town_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A meeting of 5,000 would take 25 million edges: it is refused before the first is made."""
    path = town_folder / "data" / "more.ttl"
    path.write_text(
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix wij: <https://w3id.org/wijgraph/id/> .\n" + fact
    )
    assert wijgraph.open(town_folder).graph.derived
    # The package has a function of the same name.
    monkeypatch.setattr(import_module("wijgraph.graph.derive"), "MOST", 5)
    for command in (["validate"], ["view", "overleg"], ["export"]):
        outcome = run("--lang", "en", "--dossier", town_folder, *command)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"more.ttl:3:1: {told} parties, which gives 6 short edges" in outcome.err
        assert "more than the 5 that" in outcome.err
    store = f"oxigraph:{town_folder.parent / 'store'}"
    outcome = run("--lang", "en", "--store", store, "register", "add", town_folder)
    assert outcome.code == 2
    assert f"{told} parties" in outcome.err


EACH = """\
wij:a{0} a gov:Council ; org:unitOf wij:a{1} .
wij:r{0} a gov:Steering ; gov:modality gov:statutory ; gov:actor wij:a{0} ;
    gov:counterparty wij:a{1} .
wij:g{0} a gov:Gap ; gov:about wij:a0 , wij:a{0} ; gov:missing gov:accountsTo .
wij:s{0} a gov:Statement ; gov:about wij:a{0} ; gov:gripElement gov:influence ;
    dct:isPartOf wij:s0 ; gov:modality gov:judged .
"""


@pytest.mark.parametrize(
    "command",
    [["validate"], ["analyse", "grip"], ["analyse", "processes"], ["analyse", "gaps"],
     ["export"], ["view", "a1"], ["paths", "a0", "a9"]],
    ids=" ".join,
)  # fmt: skip
def test_twice_as_many_facts_take_twice_as_many_steps(
    command: list[str], town_folder: Path, run: Run
) -> None:
    """Steps are calls, so that no machine is too slow; a square would give four times as many."""
    calls: list[int] = []

    def count(_: object, __: str, ___: object) -> None:
        calls[-1] += 1

    for number in (30, 30, 60, 120):  # the first time modules are imported
        prefixes = (
            "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
            "@prefix wij: <https://w3id.org/wijgraph/id/> .\n"
            "@prefix org: <http://www.w3.org/ns/org#> .\n"
            "@prefix dct: <http://purl.org/dc/terms/> .\n"
        )
        facts = "".join(EACH.format(n, n + 1) for n in range(number))
        (town_folder / "data" / "more.ttl").write_text(prefixes + facts)
        calls.append(0)
        sys.setprofile(count)
        try:
            outcome = run("--dossier", town_folder, *command)
        finally:
            sys.setprofile(None)
        assert outcome.code in {0, 1}
    _, few, more, most = calls
    assert most - more < 3 * (more - few)


def test_routes_are_not_looked_for_where_none_arrives(town_folder: Path) -> None:
    """In a crowd of 60 that all steer each other there are 60 to the power of the links to try."""
    crowd = [f"wij:c{n}" for n in range(60)]
    way = [crowd[0], *(f"wij:w{n}" for n in range(6)), "wij:goal"]
    pairs = [(a, b) for a in crowd for b in crowd if a != b] + list(pairwise(way))
    prefixes = (
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix wij: <https://w3id.org/wijgraph/id/> .\n"
    )
    text = "".join(f"{node} a gov:Council .\n" for node in {*crowd, *way})
    text += "".join(
        f"wij:r{n} a gov:Steering ; gov:modality gov:statutory ; gov:actor {a} ;"
        f" gov:counterparty {b} .\n"
        for n, (a, b) in enumerate(pairs)
    )
    (town_folder / "data" / "more.ttl").write_text(prefixes + text)
    dossier = wijgraph.open(town_folder)
    found: list[Chains] = []
    within(QUICK, lambda: found.append(dossier.paths("c1", "goal")))
    assert not any(direction.routes for direction in found[0].directions)
    within(QUICK, lambda: found.append(dossier.paths("c1", "c2")))
    assert any(direction.cut for direction in found[1].directions)
    assert {direct.routes for direct in found[1].direct} == {0, MOST + 1}


def test_a_cell_names_the_first_of_many_and_says_so() -> None:
    """A joint relation of thousands is a row for each of them: a row does not name them all."""
    nodes = [Node(f"wij:{n}", {"nl": f"n{n}", "en": f"n{n}"}) for n in range(NAMED + 2)]
    text = text_of(listed(nodes), "en")
    assert text.endswith(f", n{NAMED - 1}, and 2 others")
    assert text_of(listed(nodes[:NAMED]), "en").endswith(f", n{NAMED - 1}")


def test_one_fact_of_many_parties_is_refused_too(town_folder: Path, run: Run) -> None:
    many = " , ".join(f"<https://e/{n}>" for n in range(3000))
    (town_folder / "data" / "more.ttl").write_text(
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        f"<https://e/all> a gov:Supervision ; gov:actor {many} ; gov:counterparty {many} .\n"
    )
    for name in ("toezicht", "vier-processen"):
        outcome = run("--lang", "en", "--dossier", town_folder, "view", name)
        assert (outcome.code, outcome.out) == (2, "")
        assert "more than 5000 nodes or 20000 lines" in outcome.err


def test_what_is_written_does_not_depend_on_what_blank_nodes_are_called() -> None:
    text = "_:{0}1 <http://e/p> _:{0}2 . _:{0}2 <http://e/p> 'x' . _:{0}3 <http://e/p> 'y' ."
    forms = [steady(parse(text.format(name), "x.ttl"), "ntriples") for name in "abz"]
    assert forms[0] == forms[1] == forms[2] != b""
