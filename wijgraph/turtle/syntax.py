"""The tokens of a Turtle or TriG text, each with the part that it plays in its statement.

No term is made here: Oxigraph is the one parser. A text that it refused must not come here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = rf"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\."
_PREFIX = rf"(?:[{_BASE}](?:[{_CHARS}]|\.++(?=[{_CHARS}]))*+)?"
# A dot ends a name only when nothing of the name follows.
_LOCAL = rf"(?:(?:[{_BASE}_0-9:]|{_ESCAPED})(?:[{_CHARS}:]|{_ESCAPED}|\.++(?=[{_CHARS}:]|%|\\))*+)?"
TOKEN = re.compile(
    r"(?P<comment>\#[^\n\r]*)"
    r'|(?P<string>"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\n\r]++|\\.)*+"'
    r"|'(?:[^'\\\n\r]++|\\.)*+')"
    r"|(?P<iri><[^<>\s]*>)"
    r"|(?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)"
    r"|(?P<type>\^\^)"
    rf"|(?P<label>_:[{_BASE}_0-9](?:[{_CHARS}]|\.++(?=[{_CHARS}]))*+)"
    rf"|(?P<name>{_PREFIX}:{_LOCAL})"
    r"|(?P<number>[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+"
    r"|[0-9]*\.[0-9]+|[0-9]+))"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>[\[\](){};,.])"
    r"|(?P<other>\S)",
    re.DOTALL,
)
LINE_END = re.compile(r"\r\n|\n|\r")
DIRECTIVES = {"prefix", "base", "version"}


class Token(NamedTuple):
    """One token of a text.

    ``part`` is "comment", "directive", "graph", "subject", "verb", "object", "item" (of a list),
    "suffix" (of a string: language or datatype) or "sign". A bracket has the part that its node
    plays, at both ends; ``kind`` is the name of the group in ``TOKEN``, or the sign itself.
    """

    part: str
    kind: str
    start: int
    end: int


class Lines:
    """Lines and columns, from 1, of offsets in a text; lines end as they do for Oxigraph."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    def __call__(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class UnknownSyntaxError(ValueError):
    """What stands at ``offset`` is in no grammar known here."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"unknown syntax at {offset}")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``, a Turtle or TriG text that a parser has accepted.

    Raises UnknownSyntaxError for anything else, with luck; then nothing of it is to be used.
    """
    walk = _Walk()
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "comment":
            yield Token("comment", kind, match.start(), match.end())
            continue
        if kind == "sign":
            kind = match[0]
        part = walk.part(kind, match[0])
        if part is None:
            raise UnknownSyntaxError(match.start())
        yield Token(part, kind, match.start(), match.end())


class _Walk:
    """Where in the grammar one is: what is expected next, and what is open around it."""

    def __init__(self) -> None:
        self._next = "subject"
        self._open: list[tuple[str, str]] = []  # brackets, each with the part of its node
        self._directive = ""  # how the one that is being read ends
        self._suffix = ""  # what may follow the string before

    def part(self, kind: str, text: str) -> str | None:
        """Return the part of the next token; None when there is none that it can play."""
        suffix, self._suffix = self._suffix, ""
        if suffix == "type" or (suffix and kind in {"at", "type"}):
            self._suffix = "type" if kind == "type" else ""
            return "suffix"
        if self._directive:
            if self._directive == kind:
                self._directive = ""
            return "directive"
        if kind in "[](){};,.":
            return self._sign(kind)
        if self._next == "subject" and self._is_directive(kind, text):
            return "directive"
        return self._term(kind, text)

    def _term(self, kind: str, text: str) -> str | None:
        if kind in {"other", "at", "type"} or self._next == "sign":
            return None
        if kind == "word" and self._next == "subject" and text.lower() == "graph":
            return "graph"
        if kind == "string":
            self._suffix = "any"
        return self._filled(self._next)

    def _is_directive(self, kind: str, text: str) -> bool:
        word = text.removeprefix("@").lower()
        if kind not in {"word", "at"} or word not in DIRECTIVES:
            return False
        self._directive = "." if kind == "at" else "string" if word == "version" else "iri"
        return True

    def _filled(self, part: str) -> str:
        self._next = {"subject": "verb", "verb": "object", "object": "sign", "item": "item"}[part]
        return part

    def _sign(self, sign: str) -> str | None:
        if sign in "[(":
            part = self._next
            if part not in {"subject", "object", "item"}:
                return None
            self._open.append((sign, part))
            self._next = "verb" if sign == "[" else "item"
            return part
        if sign in "])":
            opened, part = self._open.pop() if self._open else ("", "")
            if opened + sign not in {"[]", "()"}:
                return None
            return self._filled(part)
        if sign in "{}":
            self._next = "subject"
            return "graph"
        self._next = {";": "verb", ",": "object", ".": "subject"}[sign]
        return "sign"
