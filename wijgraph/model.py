"""The values that pass between the layers: plain, frozen, without behaviour of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """A place in a file; lines and columns count from 1, the end is exclusive."""

    path: str
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, order=True)
class Term:
    """An RDF term: ``kind`` is "iri", "literal" or "bnode"."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a SELECT: each row has one term, or None, for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __iter__(self) -> Iterator[Mapping[str, Term | None]]:
        """Yield each row as a mapping from column to term."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Finding:
    """One result of validation: what is wrong, with which node, and where it is written."""

    rule: str
    severity: str  # "violation", "warning" or "info"
    focus: str
    path: str | None
    value: str | None
    message: Mapping[str, str]  # by language
    component: str
    engine: str
    position: Position | None = None
    waived: bool = False


@dataclass(frozen=True)
class Report:
    """The outcome of validation, worst findings first."""

    conforms: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Citation:
    """A place in a source document."""

    iri: str
    document: str
    section: str
    phrase: str
    paragraph: int | None = None  # counted from 1 within the section; None in a heading
