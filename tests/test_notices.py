"""Notices, places and blank nodes in every format; and tables in which nothing stands."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rdflib import Graph

from tests.conftest import Run, outside
from tests.test_reports import EMPTY
from wijgraph.model import Checks, Notice, Position
from wijgraph.report.results import Context
from wijgraph.report.writers import FORMATS, write

PREFIXES = """\
@prefix ex: <http://example.org/t#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
SHAPES = """\
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
ex:T a sh:NodeShape ; sh:targetClass ex:D ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
GOOD = "ex:a a ex:C ; ex:p 1 ."
BAD = "ex:a a ex:C ."
ARGUMENTS = ["--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl"]
SAID = "ex:T had nothing to look at: no node is a target of it"
HOSTILE = "::error::x\n</script> | [a](b) {0} ]]> \u202e"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(data: str = GOOD, shapes: str = SHAPES) -> None:
    Path("data.ttl").write_text(PREFIXES + data)
    Path("shapes.ttl").write_text(PREFIXES + shapes)


# In every format, and in none a finding.


@pytest.mark.parametrize("data", [GOOD, BAD])
@pytest.mark.parametrize("form", FORMATS)
def test_a_notice_is_in_every_format_and_never_a_finding(run: Run, form: str, data: str) -> None:
    lay(data)
    outcome = run(*ARGUMENTS, "-F", form, "--fail-on", "info")
    assert outcome.code == (data == BAD)
    assert SAID in (outcome.err if form == "gitlab" else outcome.out)
    if form == "gitlab":
        assert len(json.loads(outcome.out)) == (data == BAD)


def test_notices_in_json(run: Run) -> None:
    lay()
    document = json.loads(run(*ARGUMENTS, "-F", "json").out)
    assert document["notices"] == [
        {
            "code": "shape-without-focus-node",
            "message": SAID,
            "shape": "http://example.org/t#T",
            "file": "shapes.ttl",
            "line": 4,
            "column": 1,
        }
    ]
    assert document["conforms"] is True


def test_notices_in_sarif(run: Run) -> None:
    lay()
    document = json.loads(run(*ARGUMENTS, "-F", "sarif").out)
    [entry] = document["runs"][0]["invocations"]
    [notification] = entry["toolExecutionNotifications"]
    assert notification["message"]["text"] == SAID
    assert notification["descriptor"]["id"] == "shape-without-focus-node"
    place = notification["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shapes.ttl"
    assert place["region"]["startLine"] == 4
    assert document["runs"][0]["results"] == []


def test_sarif_with_notices_meets_its_schema(conformance: Path) -> None:
    schema = json.loads(next(conformance.rglob("sarif-schema-2.1.0.json")).read_text())
    places = [None, Position("a.ttl", None, None), Position("/b.ttl", 3, 1)]
    notices = tuple(Notice("code", {"en": HOSTILE}, place, "http://e/s") for place in places)
    report = replace(EMPTY, notices=notices, checks=Checks(3, 2, 1))
    jsonschema.validate(json.loads(write("sarif", report, Context("en"))), schema)


@pytest.mark.parametrize("form", FORMATS)
def test_a_hostile_notice_stays_in_its_place(form: str) -> None:
    report = replace(EMPTY, notices=(Notice("code", {"en": HOSTILE}),), checks=Checks(1, 1, 1))
    text = write(form, report, Context("en"))
    assert "\u202e" not in text
    lines = text.splitlines()
    assert not [line for line in lines if line.startswith("::error")]
    if form in {"junit", "html"}:
        assert "</script>" not in text.replace("&lt;/script&gt;", "")
    if form == "turtle":
        assert len(Graph().parse(data=text, format="turtle")) == 0


@pytest.mark.parametrize("form", ["text", "github", "markdown", "html", "junit", "turtle"])
def test_of_many_notices_a_person_reads_how_many(form: str) -> None:
    notices = tuple(
        Notice("shape-without-focus-node", {"en": f"number {n}"}) for n in range(1000, 2234)
    )
    report = replace(EMPTY, notices=notices, checks=Checks(12345, 1234, 2))
    text = write(form, report, Context("en"))
    assert "1,234 rules had nothing to look at" in text
    assert "number 1000" not in text
    every = json.loads(write("json", report, Context("en")))["notices"]
    assert len(every) == len(notices)


def test_the_dossier_is_told_calmly(run: Run) -> None:
    last = run("--lang", "nl", "validate").out.splitlines()[-3:]
    assert re.fullmatch(r"let op: \d+ regels hadden niets om na te kijken \(.*\)\.", last[0])
    assert re.fullmatch(r"[\d.]+ knopen nagekeken door \d+ regels\.", last[1])


# JUnit.


def suites(text: str) -> dict[str, str]:
    found = {}
    for suite in ET.fromstring(text):
        [case] = suite.findall("testcase")
        found[suite.attrib["name"]] = "".join(child.tag for child in case) or "passed"
    return found


def test_junit_tells_what_passed_failed_and_was_skipped(run: Run) -> None:
    more = "ex:U a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:IRI ."
    off = "ex:V a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:IRI ; sh:deactivated true ."
    lay(BAD, SHAPES + more + off)
    ex = "http://example.org/t#"
    text = run(*ARGUMENTS, "-F", "junit").out
    assert suites(text) == {
        f"{ex}S/{ex}p": "failure",
        f"{ex}T/{ex}p": "skipped",
        f"{ex}U": "passed",
        f"{ex}V": "skipped",
    }
    assert "no node is a target of it" in text
    assert "it is deactivated" in text
    totals = ET.fromstring(text).attrib
    assert (totals["tests"], totals["failures"]) == ("4", "1")


@pytest.mark.parametrize("shapes", [SHAPES, "[] sh:targetClass ex:C ; sh:nodeKind sh:IRI ."])
def test_junit_of_a_pass_has_a_case(run: Run, shapes: str) -> None:
    lay(GOOD, shapes)
    assert "passed" in suites(run(*ARGUMENTS, "-F", "junit").out).values()


def test_junit_of_nothing_has_a_case_that_is_skipped(run: Run) -> None:
    lay("ex:a a ex:Other .")
    outcome = run(*ARGUMENTS, "-F", "junit", "--allow-nothing-checked")
    assert outcome.code == 0
    assert set(suites(outcome.out).values()) == {"skipped"}
    assert set(suites(write("junit", EMPTY, Context("en"))).values()) == {"skipped"}


def test_junit_case_of_others(run: Run) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / "48-junit-empty"
    outcome = run("validate", folder / "data.ttl", "-s", folder / "shapes.ttl", "-F", "junit")
    assert outcome.code == 0
    assert list(suites(outcome.out).values()) == ["passed"]


# Places.


@pytest.mark.parametrize("given", ["data.ttl", "./data.ttl", "{}/data.ttl", "{}/x/../data.ttl"])
def test_places_are_seen_from_the_working_folder(run: Run, here: Path, given: str) -> None:
    lay(BAD)
    Path("x").mkdir()
    data, shapes = given.format(here), str(here / "shapes.ttl")
    arguments = ["--lang", "en", "validate", data, "-s", shapes]
    assert run(*arguments).out.startswith("data.ttl:3:1: violation")
    assert json.loads(run(*arguments, "-F", "gitlab").out)[0]["location"]["path"] == "data.ttl"
    assert "file=data.ttl," in run(*arguments, "-F", "github").out
    [result] = json.loads(run(*arguments, "-F", "sarif").out)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "data.ttl", "uriBaseId": "%SRCROOT%"}


def test_places_in_a_folder_are_seen_from_the_working_folder(run: Run, here: Path) -> None:
    lay(BAD)
    Path("more").mkdir()
    Path("data.ttl").rename("more/data.ttl")
    for folder in ("more", here / "more"):
        out = run("--lang", "en", "validate", folder, "-s", "shapes.ttl").out
        assert out.startswith("more/data.ttl:3:1: violation")


def test_places_through_a_link(
    run: Run, here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lay(BAD)
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(here)
    out = run("--lang", "en", "validate", link / "data.ttl", "-s", link / "shapes.ttl").out
    assert out.startswith("data.ttl:3:1: violation")


def test_what_is_wrong_in_a_file_is_told_from_the_working_folder(run: Run, here: Path) -> None:
    lay("ex:a ex:b")
    err = run("validate", here / "data.ttl", "-s", here / "shapes.ttl").err
    assert err.startswith("wijgraph: data.ttl:3:")


def test_places_case_of_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / "50-absolute-path"
    monkeypatch.chdir(folder)
    outcome = run("validate", folder / "data.ttl", "-s", "shapes.ttl", "-F", "gitlab")
    assert outcome.code == 1
    assert json.loads(outcome.out)[0]["location"]["path"] == "data.ttl"


# Blank nodes.

NESTED = """
ex:a a ex:C ; ex:address [ ex:geo [ ex:lat 1 ] ] , [ ex:name "b" ] ; ex:list ( 1 [ a ex:D ] ) .
[] a ex:E .
[] ex:z 1 .
"""


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("sh:targetObjectsOf ex:geo", r"\[ex:geo of ex:address \([12]\) of ex:a\]"),
        ("sh:targetSubjectsOf ex:name", r"\[ex:address \([12]\) of ex:a\]"),
        ("sh:targetClass ex:D", r"\[item 2 of ex:list of ex:a\]"),
        ("sh:targetClass ex:E", r"\[a ex:E\]"),
        ("sh:targetSubjectsOf ex:z", r"\[unnamed\]"),
    ],
)
def test_a_blank_node_has_the_same_name_in_each_run(
    run: Run, target: str, name: str, engine: str
) -> None:
    lay(NESTED, f"ex:S {target} ; sh:nodeKind sh:IRI .")
    names = set()
    for _ in range(2):
        out = run(*ARGUMENTS, "-F", "json", "--engine", engine).out
        [found] = json.loads(out)["findings"]
        assert (found["focusKind"], found["valueKind"]) == ("bnode", "bnode")
        assert re.fullmatch(name, found["label"])
        assert found["valueLabel"] == found["label"]
        assert re.fullmatch("_:[0-9a-f]{16}", found["focus"])
        names.add((found["focus"], found["label"]))
        lay(NESTED.replace("[] ex:z", "\n\n[] ex:z"), f"ex:S {target} ; sh:nodeKind sh:IRI .")
    assert len(names) == 1
    text = run(*ARGUMENTS, "--engine", engine).out
    assert re.search(rf"\n  {name} \(blank node\)\n", text)


@pytest.mark.parametrize("form", sorted({*FORMATS} - {"turtle"}))
def test_a_blank_node_is_named_in_every_format(run: Run, form: str) -> None:
    lay("ex:a ex:address [ ex:b 1 ] .", "ex:S sh:targetObjectsOf ex:address ; sh:nodeKind sh:IRI .")
    out = run(*ARGUMENTS, "-F", form).out
    plain = re.sub(r"&#(\d+);", lambda entity: chr(int(entity[1])), out)
    assert "[ex:address of ex:a]" in plain.replace("\\\\[", "[").replace("\\\\]", "]")
    assert "blank node" in plain or '"bnode"' in plain


def test_the_name_of_a_blank_node_is_that_of_a_waiver(run: Run) -> None:
    lay("ex:a ex:address [ ex:b 1 ] .", "ex:S sh:targetObjectsOf ex:address ; sh:nodeKind sh:IRI .")
    [found] = json.loads(run(*ARGUMENTS, "-F", "json").out)["findings"]
    Path("waivers.toml").write_text(
        f'[[waiver]]\nrule = "{found["rule"]}"\nfocus = "{found["focus"]}"\nreason = "asked"\n'
        'owner = "me"\nadded = 2026-01-01\nexpires = 2026-12-31\n'
    )
    outcome = run(*ARGUMENTS, "--waivers", "waivers.toml")
    assert outcome.code == 0
    assert "(waived)" in outcome.out


def test_a_shape_without_a_name_is_told_by_its_place(run: Run) -> None:
    lay(BAD)
    for _ in range(2):  # also when the shapes were read before
        assert "  shape: shapes.ttl:3:57\n" in run(*ARGUMENTS).out
    [found] = json.loads(run(*ARGUMENTS, "-F", "json").out)["findings"]
    assert found["shape"] == "shapes.ttl:3:57"


def test_rules_without_a_name_are_told_apart(run: Run) -> None:
    two = (
        "[] sh:targetClass ex:C ; sh:{} 1 . [] sh:targetClass ex:D ; sh:path ex:p ; sh:minCount 1 ."
    )
    lay("ex:a a ex:C . ex:b a ex:D .", two.format("maxLength"))
    found = json.loads(run(*ARGUMENTS, "-F", "json").out)["findings"]
    assert {f["rule"] for f in found} == {
        "targetClass http://example.org/t#C",
        "targetClass http://example.org/t#D/http://example.org/t#p",
    }


# Values.


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_string_can_be_a_focus_node(run: Run, form: str, engine: str) -> None:
    lay('ex:a ex:p "" , "x" .', "ex:S sh:targetObjectsOf ex:p ; sh:minLength 1 .")
    outcome = run(*ARGUMENTS, "-F", form, "--engine", engine)
    assert outcome.code == 1
    assert outcome.err == ""
    lay("ex:a ex:p 1 .", 'ex:S sh:targetNode "" , 1 ; sh:minLength 1 .')
    assert run(*ARGUMENTS, "-F", form, "--engine", engine).code == 1


# Tables.

EMPTY_TABLES = {
    "SELECT (1/0 AS ?x) {}": ["x"],
    "SELECT ?a ?b { VALUES (?a ?b) { (UNDEF UNDEF) } }": ["a", "b"],
    'SELECT ("" AS ?x) {}': ["x"],
    "SELECT ?document ?section { VALUES ?x { 1 } }": ["bron"],
    "SELECT ?document { VALUES ?x { 1 } }": ["document"],
    "SELECT * {}": [],
}


@pytest.mark.parametrize("query", EMPTY_TABLES)
@pytest.mark.parametrize("form", ["table", "csv", "spreadsheet", "tsv", "json", "xml"])
def test_a_row_of_nothing_is_a_row(run: Run, query: str, form: str) -> None:
    Path("q.rq").write_text(query)
    outcome = run("--lang", "nl", "query", "run", "-f", "q.rq", "-F", form)
    assert (outcome.code, outcome.err) == (0, "")
    if form == "table":
        lines = outcome.out.splitlines()
        assert lines[-1].startswith("(1 ")
        assert lines[0].split() == (EMPTY_TABLES[query] or ["–"])


def test_a_column_of_one_word_of_a_source_is_shown(run: Run) -> None:
    """Only document and section together are a source."""
    Path("q.rq").write_text('SELECT ?section { BIND ("4.2" AS ?section) }')
    assert "4.2" in run("query", "run", "-f", "q.rq").out


def test_table_case_of_others(run: Run) -> None:
    query = outside("WIJGRAPH_CASES") / "foreign" / "39-table-of-unbound" / "q.rq"
    outcome = run("query", "run", "-f", query)
    assert outcome.code == 0
    assert outcome.out.splitlines()[0] == "avg"


def test_files_of_a_folder_that_are_not_read_are_named_once(run: Run, tmp_path: Path) -> None:
    lay()
    folder = tmp_path / "more"
    (folder / "sub" / ".git").mkdir(parents=True)
    for name in ("a.ttl", "A.TTL"):
        (folder / name).write_text(PREFIXES + GOOD)
    told = "more: not read (3): a.ttl.gz, sub/b.n3, z.txt; known endings: .json"
    arguments = ["--lang", "en", "validate", "more", "-s", "shapes.ttl"]
    assert "not read" not in "".join(run(*arguments)[1:])
    for name in ("a.ttl.gz", "sub/b.n3", "z.txt", "sub/.git/config", ".hidden"):
        (folder / name).write_text("no Turtle")
    outcome = run(*arguments)
    assert outcome.code == 0
    assert (outcome.out + outcome.err).count("not read") == 1
    assert told in outcome.out
    for number in range(10):
        (folder / f"b{number}.txt").write_text("")
    out = run(*arguments).out
    assert "not read (13): a.ttl.gz, b0.txt, b1.txt, b2.txt, b3.txt, …; known" in out
    (folder / "s.ttl").write_text(PREFIXES + SHAPES)
    assert "not read" in run("--lang", "en", "validate", "data.ttl", "-s", "more").out
    assert "not read" not in run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl").out


def test_watching_ends_or_tells_what_it_waits_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay()

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wijgraph.cli.validating.time.sleep", stop)
    for arguments in (["-"], ["data.ttl", "-s", "-"], ["data.ttl", "-"]):
        outcome = run("--lang", "en", "validate", "--watch", *arguments)
        assert outcome.code == 2
        assert "--watch is about files" in outcome.err
    outcome = run("--lang", "en", "validate", "--watch", "nothing.ttl")
    assert outcome.code == 130
    assert "nothing.ttl" in outcome.err
