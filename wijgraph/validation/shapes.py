"""Shapes, read and looked over before anything is validated with them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from wijgraph.errors import ShapesError
from wijgraph.graph.documents import Document
from wijgraph.model import Position, Term
from wijgraph.namespaces import OWL, RDF, SH, shorten
from wijgraph.safety.service import asks_service, tokens
from wijgraph.store import undeclared_prefix
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.index import NIL, Index
from wijgraph.validation.vocabulary import WORDS

# Words of SHACL Advanced Features and SHACL-JS: nothing here would act on them.
UNSUPPORTED = {
    "rule", "js", "jsLibrary", "target", "expression", "values", "Function", "Rule",
    "SPARQLFunction", "SPARQLRule", "SPARQLTarget", "SPARQLTargetType", "Target",
    "TargetType", "TripleRule",
}  # fmt: skip
QUERIES = {SH + word for word in ("select", "ask", "construct", "update")}
ESCAPE = re.compile(r"\\[uU]")
# How one shape leads to another.
STEPS = {"property", "node", "not", "qualifiedValueShape"}
LISTS = {"and", "or", "xone"}


def read_shapes(documents: Sequence[Document], imports: Iterable[str] = ()) -> Index:
    """Return the shapes in ``documents``; ``imports`` are the ontologies that are at hand.

    The same documents give the same index, which nobody may change.

    Raises ShapesError when there is no shape in them, a word that SHACL does not have or that this
    engine does not act on, an import that cannot be had, or a shape that leads to itself.
    """
    return _read(tuple(documents), frozenset(imports))


@lru_cache(maxsize=8)  # who validates again has the same shapes, as a rule
def _read(documents: tuple[Document, ...], imports: frozenset[str]) -> Index:
    known = imports | _described(documents)
    for document in documents:
        _check_words(document)
        _check_queries(document)
        for subject, predicate, obj in document.triples:
            if predicate.value == OWL + "imports" and obj.value not in known:
                raise ShapesError(
                    f"it imports <{obj.value}>, which is not here, and nothing is fetched",
                    **_place(document, subject.value, predicate.value, obj.value),
                    hint="Give that file too, or take the import out.",
                )
    index = Index(triple for document in documents for triple in document.triples)
    kinds = [Term("iri", SH + kind) for kind in ("NodeShape", "PropertyShape")]
    if not any(index.subjects(RDF + "type", kind) for kind in kinds) and not any(
        index.all_objects(f"{SH}target{what}")
        for what in ("Class", "Node", "ObjectsOf", "SubjectsOf")
    ):
        raise ShapesError(
            "there are no shapes to validate with",
            path=documents[0].name if documents else None,
            hint="A dossier keeps them as Turtle in shapes/.",
        )
    _check_prefixes(index, documents)
    _check_lists(index, documents)
    _check_paths(index, documents)
    _check_recursion(index, documents)
    return index


def _described(documents: Sequence[Document]) -> set[str]:
    """The nodes of which more is said than what they import: an ontology that is at hand."""
    return {
        subject.value
        for document in documents
        for subject, predicate, _ in document.triples
        if predicate.value != OWL + "imports"
    }


def _check_words(document: Document) -> None:
    """Raise ShapesError for a word that would make a check that never fails."""
    for triple in document.triples:
        for term in triple:
            if term.kind != "iri" or not term.value.startswith(SH):
                continue
            word = term.value.removeprefix(SH)
            place = [t.value for t in triple]
            if word not in WORDS:
                near = _nearest(word)
                raise ShapesError(f"SHACL has no sh:{word}", **_place(document, *place), hint=near)
            if word in UNSUPPORTED or word.startswith("JS"):
                raise ShapesError(
                    f"sh:{word} is not SHACL Core or SHACL-SPARQL, and would not be acted on",
                    **_place(document, *place),
                )


def _check_queries(document: Document) -> None:
    """Raise ShapesError for a query that asks another host, or reads what is not the data."""
    for subject, predicate, obj in document.triples:
        if predicate.value not in QUERIES or obj.kind != "literal":
            continue
        if ESCAPE.search(obj.value):
            # They may be read before anything else, so that a keyword could hide in them.
            what, hint = "has a \\u in it", "Write the character itself."
        elif asks_service(obj.value):
            what, hint = "has SERVICE: nothing is asked of other servers", None
        elif any(kind == "word" and text.upper() == "FROM" for kind, text in tokens(obj.value)):
            what, hint = "has FROM: it is about the data that is validated", None
        else:
            continue
        word = predicate.value.removeprefix(SH)
        place = _place(document, subject.value, predicate.value, obj.value)
        raise ShapesError(f"the query of sh:{word} {what}", **place, hint=hint)


def _check_prefixes(index: Index, documents: Sequence[Document]) -> None:
    """Raise ShapesError for a query with a prefix that neither it nor its sh:prefixes declare."""
    for document in documents:
        for subject, predicate, obj in document.triples:
            if predicate.value not in QUERIES or obj.kind != "literal":
                continue
            try:
                known = dict(prefixes_of(index, subject, subject))
            except UncompilableError:  # the declarations themselves are broken, which is told later
                continue
            if unknown := undeclared_prefix(obj.value, known):
                raise ShapesError(
                    f"the prefix {unknown[0]}: is not declared,"
                    f" in the query of sh:{predicate.value.removeprefix(SH)}",
                    **_place(document, subject.value, predicate.value, obj.value),
                    hint="Declare it with sh:prefixes and sh:declare, or by PREFIX in the query.",
                )


def _place(document: Document, *triple: str) -> Any:
    found = document.place([triple, triple[:2], triple[:1]])
    position = found[1] if found else Position(document.name, None, None)
    return {"path": position.path, "line": position.line, "column": position.column}


def _nearest(word: str) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(WORDS), 1)
    return f"Did you mean sh:{near[0]}?" if near else None


def _check_paths(index: Index, documents: Sequence[Document]) -> None:
    """Raise ShapesError for a property shape that does not have exactly one path."""
    shapes = {
        *index.subjects(RDF + "type", Term("iri", SH + "PropertyShape")),
        *index.all_objects(SH + "property"),
    }
    for shape in sorted(shapes):
        paths = index.objects(shape, SH + "path")
        if len(paths) == 1 and paths[0].value != NIL:
            continue
        name = shorten(shape.value)
        found = [d for d in documents if d.place([(shape.value,)])]
        place = _place(found[0], shape.value) if found else {}
        raise ShapesError(
            f"the property shape {name} needs exactly one path, and has {len(paths)}"
            if len(paths) != 1
            else f"the property shape {name} has an empty path",
            **place,
            hint="Give it one sh:path.",
        )


def _check_lists(index: Index, documents: Sequence[Document]) -> None:
    """Raise ShapesError for a list that leads to itself: whoever reads it would never be done."""
    known: set[Term] = set()
    for start in index.nodes:
        way: dict[Term, None] = {}
        node: Term | None = start
        while node is not None and node not in known:
            if node in way:
                owner = next((s for s, _, o in index if o in way and s not in way), node)
                found = [d for d in documents if d.place([(owner.value,)])]
                raise ShapesError(
                    f"a list of {shorten(owner.value)} leads to itself",
                    **(_place(found[0], owner.value) if found else {}),
                    hint="A list ends in rdf:nil.",
                )
            way[node] = None
            node = index.value(node, RDF + "rest")
        known.update(way)


def _check_recursion(index: Index, documents: Sequence[Document]) -> None:
    """Raise ShapesError when a shape leads to itself: SHACL leaves open what that means."""
    done: set[Term] = set()
    for start in index.nodes:
        if start in done:
            continue
        # Each entry is a shape on the way down, with those that it leads to still to be followed.
        way = [(start, _steps(index, start))]
        while way:
            shape, steps = way[-1]
            step = next(steps, None)
            if step is None:
                done.add(shape)
                way.pop()
            elif any(step == above for above, _ in way):
                place: Any = {}
                for document in documents:
                    if document.place([(step.value,)]):
                        place = _place(document, step.value)
                raise ShapesError(
                    f"the shape {shorten(step.value)} leads to itself",
                    **place,
                    hint="SHACL has no recursion.",
                )
            elif step not in done:
                way.append((step, _steps(index, step)))


def _steps(index: Index, shape: Term) -> Iterator[Term]:
    said = index.said(shape)
    for word in sorted(STEPS):
        yield from said.get(SH + word, ())
    for word in sorted(LISTS):
        for head in said.get(SH + word, ()):
            yield from index.items(head)
