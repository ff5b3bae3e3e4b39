"""RDF Patch: files of additions and deletions, one on a line, read strictly and written.

https://afs.github.io/rdf-delta/rdf-patch.html. A graph of ours has no names for its parts, so a
line that names a graph is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from wijgraph.errors import DossierError, Text, TurtleError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store import Triple, current_triple, parse
from wijgraph.store.canonical import order

_NAME = r"(?:[\w%-]|\.(?=[\w%.\\-])|\\[~.!$&'()*+,;=/?#@%_-])*"
_PREFIXED = rf"(?:[A-Za-z](?:[\w.-]*[\w-])?)?:{_NAME}"
TOKEN = re.compile(
    rf"""(?P<iri><[^<>"\s]*>)
    |(?P<blank>_:[A-Za-z0-9_](?:[\w.-]*[\w-])?)
    |(?P<literal>"(?:[^"\\]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^(?:<[^<>"\s]*>|{_PREFIXED}))?)
    |(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w:]))
    |(?P<boolean>(?:true|false)(?![\w:.-]))
    |(?P<name>{_PREFIXED})
    |(?P<word>[A-Za-z][\w-]*)
    |(?P<dot>\.)
    |(?P<comment>\#.*)""",
    re.VERBOSE | re.ASCII,
)
BLANK_IRI = re.compile(r"<_:([A-Za-z0-9_](?:[\w.-]*[\w-])?)>\Z", re.ASCII)
HINT = Message("analysis.patch-line-hint")
QUOTED = '"\\'
NOT_IN_IRI = '<>"{}|^`\\ '
OPERATIONS = ("H", "TX", "TC", "TA", "PA", "PD", "A", "D")
SUBJECT, PREDICATE = ("iri", "blank", "name"), ("iri", "name")
SHOWN = 40  # letters of what is wrong


class PatchError(DossierError):
    """A file is not RDF Patch."""


@dataclass(frozen=True)
class Step:
    """One triple that is added, or deleted, and where the patch says so."""

    adds: bool
    triple: Triple
    line: int
    column: int


@dataclass(frozen=True)
class Patch:
    """What a patch says of itself (``header``), and its steps in their order."""

    header: Mapping[str, Term]
    steps: tuple[Step, ...]
    path: str = ""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


def read(text: str, path: str) -> Patch:
    """Return the patch in ``text``.

    Steps of a transaction that is aborted are left out.

    Raises PatchError with line and column when it is malformed.
    """
    reading = _Reading(path)
    # Not splitlines(): a literal may hold other characters that it takes for the end of a line.
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        reading.line(number, line.removesuffix("\r"))
    return reading.done()


class _Reading:
    """A patch as far as it has been read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._number = 0
        self._header: dict[str, Term] = {}
        self._prefixes: dict[str, str] = {}
        self._steps: list[Step] = []
        self._opened: tuple[int, int] | None = None  # the line of TX, and the steps before it

    def line(self, number: int, line: str) -> None:
        self._number = number
        tokens = self._tokens(line)
        if not tokens:
            return
        first, *rest = tokens
        if first.kind != "word" or first.text not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            wrong = Message("analysis.patch-operation", text=first.text[:SHOWN])
            raise self._error(wrong, first.column, known)
        if not rest or rest[-1].kind != "dot":
            raise self._error(Message("analysis.patch-dot"), len(line) + 1, HINT)
        if first.text in {"A", "D"}:
            self._step(first, rest[:-1])
        elif first.text == "H":
            self._head(first, rest[:-1])
        elif first.text in {"PA", "PD"}:
            self._prefix(first, rest[:-1])
        else:
            self._transaction(first, rest[:-1])

    def done(self) -> Patch:
        if self._opened:
            self._number = self._opened[0]
            hint = Message("analysis.patch-open-hint")
            raise self._error(Message("analysis.patch-open"), 1, hint)
        return Patch(self._header, tuple(self._steps), self._path)

    def _tokens(self, line: str) -> list[_Token]:
        found, at = [], 0
        while at < len(line):
            if line[at] in " \t":
                at += 1
                continue
            match = TOKEN.match(line, at)
            if match is None:
                hint = Message("analysis.patch-break-hint") if line[at] == '"' else HINT
                wrong = Message("analysis.patch-no-term", text=line[at : at + SHOWN])
                raise self._error(wrong, at + 1, hint)
            kind = str(match.lastgroup)
            if kind != "comment":
                found.append(_Token(kind, match[0], at + 1))
            at = match.end()
        return found

    def _step(self, operation: _Token, tokens: list[_Token]) -> None:
        if len(tokens) == 4:  # noqa: PLR2004 - a triple and a graph
            hint = Message("analysis.patch-quad-hint")
            raise self._error(Message("analysis.patch-quad"), tokens[3].column, hint)
        if len(tokens) != 3:  # noqa: PLR2004 - a triple
            wrong = Message("analysis.patch-terms", count=len(tokens))
            raise self._error(wrong, operation.column, HINT)
        subject, predicate, _ = tokens
        if subject.kind not in SUBJECT:
            wrong = Message("analysis.patch-subject", text=subject.text[:SHOWN])
            raise self._error(wrong, subject.column, HINT)
        if predicate.kind not in PREDICATE:
            wrong = Message("analysis.patch-predicate", text=predicate.text[:SHOWN])
            raise self._error(wrong, predicate.column, HINT)
        terms = tuple(map(self._term, tokens))
        if terms[1].kind != "iri":
            raise self._error(Message("analysis.patch-blank"), predicate.column, HINT)
        triple = current_triple((terms[0], terms[1], terms[2]))
        self._steps.append(Step(operation.text == "A", triple, self._number, operation.column))

    def _head(self, operation: _Token, tokens: list[_Token]) -> None:
        if len(tokens) != 2 or tokens[0].kind != "word":  # noqa: PLR2004 - a name and a value
            hint = Message("analysis.patch-header-hint")
            raise self._error(Message("analysis.patch-header"), operation.column, hint)
        name = tokens[0].text
        if name in self._header:
            raise self._error(Message("analysis.patch-twice", name=name), tokens[0].column, None)
        self._header[name] = self._term(tokens[1])

    def _prefix(self, operation: _Token, tokens: list[_Token]) -> None:
        hint = Message("analysis.patch-prefix-hint")
        kinds = ["literal", "iri"] if operation.text == "PA" else ["literal"]
        if [token.kind for token in tokens] != kinds:
            raise self._error(Message("analysis.patch-prefix"), operation.column, hint)
        name = self._term(tokens[0]).value
        if not re.fullmatch(r"(?:[A-Za-z](?:[\w.-]*[\w-])?)?", name, re.ASCII):
            wrong = Message("analysis.patch-no-prefix", text=name[:SHOWN])
            raise self._error(wrong, tokens[0].column, hint)
        if operation.text == "PA":
            self._prefixes[name] = self._term(tokens[1]).value
        elif self._prefixes.pop(name, None) is None:
            wrong = Message("analysis.patch-undone", name=name)
            raise self._error(wrong, tokens[0].column, hint)

    def _transaction(self, operation: _Token, tokens: list[_Token]) -> None:
        if tokens:
            wrong = Message("analysis.patch-alone", operation=operation.text)
            raise self._error(wrong, tokens[0].column, HINT)
        if operation.text == "TX":
            if self._opened:
                hint = Message("analysis.patch-nested-hint")
                raise self._error(Message("analysis.patch-nested"), operation.column, hint)
            self._opened = self._number, len(self._steps)
            return
        if not self._opened:
            hint = Message("analysis.patch-not-begun-hint")
            raise self._error(Message("analysis.patch-not-begun"), operation.column, hint)
        if operation.text == "TA":
            del self._steps[self._opened[1] :]
        self._opened = None

    def _term(self, token: _Token) -> Term:
        if token.kind == "blank":
            return Term("bnode", token.text[2:])
        if token.kind == "iri" and (blank := BLANK_IRI.match(token.text)):
            return Term("bnode", blank[1])
        if token.kind in {"word", "dot"}:
            wrong = Message("analysis.patch-is-no-term", text=token.text[:SHOWN])
            raise self._error(wrong, token.column, HINT)
        prefix = self._prefix_of(token)
        try:
            return _parsed(token.text, prefix, self._prefixes.get(prefix or ""))
        except TurtleError as error:
            raise self._error(error.said, token.column, HINT) from None

    def _prefix_of(self, token: _Token) -> str | None:
        """Return the prefix that a term uses; it has to be known."""
        name = token.text.rpartition('"^^')[2] if token.kind == "literal" else token.text
        if token.kind not in {"literal", "name"} or name.startswith(('"', "<")):
            return None
        prefix = name.partition(":")[0]
        if prefix not in self._prefixes:
            hint = Message("analysis.patch-unknown-hint", prefix=prefix)
            wrong = Message("analysis.patch-unknown", prefix=prefix)
            raise self._error(wrong, token.column, hint)
        return prefix

    def _error(self, reason: Text, column: int, hint: Text | None) -> PatchError:
        return PatchError(
            Message("analysis.patch", reason=reason),
            path=self._path,
            line=self._number,
            column=column,
            hint=hint,
        )


@cache
def _parsed(text: str, prefix: str | None, namespace: str | None) -> Term:
    head = f"@prefix {prefix}: <{namespace}> .\n" if prefix is not None else ""
    ((_, _, term),) = parse(f"{head}<urn:s> <urn:p> {text} .", "term", names=False)
    return term


def write(
    added: Iterable[Triple], removed: Iterable[Triple], header: Mapping[str, str] | None = None
) -> str:
    """Return a patch that deletes ``removed``, then adds ``added``, in a fixed order."""
    lines = [
        f"H {name} {_literal(Term('literal', value))} ." for name, value in (header or {}).items()
    ]
    lines.append("TX .")
    lines += [f"D {' '.join(map(written, triple))} ." for triple in sorted(removed, key=order)]
    lines += [f"A {' '.join(map(written, triple))} ." for triple in sorted(added, key=order)]
    return "\n".join([*lines, "TC ."]) + "\n"


def written(term: Term) -> str:
    """Return ``term`` in full, as N-Triples has it."""
    if term.kind == "iri":
        return f"<{_escaped(term.value, NOT_IN_IRI)}>"
    return f"_:{term.value}" if term.kind == "bnode" else _literal(term)


def _literal(term: Term) -> str:
    text = f'"{_escaped(term.value, QUOTED)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype in {None, XSD + "string"} else f"{text}^^<{term.datatype}>"


def _escaped(text: str, special: str) -> str:
    """Return ``text`` with control and ``special`` characters as code points."""
    return "".join(
        f"\\u{ord(c):04X}"
        if c in special or ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u2028\u2029"  # noqa: PLR2004
        else c
        for c in text
    )
