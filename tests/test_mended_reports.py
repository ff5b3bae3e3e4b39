"""What counts as a check, what is left out, and what a report says and where: by small inputs."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from wijgraph.model import Term
from wijgraph.validation import run as running
from wijgraph.validation.engines import Outcome
from wijgraph.validation.results import Failure

PREFIXES = """\
@prefix ex: <http://example.org/t#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dash: <http://datashapes.org/dash#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
DATA = 'ex:a a ex:P ; ex:v "x" ; ex:n 3 ; ex:r ex:b . ex:b a ex:P .'
START = "ex:S a sh:NodeShape ; sh:targetClass ex:P ; "
FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "turtle")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(shapes: str, data: str = DATA) -> tuple[str, ...]:
    """Write both, and return how to validate them."""
    Path("shapes.ttl").write_text(PREFIXES + shapes)
    Path("data.ttl").write_text(PREFIXES + data)
    return ("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl", "--fail-on", "violation")


def found(run: Run, shapes: str, *options: str, data: str = DATA) -> Any:
    outcome = run(*write(shapes, data), "-F", "json", *options)
    assert outcome.out, outcome.err
    return json.loads(outcome.out)


# Severities of the shapes' own.


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("severity", ["ex:Bad", "sh:Shape"])
def test_another_severity_is_a_violation_in_every_format(
    run: Run, form: str, severity: str
) -> None:
    asked = write(START + f"sh:severity {severity} ; sh:nodeKind sh:Literal .")
    outcome = run(*asked, "-F", form)
    assert outcome.code == 1, outcome.err
    iri = {"ex:Bad": "http://example.org/t#Bad", "sh:Shape": "http://www.w3.org/ns/shacl#Shape"}
    if form in {"json", "sarif"}:
        assert iri[severity] in outcome.out
    if form == "turtle":
        assert f"sh:resultSeverity {severity}" in outcome.out


# What asks nothing is no check.

NOTHING = [
    'sh:property [ sh:path ex:v ; sh:flags "i" ]',
    "sh:and ()",
    "sh:and ( [ ] [ sh:deactivated true ; sh:class ex:Q ] )",
    "sh:node ex:Missing",
    "sh:node [ ]",
    "sh:node [ sh:property [ sh:path ex:v ; sh:minCount 0 ] ]",
    "sh:property [ sh:path ex:r ; sh:qualifiedValueShape [ sh:class ex:Q ] ]",
    "sh:property [ sh:path ex:r ; sh:qualifiedValueShape [ sh:class ex:Q ] ; "
    "sh:qualifiedMinCount 0 ]",
    "sh:property [ sh:path ex:r ; sh:qualifiedMinCount 2 ]",
    "sh:property [ sh:path ex:v ; sh:uniqueLang false ]",
    "sh:property [ sh:path ex:v ; sh:minCount 0 ]",
    "sh:or ( [ sh:deactivated true ; sh:class ex:Q ] )",
    "sh:or ( [ sh:class ex:Q ] [ ] )",
    "sh:xone ( [ ] )",
    "sh:closed false ; sh:ignoredProperties ( rdf:type )",
    "ex:k 1 . ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ]",
]  # fmt: skip
SOMETHING = [
    "sh:ignoredProperties ( rdf:type )",
    "sh:or ( [ sh:class ex:P ] )",
    "sh:xone ( [ ] [ sh:class ex:Q ] )",
    "sh:not [ sh:class ex:Q ]",
    "sh:property [ sh:path ex:r ; sh:qualifiedValueShape [ ] ; sh:qualifiedMaxCount 3 ]",
    "sh:node [ sh:property [ sh:path ex:v ; sh:maxCount 1 ] ]",
]


@pytest.mark.parametrize("asked", NOTHING)
def test_what_asks_nothing_is_no_check(run: Run, asked: str) -> None:
    outcome = run(*write(f"{START}{asked} ."))
    assert (outcome.code, outcome.out) == (2, "")
    assert "nothing was checked" in outcome.err


@pytest.mark.parametrize("asked", SOMETHING)
def test_what_asks_something_is_a_check(run: Run, asked: str) -> None:
    outcome = run(*write(f"{START}{asked} ."))
    assert outcome.code == 0, outcome.err


@pytest.mark.parametrize(
    ("target", "total"),
    [
        ("sh:targetNode ex:P", 0),
        ("sh:targetNode ex:v", 0),
        ("sh:targetObjectsOf rdf:type", 0),
        ("sh:targetObjectsOf rdfs:subClassOf", 0),
        ("sh:targetObjectsOf ex:r", 1),
        ("sh:targetNode ex:c", 1),
    ],
)
def test_a_class_or_term_that_data_refer_to_is_no_node_of_them(
    run: Run, target: str, total: int
) -> None:
    data = f"{DATA} ex:a ex:r ex:c ; ex:w ex:v . ex:P2 rdfs:subClassOf ex:P3 ."
    shapes = f"ex:S a sh:NodeShape ; {target} ; sh:nodeKind sh:IRI ."
    if target.endswith("ex:r"):
        data = "ex:a ex:r ex:b ."
    told = found(run, shapes, "--allow-nothing-checked", data=data)
    assert told["checks"]["total"] == total


def test_a_shape_that_failed_is_not_said_to_be_deactivated(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Failure(Term("iri", "http://example.org/t#S"), "it broke")
    monkeypatch.setattr(running, "outcome_of", lambda *_: Outcome((), failures=(failure,)))
    shapes = f"{START}sh:class ex:P . ex:G a sh:NodeShape ; sh:targetClass ex:P ; sh:class ex:P ."
    told = found(run, shapes, "--lenient")
    assert [notice["code"] for notice in told["notices"]] == ["check-failed"]
    assert "it could not be checked" in run(*write(shapes), "--lenient", "-F", "junit").out


def test_a_target_that_is_not_there_and_is_found_wrong_was_looked_at(run: Run) -> None:
    absent = "ex:T a sh:NodeShape ; sh:targetNode ex:absent ; sh:property "
    asked = write(f"{START}sh:class ex:P . {absent}[ sh:path ex:v ; sh:minCount 1 ] .")
    outcome = run(*asked, "--require-targets")
    assert (outcome.code, "had nothing to look at" in outcome.out + outcome.err) == (1, False)
    asked = write(f"{START}sh:class ex:P . {absent}[ sh:path ex:v ; sh:maxCount 1 ] .")
    assert run(*asked, "--require-targets").code == 2
