"""Shapes, read and looked over before anything is validated with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from wijgraph.errors import SHOWN, ShapesError, Text, in_language
from wijgraph.graph.documents import Document
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Notice, Position, Term
from wijgraph.namespaces import PREFIXES, SH
from wijgraph.shacl.checks import faults_of
from wijgraph.shacl.checks.syntax import ERRORS, ShapeFault
from wijgraph.shacl.checks.use import (
    TARGET,
    Leaving,
    emptied,
    kept,
    leaving,
    recursion,
    shapes_of,
    used,
)
from wijgraph.shacl.index import Index
from wijgraph.shacl.reading import roots
from wijgraph.store import Triple
from wijgraph.validation.catalog import Catalog, with_imports


class Places:
    """Finds statements in ``texts``, blank nodes too; reads for places only when asked."""

    def __init__(self, texts: Sequence[Document]) -> None:
        self.texts = texts

    def __call__(self, triple: Sequence[Term]) -> Position | None:
        """Return where a triple, or what is given of it, is written.

        Falls back from the object to the property, to where the subject is opened, to where it is
        first referred to; None when nothing is known.
        """
        for count in range(len(triple), 0, -1):
            for document in self.texts:
                if _says(document, triple[:count]):
                    return self._place(document, triple[:count])
        node = triple[0]
        for document in self.texts:
            if node.value in document.used:
                return self._place(document, (), ("", node.value))
        return None

    def _place(
        self, document: Document, part: Sequence[Term], last: tuple[str, ...] = ()
    ) -> Position:
        names = [term.value for term in part]
        keys = [tuple(names[:count]) for count in range(len(names), 0, -1)]
        found = document.place([*keys, last] if last else keys)
        return found[1] if found else Position(document.name, None, None)


def _says(document: Document, part: Sequence[Term]) -> bool:
    """Return whether ``document`` has a triple that begins with ``part``."""
    return any(
        tuple(part) == triple[: len(part)] for triple in document.about.get(part[0].value, ())
    )


LENIENT = Message("validation.lenient-hint")
# The vocabulary of SHACL itself is always at hand.
KNOWN = {SH, SH.removesuffix("#")}


class Shapes(Index):
    """The shapes that can be used, with what the reader of a report must know of the others.

    When shapes cannot be used, ``left_out`` of ``count`` are not in it. ``recursive`` has, by shape
    with targets, the error of those that lead to themselves: only data can tell whether it matters.
    """

    prefixes = PREFIXES

    def __init__(self, triples: Iterable[Triple] = (), documents: Sequence[Document] = ()) -> None:
        """Take ``triples``, and the ``documents`` that they are written in, for their places."""
        super().__init__(triples)
        self.documents = tuple(documents)
        self.notices: tuple[Notice, ...] = ()
        self.left_out = 0
        self.count = 0
        self.recursive: Mapping[Term, ShapesError] = {}


def position_of(shapes: Index, *nodes: Term | None) -> Position | None:
    """Return where the first of ``nodes`` that has a place is written."""
    documents = shapes.documents if isinstance(shapes, Shapes) else ()
    for node in nodes:
        for document in documents if node else ():
            found = node and document.place([(node.value,)])
            if found:
                return found[1]
    return None


def read_shapes(
    documents: Sequence[Document],
    imports: Iterable[str] = (),
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Shapes:
    """Return the shapes in ``documents``; ``imports`` are the ontologies that are at hand.

    What the documents import comes from the ``catalog``. With ``lenient`` shapes that are broken
    are left out, and unknown words and missing imports passed over; ``notices`` tells of each.
    The same documents give the same shapes, which nobody may change.

    Raises ShapesError, with all that is wrong, when there is no shape that can be used, an import
    that cannot be had, or a shape that is not as SHACL asks.
    """
    # The files that a catalog names may have changed since.
    read = _read if catalog is None else _read.__wrapped__
    return read(tuple(documents), frozenset(imports), lenient, catalog)


@lru_cache(maxsize=8)  # who validates again has the same shapes, as a rule
def _read(
    given: tuple[Document, ...], imports: frozenset[str], lenient: bool, catalog: Catalog | None
) -> Shapes:
    documents, missing = with_imports(given, imports | KNOWN, catalog)
    index = Shapes((t for document in documents for t in document.triples), documents)
    faults = [*missing, *faults_of(index)]
    places = Places(documents)
    if not lenient and any(fault.code in ERRORS for fault in faults):
        raise ShapesError.of([_error(f, places) for f in faults if f.code in ERRORS], hint=LENIENT)
    if not roots(index) and not shapes_of(index):
        raise ShapesError(
            Message("validation.none-given"),
            path=documents[0].name if documents else None,
            hint=Message("validation.none-given-hint"),
        )
    rings = {root: _ring(index, ring) for root, ring in recursion(index).items()}
    if lenient:
        faults += [ShapeFault(root, rings[root].text) for root in rings]
    lost = [f for f in dict.fromkeys(emptied(index, faults)) if f.node not in rings]
    faults += lost
    left = leaving(index, faults if lenient else lost)
    shapes = Shapes(kept(index, left, faults), documents) if faults else index
    if left.out:
        aimed = [f for f in faults if f.node in left.out and (f.word or "").startswith(TARGET)]
        if lenient and (roots(index) or aimed) and not roots(shapes):
            raise ShapesError.of(
                [_error(f, places) for f in faults if f.code in ERRORS],
                Message("validation.all-left-out"),
            )
        every, gone = shapes_of(index), {*left.out, *(used(index) - used(shapes))}
        shapes.count, shapes.left_out = len(every), len(every.keys() & gone)
    shapes.notices = _notices(index, faults, left, places)
    if not lenient:
        shapes.recursive = {root: _error(fault, places) for root, fault in rings.items()}
    return shapes


def _ring(index: Index, ring: Term) -> ShapeFault:
    return ShapeFault(
        ring,
        Message("shacl.shape-ring", name=index.named(ring)),
        hint=Message("validation.shape-ring-hint"),
    )


def _error(fault: ShapeFault, places: Places) -> ShapesError:
    found = places(fault.triple)
    return ShapesError(
        fault.text,
        path=found.path if found else None,
        line=found.line if found else None,
        column=found.column if found else None,
        iri=fault.node.value if fault.node.kind == "iri" else None,
        hint=fault.hint,
    )


def _notices(
    index: Index, faults: Iterable[ShapeFault], left: Leaving, places: Places
) -> tuple[Notice, ...]:
    """Return a notice for each fault, by their places; of many that say the same only so many."""
    alike: dict[str, list[ShapeFault]] = {}
    for fault in faults:
        alike.setdefault(in_language(fault.text, "en"), []).append(fault)
    found = [_notice(index, f, left, places) for some in alike.values() for f in some[:SHOWN]]
    for more in (some[SHOWN:] for some in alike.values()):
        if more:
            text = Message("validation.alike", text=more[0].text, count=len(more))
            found.append(notice_of(replace(more[0], text=text), places))
    return tuple(sorted(found, key=lambda notice: _order(notice.position)))


def _order(position: Position | None) -> tuple[str, int, int]:
    if position is None:
        return "", 0, 0
    return position.path, position.line or 0, position.column or 0


def _notice(index: Index, fault: ShapeFault, left: Leaving, places: Places) -> Notice:
    text = fault.text
    if left.out.get(fault.node) is fault:
        text = _consequence(index, fault, left)
    owner = index.owner(fault.node)
    return notice_of(replace(fault, text=text), places, owner)


def notice_of(fault: ShapeFault, places: Places, owner: Term | None = None) -> Notice:
    """Return ``fault`` as a notice about the shape ``owner``."""
    text = {language: in_language(fault.text, language) for language in LANGUAGES}
    if fault.hint:
        text = {la: f"{said}. {in_language(fault.hint, la)}" for la, said in text.items()}
    return Notice(fault.code, text, places(fault.triple), owner.value if owner else None)


def _consequence(index: Index, fault: ShapeFault, left: Leaving) -> Text:
    """Return what is wrong with a shape, and what is left out for it."""
    gone = [node for node, why in left.out.items() if why is fault]
    spared = [owner for owner, parts in left.without.items() if set(parts) & set(gone)]
    whole = [node for node in gone if node.kind == "iri"] or [fault.node]

    def names(nodes: Iterable[Term]) -> Text:
        called = [index.named(node) for node in nodes]
        return {la: ", ".join(sorted({in_language(n, la) for n in called})) for la in LANGUAGES}

    if not spared:
        return Message("validation.left-out", text=fault.text, gone=names(whole))
    return Message(
        "validation.left-out-without", text=fault.text, gone=names(whole), spared=names(spared)
    )
