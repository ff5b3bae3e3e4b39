"""A prefix that is not declared is named, with the place where it is used."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wijgraph
from tests.conftest import Run, outside
from tests.fuzzing import tries
from wijgraph.analysis import update
from wijgraph.errors import QueryError, ShapesError, TurtleError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.store import Store, parse, undeclared_prefix
from wijgraph.validation.run import check_with


@pytest.mark.parametrize(
    ("query", "prefix", "place"),
    [
        ("SELECT * { ?s vcard:fn ?l }", "vcard", (1, 15)),
        ("SELECT *\n{ ?s a ex:X }", "ex", (2, 8)),
        (
            "PREFIX ex: <http://e/>\nSELECT * { ?s ex:p 'a:b' ; # q:r\n ex:r zz:top . }",
            "zz",
            (3, 7),
        ),
        ("SELECT ?x { ?s ?p 1 ; ?q '1'^^xsd:int }", "xsd", (1, 31)),
        ("SELECT * { ?s :p 1 }", "", (1, 15)),
        ("PREFIX : <http://e/> ASK { FILTER(my-f.x:f(1)) }", "my-f.x", (1, 35)),
        ("prefix ex: <http://e/> ASK { ?s ex:a/^ex:b|!(eg:c) 1 }", "eg", (1, 46)),
        ("BASE <http://e/> ASK { <a:b> <c#d:e> ?x . _:y a é:f }", "é", (1, 49)),
        ("PREFIX # ex2: <\n ex: <http://e/> ASK { ex:a ex:b ex2:c }", "ex2", (2, 34)),
    ],
)
def test_in_a_query(query: str, prefix: str, place: tuple[int, int]) -> None:
    with pytest.raises(QueryError, match=f"the prefix {prefix}: is not declared") as caught:
        Store().ask_dataset(query)
    assert (caught.value.line, caught.value.column) == place
    assert f"PREFIX {prefix}: <" in str(caught.value.hint)


@pytest.mark.parametrize(
    "query",
    ["SELECT * { ?s ?p } # ex:a", "SELECT * WHERE ?x ex:a", "ASK { 'ex:a' }}"],
)
def test_another_mistake_is_told_as_it_is(query: str) -> None:
    with pytest.raises(QueryError, match="not SPARQL: unexpected"):
        Store().ask_dataset(query)


NAME = st.sampled_from(
    ["ex:a", "ex:a.b", "ex:%41", "ex:a\\.", "e-x:1", "e-x:a:b", "<ex2:a#b>", "_:c"]
)
OTHER = st.sampled_from(["?v", "'q:r'", '"""q:r "q:s" """', "'''q:t\n'''", "$w", "1.5", "true"])


@tries(100)
@given(NAME, NAME, st.one_of(NAME, OTHER), st.sampled_from([" ", "\n", " # q:r 'z:\n"]))
def test_what_is_declared_is_never_told(s: str, p: str, o: str, gap: str) -> None:
    predicate = p if p[0] != "_" else "a"
    query = f"PREFIX ex: <http://ex/>{gap}prefix e-x: <x:y>{gap}ASK {{{s} {predicate}{gap}{o} }}"
    assert undeclared_prefix(query) is None
    Store().ask_dataset(query)


def test_in_a_file_with_a_query(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text("# one\nSELECT * { ?s foaf:name ?l }")
    outcome = run("--lang", "en", "query", "run", "-f", path)
    assert outcome.code == 2
    assert f"{path}:2:15: the prefix foaf: is not declared" in outcome.err


def test_case(run: Run) -> None:
    path = outside("WIJGRAPH_CASES") / "foreign" / "45-missing-prefix-sparql" / "q.rq"
    outcome = run("--lang", "en", "query", "run", "-f", path)
    assert outcome.code == 2
    assert ":1:15: the prefix vcard: is not declared" in outcome.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ex:a a ex:B .", "1:1: not Turtle: The prefix ex: has not been declared"),
        ("@prefix e: <x:> .\ne:a a\n  e:b, : .", "3:8: not Turtle: The prefix : has not"),
        ("PREFIX a.b: <x:>\na.b:a a a.c:d .", "2:9: not Turtle: The prefix a.c: has not"),
    ],
)
def test_in_turtle(text: str, told: str) -> None:
    with pytest.raises(TurtleError) as caught:
        list(parse(text, "d.ttl"))
    assert f"d.ttl:{told}" in str(caught.value)


SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://ex/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:ns sh:declare [ sh:prefix "own" ; sh:namespace "http://own/"^^xsd:anyURI ] .
ex:S a sh:NodeShape ; sh:targetClass ex:C ;
  sh:sparql [ sh:message "m" ; sh:prefixes ex:ns ;
    sh:select "SELECT $this { $this QUERY 1 }" ] .
"""
DATA = "@prefix ex: <http://ex/> . ex:a a ex:C ."


@pytest.mark.parametrize("engine", ["auto", "pyshacl", "compiled"])
@pytest.mark.parametrize("name", ["vcard:fn", ":p", "own2:p"])
def test_in_the_query_of_a_shape(run: Run, tmp_path: Path, name: str, engine: str) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "d.ttl"
    shapes.write_text(SHAPES.replace("QUERY", name))
    data.write_text(DATA)
    outcome = run("--lang", "en", "validate", data, "--shapes", shapes, "--engine", engine)
    assert (outcome.code, outcome.out) == (2, "")
    prefix = name.partition(":")[0]
    told = f"{shapes}:7:15: the query of sh:select uses the prefix {prefix}:, which is declared"
    assert told in outcome.err


@pytest.mark.parametrize("name", ["own:p", "rdfs:label", "owl:sameAs", "<vcard:fn>"])
def test_what_a_shape_may_use(name: str) -> None:
    documents = [Document("shapes.ttl", SHAPES.replace("QUERY", name), "turtle")]
    graph = Graph(wijgraph.open().files, [Document("d.ttl", DATA, "turtle")])
    assert check_with(graph, documents).report.conforms


def test_in_the_api() -> None:
    documents = [Document("shapes.ttl", SHAPES.replace("QUERY", "x:y"), "turtle")]
    graph = Graph(wijgraph.open().files, [Document("d.ttl", DATA, "turtle")])
    with pytest.raises(ShapesError, match="the prefix x:, which is declared nowhere") as caught:
        check_with(graph, documents)
    assert (caught.value.path, caught.value.line) == ("shapes.ttl", 7)


def test_in_an_update() -> None:
    with pytest.raises(QueryError, match="the prefix ex: is not declared") as caught:
        update.run("PREFIX e: <a:>\nINSERT DATA { e:a e:b ex:c }", "s.ru", [], [])
    assert (caught.value.path, caught.value.line, caught.value.column) == ("s.ru", 2, 23)
    with pytest.raises(QueryError, match="not a SPARQL Update"):
        update.run("INSERT DATA { <a:b> }", "s.ru", [], [])
