"""What counts as a check, what is left out, and what a report says and where: by small inputs."""

import json
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import Run
from wijgraph.model import Checks, Report, Term
from wijgraph.safety.inspect import RefusedError, inspect
from wijgraph.shacl.engine import Outcome
from wijgraph.shacl.results import Failure
from wijgraph.validation import run as running

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


# What is left out takes with it what rests on it.

GOOD = "ex:G a sh:NodeShape ; sh:targetClass ex:P ; sh:nodeKind sh:IRI .\n"
LENIENT = [
    "sh:or ( [ sh:class ex:Q ] [ sh:expression [] ] )",
    "sh:not [ sh:foo 1 ]",
    "sh:not [ sh:foo 1 ; sh:class ex:P ]",
    "sh:not [ sh:node [ sh:foo 1 ] ]",
    "sh:not [ sh:property [ sh:path ex:v ; sh:foo 1 ; sh:minCount 1 ] ]",
    "sh:xone ( [ sh:class ex:P ] [ sh:foo 1 ] )",
    "sh:property [ sh:path ex:r ; sh:qualifiedValueShape [ sh:foo 1 ] ; sh:qualifiedMaxCount 0 ]",
    "sh:node [ sh:not [ sh:foo 1 ] ]",
    "sh:node [ sh:foo 1 ]",
    "sh:expression []",
    "sh:class sh:Foo",
]
STRICT = [
    "sh:not [ dash:singleLine true ]",
    "sh:not ex:Missing",
    "sh:or ( [ dash:singleLine true ] [ sh:class ex:Q ] )",
    "sh:or ( ex:Missing [ sh:class ex:Q ] )",
    "sh:xone ( [ sh:class ex:P ] ex:Missing )",
    "sh:not [ sh:and ( ex:Missing [ sh:class ex:P ] ) ]",
    "dash:singleLine true",
    "sh:node ex:Missing",
]


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("asked", LENIENT + STRICT)
def test_what_rests_on_an_emptied_shape_is_left_out_counted_and_told(
    run: Run, asked: str, engine: str
) -> None:
    lenient = ["--lenient"] * (asked in LENIENT)
    told = found(run, f"{GOOD}{START}{asked} .", "--engine", engine, *lenient)
    assert told["findings"] == []
    assert told["checks"]["shapes"] == 1
    assert told["checks"]["left_out"] >= 1
    notices = [n for n in told["notices"] if n["code"] == "shape-left-out"]
    assert [n for n in notices if "left out: " in n["message"]]
    assert {n["line"] for n in notices} == {8}
    only = run(*write(f"{START}{asked} ."), "--engine", engine, *lenient)
    assert (only.code, only.out) == (2, "")


@pytest.mark.parametrize(
    "asked",
    [
        "sh:class ex:Q ; sh:foo 1",
        "sh:class ex:Q ; sh:node ex:Missing",
        "sh:class ex:Q ; sh:property [ sh:path ex:v ; dash:singleLine true ]",
        "sh:class ex:Q ; sh:or ( [ sh:class ex:P ] [ sh:class ex:P ; sh:foo 1 ] )",
    ],
)
def test_what_else_a_shape_asks_is_still_checked(run: Run, asked: str) -> None:
    told = found(run, f"{START}{asked} .", "--lenient")
    assert [f["component"] for f in told["findings"]] == ["ClassConstraintComponent"] * 2
    assert told["checks"]["left_out"] == 0


def test_a_shape_whose_only_target_is_not_acted_on_is_left_out(run: Run) -> None:
    target = 'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this ?p ?o }" ]'
    shapes = f"{GOOD}ex:T a sh:NodeShape ; {target} ; sh:class ex:Q ."
    told = found(run, shapes, "--lenient")
    assert (told["checks"]["left_out"], told["checks"]["given"]) == (1, 2)
    assert "shape-without-target" not in {n["code"] for n in told["notices"]}
    assert any("left out: ex:T" in n["message"] or "t#T" in n["message"] for n in told["notices"])
    assert "1 of 2 shapes left out." in run(*write(shapes), "--lenient").out
    used = f"{shapes} ex:U a sh:NodeShape ; sh:targetClass ex:P ; sh:node ex:T ."
    assert len(found(run, used, "--lenient")["findings"]) == 2


# Deep nesting.


@pytest.mark.parametrize("brackets", ["()", "[]"])
@pytest.mark.parametrize("ending", ["ttl", "trig"])
def test_deep_nesting_is_refused_with_its_place(run: Run, brackets: str, ending: str) -> None:
    opened = "(" if brackets == "()" else "[ ex:v "
    write(f"{START}sh:class ex:P .")
    inner = "1" if brackets == "[]" else ""
    deep = f"ex:a a ex:P ;\n  ex:v {opened * 501}{inner}{brackets[1] * 501} ."
    Path(f"deep.{ending}").write_text(f"{PREFIXES}{deep}")
    outcome = run("--lang", "en", "validate", f"deep.{ending}", "-s", "shapes.ttl")
    column = 8 + 500 * len(opened)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"deep.{ending}:8:{column}: brackets are nested deeper than 500" in outcome.err


def test_brackets_that_nest_nothing_do_not_count() -> None:
    texts = ["'('", '"""("("""', "<urn:((>", "ex:\\(", "( ) # ((\n", "'\\'('"]
    inspect(" , ".join(text for text in texts for _ in range(600)), "turtle")
    with pytest.raises(RefusedError):
        inspect("(" * 501, "turtle")


def test_naming_a_blank_node_takes_no_round_for_each_step_below_it(run: Run) -> None:
    shapes = f"{START}sh:property [ sh:path ex:v ; sh:nodeKind sh:Literal ] ."
    data = f"ex:a a ex:P ; ex:v {'(' * 499}{')' * 499} ; ex:v ( {'1 ' * 3000}) ."
    start = monotonic()
    told = found(run, shapes, data=data)
    assert monotonic() - start < 60  # it took half an hour
    names = {f["value"] for f in told["findings"]}
    assert len(names) == 2
    assert {f["value"] for f in found(run, shapes, data=data)["findings"]} == names


# Where it is.


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ('"q"@en, "q"@nl, "q"', [6, 14, 22]),
        ('"q", "q"@nl-BE, "q"@nl', [6, 11, 22]),
        ('1, 1.0, "1", "1"^^ex:t', [6, 9, 14, 19]),
        ('<http://x.nl/a>, "http://x.nl/a"', [6, 23]),
        ('"http://x.nl/a", <http://x.nl/a>', [6, 23]),
    ],
)
def test_a_place_is_that_of_the_whole_term(
    run: Run, values: str, columns: list[int], engine: str
) -> None:
    shapes = f"{START}sh:property [ sh:path ex:v ; sh:nodeKind sh:BlankNode ] ."
    told = found(run, shapes, "--engine", engine, data=f"ex:a a ex:P ;\nex:v {values} .")
    assert sorted((f["line"], f["column"]) for f in told["findings"]) == [(8, c) for c in columns]


def test_a_place_is_in_the_file_that_has_the_whole_term(run: Run) -> None:
    asked = write(
        f"{START}sh:property [ sh:path ex:v ; sh:languageIn ( 'en' ) ] .", "ex:a a ex:P ."
    )
    Path("en.ttl").write_text(PREFIXES + 'ex:a ex:v "q"@en .')
    Path("nl.ttl").write_text(PREFIXES + 'ex:a ex:v "q"@nl .')
    outcome = run(*asked, "en.ttl", "nl.ttl", "-F", "json")
    assert [f["file"] for f in json.loads(outcome.out)["findings"]] == ["nl.ttl"]


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
def test_a_value_that_is_nowhere_has_the_place_of_the_node(run: Run, engine: str) -> None:
    query = "SELECT $this ?value { $this ?p ?o BIND (<urn:nowhere> AS ?value) }"
    told = found(run, f"{START}sh:sparql [ sh:select '{query}' ] .", "--engine", engine)
    assert {(f["line"], f["column"]) for f in told["findings"]} == {(7, 1), (7, 47)}


def test_the_shape_itself_as_value_has_the_place_of_the_node(run: Run) -> None:
    query = "SELECT $this ?value { $this ?p ?o BIND ($currentShape AS ?value) }"
    told = found(run, f"{START}sh:sparql [ sh:select '{query}' ] .")
    assert {(f["line"], f["column"]) for f in told["findings"]} == {(7, 1), (7, 47)}


def test_the_value_of_a_sequence_has_its_own_place(run: Run) -> None:
    shapes = f"{START}sh:property [ sh:path ( ex:r ex:w ) ; sh:nodeKind sh:IRI ] ."
    told = found(run, shapes, data="ex:a a ex:P ; ex:r ex:b .\nex:b ex:w 1 .")
    assert [(f["line"], f["column"]) for f in told["findings"]] == [(7, 20)]
    told = found(run, shapes, data="ex:a a ex:P ; ex:r [ ex:w 1 ] .")
    assert [(f["line"], f["column"]) for f in told["findings"]] == [(7, 27)]


# What messages say.


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("variable", ["value", "this"])
def test_a_blank_node_in_a_message_has_the_name_of_everywhere(
    run: Run, engine: str, variable: str
) -> None:
    target = "sh:targetClass ex:P" if variable == "value" else "sh:targetObjectsOf ex:r"
    query = "SELECT $this ?value { $this ?p ?value FILTER (isBlank(?value) || ?value = 3) }"
    asked = f"sh:sparql [ sh:message 'see {{?{variable}}}'@en ; sh:select '{query}' ] ."
    shapes = f"ex:S a sh:NodeShape ; {target} ; {asked}"
    told = found(run, shapes, "--engine", engine, data="ex:a a ex:P ; ex:r [ ex:n 3 ] .")
    assert [f["message"] for f in told["findings"]] == ["see [ex:r of ex:a]"]


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize(
    ("asked", "messages"),
    [
        (
            "sh:class ex:Q, ex:R",
            {"ex:b is not an instance of ex:Q", "ex:b is not an instance of ex:R"},
        ),
        ('sh:hasValue "x", "y"', {'ex:r must have "x"', 'ex:r must have "y"'}),
        ("sh:equals ex:v, ex:n", None),
        ("sh:node [ sh:class ex:Q ], [ sh:class ex:R ]", None),
    ],
)
def test_each_finding_names_its_own_value(
    run: Run, asked: str, messages: set[str] | None, engine: str
) -> None:
    shapes = f"ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:r ; {asked} ] ."
    told = found(run, shapes, "--engine", engine, data="ex:a ex:r ex:b .")
    own = {f["message"] for f in told["findings"]}
    assert len(told["findings"]) == 2
    assert len(own) == 2
    assert messages in {None, frozenset(own)}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("3", "3"),
        ("true", "true"),
        ("1.50", "1.50"),
        ("1e5", "1e5"),
        ('"3"', '"3"'),
        ('"true"', '"true"'),
        ('"no"^^xsd:integer', '"no"'),
    ],
)
def test_numbers_and_booleans_stand_without_quotes(run: Run, value: str, shown: str) -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:r ; sh:in ( 7 '7' ) ] ."
    told = found(run, shapes, data=f"ex:a ex:r {value} .")
    assert told["findings"][0]["message"] == f'{shown} is not one of: 7, "7"'


def test_what_json_calls_conforms_is_passes_in_python(run: Run) -> None:
    asked = write("ex:S a sh:NodeShape ; sh:targetClass ex:Q ; sh:class ex:P .")
    told = json.loads(run(*asked, "--allow-nothing-checked", "-F", "json").out)
    report = Report(True, (), checks=Checks(0, 0, 0))
    assert (told["conforms"], report.passes, report.conforms) == (False, False, True)


@pytest.mark.parametrize("written", ["", "file:///elsewhere/z"])
def test_relative_names_are_told_as_they_are_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "b")
    (tmp_path / "a/data.ttl").write_text(
        f"{PREFIXES}\n<ann> a ex:P ; ex:p <#x> , <../n/c/> , <> .\n"
        + (f"<{written}> a ex:P ; ex:p 1 ." if written else "")
    )
    (tmp_path / "b/shapes.ttl").write_text(
        f"{PREFIXES}\n<S> sh:targetClass ex:P ; sh:property <#p> .\n"
        "<#p> sh:path ex:p ; sh:nodeKind sh:Literal ."
    )
    asked = ("--lang", "en", "validate", "../a/data.ttl", "-s", "shapes.ttl")
    told, machine = run(*asked).out, run(*asked, "-F", "json").out
    assert f"file://{tmp_path}/a/data.ttl#x" in machine
    if written:
        assert f"file://{tmp_path}/a/ann" in told
        return
    assert "file:" not in told
    for words in ("violation #p", "ann, ex:p #x", "ann, ex:p ../n/c/", "ann, ex:p data.ttl"):
        assert words in told


WAIVER = """[[waiver]]
rule = "http://example.org/t#W/http://example.org/t#q"
focus = "http://example.org/t#a"
reason = "Known."
owner = "team"
added = {added}
expires = {expires}
"""
MIXED = (
    "ex:W sh:targetClass ex:P ; sh:property [ sh:path ex:q ; sh:minCount 1 ] . "
    "ex:Good sh:targetClass ex:P ; sh:nodeKind sh:IRI . "
    "ex:Bad sh:targetClass ex:P ; sh:nodeKind sh:Literal ; sh:severity sh:Info . "
    "ex:None sh:targetClass ex:Nothing ; sh:nodeKind sh:IRI . "
    "ex:Off sh:targetClass ex:P ; sh:nodeKind sh:Literal ; sh:deactivated true ."
)


@pytest.mark.parametrize(
    ("days", "flags", "code", "failures"),
    [
        (-1, ("--strict",), 3, 2),
        (-1, (), 1, 2),
        (9, ("--strict",), 0, 1),
        (9, ("--require-targets",), 2, 1),
        (-1, ("--strict", "--require-targets"), 2, 2),
    ],
)
def test_what_other_tools_count_is_what_was_found(
    run: Run, days: int, flags: tuple[str, ...], code: int, failures: int
) -> None:
    today = date.today()
    added, expires = today - timedelta(days=30), today + timedelta(days=days)
    Path("waivers.toml").write_text(WAIVER.format(added=added, expires=expires))
    asked = (*write(MIXED, "ex:a a ex:P ."), "--waivers", "waivers.toml", *flags)
    told = {form: run(*asked, "-F", form) for form in ("json", "junit", "gitlab")}
    assert {each.code for each in told.values()} == {code}
    suites = ElementTree.fromstring(told["junit"].out)
    found = {
        suite.attrib["name"].removeprefix("http://example.org/t#"): tuple(
            int(suite.attrib[count]) for count in ("tests", "failures", "skipped")
        )
        for suite in suites
    }
    waived = failures == 1
    assert found == {
        "W/http://example.org/t#q": (1, 0, 1) if waived else (1, 1, 0),
        "Bad": (1, 1, 0),
        "Good": (1, 0, 0),
        "None": (1, 0, 1),
        "Off": (1, 0, 1),
    }
    assert suites.attrib["failures"] == str(failures)
    findings = json.loads(told["json"].out)["findings"]
    assert sum(not finding["waived"] for finding in findings) == failures
    issues = json.loads(told["gitlab"].out)
    marked = [issue["description"].startswith("[waived]") for issue in issues]
    assert sorted(marked) == [False] * failures + [True] * waived
