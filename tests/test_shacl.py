"""The SHACL engine as a stranger has it: one function, and nothing of the rest."""

import ast
import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph

from tests.conftest import ROOT
from wijgraph.shacl import InvalidShapesError, UncheckedError, ValidationReport, validate
from wijgraph.shacl.engine import ENGINES
from wijgraph.shacl.vocabulary import WORDS, Namespace

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . """
SHAPES = f"""{PREFIXES} ex:Town a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:name ;
sh:minCount 1 ; sh:pattern "^[A-Z]" ] ;
sh:property [ sh:path ( ex:in ex:name ) ; sh:maxCount 0 ] ."""
DATA = f'{PREFIXES} ex:a a ex:Town . ex:b a ex:Town ; ex:name "b" ; ex:in [ ex:name "X" ] .'
PACKAGE = ROOT / "wijgraph" / "shacl"


def found(report: ValidationReport) -> list[tuple[str, str]]:
    return [(r.focus.value[-1], r.component.partition("#")[2]) for r in report.results]


@pytest.mark.parametrize("engine", ENGINES)
def test_text_files_and_graphs_give_the_same(engine: str, tmp_path: Path) -> None:
    paths = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    for path, text in zip(paths, (DATA, SHAPES), strict=True):
        path.write_text(text)
    graphs = Graph().parse(data=DATA), Graph().parse(data=SHAPES)
    for data, shapes in ((DATA, SHAPES), paths, graphs):
        report = validate(data, shapes, engine=engine)
        assert not report.conforms
        assert report.checked == 2
        assert sorted(found(report)) == [
            ("a", "MinCountConstraintComponent"),
            ("b", "MaxCountConstraintComponent"),
            ("b", "PatternConstraintComponent"),
        ]


def test_the_report_is_that_of_the_standard() -> None:
    report = validate(DATA, SHAPES)
    graph = Graph().parse(data=report.turtle())
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert len(list(graph.objects(node, SH.result))) == len(report.results) == 3
    assert graph.value(node, SH.conforms).toPython() is False  # type: ignore[union-attr]
    good = validate(f'{PREFIXES} ex:a a ex:Town ; ex:name "A" .', SHAPES)
    assert good.conforms
    assert "sh:conforms true" in good.turtle()


def test_a_pass_in_which_nothing_was_checked_is_none() -> None:
    data = f"{PREFIXES} ex:a a ex:City ."
    with pytest.raises(UncheckedError, match="nothing was checked"):
        validate(data, SHAPES)
    report = validate(data, SHAPES, allow_nothing_checked=True)
    assert report.conforms
    assert report.checked == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("minCount 1", "minCount 'x'"), "needs a whole number"),
        (("minCount 1", "minCnt 1"), "SHACL has no sh:minCnt"),
        (('"^[A-Z]"', '"(a"'), r"\( is not closed"),
    ],
)
def test_shapes_that_are_broken_are_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(InvalidShapesError, match=words) as error:
        validate(DATA, SHAPES.replace(*change))
    assert len(error.value.faults) == 1


def test_a_shape_that_cannot_be_compiled() -> None:
    shapes = SHAPES.replace('"^[A-Z]"', r'"^(.)\\1"')
    report = validate(DATA, shapes)
    assert {r.engine for r in report.results} == {"pyshacl"}
    with pytest.raises(InvalidShapesError, match="cannot be compiled"):
        validate(DATA, shapes, engine="compiled")
    with pytest.raises(ValueError, match="no such engine"):
        validate(DATA, shapes, engine="fast")


def test_a_shape_that_leads_to_itself() -> None:
    ring = f"{PREFIXES} ex:S sh:targetClass ex:C ; sh:node ex:S ; sh:nodeKind sh:IRI ."
    assert validate(DATA, f"{ring} ex:T sh:targetClass ex:Town ; sh:nodeKind sh:IRI .").conforms
    with pytest.raises(InvalidShapesError, match="leads to itself"):
        validate(f"{PREFIXES} ex:a a ex:C .", ring, engine="compiled")
    with pytest.raises(InvalidShapesError, match="leads to itself"):
        validate(f"{PREFIXES} ex:a a ex:C .", ring)


def test_what_is_ignored_is_told() -> None:
    report = validate(DATA, SHAPES.replace("sh:minCount 1", "sh:minCount 1 ; sh:flags 'i'"))
    assert report.warnings == ()
    more = f"{SHAPES} ex:Town sh:flags 'i' ."
    assert ["without sh:pattern" in str(text) for text in validate(DATA, more).warnings] == [True]


def test_its_readme_says_what_is_so() -> None:
    readme = doctest.testfile(
        str(PACKAGE / "README.md"), False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert readme.attempted > 5
    assert not readme.failed


def test_it_needs_nothing_of_the_rest() -> None:
    code = f"from wijgraph.shacl import validate; validate({DATA!r}, {SHAPES!r}, engine='pyshacl')"
    code += "; import sys; print(*sorted(m for m in sys.modules if m.startswith('wijgraph.')))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    # What ``import wijgraph`` itself loads is there first.
    others = [m for m in done.stdout.split() if not m.startswith("wijgraph.shacl")]
    assert others == ["wijgraph.errors", "wijgraph.messages"]


def test_the_names_of_shacl_in_the_code_are_names_of_shacl() -> None:
    used = {
        node.attr.rstrip("_")
        for path in (ROOT / "wijgraph").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "SH"
        and not hasattr(str, node.attr)
    }
    assert len(used) > 50
    assert used <= WORDS
    with pytest.raises(AttributeError, match="SHACL has no pth"):
        _ = Namespace("x").pth
