"""A report in sentences, before anybody says what it looks like."""

from dataclasses import dataclass


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
