"""``wijgraph format``: of files that are not ours nothing is lost; ours get their one form."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given

from tests.conftest import ROOT, Run, outside
from tests.fuzzing import tries
from tests.turtling import Made, turtle
from wijgraph.errors import TurtleError
from wijgraph.turtle.syntax import tokens
from wijgraph.turtle.tidy import tidy
from wijgraph.turtle.writer import BASE, format_turtle

FOREIGN = """\
# The header.

@prefix sh: <http://www.w3.org/ns/shacl#> . # SHACL
PREFIX ex: <http://e/>
@prefix unused: <http://u/>.
@base <http://b/> .
# about S
ex:S a sh:NodeShape ; # what it is
   sh:property [ sh:path ex:p ; sh:minCount 1 ] , # first
     [ sh:path ex:q ],[ ] ;
   sh:or ( [ sh:class ex:A ] [ sh:class ex:B ; sh:in ( 1.0 1e3 .5 true 01 "x" ) ] ) ;
   # a word between
   sh:path [ sh:inversePath ex:z ] ;
   # sh:closed true ;
   .
# about b
_:b ex:p <rel>, <#x> ; ex:text \"""two
   lines\""" . [] ex:p 1 ;; . # the end of it
ex:l ex:p ( # one
  1 () ) .

# the last word
"""
TIDY = """\
# The header.

@prefix sh: <http://www.w3.org/ns/shacl#> .  # SHACL
PREFIX ex: <http://e/>
@prefix unused: <http://u/> .
@base <http://b/> .

# about S
ex:S
    a sh:NodeShape ;  # what it is
    sh:property [
        sh:path ex:p ;
        sh:minCount 1
    ] ,  # first
        [ sh:path ex:q ] ,
        [] ;
    sh:or (
        [ sh:class ex:A ]
        [
            sh:class ex:B ;
            sh:in ( 1.0 1e3 .5 true 01 "x" )
        ]
    ) ;
    # a word between
    sh:path [ sh:inversePath ex:z ]
    # sh:closed true ;
    .

# about b
_:b
    ex:p <rel> ,
        <#x> ;
    ex:text \"""two
   lines\""" .

[]
    ex:p 1 .  # the end of it

ex:l
    ex:p (  # one
        1
        ()
    ) .

# the last word
"""


def graph(text: str) -> ox.Dataset:
    found = ox.Dataset(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=BASE))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def comments(text: str) -> list[str]:
    return sorted(text[t.start : t.end].rstrip() for t in tokens(text) if t.part == "comment")


def test_all_that_others_wrote_stays() -> None:
    assert format_turtle(FOREIGN) == TIDY
    assert format_turtle(TIDY) == TIDY
    assert graph(TIDY) == graph(FOREIGN)


@tries(200)
@given(turtle())
def test_any_turtle_is_the_same_graph_with_its_comments(made: Made) -> None:
    once = format_turtle(made.text)
    assert format_turtle(once) == once
    assert graph(once) == graph(made.text)
    assert comments(once) == comments(made.text)


def test_ours_is_tidy_as_well() -> None:
    """So that it makes no difference to a file in the house form which of the two it is."""
    count = 0
    for folder in ("ontology", "shapes", "data"):
        for path in (ROOT / folder).rglob("*.ttl"):
            text = path.read_text()
            assert format_turtle(text) == format_turtle(text, house=True) == text, path
            count += 1
    assert count > 20


def test_real_files(conformance: Path) -> None:
    count = 0
    for path in sorted(conformance.rglob("*.ttl"))[::3]:
        text = path.read_text(encoding="utf-8-sig")
        try:
            once = format_turtle(text, str(path))
        except TurtleError as error:
            assert "RDF 1.2" in error.message, path
            continue
        assert format_turtle(once) == once, path
        assert graph(once) == graph(text), path
        assert comments(once) == comments(text), path
        count += 1
    assert count > 50


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            "@prefix gm: <https://d.nl/> .\ngm:raad gm:controleert gm:college .",
            "gm:raad\n    gm:co",
        ),
        ("PREFIX x: <http://x/>\nPREFIX y: <http://y/>\nx:a x:b x:c.", "PREFIX y: <http://y/>"),
        ("@prefix gov: <http://other/> .\ngov:a gov:b gov:c.", "<http://other/> .\n\ngov:a"),
        ('@prefix s: <http://www.w3.org/2001/XMLSchema#>.\n<a:b> <a:c> "x"^^s:string.', 'c> "x" .'),
        ('<a:b> <a:c> "x"^^<http://www.w3.org/2001/XMLSchema#string> .', 'c> "x" .'),
        ('@prefix s: <http://s#>.\n<a:b> <a:c> "x"^^s:string.', '"x"^^s:string .'),
        ("@prefix : <#> .\n:s :p <other.ttl> .", "<#> .\n\n:s\n    :p <other.ttl> ."),
        ("@base <http://b/> . <> <p> <../q> .", "<>\n    <p> <../q> ."),
        ("<#a> <?q> </r> .", "<#a>\n    <?q> </r> ."),
        ("<a:b> <a:c> 1.50, +1, .5, 1e0, -.5E3, true, 007 .", "1.50 ,\n        +1 ,\n        .5"),
        ("<a:b> <a:c> 'it''s'.".replace("''", "\\'"), "'it\\'s' ."),
        ("_:x <a:p> _:y.\n_:y <a:p> [ <a:p> _:x ].", "_:y\n    <a:p> [ <a:p> _:x ] ."),
        ("<a:b> <a:c> (1 [] (2)).", "<a:c> ( 1 [] ( 2 ) ) ."),
        ("<a:b> <a:c> 1 # one\n ; # two\n <a:d> 2.", "<a:c> 1  # one\n    ;  # two\n"),
    ],
)
def test_what_is_kept(run: Run, tmp_path: Path, text: str, holds: str) -> None:
    path = tmp_path / "d.ttl"
    path.write_text(text)
    assert run("format", path).code == 0
    assert holds in path.read_text()
    assert graph(path.read_text()) == graph(text)
    assert run("format", "--check", path).code == 0


@pytest.mark.parametrize(
    ("case", "holds"),
    [
        ("32-format-drops-prefixes", "gm:raad\n    gm:controleert gm:college ."),
        ("33-format-xsd-string", 'ex:p "x" .'),
        ("35-format-relative", ":s\n    :p <other.ttl> ."),
    ],
)
def test_cases(run: Run, tmp_path: Path, case: str, holds: str) -> None:
    path = tmp_path / "d.ttl"
    path.write_bytes((outside("WIJGRAPH_CASES") / "foreign" / case / "d.ttl").read_bytes())
    outcome = run("format", path)
    assert outcome.code == 0, outcome.err
    assert holds in path.read_text()


HOUSE = """\
@prefix ex: <https://example.org/> .
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix unused: <https://example.org/unused/> .
ex:b gov:x 1e3 , "x"@nl . ex:a a gov:Council .
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of a dossier."""
    for folder in ("ontology", "data"):
        (tmp_path / folder).mkdir()
    return tmp_path / "data" / "d.ttl"


def test_a_file_of_a_dossier_gets_the_one_order_and_keeps_its_prefix(run: Run, own: Path) -> None:
    own.write_text(HOUSE)
    assert run("format", own).code == 0
    assert own.read_text() == (
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix ex: <https://example.org/> .\n\n"
        "ex:a\n    a gov:Council .\n\n"
        'ex:b\n    gov:x "x"@nl ;\n    gov:x 1e3 .\n'
    )


@pytest.mark.parametrize("text", ["a\nb", '\n"', 'a\n""""', 'a\n\\n"""b\\', "\r\n\t\x01"])
def test_a_text_of_several_lines_stands_on_several(text: str) -> None:
    node = ox.NamedNode("urn:a")
    said = ox.serialize([ox.Triple(node, node, ox.Literal(text))], format=ox.RdfFormat.N_TRIPLES)
    written = format_turtle((said or b"").decode(), house=True)
    assert written.count("\n") == 2 + text.count("\n")
    assert [t.object.value for t in ox.parse(written, ox.RdfFormat.TURTLE)] == [text]
    assert format_turtle(written, house=True) == written


def test_numbers_stay_as_written_whatever_a_library_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", True)  # as pySHACL does when it is done
    text = "@prefix ex: <https://example.org/> .\n\nex:b\n    ex:x 007 ;\n    ex:x 1e3 .\n"
    assert format_turtle(text, house=True) == text


def test_a_folder_in_a_folder_of_a_dossier_is_of_it_too(run: Run, own: Path) -> None:
    path = own.parent / "shapes" / "d.ttl"
    path.parent.mkdir()
    path.write_text(HOUSE + "# lost")
    assert run("format", path).code == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("ex:c ex:d 1 . # lost", ":5: a comment below the header"),
        ("\n# lost\n", ":6: a comment below the header"),
        ("ex:c ex:d [ ex:e 1 ] .", ":5:11: a blank node"),
        ("ex:c ex:d 1 .\n_:x ex:d 1 .", ":6:1: a blank node"),
        ("ex:c ex:d <rel> .", ":5:11: not Turtle"),
    ],
)
def test_what_would_be_lost_in_the_house_form_is_refused(
    run: Run, own: Path, more: str, told: str
) -> None:
    own.write_text(HOUSE + more)
    outcome = run("--lang", "en", "format", own)
    assert outcome.code == 2
    assert f"{own}{told}" in outcome.err
    assert own.read_text() == HOUSE + more


@pytest.mark.parametrize("folder", ["elsewhere", "data"])
def test_a_file_of_others_in_any_folder_stays_whole(
    run: Run, tmp_path: Path, own: Path, folder: str
) -> None:
    path = tmp_path / folder / "foreign.ttl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FOREIGN)
    assert own.parent.is_dir()
    assert run("format", path).code == 0
    assert path.read_text() == TIDY


def test_what_is_no_known_syntax_is_refused_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TurtleError, match=r"x\.ttl:2:7: this is no Turtle"):
        tidy("<a:b>\n<a:c> ! .", "x.ttl")
    monkeypatch.setattr("wijgraph.turtle.tidy._Layout.gap", lambda *_: "")
    with pytest.raises(TurtleError, match="not be the same"):
        tidy("<a:b> a a:c .", "x.ttl")


def test_it_is_linear(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.ttl"
    deep = "<a:s> <a:p> " + "[ <a:p> " * 500 + "1" + " ]" * 500 + " .\n"
    path.write_text(deep + "<a:s> <a:p> " + "(" * 500 + "1" + ")" * 500 + " .\n" + "#\n" * 20000)
    assert run("format", path).code == 0
    assert len(re.findall(r"#", path.read_text())) == 20000
