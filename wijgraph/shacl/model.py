"""Shapes as the compiler takes them: read, checked, and free of the graph they were in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wijgraph.shacl.messages import Text, in_language
from wijgraph.shacl.terms import Term
from wijgraph.shacl.vocabulary import SH

# How the values of these components compare with what they are given.
OPERATORS = {
    "MinExclusive": ">", "MinInclusive": ">=", "MaxExclusive": "<", "MaxInclusive": "<=",
    "LessThan": "<", "LessThanOrEquals": "<=",
}  # fmt: skip
RANGES = frozenset(OPERATORS) - {"LessThan", "LessThanOrEquals"}
# What the kinds of nodes of SHACL are as terms.
KINDS = {
    SH.IRI: ("iri",),
    SH.BlankNode: ("bnode",),
    SH.Literal: ("literal",),
    SH.BlankNodeOrIRI: ("bnode", "iri"),
    SH.BlankNodeOrLiteral: ("bnode", "literal"),
    SH.IRIOrLiteral: ("iri", "literal"),
}


class UncompilableError(Exception):
    """A shape cannot be compiled; pySHACL has to check it, or say what is wrong with it."""

    def __init__(self, shape: Term, reason: Text) -> None:
        self.shape = shape
        self.reason = reason
        super().__init__(in_language(reason, "en"))


@dataclass(frozen=True)
class Path:
    """A property path: "iri", "inverse", "sequence", "alternative", "*", "+" or "?"."""

    kind: str
    iri: str = ""
    parts: tuple["Path", ...] = ()

    @property
    def reflexive(self) -> bool:
        """Whether a node is a value of its own path without any triple.

        Engines differ on that for nodes that no triple has, so it is always said apart.
        """
        if self.kind in {"*", "?"}:
            return True
        if self.kind == "alternative":
            return any(part.reflexive for part in self.parts)
        return bool(self.parts) and all(part.reflexive for part in self.parts)

    @property
    def properties(self) -> frozenset[str]:
        """The properties in it."""
        own = frozenset([self.iri] if self.iri else ())
        return own.union(*(part.properties for part in self.parts))


@dataclass(frozen=True)
class Constraint:
    """What a shape asks: ``name`` is that of the component of SHACL, such as "MinCount".

    ``term`` is the value of the parameter that it was made of.
    """

    name: str
    term: Term
    count: int = 0  # of values or characters
    terms: tuple[Term, ...] = ()  # the members of a list
    # What values are held against; where those that conform are counted, it and its siblings.
    shapes: tuple["Shape", ...] = ()
    flags: str = ""  # of a pattern

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.name}ConstraintComponent"

    @property
    def selects(self) -> bool:
        """Whether a SELECT of the shapes themselves finds the violations."""
        return False


@dataclass(frozen=True)
class Query(Constraint):
    """A query of the shapes: a SELECT that gives the violations, or an ASK that each value keeps.

    It is that of a component of their own, which ``term`` is, when it has no ``name``.
    """

    text: str = field(default="", kw_only=True)
    prefixes: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    messages: tuple[Term, ...] = field(default=(), kw_only=True)
    ask: bool = field(default=False, kw_only=True)
    # None for one that is optional and not given
    parameters: tuple[tuple[str, Term | None], ...] = field(default=(), kw_only=True)

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return super().component if self.name else self.term.value

    @property
    def selects(self) -> bool:
        """Whether a SELECT of the shapes themselves finds the violations."""
        return not self.ask

    @property
    def given(self) -> dict[str, Term]:
        """The values of the parameters that it is run with."""
        return {name: value for name, value in self.parameters if value}


@dataclass(frozen=True)
class Targets:
    """Where a shape looks."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True)
class Shape:
    """A node shape, or with a path a property shape."""

    node: Term
    path: Path | None = None
    path_node: Term | None = None
    severity: str = SH.Violation
    messages: tuple[Term, ...] = ()
    targets: Targets = field(default_factory=Targets)
    constraints: tuple[Constraint, ...] = ()
    properties: tuple["Shape", ...] = ()
    deactivated: bool = False

    @property
    def reflexive(self) -> bool:
        """Whether a node is a value of its own without any triple."""
        return self.path is None or self.path.reflexive

    def every(self, lead: frozenset[str] = frozenset()) -> Iterator[tuple["Shape", frozenset[str]]]:
        """Yield it and all shapes that it leads to, with the properties that lead to its values.

        ``lead`` are those that lead to the nodes it is about.
        """
        values = lead if self.path is None else self.path.properties
        values |= lead if self.reflexive else frozenset()
        yield self, values
        used = (shape for constraint in self.constraints for shape in constraint.shapes)
        for shape in (*self.properties, *used):
            yield from shape.every(values)
