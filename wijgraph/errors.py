"""Everything that can go wrong with what a person gives us, as one tree.

WijgraphError               what, where and how to mend; never a traceback
├── DossierError            a folder is not a dossier, or a file of it cannot be read
│   └── TurtleError         a file is not Turtle
├── QueryError              a query is unknown, malformed, or cannot be answered
│   └── ParameterError      a parameter of a query is missing, unknown or of the wrong kind
├── StoreError              a triple store cannot be reached, opened, read or written
├── ShapesError             the shapes cannot be used to validate with
├── WaiverError             a waiver, or the baseline, cannot be used
├── UnknownNodeError        nothing in the graph has this name
│   └── AmbiguousNameError   several things in the graph have this name
├── SourceTextError         the text of a source cannot be found or read
└── WriteError              output cannot be written
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every start would pay for it
    from pathlib import Path

Text = str | Mapping[str, str]  # the same for all, or by language ("nl" and "en")


def in_language(text: Text, language: str) -> str:
    """Return ``text`` in ``language``, as far as it is there; else in English."""
    return text if isinstance(text, str) else text.get(language, text["en"])


class WijgraphError(Exception):
    """An error with its place (``path``, ``line``, ``column``, ``iri``) and a ``hint`` to mend.

    ``message`` and ``hint`` are English; ``said`` and ``advice`` are what was given for them, which
    may be in several languages. ``near`` has the names that may have been meant.
    """

    def __init__(
        self,
        message: Text,
        *,
        path: "Path | str | None" = None,
        line: int | None = None,
        column: int | None = None,
        iri: str | None = None,
        hint: Text | None = None,
        near: Sequence[str] = (),
    ) -> None:
        self.said = message
        self.advice = hint
        self.message = in_language(message, "en")
        self.hint = None if hint is None else in_language(hint, "en")
        self.path = path
        self.line = line
        self.column = column
        self.iri = iri
        self.near = tuple(near)
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return ``file:line:column: message (hint)`` in English, with the parts that are known."""
        return self.told("en")

    def told(self, language: str) -> str:
        """Return ``file:line:column: message (hint)`` in ``language``, as far as it is there."""
        place = ":".join(str(p) for p in (self.path, self.line, self.column) if p is not None)
        message = in_language(self.said, language)
        text = f"{place}: {message}" if place else message
        return f"{text}\n  {in_language(self.advice, language)}" if self.advice else text


class DossierError(WijgraphError):
    """A folder is not a dossier, or a file of it cannot be read."""


class TurtleError(DossierError):
    """A file is not Turtle."""


class QueryError(WijgraphError):
    """A query is unknown, malformed, or cannot be answered."""


class ParameterError(QueryError):
    """A parameter of a query is missing, unknown or of the wrong kind."""


class StoreError(WijgraphError):
    """A triple store cannot be reached, opened, read or written."""


class ShapesError(WijgraphError):
    """The shapes cannot be used to validate with."""


class WaiverError(WijgraphError):
    """A waiver, or the baseline, cannot be used."""


class UnknownNodeError(WijgraphError):
    """Nothing in the graph has this name."""


class AmbiguousNameError(UnknownNodeError):
    """Several things in the graph have this name."""


class SourceTextError(WijgraphError):
    """The text of a source cannot be found or read."""


class WriteError(WijgraphError):
    """Output cannot be written."""
