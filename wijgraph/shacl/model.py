"""Shapes as the compiler takes them: read, checked, and free of the graph they were in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wijgraph.shacl.messages import Text, in_language
from wijgraph.shacl.terms import Term
from wijgraph.shacl.vocabulary import SH


class UncompilableError(Exception):
    """A shape cannot be compiled; pySHACL has to check it, or say what is wrong with it."""

    def __init__(self, shape: Term, reason: Text) -> None:
        self.shape = shape
        self.reason = reason
        super().__init__(in_language(reason, "en"))


# What the kinds of nodes of SHACL are as terms.
KINDS = {
    SH.IRI: ("iri",),
    SH.BlankNode: ("bnode",),
    SH.Literal: ("literal",),
    SH.BlankNodeOrIRI: ("bnode", "iri"),
    SH.BlankNodeOrLiteral: ("bnode", "literal"),
    SH.IRIOrLiteral: ("iri", "literal"),
}


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
    """What a shape asks, with the component that SHACL reports it by."""

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{type(self).__name__}ConstraintComponent"

    @property
    def parameter(self) -> Term | None:
        """What it was made of, where a shape may have several of its kind."""
        return None

    @property
    def shapes_used(self) -> tuple["Shape", ...]:
        """The shapes that the values are held against."""
        return ()

    @property
    def selects(self) -> bool:
        """Whether a SELECT of the shapes themselves finds the violations."""
        return False


@dataclass(frozen=True)
class Named(Constraint):
    """A constraint that is about the class or property ``name``."""

    name: str

    @property
    def parameter(self) -> Term | None:
        """The class or property."""
        return Term("iri", self.name)


@dataclass(frozen=True)
class OfShape(Constraint):
    """A constraint that holds each value against one shape."""

    shape: "Shape"

    @property
    def parameter(self) -> Term | None:
        """The shape."""
        return self.shape.node

    @property
    def shapes_used(self) -> tuple["Shape", ...]:
        """The shape."""
        return (self.shape,)


@dataclass(frozen=True)
class Class(Named):
    """Each value is an instance of a class."""


@dataclass(frozen=True)
class Datatype(Constraint):
    """Each value is a literal of a datatype, and well-formed."""

    name: str


@dataclass(frozen=True)
class NodeKind(Constraint):
    """Each value is of a kind, or of one of two."""

    name: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of terms that it may be."""
        return KINDS[self.name]


@dataclass(frozen=True)
class Range(Constraint):
    """Each value compares in this way with a bound."""

    word: str  # minInclusive and so on
    operator: str
    bound: Term

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.word[0].upper()}{self.word[1:]}ConstraintComponent"


@dataclass(frozen=True)
class MinLength(Constraint):
    """Each value has at least so many characters."""

    length: int


@dataclass(frozen=True)
class MaxLength(Constraint):
    """Each value has at most so many characters."""

    length: int


@dataclass(frozen=True)
class Pattern(Constraint):
    """Each value matches a regular expression."""

    regex: str
    flags: str


@dataclass(frozen=True)
class LanguageIn(Constraint):
    """Each value is text in one of these languages."""

    tags: tuple[str, ...]


@dataclass(frozen=True)
class In(Constraint):
    """Each value is one of these terms."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class HasValue(Constraint):
    """One of the values is this term."""

    term: Term

    @property
    def parameter(self) -> Term | None:
        """The term."""
        return self.term


@dataclass(frozen=True)
class MinCount(Constraint):
    """There are at least so many values."""

    count: int


@dataclass(frozen=True)
class MaxCount(Constraint):
    """There are at most so many values."""

    count: int


@dataclass(frozen=True)
class UniqueLang(Constraint):
    """No two values are in the same language."""


@dataclass(frozen=True)
class Equals(Named):
    """The values are those of another property."""


@dataclass(frozen=True)
class Disjoint(Named):
    """No value is one of another property."""


@dataclass(frozen=True)
class LessThan(Named):
    """Each value is before each of another property."""

    operator: str = "<"


@dataclass(frozen=True)
class LessThanOrEquals(LessThan):
    """No value is after one of another property."""

    operator: str = "<="


@dataclass(frozen=True)
class Closed(Constraint):
    """The values have no other properties than these."""

    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Not(OfShape):
    """No value conforms to a shape."""


@dataclass(frozen=True)
class Node(OfShape):
    """Each value conforms to a shape."""


@dataclass(frozen=True)
class Logical(Constraint):
    """Each value conforms to all of these shapes (and), to one or more (or), to just one (xone)."""

    word: str
    shapes: tuple["Shape", ...]
    head: Term  # of the list in the shapes

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.word.capitalize()}ConstraintComponent"

    @property
    def parameter(self) -> Term | None:
        """The list."""
        return self.head

    @property
    def shapes_used(self) -> tuple["Shape", ...]:
        """The shapes of the list."""
        return self.shapes


@dataclass(frozen=True)
class Qualified(Constraint):
    """At least, or at most, so many values conform to a shape, and to none of its siblings."""

    word: str  # Min or Max
    shape: "Shape"
    siblings: tuple["Shape", ...]
    count: int

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}Qualified{self.word}CountConstraintComponent"

    @property
    def shapes_used(self) -> tuple["Shape", ...]:
        """The shape and its siblings."""
        return (self.shape, *self.siblings)


@dataclass(frozen=True)
class Sparql(Constraint):
    """A SELECT gives the violations."""

    node: Term
    query: str
    prefixes: tuple[tuple[str, str], ...]
    messages: tuple[Term, ...]

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return SH.SPARQLConstraintComponent

    @property
    def selects(self) -> bool:
        """Whether a SELECT of the shapes themselves finds the violations."""
        return True


@dataclass(frozen=True)
class Custom(Sparql):
    """A component of the shapes' own: a SELECT, or an ASK that must hold for each value."""

    ask: bool
    parameters: tuple[tuple[str, Term | None], ...]  # None for one that is optional and not given

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return self.node.value

    @property
    def selects(self) -> bool:
        """Whether a SELECT of the shapes themselves finds the violations."""
        return not self.ask


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
        used = (shape for constraint in self.constraints for shape in constraint.shapes_used)
        for shape in (*self.properties, *used):
            yield from shape.every(values)
