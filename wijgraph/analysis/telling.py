"""A report in sentences, before anybody says what it looks like."""

from dataclasses import dataclass

from wijgraph.analysis.section import Row, Section, Table, plain
from wijgraph.messages import word


@dataclass(frozen=True)
class Line:
    """One sentence, with what supports it; ``nodes`` are what it speaks of."""

    text: str
    details: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    sign: str = "~"  # "+" for what comes, "-" for what goes, "~" for what changes


@dataclass(frozen=True)
class Chapter:
    """Sentences under a heading; ``note`` says how to read them."""

    key: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Telling:
    """A report: its title, what it is about, and its chapters; none is empty."""

    title: str
    intro: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def as_sections(telling: Telling, language: str) -> list[Section]:
    """Return the report in the shape that analyses have, for the writers of those."""
    headings = ("±", word("what", language), word("notes", language))
    return [
        Section("report", telling.title, telling.intro),
        *(
            Section(
                chapter.key,
                chapter.title,
                (chapter.note,) if chapter.note else (),
                Table(
                    headings,
                    tuple(
                        Row((plain(line.sign), plain(line.text), plain("\n".join(line.details))))
                        for line in chapter.lines
                    ),
                ),
            )
            for chapter in telling.chapters
        ),
    ]
