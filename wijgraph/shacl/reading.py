"""From the triples of shapes to shapes: what each parameter asks.

What is not as SHACL wants it was refused before: see ``checks``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from wijgraph.shacl.index import TRUE, Index
from wijgraph.shacl.literals import is_beyond, is_well_formed
from wijgraph.shacl.messages import Message
from wijgraph.shacl.model import RANGES, Constraint, Path, Query, Shape, Targets, UncompilableError
from wijgraph.shacl.regex import RegexError, translate
from wijgraph.shacl.terms import Term
from wijgraph.shacl.vocabulary import FIRST, NIL, OWL, RDF, RDFS, SH, TYPE

TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
CLASS = RDFS + "Class"
SHAPES = {Term("iri", SH.NodeShape), Term("iri", SH.PropertyShape)}
STEPS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
VALIDATORS = {"validator": "ask", "nodeValidator": "select", "propertyValidator": "select"}
# pySHACL knows these without a declaration, and shapes rely on it.
COMMON = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
# The constraints that follow from one value of the parameter with their name, and those that count.
SIMPLE = ("Class", "Datatype", "NodeKind", "Equals", "Disjoint", "LessThan", "LessThanOrEquals")
COUNTED = ("MinLength", "MaxLength", "MinCount", "MaxCount")
DIGITS, MOST = 18, 10**17


def whole(term: Term) -> int:
    """Return a count; nothing counts as far as the largest, and a store has no larger number."""
    return min(int(term.value.lstrip("+-0")[:DIGITS] or "0"), MOST)


def roots(shapes: Index) -> list[Term]:
    """Return the shapes that have targets, each once."""
    found = dict.fromkeys(node for word in TARGETS for node in shapes.subjects(word))
    # A class that is also a shape is its own target: its instances are looked at.
    for kind in shapes.below(CLASS):
        for node in shapes.subjects(TYPE, kind):
            if node.kind == "iri" and _is_shape(shapes, node):
                found[node] = None
    return list(found)


def _is_shape(shapes: Index, node: Term) -> bool:
    said = shapes.said(node)
    return not SHAPES.isdisjoint(said.get(TYPE, ())) or any(
        word.startswith(SH) and word != SH.declare for word in said
    )


def read_shape(shapes: Index, node: Term) -> Shape:
    """Return the shape ``node``, with all that it leads to.

    Raises UncompilableError when there is something in it that is not to be compiled.
    """
    return _Shapes(shapes).shape(node)


class _Shapes:
    """Reads shapes; each once."""

    def __init__(self, shapes: Index) -> None:
        self._index = shapes
        self._known: dict[Term, Shape] = {}
        self._open: set[Term] = set()

    def shape(self, node: Term) -> Shape:
        known = self._known.get(node)
        if known is None:
            if node in self._open:
                raise UncompilableError(node, Message("shacl.compile-ring"))
            self._open.add(node)
            known = self._known[node] = self._read(node)
            self._open.remove(node)
        return known

    def _read(self, node: Term) -> Shape:
        index = self._index
        if index.is_off(node):
            return Shape(node, deactivated=True)
        path, severity = index.value(node, SH.path), index.value(node, SH.severity)
        return Shape(
            node=node,
            path=None if path is None else read_path(index, path),
            path_node=path,
            severity=severity.value if severity else SH.Violation,
            messages=tuple(index.objects(node, SH.message)),
            targets=targets_of(index, node),
            constraints=(
                *self._constraints(node),
                *custom_constraints(index, node, path is not None),
            ),
            properties=tuple(map(self.shape, index.objects(node, SH.property))),
        )

    def _constraints(self, node: Term) -> Iterator[Constraint]:
        """Yield the constraints of the core, and those in SPARQL."""
        for word, values in self._index.said(node).items():
            name = word.removeprefix(SH)
            for value in values if word.startswith(SH) else ():
                yield from self._of(node, name[:1].upper() + name[1:], value)

    def _of(self, node: Term, name: str, value: Term) -> Iterator[Constraint]:
        """Yield what ``node`` asks with a value of the parameter that ``name`` is called after."""
        index = self._index
        if name in SIMPLE:
            yield Constraint(name, value)
        elif name in COUNTED:
            yield Constraint(name, value, whole(value))
        elif name in RANGES:
            datatype, text = str(value.datatype), value.value
            if not is_well_formed(datatype, text) or is_beyond(datatype, text):
                word = name[0].lower() + name[1:]
                raise UncompilableError(node, Message("shacl.compile-beyond", word=word))
            yield Constraint(name, value)
        elif name in {"In", "LanguageIn"}:
            yield Constraint(name, value, terms=_nameable(node, index.items(value)))
        elif name == "HasValue":
            yield Constraint(name, _nameable(node, [value])[0])
        elif name in {"Not", "Node"}:
            yield Constraint(name, value, shapes=(self.shape(value),))
        elif name in {"And", "Or", "Xone"} and value.value != NIL:  # each node is all of nothing
            yield Constraint(name, value, shapes=tuple(map(self.shape, index.items(value))))
        elif name in {"UniqueLang", "Closed"} and value == TRUE:
            yield Constraint(name, value, terms=self._allowed(node))
        elif name == "QualifiedValueShape":
            yield from self._qualified(node, value)
        elif name == "Pattern":
            yield _pattern(node, value, index.value(node, SH.flags))
        elif name == "Sparql" and not index.is_off(value):
            yield self._sparql(node, value)

    def _allowed(self, node: Term) -> tuple[Term, ...]:
        """Return the properties that a closed shape allows."""
        index = self._index
        ignored = index.value(node, SH.ignoredProperties)
        parts = index.objects(node, SH.property)
        allowed = [path for part in parts for path in index.objects(part, SH.path)]
        allowed += index.items(ignored) if ignored else []
        return tuple(dict.fromkeys(term for term in allowed if term.kind == "iri"))

    def _qualified(self, node: Term, value: Term) -> Iterator[Constraint]:
        index = self._index
        if not index.has(node, SH.path):  # SHACL has them ignored elsewhere
            return
        siblings: dict[Term, None] = {}
        if TRUE in index.objects(node, SH.qualifiedValueShapesDisjoint):
            for owner in index.subjects(SH.property, node):
                for other in index.objects(owner, SH.property):
                    siblings |= dict.fromkeys(index.objects(other, SH.qualifiedValueShape))
        # Siblings are the qualified shapes of all property shapes of the same owners.
        shapes = tuple(map(self.shape, (value, *(s for s in siblings if s != value))))
        for word in ("Min", "Max"):
            for count in index.objects(node, f"{SH}qualified{word}Count"):
                yield Constraint(f"Qualified{word}Count", count, whole(count), shapes=shapes)

    def _sparql(self, node: Term, query: Term) -> Query:
        index = self._index
        return Query(
            "SPARQL",
            query,
            text=query_text(index, query, SH.select),
            prefixes=prefixes_of(index, query, node),
            messages=tuple(index.objects(query, SH.message)),
        )


def _pattern(node: Term, pattern: Term, flags: Term | None) -> Constraint:
    given = flags.value if flags else ""
    try:
        translate(pattern.value, given)
    except RegexError as error:
        reason = Message("shacl.compile-pattern-unusable", reason=error.reason)
        raise UncompilableError(node, reason) from None
    return Constraint("Pattern", pattern, flags=given)


def _nameable(node: Term, terms: Sequence[Term]) -> tuple[Term, ...]:
    if any(term.kind == "bnode" for term in terms):
        raise UncompilableError(node, Message("shacl.compile-blank"))
    return tuple(terms)


def targets_of(shapes: Index, node: Term) -> Targets:
    """Return the targets of the shape ``node``; a value that cannot be a target is left out."""

    def iris(word: str) -> tuple[str, ...]:
        return tuple(t.value for t in shapes.objects(node, word) if t.kind == "iri")

    implicit = node.kind == "iri" and any(
        kind in shapes.objects(node, TYPE) for kind in shapes.below(CLASS)
    )
    return Targets(
        tuple(t for t in shapes.objects(node, SH.targetNode) if t.kind != "bnode"),
        tuple(dict.fromkeys((*iris(SH.targetClass), *((node.value,) if implicit else ())))),
        iris(SH.targetSubjectsOf),
        iris(SH.targetObjectsOf),
    )


def read_path(shapes: Index, node: Term) -> Path:
    """Return the path that ``node`` describes."""
    if node.kind == "iri":
        return Path("iri", node.value)
    said = shapes.said(node)

    def parts(head: Term) -> tuple[Path, ...]:
        return tuple(read_path(shapes, step) for step in shapes.items(head))

    if FIRST in said:
        return Path("sequence", parts=parts(node))
    [(word, [value])] = said.items()
    if word == SH.inversePath:
        return _inverse(read_path(shapes, value))
    if word == SH.alternativePath:
        return Path("alternative", parts=parts(value))
    return Path(STEPS[word], parts=(read_path(shapes, value),))


def _inverse(path: Path) -> Path:
    """Return ``path`` the other way, with the turn at its single steps."""
    if path.kind == "iri":
        return Path("inverse", path.iri)
    if path.kind == "inverse":
        return Path("iri", path.iri)
    turned = tuple(_inverse(part) for part in path.parts)
    return Path(path.kind, parts=turned[::-1] if path.kind == "sequence" else turned)


def query_text(index: Index, node: Term, word: str) -> str:
    """Return the query that ``node`` has."""
    text = index.value(node, word)
    return text.value if text else ""


def prefixes_of(index: Index, node: Term, shape: Term) -> tuple[tuple[str, str], ...]:
    """Return the prefixes of a query: those declared at its sh:prefixes, and what these import."""
    holders = index.objects(node, SH.prefixes)
    for holder in holders:  # it grows while it is gone through
        fresh = index.objects(holder, OWL + "imports")
        holders += [other for other in fresh if other not in holders]
    declared: dict[str, str] = {}
    # The same prefix may be declared twice, as long as it means the same.
    for declaration in (d for holder in holders for d in index.objects(holder, SH.declare)):
        prefix = index.value(declaration, SH.prefix)
        namespace = index.value(declaration, SH.namespace)
        if prefix is None or namespace is None or prefix.kind != "literal":
            raise UncompilableError(shape, Message("shacl.prefix-declare"))
        if declared.setdefault(prefix.value, namespace.value) != namespace.value:
            raise UncompilableError(shape, Message("shacl.prefix-twice", prefix=prefix.value))
    return tuple((COMMON | declared).items())


@dataclass(frozen=True)
class Component:
    """A constraint component that the shapes bring.

    ``parameters`` are the properties that are its parameters, each with whether a shape may do
    without it.
    """

    node: Term
    parameters: tuple[tuple[str, bool], ...]

    @property
    def mandatory(self) -> list[str]:
        """The properties that a shape must have for the component to be used."""
        return [path for path, optional in self.parameters if not optional]

    def users(self, index: Index) -> list[Term]:
        """Return the shapes that it is used in."""
        first = index.subjects(self.mandatory[0]) if self.mandatory else []
        return [node for node in first if all(index.has(node, word) for word in self.mandatory)]

    def validators(self, index: Index, is_property: bool) -> list[tuple[str, Term]]:
        """Return what may check a shape, the best first: whether by a SELECT or an ASK, and it."""
        own = "propertyValidator" if is_property else "nodeValidator"
        return [
            (VALIDATORS[word], validator)
            for word in (own, "validator")
            for validator in index.objects(self.node, SH + word)
        ]

    def suits(self, index: Index, shape: Term) -> bool:
        """Return whether it has a validator that can check ``shape``."""
        found = self.validators(index, index.has(shape, SH.path))
        return any(index.has(validator, SH + word) for word, validator in found)


def components(index: Index) -> list[Component]:
    """Return the constraint components that the shapes bring: of that class, or of one below it."""
    kinds = index.below(SH.ConstraintComponent)
    nodes = dict.fromkeys(term for kind in kinds for term in index.subjects(TYPE, kind))
    return [
        Component(
            node,
            tuple(
                (path.value, TRUE in index.objects(parameter, SH.optional))
                for parameter in index.objects(node, SH.parameter)
                for path in index.objects(parameter, SH.path)
            ),
        )
        for node in nodes
        if not node.value.startswith(SH)
    ]


def custom_constraints(index: Index, shape: Term, is_property: bool) -> Iterator[Query]:
    """Yield the constraints that ``shape`` has by the components of its own shapes graph."""
    said = index.said(shape)
    for component in components(index):
        validators = component.validators(index, is_property)
        if not validators or not all(word in said for word in component.mandatory):
            continue
        if all(path not in said for path, _ in component.parameters):
            continue
        given = [said.get(path, [None]) for path, _ in component.parameters]
        if any(term and term.kind == "bnode" for terms in given for term in terms):
            raise UncompilableError(shape, Message("shacl.compile-parameter-blank"))
        kind, validator = validators[0]
        names = [local_name(path) for path, _ in component.parameters]
        messages = index.objects(validator, SH.message)
        for row in product(*given):
            yield Query(
                "",
                component.node,
                text=query_text(index, validator, SH + kind),
                prefixes=prefixes_of(index, validator, shape),
                messages=tuple(messages or index.objects(component.node, SH.message)),
                ask=kind == "ask",
                parameters=tuple(zip(names, row, strict=True)),
            )


def ignored_components(index: Index) -> Iterator[tuple[Term, str]]:
    """Yield what is ignored since its component has no validator that suits it (SHACL 6.2.3).

    That is a shape with a parameter that it has, or a component with "" when it has no validator.
    """
    suited: set[tuple[Term, str]] = set()
    unsuited: set[tuple[Term, str]] = set()
    for component in components(index):
        if not any(component.validators(index, is_property) for is_property in (True, False)):
            yield component.node, ""
        for path, _ in component.parameters:
            for shape in index.subjects(path):
                good = component.validators(index, index.has(shape, SH.path))
                (suited if good else unsuited).add((shape, path))
    yield from unsuited - suited


def local_name(iri: str) -> str:
    """Return the name of the variable that a parameter has in queries."""
    return iri.replace("#", "/").rpartition("/")[2]
