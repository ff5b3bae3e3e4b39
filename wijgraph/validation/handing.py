"""Shapes as pySHACL gets them: what SHACL has ignored is left out."""

from collections.abc import Collection, Iterator
from contextlib import suppress

from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH, XSD
from wijgraph.store import Triple
from wijgraph.validation.compiled.components import TRUE
from wijgraph.validation.compiled.custom import COMPONENT, components, ignored_components
from wijgraph.validation.compiled.model import Path, UncompilableError
from wijgraph.validation.compiled.reading import CLASS, STEPS, TARGETS, class_kinds, read_path
from wijgraph.validation.index import FIRST, NIL, REST, TYPE, Index

COUNTS = {SH + word for word in ("qualifiedMinCount", "qualifiedMaxCount",
                                 "qualifiedValueShapesDisjoint")}  # fmt: skip
SWITCHES = {SH + word for word in ("closed", "deactivated", "optional", "uniqueLang",
                                   "qualifiedValueShapesDisjoint")}  # fmt: skip
INVERSE, ALTERNATIVE = SH + "inversePath", SH + "alternativePath"
KINDS = {kind: word for word, kind in STEPS.items()}
PATH, SHAPE = SH + "path", SH + "qualifiedValueShape"
NONE = Term("literal", "0", None, XSD + "integer")  # a count that asks nothing
ONE = Term("literal", "1", None, XSD + "boolean")  # the same value, but SHACL asks for true itself


def for_pyshacl(shapes: Index) -> Index:
    """Return ``shapes`` without what SHACL ignores and pySHACL refuses.

    That are ``sh:ignoredProperties`` without ``sh:closed``, counts without a shape to count by and
    such a shape without counts, empty lists of ``sh:and``, and components without a validator that
    suits. Classes of classes are told at one step, which is as far as pySHACL looks, and the
    inverse of a path is that of its steps.
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
    turned_paths = _turned(shapes)
    # What is turned twice is a property again, and stands where the path stood.
    turned = {
        node: Term("iri", path.iri) if path.kind == "iri" else node
        for node, path in turned_paths.items()
    }
    for subject, predicate, obj in shapes:
        if _is_ignored(shapes, ignored, (subject, predicate, obj)):
            continue
        if subject in turned and predicate.value == INVERSE:
            continue
        yield subject, predicate, turned.get(obj) or obj
    for node, path in turned_paths.items():
        yield from _path_triples(node, path)
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


def _turned(shapes: Index) -> dict[Term, Path]:
    """Return the inverse paths of more than one step, with the turn at their single steps.

    pySHACL takes the steps of a sequence in the order in which they are written.
    """
    found = {}
    ahead = dict.fromkeys(shapes.all_objects(PATH))
    paths = list(ahead)
    for node in paths:  # it grows while it is gone through
        said = shapes.said(node) if node.kind == "bnode" else {}
        steps = shapes.items(node) if FIRST in said else [v for vs in said.values() for v in vs]
        steps += [step for head in said.get(ALTERNATIVE, ()) for step in shapes.items(head)]
        paths += [step for step in steps if step not in ahead]
        ahead |= dict.fromkeys(steps)
        inner = said.get(INVERSE, ()) if FIRST not in said else ()
        if any(value.kind == "bnode" for value in inner):
            with suppress(UncompilableError):
                found[node] = read_path(shapes, node, node)
    return found


def _path_triples(node: Term, path: Path) -> Iterator[Triple]:
    """Yield what says that ``node`` is ``path``, which has more than a property."""
    if path.kind == "inverse":
        yield node, Term("iri", INVERSE), Term("iri", path.iri)
    if path.kind in {"iri", "inverse"}:
        return
    parts = []
    for number, part in enumerate(path.parts):
        name = Term("bnode", f"{node.value}part{number}")
        parts.append(Term("iri", part.iri) if part.kind == "iri" else name)
        yield from _path_triples(name, part)
    if path.kind not in {"sequence", "alternative"}:
        yield node, Term("iri", SH + KINDS[path.kind]), parts[0]
        return
    head = node
    if path.kind == "alternative":
        head = Term("bnode", f"{node.value}list")
        yield node, Term("iri", ALTERNATIVE), head
    for number, step in enumerate(parts, 1):
        rest = Term("bnode", f"{head.value}rest{number}")
        rest = rest if number < len(parts) else Term("iri", NIL)
        yield head, Term("iri", FIRST), step
        yield head, Term("iri", REST), rest
        head = rest


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
