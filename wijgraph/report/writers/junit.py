"""Findings as JUnit XML, which every CI system shows as tests."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wijgraph.characters import visible, xml
from wijgraph.messages import word
from wijgraph.model import Finding, Report
from wijgraph.report.results import Context, in_words, notices_in_words, ordered, passing, say

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "wijgraph validate"


def results(report: Report, context: Context) -> str:
    """Return a suite for each rule: one test that passes, or a test for each finding.

    The kind of failure is the severity, since JUnit has one way only to fail; a waived finding is
    a skipped test, and so is a rule that looked at no node. A report of no rule at all has one test
    that is skipped. There are no times in it: the same findings make the same file.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    found: dict[str, list[Finding]] = {}
    for finding in ordered(report):
        found.setdefault(finding.rule, []).append(finding)
    open_findings = sum(not f.waived for f in report.findings)
    root = Element("testsuites", name=NAME, failures=str(open_findings), errors="0")
    for rule in [*found, *passing(report, context)]:
        _suite(SubElement(root, "testsuite"), rule, found.get(rule, []), context)
    if not len(root):
        _skip(SubElement(root, "testsuite"), NAME, NAME, word("nothing_checked", context.language))
    if report.notices:
        lines = notices_in_words(report, context.language)
        SubElement(root[0], "system-out").text = "\n".join(lines)
    root.set("tests", str(len(root.findall("testsuite/testcase"))))
    indent(root)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
    return xml(text.encode()).decode()


def _suite(suite: "Element", rule: str, findings: Sequence[Finding], context: Context) -> None:
    from xml.etree.ElementTree import SubElement

    name = say(context.rules[rule].name or {}, context.language)[0] if not findings else ""
    idle = context.idle.get(rule)
    if idle and not findings:
        reason = word(f"{idle}_here", context.language)
        _skip(suite, rule, visible(name or rule), reason)
        return
    waived = sum(f.waived for f in findings)
    suite.attrib = {
        "name": visible(rule),
        "tests": str(max(len(findings), 1)),
        "failures": str(len(findings) - waived),
        "errors": "0",
        "skipped": str(waived),
    }
    for finding in findings:
        _case(SubElement(suite, "testcase"), finding, context)
    if not findings:
        SubElement(suite, "testcase", name=visible(name or rule), classname=visible(rule))


def _skip(suite: "Element", rule: str, name: str, reason: str) -> None:
    """Make ``suite`` one test that was skipped."""
    from xml.etree.ElementTree import SubElement

    counts = {"tests": "1", "failures": "0", "errors": "0", "skipped": "1"}
    suite.attrib = {"name": visible(rule), **counts}
    case = SubElement(suite, "testcase", name=name, classname=visible(rule))
    SubElement(case, "skipped", message=reason, type=word("skipped", "en"))


def _case(case: "Element", finding: Finding, context: Context) -> None:
    from xml.etree.ElementTree import SubElement

    words = in_words(finding, context)
    case.attrib = {"name": words.about, "classname": words.rule}
    if finding.waived:
        outcome = SubElement(case, "skipped", message=words.waiver, type=word("waived", "en"))
    else:
        outcome = SubElement(case, "failure", message=words.message, type=finding.severity)
    place = f"{words.place}: {words.severity} {words.rule}".removeprefix(": ")
    lines = [place, words.about, words.message, *words.details]
    outcome.text = "\n".join(filter(None, lines))
