"""Reports in every format hold every finding, and no label gets out of them."""

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import html5lib
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from wijgraph.characters import ODD, visible
from wijgraph.errors import WijgraphError
from wijgraph.model import Citation, Finding, Position, Report, Term
from wijgraph.namespaces import GOV, RDF, WIJ, XSD
from wijgraph.report.results import Context
from wijgraph.report.writers import FORMATS, write
from wijgraph.validation.rules import Rule

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "]]>",
    "::error file=x::y",
    "x\n::stop-commands::y\r\n::error::z",
    "##[error]x ##vso[task.setvariable]y",
    "a | b `c` **d** _e_ <b>f</b> ~~g~~ \\| h",
    "[click](https://evil.example) ![x](x) www.evil.example https://evil.example",
    "invoice\u202egpj.exe \u2066x\u2069 \u200bz",
    "x" * 300,
    "\x1b[31mred\x1b[0m \x07 \x9b2J \x7f",
    "100 %0A %3A, 50%",
    "{{ 7 * 7 }} {0} {% raw %} &amp;",
    '"quoted" and \'quoted\' {"a": 1}',
]
FILE = "data/a,b:c%d é \u202e##[x].ttl"
SOURCE = Citation(f"{WIJ}citation/a", f"{WIJ}source/a", "4.2", HOSTILE[0], 3)
KINDS = {"violation": "error", "warning": "warning", "info": "notice"}


def finding(number: int, text: str) -> Finding:
    """Return a finding that says ``text`` wherever a text can be said."""
    node = f"{WIJ}relation/a{number}"
    return Finding(
        rule="GOV-MODALITY-SCHEME",
        shape="https://w3id.org/wijgraph/shapes#Modality-inScheme",
        severity="violation",
        focus=Term("iri", node),
        label={"nl": f"{text} nl", "en": f"{text} en"},
        path=f"{GOV}modality",
        value=Term("literal", text, "nl"),
        message={"nl": f"Kies {text}", "en": f"Choose {text}"},
        component="InConstraintComponent",
        engine="pyshacl",
        position=Position(FILE, number + 1, 3, number + 1, 9),
        source=SOURCE,
    )


def results_of(findings: list[Finding]) -> Graph:
    graph, root = Graph(), BNode()
    graph.add((root, URIRef(RDF + "type"), SH.ValidationReport))
    graph.add((root, SH.conforms, Literal(False)))
    for each in findings:
        node = BNode()
        graph.add((root, SH.result, node))
        graph.add((node, URIRef(RDF + "type"), SH.ValidationResult))
        focus = each.focus.value
        blank = each.focus.kind == "bnode"
        graph.add((node, SH.focusNode, BNode() if blank else URIRef(focus)))
        graph.add((node, SH.resultMessage, Literal(next(iter(each.message.values())))))
        if each.value:
            graph.add((node, SH.value, Literal(each.value.value)))
    return graph


def others(first: Finding) -> list[Finding]:
    """Return findings of each kind, the lightest first, as no report should show them."""
    return [
        replace(first, waived=True, waiver=HOSTILE[0], position=None, rule="GOV-WAIVED"),
        replace(first, severity="info", rule="GOV-INFO", position=None, source=None, value=None),
        replace(first, severity="warning", position=Position("data/a.jsonld", None, None)),
        replace(first, severity="warning", position=Position("data/b.ttl", 4, 1, 6, 2)),
        replace(
            first,
            severity="warning",
            path=f"<{GOV}actor>/<{GOV}role>",
            value=Term("literal", "1", None, XSD + "integer"),
            origins=(f"{WIJ}relation/b", f"{WIJ}relation/c"),
            message={"en": "Only English"},
        ),
        replace(first, focus=Term("bnode", "b7"), label={}, path=None, position=None),
    ]


@pytest.fixture(scope="module")
def report() -> Report:
    hostile = [finding(number, text) for number, text in enumerate(HOSTILE)]
    findings = [*others(hostile[0]), *hostile]
    return Report(False, tuple(findings), partial(results_of, findings))


@pytest.fixture(scope="module")
def context() -> Context:
    def rule(name: str, severity: str = "violation") -> Rule:
        return Rule(
            id=name,
            shape="https://w3id.org/wijgraph/shapes#Modality-inScheme",
            severity=severity,
            name={"nl": f"lijst {HOSTILE[6]}", "en": "scheme"},
            message={"nl": f"Kies {HOSTILE[5]}", "en": "Choose"},
            rationale={"nl": HOSTILE[0], "en": "Why"},
            source=SOURCE,
        )

    names = ["GOV-MODALITY-SCHEME", "GOV-INFO", "GOV-FINE", "GOV-ALSO-FINE", "GOV-PART-OF-IT"]
    rules = [rule(name, "info" if name == "GOV-INFO" else "violation") for name in names]
    return Context("nl", {r.id: r for r in rules}, "0.1.0", {SOURCE.document: HOSTILE[7]})


EMPTY = Report(True, (), Graph)


def shown(text: str) -> str:
    """Return what a person sees of a message, for searching in a report."""
    return visible(" ".join(text.split()))


# What all of them do.


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_output_is_lines_of_visible_characters(
    form: str, language: str, report: Report, context: Context
) -> None:
    text = write(form, report, replace(context, language=language))
    text.encode()
    assert text.endswith("\n")
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}} == {"\n"}


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"github"}))
def test_output_has_no_command_for_the_log_it_is_in(
    form: str, report: Report, context: Context
) -> None:
    for line in write(form, report, context).splitlines():
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##\w*\[", line)


@pytest.mark.parametrize("form", ["junit", "turtle"])
def test_same_findings_make_the_same_report(form: str, report: Report, context: Context) -> None:
    again = replace(report, report=partial(results_of, list(report.findings)))
    turned = replace(context, rules=dict(reversed([*context.rules.items()])))
    assert write(form, report, context) == write(form, again, turned)


def test_nothing_found_is_a_report_too(context: Context) -> None:
    forms = {form: write(form, EMPTY, context) for form in FORMATS}
    assert forms["text"] == "Het dossier voldoet aan alle regels.\n"
    assert forms["text"] in forms["markdown"]
    assert forms["text"].strip() in forms["html"]
    assert "<table" not in forms["html"]
    nothing: dict[str, object] = {"findings": [], "notices": [], "checks": None}
    assert json.loads(forms["json"]) == {"conforms": True, **nothing}
    assert (forms["github"], forms["gitlab"]) == ("", "[]\n")
    assert json.loads(forms["sarif"])["runs"][0]["results"] == []
    junit = ET.fromstring(forms["junit"])
    assert (junit.attrib["tests"], junit.attrib["failures"]) == ("4", "0")
    assert len(Graph().parse(data=forms["turtle"], format="turtle")) == 0


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"turtle"}))
def test_every_finding_tells_all_that_is_known(form: str, report: Report, context: Context) -> None:
    one = replace(
        report.findings[4],
        label={"nl": "Raad", "en": "Council"},
        source=replace(SOURCE, phrase="stelt vast"),
        waived=True,
        waiver="Dat komt nog",
        message={"nl": "Kies iets", "en": "Choose"},
    )
    labels = {SOURCE.document: "Statuten"}
    text = write(form, Report(False, (one,)), replace(context, rules={}, labels=labels))
    if form == "html":
        text = "".join(html5lib.parse(text, namespaceHTMLElements=False).itertext())
    plain = re.sub(r"&#\d+;", lambda entity: chr(int(entity[0][2:-1])), text)
    plain = " ".join(plain.replace("%0A", " ").split())
    for part in (
        "GOV-MODALITY-SCHEME", "Raad", "relation/a0", "actor", "role", "1", "Kies iets", "Statuten",
        "4.2", "stelt vast", "relation/b", "relation/c", "Dat komt nog",
    ):  # fmt: skip
        assert part in plain, part


@given(st.text(max_size=40))
def test_any_text_keeps_every_report_whole(text: str) -> None:
    one = finding(0, text)
    findings = [one, replace(one, waived=True, waiver=text, rule=text)]
    report = Report(False, tuple(findings), partial(results_of, findings))
    forms = {form: write(form, report, Context(width=80)) for form in FORMATS}
    assert json.loads(forms["json"])["findings"][0]["label"] == f"{text} nl"
    assert len(json.loads(forms["gitlab"])) == len(forms["github"].splitlines()) == 2
    assert len(ET.fromstring(forms["junit"])) == len({f.rule for f in findings})
    assert len(json.loads(forms["sarif"])["runs"][0]["results"]) == 2
    assert len(cells(forms["markdown"])) == 2
    html5lib.HTMLParser(strict=True).parse(forms["html"])
    assert isomorphic(Graph().parse(data=forms["turtle"], format="turtle"), report.results)
    assert all(len(line) <= 80 for line in forms["text"].splitlines())
    assert len(re.findall(r"^\S", forms["text"], re.M)) == 3


# Text.


def test_text_fits_the_terminal_and_ends_in_counts(report: Report, context: Context) -> None:
    lines = write("text", report, replace(context, width=80)).splitlines()
    assert max(map(len, lines)) <= 80
    file = write("text", report, context).splitlines()
    assert max(map(len, file)) > 300  # elsewhere a line is not cut: a program reads it
    last = "14 overtredingen, 3 waarschuwingen, 1 mededeling, 1 met ontheffing"
    assert lines[-1] == last
    assert lines[0].startswith("?: overtreding GOV-MODALITY-SCHEME")
    assert "(met ontheffing)" in lines[-2] or "GOV-WAIVED" in "".join(lines[-12:])


def test_text_of_one_finding() -> None:
    one = replace(
        finding(0, "x"),
        label={"nl": "benoemt"},
        message={"nl": "Kies een modaliteit."},
        position=Position("data/relations.ttl", 12, 3, 12, 9),
        source=replace(SOURCE, phrase="stelt vast"),
        origins=(f"{WIJ}relation/b",),
        waived=True,
        waiver="De statuten worden herzien.",
    )
    text = write("text", Report(False, (one,)), Context(labels={SOURCE.document: "Statuten"}))
    assert text == (
        "data/relations.ttl:12:3: overtreding GOV-MODALITY-SCHEME (met ontheffing)\n"
        '  benoemt (wij:relation/a0), gov:modality "x"@nl\n'
        "  Kies een modaliteit.\n"
        "  bron: Statuten, 4.2, alinea 3: “stelt vast”\n"
        "  afgeleid uit: wij:relation/b\n"
        "  ontheffing: De statuten worden herzien.\n"
        "0 overtredingen, 0 waarschuwingen, 0 mededelingen, 1 met ontheffing\n"
    )


def test_what_is_hidden_is_written_out() -> None:
    assert visible("a\u202eb\x1b[1m\n::c") == "a\\u202eb\\x1b[1m\\n\\x3a:c"
    assert visible("Eén “woord” – gov:x #1 a:b") == "Eén “woord” – gov:x #1 a:b"
    assert ODD.search("\U000e0041")
    assert ODD.search("\ufffe")


# JSON.

KEYS = {
    "rule", "severity", "focus", "path", "value", "message", "component", "file", "line", "column",
    "engine", "waived", "endLine", "endColumn", "label", "derived", "origins", "source", "waiver",
    "shape", "focusKind", "valueKind", "valueLabel",
}  # fmt: skip


def test_json_keeps_all_as_it_is(report: Report, context: Context) -> None:
    document = json.loads(write("json", report, context))
    assert set(document) == {"conforms", "checks", "findings", "notices"}
    assert document["conforms"] is False
    assert {frozenset(f) for f in document["findings"]} == {frozenset(KEYS)}
    levels = [(f["waived"], list(KINDS).index(f["severity"])) for f in document["findings"]]
    assert levels == sorted(levels)
    labels = {f["label"] for f in document["findings"]}
    assert labels >= {f"{text} nl" for text in HOSTILE}
    assert {f["value"] for f in document["findings"]} >= set(HOSTILE)
    last = document["findings"][-1]
    assert (last["file"], last["line"], last["waiver"]) == (None, None, HOSTILE[0])
    first = next(f for f in document["findings"] if f["line"] == 2)
    assert (first["column"], first["endLine"], first["endColumn"]) == (3, 2, 9)
    assert first["source"]["phrase"] == HOSTILE[0]
    assert first["source"]["label"] == HOSTILE[7]


# GitHub.

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\r\n]*,?)+)::([^\r\n]*)\Z")


def unescape(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, character)
    return text.replace("%25", "%")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands that GitHub's runner reads in ``text``, in its way."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        assert match, line
        pairs = [pair.split("=", 1) for pair in match[2].split(",")]
        properties = {key: unescape(value) for key, value in pairs}
        found.append((match[1], properties, match[3]))
    return found


def test_github_reads_one_annotation_for_each_finding(report: Report, context: Context) -> None:
    found = commands(write("github", report, context))
    assert len(found) == len(report.findings)
    levels = [["error", "warning", "notice"].index(command) for command, _, _ in found]
    assert levels == sorted(levels)
    for text, (_, properties, data) in zip(HOSTILE, found[1:], strict=False):
        assert properties["file"] == visible(FILE)
        assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["title"] == "GOV-MODALITY-SCHEME (overtreding)"
        assert unescape(data).splitlines()[0] == shown(f"Kies {text}")
    assert "::" not in "".join(data for _, _, data in found)


def test_github_gets_columns_only_for_what_is_on_one_line(report: Report, context: Context) -> None:
    found = {p.get("file"): p for _, p, _ in commands(write("github", report, context))}
    assert {k: found["data/b.ttl"].get(k) for k in ("line", "endLine", "col", "endColumn")} == {
        "line": "4", "endLine": "6", "col": None, "endColumn": None
    }  # fmt: skip
    assert set(found["data/a.jsonld"]) == {"file", "title"}


def test_github_shows_waived_findings_last_as_notices(report: Report, context: Context) -> None:
    command, properties, data = commands(write("github", report, context))[-1]
    assert (command, properties["title"]) == ("notice", "GOV-WAIVED (met ontheffing)")
    assert f"ontheffing: {HOSTILE[0]}" in unescape(data)


# GitLab: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format".

TEXT = {"type": "string", "minLength": 1}
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "pattern": r"^[^\x00-\x1f\x7f-\x9f\u202e]+$"},
            "check_name": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!/|\./)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab_form(report: Report, context: Context) -> None:
    issues = json.loads(write("gitlab", report, context))
    jsonschema.validate(issues, CODE_QUALITY)
    assert len(issues) == len(report.findings)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert [issue["severity"] for issue in issues] == (
        ["critical"] * 14 + ["minor"] * 3 + ["info"] * 2
    )
    assert issues[-1]["description"].startswith("[met ontheffing] ")
    assert HOSTILE[0] in issues[-1]["description"]
    for text, issue in zip(HOSTILE, issues[1:], strict=False):
        assert shown(f"Kies {text}") in issue["description"]


@pytest.mark.parametrize("form", ["gitlab", "sarif"])
def test_fingerprint_outlives_message_and_line(form: str, context: Context) -> None:
    def mark(each: Finding) -> str:
        document = json.loads(write(form, Report(False, (each,)), context))
        if form == "gitlab":
            return str(document[0]["fingerprint"])
        return str(document["runs"][0]["results"][0]["partialFingerprints"]["wijgraph/v1"])

    one = finding(0, "x")
    position = Position("data/elsewhere.ttl", 99, 1)
    assert mark(one) == mark(replace(one, message={"nl": "Anders"}, position=position, label={}))
    nodes = [replace(one, focus=Term("bnode", name)) for name in ("b1", "b2")]
    assert mark(nodes[0]) == mark(nodes[1])
    different: list[Callable[[], Finding]] = [
        lambda: replace(one, rule="GOV-OTHER"),
        lambda: replace(one, focus=Term("iri", f"{WIJ}other")),
        lambda: replace(one, path=f"{GOV}other"),
        lambda: replace(one, value=Term("literal", "x", "en")),
        lambda: replace(one, value=None),
    ]
    assert len({mark(one), *(mark(make()) for make in different)}) == len(different) + 1


# JUnit: the elements and attributes of junit-10.xsd of the xUnit plugin of Jenkins.

Shape = tuple[set[str], set[str], set[str]]  # required attributes, optional ones, children
JUNIT: dict[str, Shape] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"classname", "time", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "skipped": (set(), {"type", "message"}, set()),
}


def check_junit(element: ET.Element) -> None:
    required, optional, children = JUNIT[element.tag]
    assert required <= set(element.attrib) <= required | optional
    if element.tag not in {"failure", "skipped"}:
        assert not (element.text or "").strip()
    for child in element:
        assert child.tag in children
        assert not (child.tail or "").strip()
        check_junit(child)


def test_junit_form(report: Report, context: Context) -> None:
    root = ET.fromstring(write("junit", report, context))
    assert root.tag == "testsuites"
    check_junit(root)
    for suite in root:
        for attribute, element in (("failures", "failure"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{element}"))
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert int(root.attrib["failures"]) == len(root.findall(".//failure")) == 18
    assert int(root.attrib["tests"]) == len(root.findall(".//testcase")) == 21


def test_junit_tells_what_passes_fails_and_is_waived(report: Report, context: Context) -> None:
    root = ET.fromstring(write("junit", report, context))
    suites = {suite.attrib["name"]: suite for suite in root}
    fine = {"GOV-FINE", "GOV-ALSO-FINE"}
    assert set(suites) == {"GOV-MODALITY-SCHEME", "GOV-INFO", "GOV-WAIVED"} | fine
    passing = suites["GOV-FINE"].find("testcase")
    assert passing is not None
    assert len(passing) == 0
    skipped = suites["GOV-WAIVED"].find("testcase/skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == HOSTILE[0]
    failures = suites["GOV-MODALITY-SCHEME"].findall("testcase/failure")
    messages = [failure.attrib["message"] for failure in failures]
    assert set(messages) >= {shown(f"Kies {text}") for text in HOSTILE}
    assert f"{visible(FILE)}:1:3" in (failures[1].text or "")


# SARIF.


def sarif(report: Report, context: Context) -> Any:
    return json.loads(write("sarif", report, context))


def test_sarif_meets_its_schema(report: Report, context: Context, conformance: Path) -> None:
    schema = json.loads((conformance / "sarif" / "sarif-schema-2.1.0.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    for document in (
        sarif(report, context),
        sarif(report, Context("en")),
        sarif(EMPTY, Context()),
        sarif(EMPTY, context),
    ):
        assert not [error.message for error in validator.iter_errors(document)]


def test_sarif_has_every_rule_and_finding(report: Report, context: Context) -> None:
    run = sarif(report, context)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    expected = ["GOV-ALSO-FINE", "GOV-FINE", "GOV-INFO", "GOV-MODALITY-SCHEME", "GOV-WAIVED"]
    assert [rule["id"] for rule in rules] == expected
    assert run["tool"]["driver"]["version"] == "0.1.0"
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [r["level"] for r in run["results"]] == (
        ["error"] * 14 + ["warning"] * 3 + ["note"] + ["error"]
    )
    assert [len(r["suppressions"]) for r in run["results"]] == [0] * 18 + [1]
    assert run["results"][-1]["suppressions"][0]["justification"] == HOSTILE[0]


def test_sarif_places(report: Report, context: Context) -> None:
    absolute = replace(finding(0, "x"), position=Position("/tmp/a b.ttl", 1, 1))
    run = sarif(Report(False, (*report.findings, absolute)), context)["runs"][0]
    found: dict[str, Any] = {}
    for result in run["results"]:
        (location,) = result["locations"]
        assert location["logicalLocations"][0]["fullyQualifiedName"]
        physical = location.get("physicalLocation", {"artifactLocation": {"uri": "none"}})
        found.setdefault(physical["artifactLocation"]["uri"], physical)
    assert set(found) == {
        "none", "data/a%2Cb%3Ac%25d%20%C3%A9%20%E2%80%AE%23%23%5Bx%5D.ttl", "data/a.jsonld",
        "data/b.ttl", "file:///tmp/a%20b.ttl",
    }  # fmt: skip
    assert found["data/b.ttl"]["region"] == {
        "startLine": 4, "startColumn": 1, "endLine": 6, "endColumn": 2
    }  # fmt: skip
    assert found["data/b.ttl"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    assert "uriBaseId" not in found["file:///tmp/a%20b.ttl"]["artifactLocation"]
    assert found["file:///tmp/a%20b.ttl"]["region"] == {"startLine": 1, "startColumn": 1}
    assert "region" not in found["data/a.jsonld"]
    derived = [r["properties"]["origins"] for r in run["results"] if r["properties"]["derived"]]
    assert derived == [[f"{WIJ}relation/b", f"{WIJ}relation/c"]]


def test_sarif_messages_have_no_links_or_placeholders(report: Report, context: Context) -> None:
    run = sarif(report, context)["runs"][0]
    texts = [result["message"]["text"] for result in run["results"]]
    for rule in run["tool"]["driver"]["rules"]:
        texts += [rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")]
    for text in texts:
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", text)
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", ""))
    help_text = run["tool"]["driver"]["rules"][3]["help"]["markdown"]
    assert set(tags(MarkdownIt("commonmark").render(help_text))) == {"p"}


# Markdown.


def tags(html: str) -> list[str]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [element.tag for element in tree.iter() if element.tag != "DOCUMENT_FRAGMENT"]


def cells(text: str) -> list[list[str]]:
    """Return the cells of the last table, as a browser shows what Markdown makes of it."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    rows = tree.findall(".//table")[-1].findall("tbody/tr")
    return [["\n".join(cell.itertext()) for cell in row] for row in rows]


def test_markdown_is_two_tables_and_nothing_else(report: Report, context: Context) -> None:
    text = write("markdown", report, context)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    assert set(tags(html)) == {"h2", "table", "thead", "tbody", "tr", "th", "td", "br"}
    rows = cells(text)
    assert len(rows) == len(report.findings)
    for hostile, row in zip(HOSTILE, rows[1:], strict=False):
        assert len(row) == 5
        assert row[2].startswith(visible(f"{hostile} nl"))
        assert shown(f"Kies {hostile}") in row[3]
        assert row[4].startswith(visible(FILE))
    assert "met ontheffing" in rows[-1][0]
    assert HOSTILE[0] in rows[-1][3]
    assert "://" not in text.replace("&#", "")
    assert "www." not in text


# HTML.


@pytest.mark.parametrize("language", ["nl", "en"])
def test_html_is_strict_and_asks_for_nothing(
    language: str, report: Report, context: Context
) -> None:
    text = write("html", report, replace(context, language=language))
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(text)
    assert root.attrib["lang"] == language
    assert "".join(root.find("head/title").itertext())
    allowed = {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "div", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "bdi", "br", "footer",
    }  # fmt: skip
    assert {element.tag for element in root.iter()} <= allowed
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in {"src", "href"}}
    assert all(th.attrib.get("scope") in {"col", "row"} for th in root.iter("th"))
    assert len(root.findall(".//tbody/tr")) == len(report.findings)
    spoken = [p.attrib["lang"] for p in root.iter("p") if "lang" in p.attrib]
    assert spoken == (["en"] if language == "nl" else [])


def test_html_shows_every_label_as_it_is(report: Report, context: Context) -> None:
    root = html5lib.parse(write("html", report, context), namespaceHTMLElements=False)
    rows = root.findall(".//tbody/tr")
    for hostile, row in zip(HOSTILE, rows[1:], strict=False):
        assert "".join(row[2].itertext()).startswith(visible(f"{hostile} nl"))
        assert shown(f"Kies {hostile}") in "".join(row[3].itertext())
    assert HOSTILE[0] in "".join(rows[-1].itertext())


def test_html_policy_is_strict_and_fits_the_style(report: Report, context: Context) -> None:
    from base64 import b64encode
    from hashlib import sha256

    root = html5lib.parse(write("html", report, context), namespaceHTMLElements=False)
    (policy,) = [
        meta.attrib["content"]
        for meta in root.iter("meta")
        if meta.attrib.get("http-equiv") == "Content-Security-Policy"
    ]
    style = "".join(root.find("head/style").itertext())
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'", f"style-src 'sha256-{digest}'", "base-uri 'none'",
        "form-action 'none'",
    ]  # fmt: skip
    assert "url(" not in style
    assert "@import" not in style


# Turtle.


def test_turtle_is_the_report_of_the_engine(report: Report, context: Context) -> None:
    text = write("turtle", report, context)
    assert isomorphic(Graph().parse(data=text, format="turtle"), report.results)
    assert "@prefix sh: <http://www.w3.org/ns/shacl#> ." in text
    assert "@prefix skos:" not in text


def test_turtle_of_a_thousand_results_takes_no_minutes(context: Context) -> None:
    findings = [finding(number, "x") for number in range(1000)]
    start = process_time()
    text = write("turtle", Report(False, tuple(findings), partial(results_of, findings)), context)
    assert text.count("sh:ValidationResult") == 1000
    assert process_time() - start < 8  # seconds; rdflib's own way of naming takes twice that


def test_turtle_without_report_says_so(context: Context) -> None:
    with pytest.raises(WijgraphError, match="no SHACL report"):
        write("turtle", Report(True, ()), context)
