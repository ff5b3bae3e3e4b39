"""RDF Patch: what is read, what is refused and where, and that what is written reads back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijgraph.analysis.scenario import patched
from wijgraph.analysis.update import check, run
from wijgraph.errors import QueryError, WijgraphError
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store import Triple, parse
from wijgraph.store.canonical import named
from wijgraph.turtle import patch
from wijgraph.turtle.patch import PatchError, read, write

GOOD = """# a comment
H id "try" .
H title_nl "Proef" .
TX .
PA "ex" <https://example.org/> .
PA "xsd" <http://www.w3.org/2001/XMLSchema#> .
A ex:a ex:p "een \\"woord\\""@nl . # said
D <https://example.org/a> ex:p 2 .
A ex:a ex:p "2026-01-01"^^xsd:date .
A _:b ex:p ex:c.d .
A <_:b> ex:p true .
PD "ex" .
TC .
"""


def iri(name: str) -> Term:
    return Term("iri", f"https://example.org/{name}")


def test_every_kind_of_line_is_read() -> None:
    change = read(GOOD, "try.rdfp")
    assert {name: term.value for name, term in change.header.items()} == {
        "id": "try",
        "title_nl": "Proef",
    }
    assert [(s.adds, s.triple[0].value, s.triple[2].value, s.line) for s in change.steps] == [
        (True, "https://example.org/a", 'een "woord"', 7),
        (False, "https://example.org/a", "2", 8),
        (True, "https://example.org/a", "2026-01-01", 9),
        (True, "b", "https://example.org/c.d", 10),
        (True, "b", "true", 11),
    ]
    assert change.steps[0].triple[2].language == "nl"
    assert change.steps[1].triple[2].datatype == XSD + "integer"
    assert change.steps[4].triple[0] == change.steps[3].triple[0] == Term("bnode", "b")


def test_an_aborted_transaction_changes_nothing() -> None:
    text = "TX .\nA <urn:a> <urn:p> <urn:b> .\nTC .\nTX .\nD <urn:a> <urn:p> <urn:b> .\nTA .\n"
    assert [step.adds for step in read(text, "x").steps] == [True]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("X <urn:a> <urn:p> <urn:b> .", 1, "no operation"),
        ("A <urn:a> <urn:p> <urn:b>", 26, "dot"),
        ("A <urn:a> <urn:p> .", 1, "2 terms"),
        ("A <urn:a> <urn:p> <urn:b> <urn:g> .", 27, "a quad"),
        ('A "a" <urn:p> <urn:b> .', 3, "no subject"),
        ("A <urn:a> _:p <urn:b> .", 11, "no predicate"),
        ("A <urn:a> <_:p> <urn:b> .", 11, "no predicate"),
        ("A <urn:a> <urn:p> ex:b .", 19, "'ex' is not known"),
        ('A <urn:a> <urn:p> "b"^^ex:b .', 19, "'ex' is not known"),
        ('A <urn:a> <urn:p> "open .', 19, "no term"),
        ("A <urn:a> <urn:p> <relative> .", 19, ""),
        ("A <urn:a> <urn:p> << <urn:a> <urn:p> <urn:b> >> .", 19, "no term"),
        ("A <urn:a> <urn:p> ?b .", 19, "no term"),
        ("A <urn:a> <urn:p> word .", 19, "no term"),
        ("TX . .", 4, "no terms"),
        ("TC .", 1, "no transaction"),
        ("TA .", 1, "no transaction"),
        ("TX .", 1, "not closed"),
        ("PA ex <urn:x> .", 1, "prefix line"),
        ('PA "e x" <urn:x> .', 4, "no prefix"),
        ('PD "ex" .', 4, "no prefix 'ex'"),
        ('H "title" .', 1, "header line"),
        ('A <urn:a> <urn:p> "b"@toolonglanguagetag .', 19, ""),
        ('A <urn:a> <urn:p> "\\q" .', 19, ""),
    ],
)
def test_what_is_no_patch_is_refused_at_its_place(line: str, column: int, words: str) -> None:
    with pytest.raises(PatchError, match="not RDF Patch") as caught:
        read(f'H id "x" .\n{line}\n', "bad.rdfp")
    assert (caught.value.path, caught.value.line, caught.value.column) == ("bad.rdfp", 2, column)
    assert words in caught.value.message
    assert caught.value.hint


def test_a_transaction_within_one_and_a_header_said_twice_are_refused() -> None:
    with pytest.raises(PatchError, match=r":2:1: .*transaction in a transaction"):
        read("TX .\nTX .\n", "x")
    with pytest.raises(PatchError, match=r":2:3: .*'id' twice"):
        read('H id "a" .\nH id "b" .\n', "x")


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = st.sampled_from("abcde").map(iri)
literals = st.one_of(
    text.map(lambda value: Term("literal", value, None, XSD + "string")),
    text.map(lambda value: Term("literal", value, "nl")),
    st.integers(-9, 9).map(lambda n: Term("literal", str(n), None, XSD + "integer")),
)
blanks = st.sampled_from("uvwx").map(lambda name: Term("bnode", name))
triples = st.tuples(st.one_of(names, blanks), names, st.one_of(names, literals, blanks))
graphs = st.frozensets(triples, max_size=12)


@given(graphs, graphs)
def test_a_difference_as_a_patch_gives_the_other_side(
    one: frozenset[Triple], other: frozenset[Triple]
) -> None:
    before, after = named(one), named(other)
    change = read(write(after - before, before - after, {"id": "x"}), "x.rdfp")
    assert patched(one, change) == after


@given(graphs, st.permutations("uvwx"))
def test_renaming_blank_nodes_makes_no_difference(
    graph: frozenset[Triple], others: list[str]
) -> None:
    new = {Term("bnode", a): Term("bnode", f"{b}z") for a, b in zip("uvwx", others, strict=True)}
    renamed = {(new.get(s, s), p, new.get(o, o)) for s, p, o in graph}
    assert named(renamed) == named(graph)


def test_blank_nodes_that_say_the_same_stay_apart() -> None:
    text = "<urn:a> <urn:p> [ <urn:q> 1 ] , [ <urn:q> 1 ] ."
    assert len(named(parse(text, "x"))) == 4
    assert len({s for s, _, _ in named(parse(text, "x")) if s.kind == "bnode"}) == 2


def test_blank_nodes_are_told_apart_by_what_refers_to_them() -> None:
    seen = set()
    for one, other in (("u", "v"), ("v", "u"), ("x", "a"), ("a", "x")):
        text = f"<urn:a> <urn:p> _:{one} . <urn:b> <urn:p> _:{other} . _:w <urn:q> _:u{one} ."
        text += f" _:k <urn:q> _:{one} , _:{other} ."
        seen.add(named(parse(text, "x")))
    assert len(seen) == 1


def test_a_knot_of_blank_nodes_takes_no_time() -> None:
    nodes = [Term("bnode", f"n{i}") for i in range(12)]
    knot = [(a, iri("p"), b) for a in nodes for b in nodes if a != b]
    assert len(named(knot)) == len(knot)


def test_two_graphs_of_blank_nodes_that_differ_differ() -> None:
    one = "<urn:a> <urn:p> ( <urn:x> <urn:y> ) ."
    other = "<urn:a> <urn:p> ( <urn:y> <urn:x> ) ."
    assert named(parse(one, "x")) == named(parse(one, "x"))
    assert named(parse(one, "x")) != named(parse(other, "x"))


BASE = [(iri("a"), iri("p"), iri("b"))]


def test_an_update_is_run_on_a_copy() -> None:
    text = (
        "PREFIX ex: <https://example.org/>\n"
        'DELETE { ?s ex:p ?o } INSERT { ?s ex:load ?o ; ex:add "DROP it" } WHERE { ?s ex:p ?o }'
    )
    assert run(text, "x.ru", BASE, [(iri("d"), iri("p"), iri("e"))]) >= {
        (iri("a"), iri("load"), iri("b")),
        (iri("d"), iri("load"), iri("e")),  # it may ask for what is derived
    }
    assert len(BASE) == 1


@pytest.mark.parametrize(
    ("update", "place"),
    [
        ("LOAD <file:///etc/passwd>", (1, 1)),
        ("INSERT { ?s ?p ?o } WHERE {\n  SERVICE <http://example.org/> { ?s ?p ?o } }", (2, 3)),
        ("insert {?s ?p ?o} where { service silent <http://e.org/> { ?s ?p ?o } }", (1, 27)),
        ("INSERT { ?s ?p ?o } WHERE { SERVI\\u0043E <http://e.org/> { ?s ?p ?o } }", (1, 34)),
        ("DROP ALL", (1, 1)),
        ("CLEAR DEFAULT", (1, 1)),
        ("CREATE GRAPH <urn:g>", (1, 1)),
        ("COPY DEFAULT TO <urn:g>", (1, 1)),
        ("MOVE DEFAULT TO <urn:g>", (1, 1)),
        ("ADD DEFAULT TO <urn:g>", (1, 1)),
        ("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }", (1, 15)),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", (1, 1)),
        ("DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }", (1, 21)),
        ("# it\n'''\n''' LOAD <urn:x>", (3, 5)),
        ('INSERT DATA { <urn:a> <urn:b> "\\"" } ; LOAD <urn:x>', (1, 40)),
        ("SELECT * { ?s ?p ?o }", (1, 8)),
        ("INSERT DATA { ex:a ex:b ex:c }", (1, 15)),
        ("{" * 65, (1, 65)),
    ],
)
def test_what_a_scenario_may_not_do_is_refused_at_its_place(
    update: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QueryError) as caught:
        run(update, "bad.ru", BASE, [])
    assert caught.value.path == "bad.ru"
    assert (caught.value.line, caught.value.column) == place


def test_what_could_crash_the_engine_does_not_reach_it() -> None:
    with pytest.raises(QueryError, match="operators"):
        check(f"DELETE WHERE {{ ?s ?p ?o FILTER ({'!' * 9_999}true) }}", "x.ru")
    with pytest.raises(QueryError, match="longer than"):
        check(" " * 100_001, "x.ru")


def test_every_file_that_is_no_scenario_is_refused(tmp_path: Path) -> None:
    from wijgraph.analysis.scenario import read as read_scenario

    for name, data, words in (
        ("a.txt", b"", "kind of scenario"),
        ("a.rdfp", b"\xff", "UTF-8"),
        ("a.rdfp", b"", "no change in it"),
        ("a.ru", b"", "title_nl"),
        ("a.ru", b"#+ colour: red\n", "header line"),
        ("a.ru", b"#+ title: x\n#+ title: y\n", "header line"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(WijgraphError, match=words):
            read_scenario(path)


def test_written_terms_are_in_full() -> None:
    assert patch.written(iri("a b")) == "<https://example.org/a\\u0020b>"
    assert patch.written(Term("literal", 'a"\n', "nl")) == '"a\\u0022\\u000A"@nl'
