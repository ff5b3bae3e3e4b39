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
├── SourceTextError         the text of a source cannot be found or read
└── WriteError              output cannot be written
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every start would pay for it
    from collections.abc import Sequence
    from pathlib import Path

SHOWN = 50  # so many faults are told in one message


class WijgraphError(Exception):
    """An error with its place (``path``, ``line``, ``column``, ``iri``) and a ``hint`` to mend."""

    def __init__(
        self,
        message: str,
        *,
        path: "Path | str | None" = None,
        line: int | None = None,
        column: int | None = None,
        iri: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.iri = iri
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return ``file:line:column: message (hint)`` with the parts that are known."""
        place = ":".join(str(p) for p in (self.path, self.line, self.column) if p is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


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
    """The shapes cannot be used to validate with: ``faults`` are all that is wrong with them."""

    faults: "tuple[ShapesError, ...]" = ()

    @staticmethod
    def of(
        faults: "Sequence[ShapesError]", reason: str = "", hint: str | None = None
    ) -> "ShapesError":
        """Return one error for ``faults``: each on its own line, in the order of their places.

        ``reason`` is what follows from them, ``hint`` helps with several. No more are shown than a
        person reads, and a hint that several have only once.
        """
        found = sorted(faults, key=lambda f: (str(f.path or ""), f.line or 0, f.column or 0))
        if len(found) == 1 and not reason:
            [one] = found
            hint = "\n  ".join(filter(None, (one.hint, hint))) or None
            whole = ShapesError(
                one.message, path=one.path, line=one.line, column=one.column, iri=one.iri, hint=hint
            )
        else:
            lines, hints = [reason] if reason else [], set[str | None]()
            for fault in found[:SHOWN]:
                text = str(fault)
                if fault.hint in hints:
                    text = text.removesuffix(f"\n  {fault.hint}")
                hints.add(fault.hint)
                lines.append(text)
            if len(found) > SHOWN:
                lines.append(f"and {len(found) - SHOWN} more")
            whole = ShapesError("\n".join(lines), hint=hint)
        whole.faults = tuple(found)
        return whole


class NothingCheckedError(WijgraphError):
    """No rule looked at any node of what was given, so that nothing can be said of it."""


class WaiverError(WijgraphError):
    """A waiver, or the baseline, cannot be used."""


class UnknownNodeError(WijgraphError):
    """Nothing in the graph has this name."""


class SourceTextError(WijgraphError):
    """The text of a source cannot be found or read."""


class WriteError(WijgraphError):
    """Output cannot be written."""
