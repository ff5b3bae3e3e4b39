"""What pages are made of: a page, a card that leads to one, and text with links in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Page:
    """One page: its path from the root of its language, its template and what that shows.

    What costs time to work out is given as what works it out when the page is written. ``entry`` is
    the entry of the menu that it belongs to, ``node`` what it is about, ``asked`` the part of its
    address that tells what was filled in. ``root`` is the root of the site for what may be
    read from any address.
    """

    path: str
    template: str
    title: str
    values: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    entry: str = ""
    node: str | None = None
    asked: str = ""
    root: str | None = None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with what was asked at ``path``: sentences in the language ``spoken``.

    The names ``near`` in them lead to an address.
    """

    code: str
    detail: Sequence[str]
    spoken: str
    near: Mapping[str, str]
    path: str


@dataclass(frozen=True)
class Card:
    """A way to a page made elsewhere: its path from the root of its language, title and text."""

    path: str
    title: Mapping[str, str]  # by language
    text: Mapping[str, str]


class Part(NamedTuple):
    """A piece of text; ``href`` is seen from the root of the language, empty without a link."""

    text: str
    href: str = ""


Cell = tuple[Part, ...]


def text_of(cell: Cell) -> str:
    """Return what ``cell`` says, without its links."""
    return "".join(part.text for part in cell)


def joined(cells: Iterable[Cell], mark: str = "; ") -> Cell:
    """Return ``cells`` as one: names with ``mark`` between them, sentences after each other."""
    parts: list[Part] = []
    for cell in cells:
        if parts:
            parts.append(Part(" " if parts[-1].text.endswith((".", "?")) else mark))
        parts += cell
    return tuple(parts)
