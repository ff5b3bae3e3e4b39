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

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from wijgraph.errors import Text, WaiverError, WijgraphError
from wijgraph.messages import Message
from wijgraph.namespaces import expand
from wijgraph.safety.reading import read_text
from wijgraph.safety.toml import read_toml

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
class Place:
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
        place = Place(path, line, _key_lines(text, line, following))
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
    entry: Mapping[str, Any], place: Place, rules: Collection[str], today: date
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


def _check_kind(key: str, value: Any, place: Place) -> None:
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


def _check_dates(expires: date, added: date | None, place: Place, today: date) -> None:
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


def _path(text: str, place: Place) -> str:
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


def refuse_second(waiver: Waiver, others: Sequence[Waiver], place: Place) -> None:
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
