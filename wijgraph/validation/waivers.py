"""Reading the file of waivers.

    [[waiver]]
    rule = "GOV-STATEMENT-MODALITY"
    focus = "relation/college-appoints-rvt"  # a slug, prefixed name or IRI
    path = "gov:modality"                    # may be left out: any
    value = "concept:practice"                   # may be left out: any
    reason = "The statutes are being rewritten."
    owner = "team data"
    added = 2026-09-01                       # may be left out: today
    expires = 2027-03-01                     # the last day; at most 12 months later

A waiver that is not as it should be is an error: it would let more be, or for longer, than meant.
"""

import os
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from wijgraph.dossier import Dossier
from wijgraph.errors import Text, WaiverError, WijgraphError
from wijgraph.files import alone_in, refuse_link, write_whole
from wijgraph.graph import Graph
from wijgraph.graph.documents import of_dossier
from wijgraph.messages import Message
from wijgraph.model import Finding, Notice, Position, Report, Term
from wijgraph.namespaces import DCT, expand, shorten
from wijgraph.safety.reading import read_text
from wijgraph.safety.toml import read_toml
from wijgraph.validation import baseline as baselines
from wijgraph.validation.naming import identity

NAME = "waivers.toml"
KEYS = ("rule", "focus", "path", "value", "reason", "owner", "added", "expires")
OPTIONAL = {"path", "value", "added"}
DATES = {"added", "expires"}
HEADER = re.compile(r"""\s*\[\[\s*(?:waiver|"waiver"|'waiver')\s*\]\]""")
HEADER_HINT = Message("validation.waiver-header-hint")
LONG_STRING = re.compile(r'"""(?:\\.|.)*?"""|\'\'\'.*?\'\'\'', re.DOTALL)
STEP = re.compile(r"<[^<>]*>|[A-Za-z][\w-]*:[\w.-]+")
SINGLE_STEP = re.compile(r"\((<[^<>]*>)\)")


@dataclass(frozen=True)
class Waiver:
    """Leave to let a finding be, until a day."""

    rule: str
    focus: str  # as somebody wrote it: a slug, prefixed name or IRI
    path: str | None  # in full; None is any
    value: str | None  # as somebody wrote it; None is any
    reason: str
    owner: str
    expires: date  # the last day on which it holds
    added: date | None = None
    file: str | None = field(default=None, compare=False)
    line: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return it on one line, for people."""
        place = ":".join(str(p) for p in (self.file, self.line) if p is not None)
        about = " ".join(p for p in (self.rule, self.focus, self.path, self.value) if p)
        text = f"{about}: {self.reason} ({self.owner}, {self.expires})"
        return f"{place}: {text}" if place else text


@dataclass(frozen=True)
class WaiverPlace:
    """Where a waiver stands: its file, and the line of each key when that is known."""

    path: Path
    line: int | None = None
    keys: Mapping[str, int] = field(default_factory=dict)

    def fault(self, message: Text, key: str | None = None, hint: Text | None = None) -> NoReturn:
        """Raise WaiverError for this place."""
        line = self.keys.get(key or "", self.line)
        raise WaiverError(message, path=self.path, line=line, hint=hint)


def read_waivers(path: Path, rules: Collection[str], today: date) -> tuple[Waiver, ...]:
    """Return the waivers in the file ``path``; ``rules`` are the ids that there are.

    Raises WaiverError, with file and mostly line, when the file or a waiver is not as it should be.
    """
    text = read(path)
    entries = entries_of(text, path)
    lines = header_lines(text, len(entries))
    waivers: list[Waiver] = []
    for entry, line, following in zip(entries, lines, [*lines, None][1:], strict=True):
        place = WaiverPlace(path, line, _key_lines(text, line, following))
        waivers.append(waiver_of(entry, place, rules, today))
        refuse_second(waivers[-1], waivers[:-1], place)
    return tuple(waivers)


def read(path: Path) -> str:
    """Return the text of the file ``path``; raise WaiverError when it cannot be read."""
    try:
        return read_text(path)
    except WijgraphError as error:
        raise WaiverError(error.said, path=path, line=error.line, hint=error.advice) from None


def entries_of(text: str, path: Path) -> list[dict[str, Any]]:
    """Return what stands under each ``[[waiver]]``; raise WaiverError when there is more."""
    try:
        document = read_toml(text)
    except WijgraphError as error:
        raise WaiverError(error.said, path=path, line=error.line, column=error.column) from None
    for name in document:
        if name != "waiver":
            line = _line_of(name, text)
            raise WaiverError(
                Message("validation.key-unknown", name=name),
                path=path,
                line=line,
                hint=HEADER_HINT,
            )
    entries = document.get("waiver", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        line = _line_of("waiver", text)
        raise WaiverError(
            Message("validation.waiver-no-tables"), path=path, line=line, hint=HEADER_HINT
        )
    return entries


def _line_of(name: str, text: str) -> int | None:
    start = re.compile(rf"\s*[\[\"']*{re.escape(name)}\b")
    return next((n for n, line in enumerate(text.split("\n"), 1) if start.match(line)), None)


def header_lines(text: str, count: int) -> Sequence[int | None]:
    """Return the line of each of the ``count`` waivers; None when that cannot be told."""
    plain = LONG_STRING.sub(lambda string: re.sub(r"[^\n]", " ", string[0]), text)
    found = [n for n, line in enumerate(plain.split("\n"), 1) if HEADER.match(line)]
    return found if len(found) == count else [None] * count


def _key_lines(text: str, line: int | None, following: int | None) -> dict[str, int]:
    if line is None:
        return {}
    lines = text.split("\n")[line : following - 1 if following else None]
    found: dict[str, int] = {}
    for number, each in enumerate(lines, line + 1):
        if match := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", each):
            found.setdefault(match[1], number)
    return found


def waiver_of(
    entry: Mapping[str, Any], place: WaiverPlace, rules: Collection[str], today: date
) -> Waiver:
    """Return the waiver that ``entry`` describes; raise WaiverError for what is wrong in it."""
    for key in entry:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            hint = (
                Message("validation.did-you-mean", name=near[0])
                if near
                else Message("validation.waiver-keys", keys=", ".join(KEYS))
            )
            place.fault(Message("validation.waiver-key-unknown", key=key), key, hint)
    for key in KEYS:
        if key in entry:
            _check_kind(key, entry[key], place)
        elif key not in OPTIONAL:
            place.fault(
                Message("validation.waiver-lacks", key=key),
                hint=Message("validation.waiver-lacks-hint", key=key),
            )
    if not is_rule(entry["rule"], rules):
        near = get_close_matches(entry["rule"], rules, 1)
        hint = (
            Message("validation.did-you-mean", name=near[0])
            if near
            else Message("validation.rule-list")
        )
        place.fault(Message("validation.rule-unknown", rule=entry["rule"]), "rule", hint)
    _check_dates(entry["expires"], entry.get("added"), place, today)
    return Waiver(
        rule=entry["rule"],
        focus=entry["focus"],
        path=_path(entry["path"], place) if "path" in entry else None,
        value=entry.get("value"),
        reason=entry["reason"],
        owner=entry["owner"],
        expires=entry["expires"],
        added=entry.get("added"),
        file=str(place.path),
        line=place.line,
    )


def is_rule(name: str, rules: Collection[str]) -> bool:
    """Return whether ``name`` is a rule, or a nameless part of one (``GOV-X/rdfs:label``)."""
    return name in rules or any(name.startswith(f"{rule}/") for rule in rules)


def _check_kind(key: str, value: Any, place: WaiverPlace) -> None:
    if key in DATES:
        if not isinstance(value, date) or isinstance(value, datetime):
            hint = Message("validation.waiver-no-date-hint", key=key)
            place.fault(Message("validation.waiver-no-date", key=key, value=str(value)), key, hint)
    elif not isinstance(value, str):
        place.fault(
            Message("validation.waiver-no-text", key=key, value=str(value)),
            key,
            Message("validation.waiver-no-text-hint", key=key, value=str(value)),
        )
    elif not value.strip():
        place.fault(Message("validation.waiver-empty", key=key), key)


def _check_dates(expires: date, added: date | None, place: WaiverPlace, today: date) -> None:
    if added is not None and added > today + timedelta(days=1):  # somewhere it is tomorrow already
        place.fault(Message("validation.waiver-added-future", added=added), "added")
    start = added or today
    if added is not None and expires < added:
        place.fault(
            Message("validation.waiver-expires-before", expires=expires, added=added), "expires"
        )
    latest = year_after(start)
    if expires > latest:
        place.fault(
            Message("validation.waiver-too-long-added", start=start, expires=expires)
            if added
            else Message("validation.waiver-too-long-today", start=start, expires=expires),
            "expires",
            Message("validation.waiver-too-long-hint", latest=latest),
        )


def year_after(day: date) -> date:
    """Return the same day of the next year; the last of February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _path(text: str, place: WaiverPlace) -> str:
    try:
        return full_path(text)
    except ValueError:
        place.fault(
            Message("validation.waiver-path", text=text),
            "path",
            Message("validation.waiver-path-hint"),
        )


def full_path(text: str) -> str:
    """Return a property path as findings have it: an IRI, or steps of full IRIs.

    Raises ValueError when it is none.
    """
    if "<" not in text and "://" in text:
        return text.strip()
    full = STEP.sub(lambda step: f"<{expand(step[0])}>", "".join(text.split()))
    full = SINGLE_STEP.sub(r"\1", full)
    if "<" not in full:
        raise ValueError(text)
    return full[1:-1] if STEP.fullmatch(full) else full


def refuse_second(waiver: Waiver, others: Sequence[Waiver], place: WaiverPlace) -> None:
    """Raise WaiverError when one of ``others`` waives the same."""
    for other in others:
        if _scope(other) == _scope(waiver):
            rule, focus = waiver.rule, waiver.focus
            place.fault(
                Message("validation.waived-already-line", line=other.line, rule=rule, focus=focus)
                if other.line
                else Message("validation.waived-already", rule=rule, focus=focus)
            )


def _scope(waiver: Waiver) -> tuple[str, str, str | None, str | None]:
    value = None if waiver.value is None else expand(waiver.value)
    return waiver.rule, expand(waiver.focus), waiver.path, value


@dataclass(frozen=True)
class Settled:
    """A report with waivers and perhaps the baseline applied, and the waivers that did nothing."""

    report: Report
    expired: tuple[Waiver, ...]  # its day is past: what it waived counts again
    unused: tuple[Waiver, ...]  # there is no such finding


def today() -> date:
    """Return the date, in UTC; SOURCE_DATE_EPOCH, in seconds since 1970, overrules the clock."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise WijgraphError(Message("validation.source-date-epoch", text=stamp)) from None
    return now.date()


def settle(
    report: Report,
    graph: Graph,
    root: Path | None,
    today: date,
    *,
    waivers_path: Path | None = None,
    baseline_path: Path | None = None,
    rules: Collection[str] | None = None,
    language: str = "nl",
) -> Settled:
    """Return ``report`` with the waivers and the baseline in the folder ``root`` applied.

    A file in ``root`` need not be there; one that is named must be. ``rules`` are the ids that a
    waiver may name: those of the dossier when left out. A rule in ``report`` may always be named.

    Raises WaiverError when either file is not as it should be.
    """
    path = file_of(root, NAME, waivers_path)
    waivers = read_for(report, graph, path, today, rules)
    notices = () if waivers else _empty("waivers", path)
    applied = apply(report, waivers, today, graph)
    path = file_of(root, baselines.NAME, baseline_path)
    baseline = baselines.read_baseline(path) if path else {}
    notices += () if baseline else _empty("baseline", path)
    settled = baselines.suppress(applied.report, baseline, graph, language)
    settled = replace(settled, notices=(*settled.notices, *notices))
    return replace(applied, report=settled)


def _empty(kind: str, path: Path | None) -> tuple[Notice, ...]:
    """Return that nothing is let be by a file, which may not be what was meant with it."""
    if path is None:
        return ()
    told = {
        "waivers": Message("validation.waivers-empty", file=path),
        "baseline": Message("validation.baseline-empty", file=path),
    }
    return (Notice(f"{kind}-empty", dict(told[kind]), Position(str(path), None, None)),)


def file_of(root: Path | None, name: str, named: Path | None) -> Path | None:
    """Return the file that is ``named``, or else the one called ``name`` in ``root`` if there."""
    if named is not None or root is None:
        return named
    own = root / name
    return Dossier(root).inside(own) if os.path.lexists(own) else None


def read_for(
    report: Report,
    graph: Graph,
    path: Path | None,
    today: date,
    rules: Collection[str] | None = None,
) -> tuple[Waiver, ...]:
    """Return the waivers in the file ``path``, to apply to ``report``; none without a file."""
    if path is None:
        return ()
    known = rule_ids(graph.dossier) if rules is None else set(rules)
    return read_waivers(path, known | {f.rule for f in report.findings}, today)


def rule_ids(dossier: Dossier) -> set[str]:
    """Return the names by which findings call the rules of ``dossier``."""
    triples = [t for document in of_dossier(dossier, "shapes") for t in document.triples]
    ids = {obj.value for _, predicate, obj in triples if predicate.value == DCT + "identifier"}
    return ids | {shorten(s.value).strip("<>") for s, _, _ in triples if s.kind == "iri"}


def apply(
    report: Report, waivers: Sequence[Waiver], today: date, graph: Graph | None = None
) -> Settled:
    """Return ``report`` with what a waiver covers waived; it stays in the report.

    A waiver is matched on rule, focus, and path and value if it has them, never on the message.
    With ``graph`` it may name a blank node, as ``_:`` and its hash.
    """
    current = [waiver for waiver in waivers if today <= waiver.expires]
    used: set[Waiver] = set()
    findings = []
    for finding in report.findings:
        covering = [waiver for waiver in current if covers(waiver, finding, graph)]
        used.update(covering)
        if covering:
            findings.append(replace(finding, waived=True, waiver=covering[0].reason))
        else:
            findings.append(finding)
    return Settled(
        report=replace(report, findings=tuple(findings)),
        expired=tuple(w for w in waivers if w not in current),
        unused=tuple(w for w in current if w not in used),
    )


def covers(waiver: Waiver, finding: Finding, graph: Graph | None = None) -> bool:
    """Return whether ``finding`` is what ``waiver`` is about."""
    return (
        waiver.rule == finding.rule
        and _is(waiver.focus, finding.focus, graph)
        and (waiver.path is None or waiver.path == SINGLE_STEP.sub(r"\1", finding.path or ""))
        and (waiver.value is None or _is(waiver.value, finding.value, graph))
    )


def _is(name: str, term: Term | None, graph: Graph | None) -> bool:
    """Return whether ``name``, as somebody wrote it, is ``term``."""
    if term is None:
        return False
    if term.kind == "iri":
        return expand(name) == term.value
    if term.kind == "literal" and name == term.value:
        return True
    return graph is not None and name == identity(term, graph)


BEGINNING = "# Findings that may be for a while: see `wijgraph waiver --help`.\n"


def add_waiver(path: Path, entry: Mapping[str, Any], rules: Collection[str], day: date) -> Waiver:
    """Add the waiver that ``entry`` describes to the file ``path``, which is made when not there.

    Raises WaiverError when the file or the waiver is not as it should be.
    """
    refuse_link(path)
    with alone_in(path.parent):
        there = path.exists()
        waivers = read_waivers(path, rules, day) if there else ()
        waiver = waiver_of(entry, WaiverPlace(path), rules, day)
        refuse_second(waiver, waivers, WaiverPlace(path))
        text = read(path) if there else BEGINNING
        _write(path, _with(text, entry), [*entries_of(text, path), dict(entry)])
    return waiver


def _with(text: str, entry: Mapping[str, Any]) -> str:
    # tomlkit writes the new waiver only: when it appends to a text that ends in a comment without
    # a newline, the header becomes part of the comment; and it mixes the ends of lines.
    import tomlkit

    table = tomlkit.table()
    for key in KEYS:
        if key in entry:
            table.add(key, entry[key])
    waivers = tomlkit.aot()
    waivers.append(table)
    document = tomlkit.document()
    document.add("waiver", waivers)
    newline = "\r\n" if "\r\n" in text else "\n"
    before = f"{text.rstrip()}{newline * 2}" if text.strip() else ""
    return before + document.as_string().replace("\n", newline)


def drop_waivers(path: Path, gone: Collection[Waiver]) -> None:
    """Take the waivers in ``gone`` out of the file ``path``, wherever in it they stand by now.

    The comment right above a waiver, without an empty line between, goes with it.

    Raises WaiverError when the file is too unusual to be changed line by line.
    """
    refuse_link(path)
    with alone_in(path.parent):
        text = read(path)
        entries = entries_of(text, path)
        starts = header_lines(text, len(entries))
        rules = {str(entry.get("rule")) for entry in entries}
        lines = {w.line for w in read_waivers(path, rules, today()) if w in gone}
        kept = [e for e, start in zip(entries, starts, strict=True) if start not in lines]
        _write(path, _without(text, [s for s in starts if s], {n for n in lines if n}), kept)


def _without(text: str, starts: Sequence[int], gone: Collection[int]) -> str:
    lines = text.split("\n")

    def comment(line: str) -> bool:
        return line.lstrip().startswith("#")

    first = []  # where each waiver begins, with its comment
    for start in starts:
        begin = start - 1
        while begin and comment(lines[begin - 1]):
            begin -= 1
        first.append(begin)
    left = lines[: first[0]] if first else lines
    for start, begin, following in zip(starts, first, [*first, len(lines)][1:], strict=True):
        end = following
        while end > start and (not lines[end - 1].strip() or comment(lines[end - 1])):
            end -= 1
        if start not in gone:
            left += lines[begin:end]
        elif not lines[end:following] or not lines[end].strip():
            end += 1  # the empty line after it
        left += lines[end:following]
    return "\n".join(left).rstrip() + "\n" if any(map(str.strip, left)) else ""


def _write(path: Path, text: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write ``text``, once it is sure that it holds ``entries`` and nothing else."""
    try:
        found = tomllib.loads(text).get("waiver", [])
    except tomllib.TOMLDecodeError:
        found = None
    if found != list(entries):
        raise WaiverError(Message("validation.waivers-unusual"), path=path, hint=HEADER_HINT)
    write_whole(path, text.encode())
