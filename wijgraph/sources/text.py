"""Reading a source text: its sections, and in each section its paragraphs and list items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wijgraph.messages import Message

SPACE = re.compile(r"\s+")
FOOTNOTE = re.compile(r"\s*<sup>\d+</sup>\s+\S")
MARKUP = re.compile(r"<sup>\d+</sup>|<[^>]*>|\*+|^\s*#+\s+|^\s*>\s")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# A dash, a bullet, a number, or the lone "e" that OCR makes of a bullet.
ITEM = re.compile(r"\s*(?:[-•–]|\d{1,2}\.|e(?=\s+[A-Z]))\s+")
ENDS_SENTENCE = re.compile(r"[.:;!?)’'\"]$")
SHORT_LINE = 70
LEAST_WORDS = 5


@dataclass(frozen=True)
class Block:
    """One paragraph or list item, with its text folded to single spaces."""

    kind: str  # "paragraph", "item" or "footnote"
    text: str
    start: int  # where it begins in the text of its section


@dataclass(frozen=True)
class SectionText:
    """One section: all of it in ``text``, its paragraphs and list items in ``blocks``."""

    notation: str
    text: str
    blocks: tuple[Block, ...]

    def places(self, phrase: str) -> list[int]:
        """Return where ``phrase`` begins in this section, white space folded, overlaps included."""
        wanted = re.escape(fold(phrase))
        return [match.start() for match in re.finditer(f"(?={wanted})", self.text)]

    def block_at(self, place: int) -> Block | None:
        """Return the paragraph or list item that holds ``place``, or None in a heading."""
        return next((b for b in self.blocks if b.start <= place < b.start + len(b.text)), None)


class HeadingMissingError(ValueError):
    """A heading that the dossier names is not in the text."""

    def __init__(self, notation: str, heading: str) -> None:
        self.notation = notation
        self.heading = heading
        self.said = Message("sources.no-heading", heading=heading, section=notation)
        super().__init__(str(self.said))


def fold(text: str) -> str:
    """Return ``text`` without markup, each run of white space one space."""
    return SPACE.sub(" ", LINK.sub(r"\1", MARKUP.sub("", text))).strip()


def split_sections(text: str, headings: Sequence[tuple[str, str]]) -> dict[str, SectionText]:
    """Return the sections of ``text`` by notation.

    ``headings`` holds (notation, first words of the heading) in the order of the document. They are
    looked up from the end, because a table of contents names every heading once before.

    Raises HeadingMissingError when a heading is not there.
    """
    lines = text.splitlines()
    folded = [fold(line) for line in lines]
    end = len(lines)
    found: dict[str, SectionText] = {}
    for notation, heading in reversed(headings):
        wanted = fold(heading)
        start = next((i for i in range(end - 1, -1, -1) if folded[i].startswith(wanted)), None)
        if start is None:
            raise HeadingMissingError(notation, heading)
        found[notation] = _section(notation, lines[start:end])
        end = start
    return {notation: found[notation] for notation, _ in headings}


def _section(notation: str, lines: Sequence[str]) -> SectionText:
    text = ""
    kept = []
    for kind, mark, words in _pieces(lines):
        text += f"{mark} " if mark else ""
        if kind in {"item", "footnote"} or (
            kind == "paragraph" and len(words.split()) >= LEAST_WORDS
        ):
            kept.append(Block(kind, words, len(text)))
        text += f"{words} "
    return SectionText(notation, text.rstrip(), tuple(kept))


def _pieces(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return (kind, list mark, text) of each block, with paragraphs cut by a page break whole."""
    pieces: list[tuple[str, str, str]] = []
    for kind, raw in _chunks(lines):
        mark, words = "", fold(raw)
        if kind == "item" and (match := ITEM.match(raw)):
            mark, words = match.group().strip(), fold(raw[match.end() :])
        if not words or set(words) == {"-"}:
            continue
        cut = next((i for i in range(len(pieces) - 1, -1, -1) if pieces[i][0] != "footnote"), -1)
        if kind == "paragraph" and cut >= 0 and _goes_on(pieces[cut], words):
            pieces[cut] = (*pieces[cut][:2], f"{pieces[cut][2]} {words}")
        else:
            pieces.append((kind, mark, words))
    return pieces


def _goes_on(before: tuple[str, str, str], words: str) -> bool:
    kind, _, text = before
    return kind in {"paragraph", "item"} and words[0].islower() and not ENDS_SENTENCE.search(text)


def _chunks(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Split at blank lines, headings and list marks, and after a line well short of the margin."""
    chunks: list[tuple[str, str]] = []
    fresh = True
    for line in lines:
        if not line.strip():
            fresh = True
        elif line.lstrip().startswith("#"):
            chunks.append(("heading", line))
            fresh = True
        elif FOOTNOTE.match(line):
            chunks.append(("footnote", line))
            fresh = False
        elif ITEM.match(line):
            chunks.append(("item", line))
            fresh = False
        elif fresh or _starts_anew(chunks[-1], line):
            chunks.append(("paragraph", line))
            fresh = False
        else:
            kind, text = chunks[-1]
            chunks[-1] = (kind, f"{text}\n{line}")
    return chunks


def _starts_anew(chunk: tuple[str, str], line: str) -> bool:
    last = chunk[1].rsplit("\n", 1)[-1]
    return chunk[0] == "item" and len(last) < SHORT_LINE and line.strip()[:1].isupper()
