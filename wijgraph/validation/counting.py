"""How much was looked at, and what was not: a pass in which nothing was checked is none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wijgraph.errors import NothingCheckedError, Text, in_language
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.stored import StoredGraph
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Checks, Notice, Position, Report, Term
from wijgraph.namespaces import RDF, RDFS, SH
from wijgraph.shacl.checks.use import asks, parts
from wijgraph.shacl.index import Index
from wijgraph.shacl.reading import roots
from wijgraph.shacl.results import ValidationResult
from wijgraph.shacl.vocabulary import TYPE
from wijgraph.store import TripleStore
from wijgraph.validation.engines import focus_nodes
from wijgraph.validation.naming import ReportNames
from wijgraph.validation.shapes import Shapes

SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o }"
GENERAL = {SH.targetSubjectsOf, SH.targetObjectsOf}
KINDS = tuple(Term("iri", SH + kind) for kind in ("NodeShape", "PropertyShape"))
CLASSES = {TYPE, RDFS + "subClassOf"}  # what has these is a class
FEW = 5  # names in one sentence

# What the notice with that code says about what is called so.
TEXTS: Mapping[str, Callable[[str], Message]] = {
    "shape-without-focus-node": lambda name: Message(
        "validation.shape-without-focus-node", name=name
    ),
    "shape-without-target": lambda name: Message("validation.shape-without-target", name=name),
    "shape-deactivated": lambda name: Message("validation.shape-deactivated", name=name),
    "shape-without-constraint": lambda name: Message(
        "validation.shape-without-constraint", name=name
    ),
    "file-not-looked-at": lambda name: Message("validation.file-not-looked-at", name=name),
    "file-without-triples": lambda name: Message("validation.file-without-triples", name=name),
    "register-empty": lambda _: Message("validation.register-empty"),
    "nothing-checked": lambda name: Message("validation.nothing-checked", name=name),
}


@dataclass(frozen=True)
class Scope:
    """What was given to check, and what is only laid ``beside`` it.

    With ``whole`` it is all of a dossier: the rules are about its vocabulary and itself as well.
    With ``general`` the rules were not chosen for these data: that one looks at all that has a type
    or a label, as there is in any graph, does not count.
    """

    given: Sequence[Document]
    beside: Sequence[Document] = ()
    whole: bool = False
    general: bool = False


@dataclass(frozen=True)
class Counted:
    """How much was looked at, what the reader must know, and the shapes that looked at nothing.

    ``idle`` has the reason by the IRI, or the name, of the shape: the code of a notice.
    """

    checks: Checks
    notices: tuple[Notice, ...] = ()
    idle: Mapping[str, str] = field(default_factory=dict)


def notice(
    code: str, name: str, position: Position | None = None, shape: str | None = None
) -> Notice:
    """Return the notice with that code about what is called ``name``."""
    return Notice(code, dict(TEXTS[code](name)), position, shape)


def counted(
    graph: Graph,
    shapes: Shapes,
    scope: Scope,
    names: ReportNames,
    failed: Collection[Term] = (),
    *,
    found: Sequence[ValidationResult] = (),
) -> Counted:
    """Return how much of ``scope`` the ``shapes`` looked at in ``graph``.

    The shapes that ``failed`` looked at nothing: what they would have found is not known. Those
    that ``found`` something looked at it, wherever that is.
    """
    targets = focus_nodes(graph, shapes)
    focus = {shape: nodes for shape, nodes in targets.items() if shape not in failed}
    known = _given_nodes(graph, scope, {node for nodes in focus.values() for node in nodes})
    narrowed = _specific(shapes) if scope.general else Index()
    specific = dict.fromkeys(narrowed.nodes, ()) | dict(focus_nodes(graph, narrowed))
    looked = {
        root: known.intersection(specific.get(root, focus[root]))
        for root in focus
        if any(asks(shapes, part) for part in parts(shapes, root))
    }
    reasons = _idle_roots(graph, shapes, scope, focus, looked)
    for shape in failed:  # a notice of its own says why
        reasons.pop(shape, None)
    for shape in [s for s, why in reasons.items() if why == "shape-without-focus-node"]:
        own = parts(shapes, shape)  # what sh:targetNode names may be nowhere, and be found wrong
        if any(result.shape in own and result.focus in focus[shape] for result in found):
            del reasons[shape]
    seen = frozenset[Term]().union(*looked.values())
    checks = Checks(
        total=sum(map(len, looked.values())),
        nodes=len(seen),
        shapes=sum(map(bool, looked.values())),
        left_out=shapes.left_out + len(failed),
        given=shapes.count or len(targets),
    )
    # Of rules that were not chosen for these data nobody asks where they are written.
    placed = not (scope.whole or scope.general)
    notices = [
        notice(code, names.shape(shape), names.place(shape) if placed else None, shape.value)
        for shape, code in reasons.items()
    ]
    notices += _of_files(graph, scope, seen)
    if not checks.total:
        notices = [nothing_checked(graph, scope), *notices]
    unknown = dict.fromkeys(failed, "check-failed")
    return Counted(checks, tuple(notices), _idle(shapes, focus, reasons | unknown))


def nothing_checked(graph: Graph, scope: Scope) -> Notice:
    """Return what to say when no rule looked at any node."""
    names = [graph.store.name] if isinstance(graph, StoredGraph) else [d.name for d in scope.given]
    listed = ", ".join(names[:FEW]) + (", …" if len(names) > FEW else "")
    return notice("nothing-checked", listed)


def refuse_nothing(report: Report, hint: Text | None = None) -> None:
    """Raise NothingCheckedError when no shape was applied to any node.

    The reasons are in its hint, when they are few, with ``hint`` behind them.
    """
    if report.checks is None or report.checks.total:
        return
    said = [n for n in report.notices if n.code == "nothing-checked"]
    rest = [n for n in report.notices if n not in said]
    few = rest if len(rest) <= FEW else []
    advice = {
        language: "\n  ".join(
            [*(told(n, language) for n in few), *([in_language(hint, language)] if hint else [])]
        )
        for language in LANGUAGES
    }
    raise NothingCheckedError(
        said[0].message if said else Message("validation.nothing-checked-at-all"),
        hint=advice if few or hint else None,
    )


def told(said: Notice, language: str) -> str:
    """Return a notice in one line, with its place."""
    at = said.position
    parts = (at.path, at.line, at.column) if at else ()
    place = ":".join(str(part) for part in parts if part is not None)
    text = said.message[language]
    return f"{place}: {text}" if place and place not in text else text


def _specific(shapes: Index) -> Index:
    """Return the shapes that look at nodes of any graph, without the targets that do so."""

    def general(predicate: str, obj: Term) -> bool:
        return predicate in GENERAL and obj.value.startswith((RDF, RDFS))

    return Index(
        (subject, Term("iri", predicate), obj)
        for subject in {s for word in GENERAL for s in shapes.subjects(word)}
        for predicate, objects in shapes.said(subject).items()
        for obj in objects
        if not general(predicate, obj)
    )


def _given_nodes(graph: Graph, scope: Scope, focus: Collection[Term]) -> frozenset[Term]:
    """Return those of the ``focus`` nodes that are in what was given.

    What it only refers to counts as well, unless it is a class or property, or described beside
    it: a term of the vocabulary is no node of the data that uses it.
    """
    if isinstance(graph, StoredGraph):
        return _stored_nodes(graph).intersection(focus)
    subjects = {t[0] for document in scope.given for t in document.triples}
    objects = {t[2] for document in scope.given for t in document.triples}
    rest = objects.intersection(focus) - subjects
    if rest:
        rest -= {t[2] for d in scope.given for t in d.triples if t[1].value in CLASSES}
        rest -= {t[1] for document in scope.given for t in document.triples}
        rest -= {term for document in scope.beside for t in document.triples for term in t[::2]}
    return frozenset(rest | subjects.intersection(focus))


def _stored_nodes(graph: StoredGraph) -> frozenset[Term]:
    """Return the nodes of the data that a store holds."""

    def subjects(store: TripleStore) -> frozenset[Term]:
        return frozenset(term for row in store.select(SUBJECTS) if (term := row["s"]))

    if graph.entry is not None:
        return subjects(graph.whole.over([graph.entry.graphs["data"]]))
    # The data and the vocabulary lie in one graph: what our files say is not data.
    own = of_dossier(graph.dossier, "ontology", "shapes")
    return subjects(graph.store) - {t[0] for document in own for t in document.triples}


def _idle_roots(
    graph: Graph,
    shapes: Index,
    scope: Scope,
    focus: Mapping[Term, Collection[Term]],
    looked: Mapping[Term, Collection[Term]],
) -> dict[Term, str]:
    """Return the shapes that looked at nothing and are no part of others, each with the reason."""
    found: dict[Term, str] = {}
    for shape, nodes in focus.items():
        if shape not in looked:
            found[shape] = "shape-without-constraint"
        elif not looked[shape] and not (scope.whole and _anywhere(graph, nodes)):
            found[shape] = "shape-without-focus-node"
    found |= {r: "shape-deactivated" for r in roots(shapes) if r not in focus}
    for kind in KINDS:
        for shape in shapes.subjects(TYPE, kind):
            if shape not in focus and shape not in found and not shapes.used(shape):
                off = shapes.is_off(shape)
                found[shape] = "shape-deactivated" if off else "shape-without-target"
    return found


def _anywhere(graph: Graph, nodes: Collection[Term]) -> bool:
    """Return whether one of ``nodes`` is in the graph: what sh:targetNode names may not be."""
    return (isinstance(graph, StoredGraph) and bool(nodes)) or any(map(graph.knows, nodes))


def _of_files(graph: Graph, scope: Scope, seen: Collection[Term]) -> Iterator[Notice]:
    """Yield a notice for each file in which nothing was looked at."""
    if isinstance(graph, StoredGraph):
        return
    for document in scope.given:
        place = Position(document.name, None, None)
        if not document.triples:
            yield notice("file-without-triples", document.name, place)
        elif seen and not any(t[0] in seen or t[2] in seen for t in document.triples):
            yield notice("file-not-looked-at", document.name, place)


def _idle(
    shapes: Index, focus: Mapping[Term, Collection[Term]], reasons: Mapping[Term, str]
) -> dict[str, str]:
    """Return why each shape, or part of one, looked at nothing."""
    active = {part for root in focus if root not in reasons for part in parts(shapes, root)}
    found: dict[str, str] = {}
    for root, reason in reasons.items():
        for part in parts(shapes, root):
            if part not in active:
                found.setdefault(part.value, reason)
    for root in focus:
        for part in shapes.objects(root, SH.property):
            if shapes.is_off(part):
                found.setdefault(part.value, "shape-deactivated")
    return found
