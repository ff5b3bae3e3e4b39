"""Shapes as pySHACL gets them: what SHACL has ignored is left out."""

from collections.abc import Collection, Iterator

from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH, XSD
from wijgraph.store import Triple
from wijgraph.validation.compiled.components import TRUE
from wijgraph.validation.compiled.custom import COMPONENT, components, ignored_components
from wijgraph.validation.compiled.reading import CLASS, TARGETS, class_kinds
from wijgraph.validation.index import NIL, TYPE, Index

COUNTS = {SH + word for word in ("qualifiedMinCount", "qualifiedMaxCount",
                                 "qualifiedValueShapesDisjoint")}  # fmt: skip
SWITCHES = {SH + word for word in ("closed", "deactivated", "optional", "uniqueLang",
                                   "qualifiedValueShapesDisjoint")}  # fmt: skip
PATH, SHAPE = SH + "path", SH + "qualifiedValueShape"
NONE = Term("literal", "0", None, XSD + "integer")  # a count that asks nothing
ONE = Term("literal", "1", None, XSD + "boolean")  # the same value, but SHACL asks for true itself


def for_pyshacl(shapes: Index) -> Index:
    """Return ``shapes`` without what SHACL ignores and pySHACL refuses.

    That are ``sh:ignoredProperties`` without ``sh:closed``, counts without a shape to count by and
    such a shape without counts, empty lists of ``sh:and``, and components without a validator that
    suits. Classes of classes are told at one step, which is as far as pySHACL looks.
    """
    return Index(_kept(shapes))


def without_targets(shapes: Index, done: Collection[Term]) -> Index:
    """Return ``shapes`` with those that are ``done`` as parts of others only."""
    targets = {SH + word for word in TARGETS}
    kinds = {kind.value for kind in class_kinds(shapes)}
    return Index(
        triple
        for triple in shapes
        if triple[0] not in done
        or not (
            triple[1].value in targets or (triple[1].value == TYPE and triple[2].value in kinds)
        )
    )


def _kept(shapes: Index) -> Iterator[Triple]:
    ignored = set(ignored_components(shapes))
    for subject, predicate, obj in shapes:
        if _is_ignored(shapes, ignored, (subject, predicate, obj)):
            continue
        yield subject, predicate, obj
    for shape in shapes.subjects(SHAPE):
        if shapes.objects(shape, PATH) and not any(
            shapes.objects(shape, SH + f"qualified{word}Count") for word in ("Min", "Max")
        ):
            yield shape, Term("iri", SH + "qualifiedMinCount"), NONE
    for component in components(shapes):  # by whatever class below that of components
        if (component, "") not in ignored:
            yield component, Term("iri", TYPE), COMPONENT
    for kind in class_kinds(shapes):
        if kind != CLASS:
            yield kind, Term("iri", RDFS + "subClassOf"), CLASS


def _is_ignored(shapes: Index, components: Collection[tuple[Term, str]], triple: Triple) -> bool:
    """Whether SHACL has nothing of a triple; ``components`` are what has no validator."""
    subject, name, obj = triple[0], triple[1].value, triple[2]
    if (subject, "") in components:
        return name in {SH + "parameter", TYPE}
    if name == SH + "ignoredProperties":
        return TRUE not in shapes.objects(subject, SH + "closed")
    if name in COUNTS or name == SHAPE:  # for property shapes that have a shape to count by
        return not (shapes.objects(subject, SHAPE) and shapes.objects(subject, PATH))
    if name == SH + "and" and obj.value == NIL:  # all of no shapes: each node conforms
        return True
    return (subject, name) in components or (name in SWITCHES and obj == ONE)
