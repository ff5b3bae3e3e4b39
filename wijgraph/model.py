"""The values that pass between the layers: plain, frozen, without behaviour of their own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wijgraph.shacl.terms import Term


@dataclass(frozen=True)
class Position:
    """A place in a file; lines and columns count from 1, the end is exclusive.

    Line and column are None in formats that have no places.
    """

    path: str
    line: int | None
    column: int | None
    end_line: int | None = None
    end_column: int | None = None


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
class Citation:
    """A place in a source document."""

    iri: str
    document: str
    section: str
    phrase: str
    paragraph: int | None = None  # counted from 1 within the section; None in a heading


@dataclass(frozen=True)
class Finding:
    """One result of validation: what is wrong, with which node, and where it is written."""

    rule: str  # the stable id, such as GOV-STATEMENT-MODALITY
    shape: str  # the shape that found it
    severity: str  # "violation", "warning" or "info"
    focus: Term
    label: Mapping[str, str]  # of the focus, by language
    path: str | None  # the property, or a SPARQL property path
    value: Term | None
    message: Mapping[str, str]  # by language
    component: str  # such as MinCountConstraintComponent
    engine: str
    position: Position | None = None
    origins: tuple[str, ...] = ()  # of a derived triple: the nodes that it follows from
    source: Citation | None = None  # of the rule
    waived: bool = False
    waiver: str | None = None  # the reason that the waiver gives
    value_label: Mapping[str, str] = field(default_factory=dict)  # of a value that is a blank node
    shape_position: Position | None = None  # of a shape that is a blank node
    severity_iri: str | None = None  # one of the shapes' own, which counts as a violation

    @property
    def derived(self) -> bool:
        """Whether it is about a triple that is not written but follows from others."""
        return bool(self.origins)


@dataclass(frozen=True)
class Notice:
    """What the reader of a report must know and no rule found: never counted by ``--fail-on``."""

    code: str  # stable, such as "shape-without-focus-node"
    message: Mapping[str, str]  # by language
    position: Position | None = None
    shape: str | None = None


@dataclass(frozen=True)
class Checks:
    """How much was looked at; a check is one shape applied to one focus node of the given data."""

    total: int
    nodes: int  # distinct focus nodes of the given data
    shapes: int  # shapes with targets that looked at one of them at least
    left_out: int = 0  # shapes that could not be used, and were not
    given: int = 0  # shapes in all, also those that looked at nothing or were left out


@dataclass(frozen=True)
class Report:
    """The outcome of validation, worst findings first.

    What the exit code goes by, and ``conforms`` in JSON tells, is ``passes``.
    """

    conforms: bool  # as SHACL has it: nothing was found; ``passes`` asks more
    findings: tuple[Finding, ...]
    # Makes the SHACL report, which few ask for.
    report: Callable[[], Any] | None = field(default=None, compare=False, repr=False)
    notices: tuple[Notice, ...] = ()
    checks: Checks | None = None

    @property
    def passes(self) -> bool:
        """Whether something was looked at, as far as that was counted, and nothing found."""
        return self.conforms and (self.checks is None or self.checks.total > 0)

    @cached_property
    def results(self) -> Any:
        """The SHACL report, in rdflib; None when the engine left none."""
        return self.report() if self.report else None
