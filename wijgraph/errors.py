"""Everything that can go wrong with what a person gives us, as one tree.

WijgraphError               what, where and how to mend; never a traceback
├── DossierError            a folder is not a dossier, or a file of it cannot be read
│   └── TurtleError         a file is not Turtle
├── QueryError              a query is unknown, malformed, or cannot be answered
│   └── ParameterError      a parameter of a query is missing, unknown or of the wrong kind
├── StoreError              a triple store cannot be reached, opened, read or written
├── ShapesError             the shapes cannot be used to validate with
├── NothingCheckedError     no rule looked at any node: that is no pass
├── WaiverError             a waiver, or the baseline, cannot be used
├── UnknownNodeError        nothing in the graph has this name
│   └── AmbiguousNameError   several things in the graph have this name
├── SourceTextError         the text of a source cannot be found or read
└── WriteError              output cannot be written
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wijgraph.messages import FALLBACK, LANGUAGES, Message, Text, in_language
from wijgraph.shacl import errors as shacl
from wijgraph.shacl.errors import reason_of

if TYPE_CHECKING:  # every start would pay for it
    from pathlib import Path

__all__ = ["Text", "in_language", "reason_of"]

SHOWN = 50  # so many faults are told in one message


class WijgraphError(Exception):
    """An error with its place (``path``, ``line``, ``column``, ``iri``) and a ``hint`` to mend.

    ``message`` and ``hint`` are English; ``said`` and ``advice`` are what was given for them, which
    may be in several languages. ``near`` has the names that may have been meant by ``name``.
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
        name: str = "",
    ) -> None:
        self.said = message
        self.advice = hint
        self.message = in_language(message, FALLBACK)
        self.hint = None if hint is None else in_language(hint, FALLBACK)
        self.path = path
        self.line = line
        self.column = column
        self.iri = iri
        self.near = tuple(near)
        self.name = name
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return ``file:line:column: message (hint)`` in English, with the parts that are known."""
        return self.told(FALLBACK)

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


class QueryError(WijgraphError, shacl.UnansweredError):
    """A query is unknown, malformed, or cannot be answered."""


class ParameterError(QueryError):
    """A parameter of a query is missing, unknown or of the wrong kind."""


class StoreError(WijgraphError, shacl.UnavailableError):
    """A triple store cannot be reached, opened, read or written."""


class OvertakenError(StoreError):
    """Somebody else has written to the store in between."""


class ShapesError(WijgraphError):
    """The shapes cannot be used to validate with: ``faults`` are all that is wrong with them."""

    faults: "tuple[ShapesError, ...]" = ()

    @staticmethod
    def of(
        faults: Sequence["ShapesError"], reason: Text = "", hint: Text | None = None
    ) -> "ShapesError":
        """Return one error for ``faults``: each on its own line, in the order of their places.

        ``reason`` is what follows from them, ``hint`` helps with several. No more are shown than a
        person reads, and a hint that several have only once.
        """
        found = sorted(faults, key=lambda f: (str(f.path or ""), f.line or 0, f.column or 0))
        if len(found) == 1 and not reason:
            [one] = found
            both = {
                language: "\n  ".join(in_language(h, language) for h in (one.advice, hint) if h)
                for language in LANGUAGES
            }
            whole = ShapesError(
                one.said, path=one.path, line=one.line, column=one.column, iri=one.iri,
                hint=both if one.advice or hint else None,
            )  # fmt: skip
        else:
            listed = {
                language: "\n".join(_lines(found, reason, language)) for language in LANGUAGES
            }
            whole = ShapesError(listed, hint=hint)
        whole.faults = tuple(found)
        return whole


def _lines(faults: Sequence["ShapesError"], reason: Text, language: str) -> Iterator[str]:
    if reason:
        yield in_language(reason, language)
    hints = set[str]()
    for fault in faults[:SHOWN]:
        text, hint = fault.told(language), in_language(fault.advice or "", language)
        yield text.removesuffix(f"\n  {hint}") if hint in hints else text
        hints.add(hint)
    if len(faults) > SHOWN:
        yield Message("shacl.more-faults", count=len(faults) - SHOWN)[language]


@contextmanager
def extra(name: str, package: str) -> Iterator[None]:
    """Import in this block what the extra ``name`` installs, ``package`` above all.

    Raises WijgraphError, with the command that installs it, when it is not there.
    """
    try:
        yield
    except ModuleNotFoundError:
        raise WijgraphError(
            Message("dossier.not-installed", package=package),
            hint=f"pip install 'wijgraph[{name}]'",
        ) from None


class NothingCheckedError(WijgraphError):
    """No rule looked at any node of what was given, so that nothing can be said of it."""


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
