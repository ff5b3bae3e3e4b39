"""From the triples of shapes to shapes."""

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH
from wijgraph.validation.compiled.components import TRUE, Reader, boolean, one
from wijgraph.validation.compiled.custom import custom_constraints
from wijgraph.validation.compiled.model import Path, Shape, Targets, UncompilableError
from wijgraph.validation.index import FIRST, TYPE, Index

TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
CLASS = Term("iri", RDFS + "Class")
SHAPES = (Term("iri", SH + "NodeShape"), Term("iri", SH + "PropertyShape"))
FEWEST = 2  # members of a sequence or of alternatives
STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def roots(shapes: Index) -> list[Term]:
    """Return the shapes that have targets, each once."""
    found = dict.fromkeys(node for word in TARGETS for node in shapes.subjects(SH + word))
    for kind in class_kinds(shapes):
        for node in shapes.subjects(TYPE, kind):
            if node.kind == "iri" and _is_shape(shapes, node):
                found[node] = None
    return list(found)


def read_shape(shapes: Index, node: Term) -> Shape:
    """Return the shape ``node``, with all that it leads to.

    Raises UncompilableError when there is something in it that is not to be compiled, or that is
    not as SHACL wants it.
    """
    return _Shapes(shapes).shape(node)


def is_deactivated(shapes: Index, node: Term) -> bool:
    """Return whether the shape ``node`` is switched off: its value is the term true."""
    return TRUE in shapes.objects(node, SH + "deactivated")


def class_kinds(shapes: Index) -> list[Term]:
    """Return the classes of classes: rdfs:Class and, where the shapes say so, others."""
    found = [CLASS]
    for kind in found:
        found += [k for k in shapes.subjects(RDFS + "subClassOf", kind) if k not in found]
    return found


def _is_shape(shapes: Index, node: Term) -> bool:
    if any(kind in SHAPES for kind in shapes.objects(node, TYPE)):
        return True
    return any(word.startswith(SH) and word != SH + "declare" for word in shapes.said(node))


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
                raise UncompilableError(node, Message("validation.compile-ring"))
            self._open.add(node)
            known = self._known[node] = self._read(node)
            self._open.remove(node)
        return known

    def _read(self, node: Term) -> Shape:
        index = self._index
        if node.kind == "literal":
            raise UncompilableError(node, Message("validation.compile-literal-shape"))
        if boolean(index, node, "deactivated"):
            return Shape(node, deactivated=True)
        path = one(index, node, "path")
        reader = Reader(index, node, path is not None, self.shape)
        severity = one(index, node, "severity")
        return Shape(
            node=node,
            path=None if path is None else read_path(index, node, path),
            path_node=path,
            severity=severity.value if severity else SH + "Violation",
            messages=tuple(index.objects(node, SH + "message")),
            targets=self._targets(node),
            constraints=(
                *reader.constraints(),
                *custom_constraints(index, node, path is not None),
            ),
            properties=tuple(self._property(node, p) for p in index.objects(node, SH + "property")),
        )

    def _property(self, owner: Term, node: Term) -> Shape:
        if not self._index.objects(node, SH + "path"):
            raise UncompilableError(owner, Message("validation.compile-property"))
        return self.shape(node)

    def _targets(self, node: Term) -> Targets:
        index = self._index
        if any(term.kind == "bnode" for term in index.objects(node, SH + "targetNode")):
            raise UncompilableError(node, Message("validation.compile-blank-target"))
        for word in TARGETS[1:]:
            if any(term.kind != "iri" for term in index.objects(node, SH + word)):
                raise UncompilableError(node, Message("validation.compile-target-iri", word=word))
        return targets_of(index, node)


def targets_of(shapes: Index, node: Term) -> Targets:
    """Return the targets of the shape ``node``; a value that cannot be a target is left out."""

    def iris(word: str) -> tuple[str, ...]:
        return tuple(t.value for t in shapes.objects(node, SH + word) if t.kind == "iri")

    implicit = node.kind == "iri" and any(
        kind in shapes.objects(node, TYPE) for kind in class_kinds(shapes)
    )
    return Targets(
        tuple(t for t in shapes.objects(node, SH + "targetNode") if t.kind != "bnode"),
        tuple(dict.fromkeys((*iris("targetClass"), *((node.value,) if implicit else ())))),
        iris("targetSubjectsOf"),
        iris("targetObjectsOf"),
    )


def read_path(shapes: Index, shape: Term, node: Term) -> Path:
    """Return the path that ``node`` describes."""
    if node.kind == "iri":
        return Path("iri", node.value)
    said = shapes.said(node)

    def parts(head: Term) -> tuple[Path, ...]:
        found = tuple(read_path(shapes, shape, step) for step in shapes.items(head))
        if len(found) < FEWEST:
            raise UncompilableError(shape, Message("validation.compile-path-list"))
        return found

    if FIRST in said:
        return Path("sequence", parts=parts(node))
    for word, values in said.items():
        name = word.removeprefix(SH)
        if name == "inversePath":
            return _inverse(read_path(shapes, shape, values[0]))
        if name == "alternativePath":
            return Path("alternative", parts=parts(values[0]))
        if name in STEPS:
            return Path(STEPS[name], parts=(read_path(shapes, shape, values[0]),))
    raise UncompilableError(shape, Message("validation.compile-path"))


def _inverse(path: Path) -> Path:
    """Return ``path`` the other way, with the turn at its single steps."""
    if path.kind == "iri":
        return Path("inverse", path.iri)
    if path.kind == "inverse":
        return Path("iri", path.iri)
    turned = tuple(_inverse(part) for part in path.parts)
    return Path(path.kind, parts=turned[::-1] if path.kind == "sequence" else turned)
