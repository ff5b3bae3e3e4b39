"""What rules find, for its writers: the findings in order, each in words that are safe to show."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from wijgraph.characters import visible
from wijgraph.messages import Message, word
from wijgraph.model import Citation, Finding, Notice, Position, Report, Term
from wijgraph.namespaces import PREFIXES, XSD, shorten, slug
from wijgraph.report.document import citation
from wijgraph.validation.rules import Rule

SEVERITIES = ("violation", "warning", "info")
SHOWN = 3  # notices of one kind; of more a person is told how many there are
LONGEST_VALUE = 200  # a literal can be a page; a report for people shows how it begins


@dataclass(frozen=True)
class Context:
    """What a report needs to know beside its findings."""

    language: str = "nl"
    rules: Mapping[str, Rule] = field(default_factory=dict)  # by id
    version: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)  # of documents, for sources of rules
    idle: Mapping[str, str] = field(default_factory=dict)  # rules that looked at nothing: the code
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)  # to shorten names with
    width: int | None = None  # of the terminal; without it no line is wrapped


@dataclass(frozen=True)
class Words:
    """One finding as a person reads it; what it does not have is empty."""

    rule: str
    name: str  # of the rule
    severity: str
    about: str  # the node, and the property and value where there are
    message: str
    language: str  # of the message
    place: str
    details: tuple[str, ...]  # of a shape without a name, the source of the rule, origins, a waiver
    waiver: str
    waived: bool

    @property
    def lines(self) -> list[str]:
        """What there is to say beside rule, severity and place."""
        return [line for line in (self.message, self.about, *self.details) if line]


def in_words(finding: Finding, context: Context) -> Words:
    """Return ``finding`` in the words of ``context.language``."""
    language = context.language
    rule = context.rules.get(finding.rule)
    message, spoken = say(finding.message, language)
    waiver = visible(finding.waiver or word("no_reason", language)) if finding.waived else ""
    # In the order in which one asks: found by what, on what ground, from what, and why let be.
    details = {
        "shape": place_of(finding.shape_position),
        "evidence": quote(finding.source, context) if finding.source else "",
        "derived_from": visible(", ".join(_short(origin, context) for origin in finding.origins)),
        "waiver": waiver,
    }
    return Words(
        rule=visible(finding.rule),
        name=visible(say(rule.name or {}, language)[0]) if rule else "",
        severity=word(finding.severity, language),
        about=_about(finding, context),
        message=visible(" ".join(message.split())),
        language=spoken,
        place=place_of(finding.position),
        details=tuple(f"{word(key, language)}: {text}" for key, text in details.items() if text),
        waiver=waiver,
        waived=finding.waived,
    )


def ordered(report: Report) -> list[Finding]:
    """Return the findings worst first, and those that are waived after all others."""
    return sorted(report.findings, key=lambda f: (f.waived, SEVERITIES.index(f.severity)))


def summary(report: Report, language: str) -> list[str]:
    """Return what to say of the whole: how much was looked at, and when nothing was found that."""
    checks, lines = report.checks, []
    if checks and not checks.total:
        lines.append(word("nothing_checked", language))
    if checks and checks.total:
        numbers = (
            counted(checks.nodes, "node", language),
            counted(checks.shapes, "rule", language),
        )
        lines.append(word("looked_at", language).format(*numbers))
    if checks and checks.left_out:
        every = counted(checks.given, "shape", language)
        lines.append(word("left_out_of", language).format(checks.left_out, every))
    if report.passes:
        lines.append(word("valid", language))
    return lines


def notices_in_words(report: Report, language: str) -> list[str]:
    """Return a line for each notice; of many of one kind only how many there are."""
    kinds: dict[str, list[Notice]] = {}
    for notice in report.notices:
        kinds.setdefault(notice.code, []).append(notice)
    lines = []
    for code, notices in kinds.items():
        if len(notices) > SHOWN and Message(f"words.{code}_many"):
            lines.append(word(f"{code}_many", language).format(number(len(notices), language)))
        else:
            lines += [notice_in_words(notice, language) for notice in notices]
    return lines


def notice_in_words(notice: Notice, language: str, *, placed: bool = True) -> str:
    """Return a notice in one line, with its place in front if it has one, unless not ``placed``."""
    place, text = place_of(notice.position), visible(say(notice.message, language)[0])
    # A file that is the place is in the sentence as well.
    return f"{place}: {text}" if placed and place and place not in text else text


def passing(report: Report, context: Context) -> list[str]:
    """Return the rules that found nothing; parts of other rules are not reported on their own."""
    found = {finding.rule for finding in report.findings}
    return sorted(r for r, rule in context.rules.items() if rule.reported and r not in found)


def tally(report: Report) -> dict[str, int]:
    """Return the number of findings of each severity, and of those that are waived."""
    found = Counter("waived" if f.waived else f.severity for f in report.findings)
    return {kind: found[kind] for kind in (*SEVERITIES, "waived")}


def counted(amount: int, kind: str, language: str) -> str:
    """Return ``2 warnings``, for one of the kinds of ``tally``."""
    return f"{number(amount, language)} {word(kind if amount == 1 else f'{kind}_many', language)}"


def number(amount: int, language: str) -> str:
    """Return a number as it is written in a language: ``1.234`` or ``1,234``."""
    return f"{amount:,}".replace(",", word("thousands_mark", language))


def fingerprints(findings: list[Finding]) -> list[str]:
    """Return for each finding a name that outlives a new wording and a new place.

    It is made of rule, node, property and value. A blank node has another name in each run, so it
    is left out; findings that are alike in all of this are told apart by their number.
    """
    seen: Counter[str] = Counter()
    names = []
    for finding in findings:
        terms = [_key(finding.focus), finding.path, _key(finding.value)]
        key = json.dumps([finding.rule, *terms])
        seen[key] += 1
        names.append(sha256(f"{key}{seen[key] if seen[key] > 1 else ''}".encode()).hexdigest())
    return names


def say(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return the text in ``language``, or else in another, and the language that it is in."""
    spoken = language if language in texts else next(iter(texts), language)
    return texts.get(spoken, ""), spoken


def quote(source: Citation, context: Context) -> str:
    """Return ``Statutes 2019, 4.2, paragraph 3: “shall appoint”``."""
    document = context.labels.get(source.document, _short(source.document, context))
    return visible(citation(source, document)[context.language])


def _about(finding: Finding, context: Context) -> str:
    label, node = say(finding.label, context.language)[0], _text(finding.focus, context)
    if finding.focus.kind == "literal" or label == finding.focus.value:
        label = ""
    if finding.focus.kind == "bnode":
        label, node = label or node, word("blank_node", context.language)
    said = [visible(f"{label} ({node})" if label and label != node else node)]
    if finding.path:
        said.append(visible(_steps(finding.path, context)))
    if finding.value and finding.value != finding.focus:
        own = say(finding.value_label, context.language)[0]
        said.append(visible(own or _text(finding.value, context)))
    return said[0] + (f", {' '.join(said[1:])}" if said[1:] else "")


def _text(term: Term, context: Context) -> str:
    if term.kind != "literal":
        return _short(term.value, context) if term.kind == "iri" else f"_:{term.value}"
    cut = term.value[:LONGEST_VALUE] + "…" * (len(term.value) > LONGEST_VALUE)
    if term.language:
        return f'"{cut}"@{term.language}'
    plain = term.datatype in {None, XSD + "string"}
    return f'"{cut}"' if plain else f'"{cut}"^^{shorten(str(term.datatype), context.prefixes)}'


def _steps(path: str, context: Context) -> str:
    """Return a property, or a SPARQL path of full IRIs, with prefixes."""
    if "<" not in path:
        return _short(path, context)
    return re.sub(r"<([^<>]*)>", lambda step: shorten(step[1], context.prefixes), path)


def _short(iri: str, context: Context) -> str:
    """Return ``iri`` as short as the command line takes it; a fact has a slash in its name."""
    short = slug(iri, context.prefixes, own="wij:")
    return short if ":" in short else short.strip("<>")  # relative, as it is written


def place_of(position: Position | None) -> str:
    """Return ``file:line:column``, as far as it is known."""
    if position is None:
        return ""
    parts = (position.path, position.line, position.column)
    return visible(":".join(str(part) for part in parts if part is not None))


def _key(term: Term | None) -> list[str | None] | None:
    if term is None:
        return None
    value = "" if term.kind == "bnode" else term.value
    return [term.kind, value, term.language, term.datatype]
