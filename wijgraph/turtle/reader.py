"""Where each triple of a text is written, in Turtle and its kin."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wijgraph.model import Term
from wijgraph.turtle.syntax import TOKEN, Token, UnknownSyntaxError, tokens


class Span(NamedTuple):
    """Where a triple is written: its object from ``start`` to ``end``, its subject at ``subject``.

    These are offsets in the text.
    """

    subject: int
    start: int
    end: int


def spans(
    text: str, triples: Sequence[tuple[Term, Term, Term]], *, by_line: bool = False
) -> list[Span] | None:
    """Return the place of each of ``triples``: all that Oxigraph reads in ``text``, in its order.

    With ``by_line`` that is N-Triples or N-Quads.

    So there is one reader, and what it accepts has places. None when these triples do not fit the
    text, which happens only with an Oxigraph that gives them in another order.
    """
    try:
        found = list(_by_line(text) if by_line else _Order().of(tokens(text)))
    except UnknownSyntaxError:
        return None
    if len(found) != len(triples) or not all(
        _fits(triple[2], kind, text[span.start : span.end])
        for triple, (kind, span) in zip(triples, found, strict=True)
    ):
        return None
    return [span for _, span in found]


def _by_line(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the kind of each object, and its span, of statements that end in a dot."""
    parts: list[re.Match[str]] = []
    for match in TOKEN.finditer(text):
        if match.lastgroup == "comment":
            continue
        if match.lastgroup != "sign":
            parts.append(match)
            continue
        if len(parts) < 3:  # noqa: PLR2004 - subject, predicate, object
            raise UnknownSyntaxError(match.start())
        subject, _, obj, *rest = parts  # the rest is of a literal, or the graph
        suffix = {"at": 1, "type": 2}.get(str(rest[0].lastgroup), 0) if rest else 0
        end = [obj, *rest][suffix].end()
        yield str(obj.lastgroup), Span(subject.start(), obj.start(), end)
        parts = []


def _fits(term: Term, kind: str, written: str) -> bool:
    """Return whether ``term`` can be what is ``written``, a token of this ``kind``."""
    if kind in {"node", "label"}:
        return term.kind == "bnode"
    if term.kind == "literal":
        if kind == "string":
            return term.value in written or "\\" in written
        return kind in {"number", "word"} and term.value == written
    if term.kind != "iri":
        return False
    local = written.partition(":")[2] if kind == "name" else ""
    return kind in {"name", "iri", "nil"} and (term.value.endswith(local) or "\\" in local)


class _Frame:
    """A statement, `[` or `(` being read: ``subject`` is where its present subject starts."""

    def __init__(self, subject: int, part: str) -> None:
        self.opened = self.subject = subject
        self.part = part  # that its node plays in the frame around it
        self.span: list[Any] = []  # of the triple with its node as object: the end comes later
        self.items = 0


class _Order:
    """The spans in the order in which Oxigraph gives the triples.

    It gives those of one token last one first. A string is known to be whole at the next token, and
    the triple that a list is the object of is known at the first item.
    """

    def __init__(self) -> None:
        self._frames: list[_Frame] = [_Frame(0, "")]
        self._batch: list[list[Any]] = []  # kind, subject, start, end
        self._string: list[Any] | None = None

    def of(self, found: Iterator[Token]) -> Iterator[tuple[str, Span]]:
        """Yield the kind of each object and its span."""
        whole: list[list[Any]] = []
        for token in found:
            if token.part in {"comment", "directive"}:
                continue
            self._batch = []
            self._token(token)
            whole += reversed(self._batch)
        return ((kind, Span(subject, start, end)) for kind, subject, start, end in whole)

    def _token(self, token: Token) -> None:
        if self._string:
            if token.part == "suffix":
                self._string[3] = token.end
                if token.kind == "type":
                    return
            self._batch.append(self._string)
            self._string = None
            if token.part == "suffix":
                return
        if token.kind in "[(":
            self._item(token)
            self._frames.append(_Frame(token.start, token.part))
        elif token.kind in "])":
            self._close(token)
        elif token.part == "subject":
            self._frames[-1].subject = token.start
        elif token.part in {"object", "item"}:
            self._item(token)
            self._object(token.kind, token.start, token.end)

    def _item(self, token: Token) -> None:
        """Open the next cell of the list, when ``token`` begins an item of one."""
        if token.part != "item":
            return
        frame = self._frames[-1]
        if frame.items:
            self._batch.append(["node", frame.subject, token.start, token.end])
            frame.subject = token.start
        else:
            frame.span = self._node_of(frame, token.end)
        frame.items += 1

    def _node_of(self, frame: _Frame, end: int) -> list[Any]:
        """Give the triple whose object is the node of ``frame``, the frame on top."""
        around = self._frames[-2]
        if frame.part == "subject":
            return []
        span = ["node", around.subject, frame.opened, end]
        self._batch.append(span)
        return span

    def _close(self, token: Token) -> None:
        frame = self._frames[-1]
        if token.kind == ")" and frame.items:
            self._batch.append(["nil", frame.subject, token.start, token.end])
            if frame.span:
                frame.span[3] = token.end
        elif token.kind == "]":
            self._node_of(frame, token.end)
        self._frames.pop()
        if token.part == "subject":
            self._frames[-1].subject = frame.opened
        elif token.kind == ")" and not frame.items:
            self._object("nil", frame.opened, token.end)

    def _object(self, kind: str, start: int, end: int) -> None:
        span = [kind, self._frames[-1].subject, start, end]
        if kind == "string":
            self._string = span
        else:
            self._batch.append(span)
