"""The layout of the house form, for Turtle of others: all that they wrote stays, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wijgraph.errors import TurtleError
from wijgraph.messages import Message
from wijgraph.namespaces import XSD
from wijgraph.turtle.syntax import LINE_END, Lines, UnknownSyntaxError, tokens

INDENT = "    "
CLOSING = {"]": "[", ")": "("}


@dataclass
class _Piece:
    """A token with what matters of the white space before it."""

    text: str
    part: str
    kind: str
    blank: bool = False  # there is an empty line before it
    beside: bool = False  # it stands on the line of the token before it
    inline: bool = False  # a bracket of which all is put on one line

    @property
    def ends(self) -> bool:
        """Whether it ends a statement, an object or a property."""
        return self.part in {"sign", "directive"} and self.kind in {";", ",", "."}


def tidy(text: str, path: str) -> str:
    """Return ``text``, Turtle that a parser has accepted, in the layout of the house form.

    Its tokens stay as they are written, with its comments and in its order; but for what says
    nothing: a semicolon that nothing follows, and the datatype xsd:string.

    Raises TurtleError when something would get lost.
    """
    try:
        pieces = _pieces(text)
        written = "".join(_laid_out(pieces)).lstrip("\n")
        written += "\n" if pieces else ""
        again = _pieces(written)
    except UnknownSyntaxError as error:
        line, column = Lines(text)(error.offset)
        raise TurtleError(Message("turtle.not-1-1"), path=path, line=line, column=column) from None
    if [piece.text for piece in pieces] != [piece.text for piece in again]:
        raise TurtleError(Message("turtle.not-the-same"), path=path)
    return written


def _pieces(text: str) -> list[_Piece]:
    found = []
    end = 0
    for token in tokens(text):
        between = len(LINE_END.findall(text, end, token.start))
        # A comment at the very beginning stands beside nothing.
        found.append(
            _Piece(
                text[token.start : token.end].rstrip(),
                token.part,
                token.kind,
                blank=between > 1,
                beside=between == 0 and end > 0,
            )
        )
        end = token.end
    found = _comments_last(_without_empty(_without_string(found)))
    _mark_inline(found)
    return found


def _without_string(pieces: list[_Piece]) -> list[_Piece]:
    """Return ``pieces`` without the datatype xsd:string, which every plain string has."""
    prefixes: dict[str, str] = {}
    kept: list[_Piece] = []
    for place, piece in enumerate(pieces):
        if piece.part == "directive" and piece.kind == "name":
            prefixes[piece.text] = pieces[place + 1].text
        kept.append(piece)
        if piece.part == "suffix" and len(kept) > 1 and kept[-2].kind == "type":
            prefix, colon, local = piece.text.partition(":")
            namespace = prefixes.get(prefix + colon, "")
            if f"<{XSD}string>" in {piece.text, f"{namespace[:-1]}{local}>"}:
                del kept[-2:]
    return kept


def _without_empty(pieces: list[_Piece]) -> list[_Piece]:
    """Return ``pieces`` without each semicolon that no property follows."""
    kept: list[_Piece] = []
    following = ""
    for piece in reversed(pieces):
        if piece.kind == ";" and following in {";", ".", "]"}:
            continue
        if piece.part != "comment":
            following = piece.kind
        kept.append(piece)
    return kept[::-1]


def _comments_last(pieces: list[_Piece]) -> list[_Piece]:
    """Return ``pieces`` with a comment at the end of a line behind the sign that follows it."""
    moved = list(pieces)
    for before, piece in pairwise(moved):
        piece.beside = piece.beside and before.part != "comment"
    for place in range(1, len(moved) - 1):
        before, comment, sign, *after = moved[place - 1 : place + 3]
        full = after and after[0].part == "comment" and after[0].beside  # that line has its comment
        if comment.part == "comment" != before.part and comment.beside and sign.ends and not full:
            moved[place : place + 2] = [sign, comment]
    return moved


def _mark_inline(pieces: list[_Piece]) -> None:
    """Mark the brackets that fit a line: short ones, and lists of plain terms."""
    opened: list[tuple[_Piece, bool]] = []
    for place, piece in enumerate(pieces):
        if piece.kind in {"[", "("}:
            opened.append((piece, True))
        elif piece.kind in CLOSING:
            begin, plain = opened.pop()
            begin.inline = piece.inline = plain
            if opened and pieces[place - 1] is not begin:
                around, fits = opened[-1]
                # In a list each node in brackets gets a line of its own.
                opened[-1] = (around, fits and plain and around.kind + begin.kind != "([")
        elif opened and (piece.part == "comment" or piece.kind in {";", ","} or "\n" in piece.text):
            opened[-1] = (opened[-1][0], False)


def _laid_out(pieces: list[_Piece]) -> Iterator[str]:
    """Yield the text with its white space."""
    layout = _Layout()
    before: _Piece | None = None
    for place, piece in enumerate(pieces):
        if before:
            yield layout.gap(before, piece, pieces, place)
        layout.step(piece)
        yield piece.text
        before = piece


class _Layout:
    """How deep one is in brackets, which tells what goes between two tokens."""

    def __init__(self) -> None:
        self._open: list[tuple[_Piece, int]] = []  # brackets, each with the indent of its line
        self._indent = 0  # of the present line
        self._within = False  # a statement has begun
        self._directive = False  # the last statement is a directive
        self._sparql = False  # … as SPARQL has them

    def step(self, piece: _Piece) -> None:
        """Go past ``piece``."""
        if piece.part == "comment":
            return
        if piece.kind in {"[", "("}:
            self._open.append((piece, self._indent))
        elif piece.kind in CLOSING:
            self._open.pop()
        if not self._within:
            self._sparql = piece.kind == "word"  # PREFIX, not @prefix: no dot ends it
        self._directive = piece.part == "directive"
        ends = {"iri", "string"} if self._directive and self._sparql else {"."}
        self._within = piece.kind not in ends

    def gap(self, before: _Piece, piece: _Piece, pieces: list[_Piece], place: int) -> str:
        """Return what goes between ``before`` and ``piece``."""
        if piece.part == "comment" and piece.beside:
            return "  "
        if not self._within:
            return self._between(before, piece, pieces, place)
        if self._breaks(before, piece):
            return self._line(piece)
        return "" if piece.part == "suffix" or before.kind + piece.kind in {"[]", "()"} else " "

    def _breaks(self, before: _Piece, piece: _Piece) -> bool:
        """Return whether ``piece``, in a statement, begins a line."""
        if "comment" in {before.part, piece.part}:
            return True
        if self._directive:
            return False
        if piece.part == "verb":
            return not (before.kind == "[" and before.inline)
        spread = bool(self._open) and not self._open[-1][0].inline
        empty = before.kind + piece.kind in {"[]", "()"}
        return before.kind in {",", ";"} or (
            spread and not empty and (piece.part == "item" or piece.kind in CLOSING)
        )

    def _line(self, piece: _Piece) -> str:
        around = self._open[-1][1] if self._open else 0
        if piece.kind in CLOSING:
            self._indent = around
        elif piece.part in {"object", "suffix"} or piece.kind == ",":
            self._indent = around + 2
        else:
            self._indent = around + 1
        return "\n" + INDENT * self._indent

    def _between(self, before: _Piece, piece: _Piece, pieces: list[_Piece], place: int) -> str:
        """Return what goes before a statement, or a comment between statements."""
        self._indent = 0
        if before.part == "comment" and not before.beside:
            return "\n\n" if piece.blank else "\n"
        if piece.part == "directive" and self._directive:
            return "\n\n" if piece.blank else "\n"
        if piece.part == "comment" and not piece.blank and not _leads(pieces, place):
            return "\n"
        return "\n\n"


def _leads(pieces: list[_Piece], place: int) -> bool:
    """Return whether a comment goes with the statement below it."""
    following = place + 1
    while following < len(pieces) and not pieces[following].blank:
        if pieces[following].part != "comment":
            return True
        following += 1
    return False
