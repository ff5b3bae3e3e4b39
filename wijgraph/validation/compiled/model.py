"""Shapes as the compiler takes them: read, checked, and free of the graph they were in."""

from dataclasses import dataclass, field

from wijgraph.errors import Text, in_language
from wijgraph.model import Term
from wijgraph.namespaces import SH


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


@dataclass(frozen=True)
class Constraint:
    """What a shape asks, with the component that SHACL reports it by."""

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{type(self).__name__}ConstraintComponent"


@dataclass(frozen=True)
class Class(Constraint):
    """Each value is an instance of a class."""

    name: str


@dataclass(frozen=True)
class Datatype(Constraint):
    """Each value is a literal of a datatype, and well-formed."""

    name: str


@dataclass(frozen=True)
class NodeKind(Constraint):
    """Each value is of a kind: ``tests`` are the SPARQL functions of which one must hold."""

    name: str
    tests: tuple[str, ...]


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
class Equals(Constraint):
    """The values are those of another property."""

    other: str


@dataclass(frozen=True)
class Disjoint(Constraint):
    """No value is one of another property."""

    other: str


@dataclass(frozen=True)
class LessThan(Constraint):
    """Each value is before each of another property."""

    other: str
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
class Not(Constraint):
    """No value conforms to a shape."""

    shape: "Shape"


@dataclass(frozen=True)
class Node(Constraint):
    """Each value conforms to a shape."""

    shape: "Shape"


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
        return f"{SH}SPARQLConstraintComponent"


@dataclass(frozen=True)
class Custom(Constraint):
    """A component of the shapes' own: a SELECT, or an ASK that must hold for each value."""

    node: Term
    query: str
    prefixes: tuple[tuple[str, str], ...]
    messages: tuple[Term, ...]
    ask: bool
    parameters: tuple[tuple[str, Term | None], ...]  # None for one that is optional and not given

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        return self.node.value


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
    severity: str = f"{SH}Violation"
    messages: tuple[Term, ...] = ()
    targets: Targets = field(default_factory=Targets)
    constraints: tuple[Constraint, ...] = ()
    properties: tuple["Shape", ...] = ()
    deactivated: bool = False
