"""``--lenient``: what is broken is left out and told, and the rest is checked."""

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Run, outside
from tests.test_gate import DATA, found, read
from wijgraph import dossier as dossiers
from wijgraph.errors import SHOWN, ShapesError
from wijgraph.graph.documents import Document
from wijgraph.model import Notice
from wijgraph.validation.run import check, documents_in
from wijgraph.validation.shapes import Shapes, read_shapes

GOOD = "ex:G a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal .\n"


def left(text: str) -> Shapes:
    return read(text, lenient=True)


def told(shapes: Shapes) -> list[tuple[str, int | None, str | None]]:
    """Return code, line, and the local name of the shape, of each notice."""
    return [
        (
            n.code,
            n.position.line if n.position else None,
            n.shape.rpartition("/")[2] if n.shape else None,
        )
        for n in shapes.notices
    ]


# Broken shapes beside a good one: the lines that are told, and how many shapes are left out.
BROKEN = {
    "ex:B a sh:NodeShape ; sh:targetClass 'x' ; sh:minLength 1 .": (1, 2),
    "ex:B a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind ex:x .": (1, 2),
    "ex:B a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:minCount 1 ] .": (2, 3),
    "ex:B a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:in 3 ] .": (2, 3),
    "ex:B sh:targetNode ex:a ; sh:not [ sh:property [ sh:path ex:p ; sh:in 3 ] ] .": (3, 4),
    "ex:B sh:targetNode ex:a ; sh:or ( [ sh:minLength 0 ] [ sh:nodeKind 3 ] ) .": (3, 4),
    "ex:B sh:targetNode ex:a ; sh:node ex:C . ex:C sh:node ex:D . ex:D sh:minLength 'x' .": (3, 4),
    "ex:B sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT' ] .": (1, 2),
    "ex:B sh:targetNode ex:a ; sh:node ex:B .": (1, 2),
    "ex:B sh:targetNode ex:a ; ex:k 1 . ex:K a sh:ConstraintComponent ; sh:parameter "
    "[ sh:path ex:k ] ; sh:validator [ sh:ask 'SELECT' ] .": (1, 2),
    "ex:B sh:targetNode ex:a ; sh:sparql [ sh:prefixes ex:o ; sh:select 'SELECT $this { }' ] . "
    "ex:o sh:declare [ sh:prefix 3 ; sh:namespace 'x' ] .": (1, 2),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_shape_and_what_depends_on_it_are_left_out(text: str, engine: str) -> None:
    with pytest.raises(ShapesError):
        found(read(GOOD + text), engine)
    shapes = left(GOOD + text)
    assert found(shapes, engine) == ["NodeKind"]
    assert (shapes.left_out, shapes.count) == BROKEN[text]
    assert {(code, line) for code, line, _ in told(shapes)} == {("shape-left-out", 3)}


def test_a_notice_names_the_shape_the_place_and_what_goes_with_it() -> None:
    shapes = left(
        GOOD + "ex:B sh:targetNode ex:a ; sh:node ex:C .\n"
        "ex:C sh:node ex:D .\nex:D sh:minLength 'x' ."
    )
    [notice] = shapes.notices
    assert notice.shape == "https://example.org/D"
    assert (notice.position and notice.position.path, notice.position and notice.position.line) == (
        "shapes.ttl",
        5,
    )
    assert notice.message["en"] == (
        'sh:minLength needs a whole number (xsd:integer) of 0 or more, not "x"; left out: '
        "<https://example.org/B>, <https://example.org/C>, <https://example.org/D>"
    )
    assert "overgeslagen: <https://example.org/B>" in notice.message["nl"]


def test_a_shape_keeps_its_other_property_shapes() -> None:
    shapes = left(
        "ex:B sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 'x' ] , "
        "[ sh:path ex:p ; sh:minCount 3 ] ."
    )
    assert found(shapes) == found(shapes, "pyshacl") == ["MinCount"]
    assert (shapes.left_out, shapes.count) == (1, 3)
    assert "<https://example.org/B> is checked without this part" in shapes.notices[0].message["en"]
    assert "wordt zonder dit deel gecontroleerd" in shapes.notices[0].message["nl"]


@pytest.mark.parametrize(
    "rest",
    [
        # Less to compare with would give findings that are not true.
        "sh:closed true ; sh:ignoredProperties ( ex:q ) ; "
        "sh:property [ sh:path ex:p ; sh:minCount 'x' ]",
        "sh:property [ sh:path ex:p ; sh:qualifiedMaxCount 'x' ; sh:qualifiedValueShape ex:V ] , "
        "[ sh:path ex:p ; sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape [ sh:minLength 0 ] ; "
        "sh:qualifiedValueShapesDisjoint true ]",
    ],
)
def test_what_would_find_too_much_without_a_part_is_left_out_whole(rest: str) -> None:
    shapes = left(f"{GOOD} ex:V sh:minLength 0 . ex:B sh:targetNode ex:a ; {rest} .")
    assert found(shapes) == ["NodeKind"]


def test_what_is_negated_elsewhere_is_left_out_whole() -> None:
    shapes = left(
        GOOD + "ex:B sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 'x' ] , "
        "[ sh:path ex:p ; sh:minCount 1 ] . ex:N sh:targetNode ex:a ; sh:not ex:B ."
    )
    assert found(shapes) == ["NodeKind"]  # and not: it conforms to ex:B, which it must not


def test_when_nothing_is_left_it_is_an_error() -> None:
    with pytest.raises(ShapesError, match="all shapes that have a target were left out") as error:
        left("ex:B sh:targetNode ex:a ; sh:datatype 3 . ex:C sh:targetClass 3 ; sh:minLength 1 .")
    assert len(error.value.faults) == 2
    assert "shapes.ttl:2:39" in str(error.value)


UNKNOWN = {
    "sh:shape ex:T": "Did you mean sh:node?",
    "sh:minLenght 9": "Did you mean sh:minLength?",
    "sh:rule [ ]": "not SHACL Core or SHACL-SPARQL",
    "sh:js [ sh:jsFunctionName 'f' ]": "not SHACL Core or SHACL-SPARQL",
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this ?p 1 }' ]": "would not be",
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_word_leaves_the_shape_in(text: str, engine: str) -> None:
    shapes = left(f"ex:B sh:targetNode ex:a ; sh:nodeKind sh:Literal ; {text} .")
    assert found(shapes, engine) == ["NodeKind"]
    assert shapes.left_out == 0
    assert told(shapes)[0] == ("unknown-term", 2, "B")
    assert any(UNKNOWN[text] in notice.message["en"] for notice in shapes.notices)


@pytest.mark.parametrize("many", [SHOWN, SHOWN + 1, 400])
def test_of_many_notices_that_say_the_same_no_more_are_given_than_a_person_reads(many: int) -> None:
    shapes = left(GOOD + "\n".join(f"ex:S{n} sh:rule [ a sh:TripleRule ] ." for n in range(many)))
    assert {code for code, _, _ in told(shapes)} == {"unknown-term"}
    assert len(shapes.notices) == min(many, SHOWN + 1)
    assert [n.position and n.position.line for n in shapes.notices][:2] == [3, 4]
    more = f"(and {many - SHOWN} more like it)" in shapes.notices[-1].message["en"]
    assert more == (many > SHOWN)


def test_imports_and_entailment_are_told() -> None:
    shapes = left(
        GOOD + "ex:o <http://www.w3.org/2002/07/owl#imports> ex:one , ex:two .\n"
        "ex:o sh:entailment <http://www.w3.org/ns/entailment/RDFS> ."
    )
    assert found(shapes) == ["NodeKind"]
    codes = [(code, line) for code, line, _ in told(shapes)]
    assert codes == [("import-missing", 3), ("import-missing", 3), ("entailment-not-done", 4)]


def checked(shapes: str, data: str = DATA, *, lenient: bool = True) -> tuple[bool, list[Notice]]:
    prefixes = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    documents = [
        Document(name, prefixes + text, "turtle")
        for name, text in (("d.ttl", data), ("s.ttl", shapes))
    ]
    report = check(dossiers.builtin(), documents[:1], documents[1:], lenient=lenient).report
    return report.conforms, list(report.notices)


def test_the_notices_stand_in_the_report() -> None:
    conforms, notices = checked(GOOD + "ex:B sh:targetClass 'x' ; sh:minLength 1 .")
    assert not conforms
    assert [notice.code for notice in notices] == ["shape-left-out"]
    with pytest.raises(ShapesError):
        checked(GOOD + "ex:B sh:targetClass 'x' ; sh:minLength 1 .", lenient=False)


def test_imports_of_the_data_are_told_without_lenient_too() -> None:
    data = DATA + " <urn:o> <http://www.w3.org/2002/07/owl#imports> <urn:p> ."
    _, [notice] = checked(GOOD, data, lenient=False)
    assert (notice.code, notice.position and notice.position.path) == ("import-missing", "d.ttl")


def test_the_rules_of_a_dossier(town_folder: Path, run: Run) -> None:
    import wijgraph

    rules = town_folder / "shapes" / "own.ttl"
    rules.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:x:B> a sh:NodeShape ; sh:targetClass <urn:x:C> ; sh:datatype 3 .\n"
    )
    with pytest.raises(ShapesError, match=r"own.ttl:2:\d+: sh:datatype needs an IRI"):
        wijgraph.open(town_folder).validate()
    codes = [n.code for n in wijgraph.open(town_folder).validate(lenient=True).notices]
    assert codes.count("shape-left-out") == 1
    assert run("validate", town_folder).code == 2
    assert run("validate", town_folder, "--lenient").code == 0


# Of what is published: what stops it without --lenient (how many faults), and then how many shapes
# are left out, of how many, and what is told.
FOLDER = "dcat-ap/releases/3.0.1/"
PUBLISHED: dict[str, tuple[int, int, int, dict[str, int]]] = {
    "dcat-ap-nl/dcat-ap-nl-SHACL.ttl": (0, 0, 0, {}),
    "dcat-ap-nl/dcat-ap-nl-SHACL-aanbevolen.ttl": (0, 0, 0, {}),
    "dcat-ap-nl/dcat-ap-nl-SHACL-klassebereik.ttl": (0, 0, 0, {}),
    "dcat-ap-nl/dcat-ap-nl-SHACL-klassebereik-codelijsten.ttl": (0, 0, 0, {}),
    "lubm/lubm-shapes.ttl": (0, 0, 0, {}),
    "nde/shacl.ttl": (3, 7, 285, {"shape-left-out": 3, "component-ignored": 6}),
    f"{FOLDER}shacl/dcat-ap-SHACL.ttl": (2, 2, 325, {"shape-left-out": 2}),
    f"{FOLDER}shacl/ranges.ttl": (206, 206, 331, {"shape-left-out": 206}),
    f"{FOLDER}html/shacl/shapes.ttl": (5, 0, 0, {"unknown-term": 5}),
    f"{FOLDER}html/shacl/shapes_recommended.ttl": (0, 0, 0, {}),
    f"{FOLDER}html/shacl/range.ttl": (0, 0, 0, {}),
    f"{FOLDER}html/shacl/mdr-vocabularies.shape.ttl": (0, 0, 0, {}),
    f"{FOLDER}html/shacl/deprecateduris.ttl": (1, 0, 0, {"import-missing": 1}),
    "../nl-sbb/skos-ap-nl.ttl": (4, 0, 0, {"import-missing": 4}),
    "../era-shacl/shapes/core_shapes.ttl": (0, 0, 0, {}),
    "../era-shacl/shapes/era_shapes.ttl": (0, 0, 0, {}),
    "../era-shacl/shapes/tds_shapes.ttl": (0, 0, 0, {}),
}
DATASET = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<urn:x:d> a dcat:Dataset ; dct:title "Bomen"@nl ; dcat:distribution <urn:x:u> .
<urn:x:u> a dcat:Distribution . <urn:x:c> a dcat:Catalog ; dcat:dataset <urn:x:d> .
<urn:x:s> a <https://schema.org/Dataset> , <http://www.w3.org/2004/02/skos/core#Concept> .
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_published_can_be_used(name: str) -> None:
    path = outside("WIJGRAPH_CONFORMANCE") / "published-shapes" / name
    shapes, data = documents_in(path), [Document("d.ttl", DATASET, "turtle")]
    faults, out, count, codes = PUBLISHED[name]
    if faults:
        with pytest.raises(ShapesError) as error:
            check(dossiers.builtin(), data, shapes)
        assert len(error.value.faults) == faults
        assert all(f.path == str(path) and f.line for f in error.value.faults)
    else:
        assert not read_shapes(shapes).notices
    used = read_shapes(shapes, lenient=True)
    assert (used.left_out, used.count) == (out, count)
    report = check(dossiers.builtin(), data, shapes, lenient=True).report
    assert Counter(n.code for n in used.notices) == codes
    assert all(n.position and n.position.line for n in used.notices)
    assert all(notice in report.notices for notice in used.notices)
    if name.startswith("dcat"):
        assert {finding.engine for finding in report.findings} <= {"compiled", "pyshacl"}


def test_files_that_only_import_are_read_with_the_shapes_that_need_them() -> None:
    folder = outside("WIJGRAPH_CONFORMANCE") / "published-shapes" / FOLDER / "html" / "shacl"
    shapes = [d for name in ("shapes", "imports", "mdr_imports") for d in
              documents_in(folder / f"{name}.ttl")]  # fmt: skip
    data = [Document("d.ttl", DATASET, "turtle")]
    report = check(dossiers.builtin(), data, shapes, lenient=True).report
    codes = Counter(n.code for n in report.notices)
    assert (codes["unknown-term"], codes["import-missing"]) == (5, 23)
    assert not report.conforms


def test_the_case_of_an_unknown_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(outside("WIJGRAPH_CASES") / "foreign" / "18-sh-term-unknown")
    outcome = run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl", "--lenient")
    assert (outcome.code, "1 violation" in outcome.out) == (1, True)


def test_the_case_of_missing_imports(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(outside("WIJGRAPH_CASES") / "foreign" / "21-imports-offline")
    strict = run("validate", "data.ttl", "-s", "shapes.ttl")
    assert strict.code == 2
    for iri in ("2004/02/skos/core", "purl.org/dc/terms/", "xmlns.com/foaf/0.1/"):
        assert iri in strict.err
    assert run("validate", "data.ttl", "-s", "shapes.ttl", "--lenient").code == 1
