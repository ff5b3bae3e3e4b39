"""Shapes, read and looked over before anything is validated with them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wijgraph.errors import ShapesError
from wijgraph.graph.documents import Document
from wijgraph.model import Position
from wijgraph.namespaces import OWL, RDF, SH, shorten

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

# Words of SHACL Advanced Features and SHACL-JS: nothing here would act on them.
UNSUPPORTED = {"rule", "js", "jsLibrary", "target", "expression", "values"}
# How one shape leads to another.
STEPS = {"property", "node", "not", "qualifiedValueShape"}
LISTS = {"and", "or", "xone"}


def read_shapes(documents: Sequence[Document], imports: Iterable[str] = ()) -> "RdflibGraph":
    """Return the shapes in ``documents``; ``imports`` are the ontologies that are at hand.

    Raises ShapesError when there is no shape in them, a word that SHACL does not have or that this
    engine does not act on, an import that cannot be had, or a shape that leads to itself.
    """
    from rdflib import Graph, URIRef

    from wijgraph.turtle.reader import Terms

    graph = Graph(bind_namespaces="none")
    terms = Terms()
    known = set(imports) | _described(documents)
    for document in documents:
        _check_words(document)
        for subject, predicate, obj in document.triples:
            if predicate.value == OWL + "imports" and obj.value not in known:
                raise ShapesError(
                    f"it imports <{obj.value}>, which is not here, and nothing is fetched",
                    **_place(document, subject.value, predicate.value, obj.value),
                    hint="Give that file too, or take the import out.",
                )
            graph.add((terms(subject), terms(predicate), terms(obj)))
    kinds = [URIRef(SH + kind) for kind in ("NodeShape", "PropertyShape")]
    if not any((None, URIRef(RDF + "type"), kind) in graph for kind in kinds) and not any(
        (None, URIRef(SH + f"target{what}"), None) in graph
        for what in ("Class", "Node", "ObjectsOf", "SubjectsOf")
    ):
        raise ShapesError(
            "there are no shapes to validate with",
            path=documents[0].name if documents else None,
            hint="A dossier keeps them as Turtle in shapes/.",
        )
    _check_paths(graph, documents)
    _check_recursion(graph, documents)
    return graph


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
    from rdflib import SH as VOCABULARY
    from rdflib import URIRef

    for triple in document.triples:
        for term in triple:
            if term.kind != "iri" or not term.value.startswith(SH):
                continue
            word = term.value.removeprefix(SH)
            place = [t.value for t in triple]
            if URIRef(term.value) not in VOCABULARY:
                near = _nearest(word, map(str, dir(VOCABULARY)))
                raise ShapesError(f"SHACL has no sh:{word}", **_place(document, *place), hint=near)
            if word in UNSUPPORTED or word.startswith("JS"):
                raise ShapesError(
                    f"sh:{word} is not SHACL Core or SHACL-SPARQL, and would not be acted on",
                    **_place(document, *place),
                )


def _place(document: Document, *triple: str) -> Any:
    found = document.place([triple, triple[:2], triple[:1]])
    position = found[1] if found else Position(document.name, None, None)
    return {"path": position.path, "line": position.line, "column": position.column}


def _nearest(word: str, words: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, [w.removeprefix(SH) for w in words], 1)
    return f"Did you mean sh:{near[0]}?" if near else None


def _check_paths(graph: "RdflibGraph", documents: Sequence[Document]) -> None:
    """Raise ShapesError for a property shape that does not have exactly one path."""
    from rdflib import RDF as RDF_
    from rdflib import URIRef

    shapes = {
        *graph.subjects(URIRef(RDF + "type"), URIRef(SH + "PropertyShape")),
        *graph.objects(None, URIRef(SH + "property")),
    }
    for shape in sorted(shapes, key=str):
        paths = list(graph.objects(shape, URIRef(SH + "path")))
        if len(paths) == 1 and paths[0] != RDF_.nil:
            continue
        found = [d for d in documents if d.place([(str(shape),)])]
        place = _place(found[0], str(shape)) if found else {}
        raise ShapesError(
            f"the property shape {shorten(str(shape))} needs exactly one path, and has {len(paths)}"
            if len(paths) != 1
            else f"the property shape {shorten(str(shape))} has an empty path",
            **place,
            hint="Give it one sh:path.",
        )


def _check_recursion(graph: "RdflibGraph", documents: Sequence[Document]) -> None:
    """Raise ShapesError when a shape leads to itself: SHACL leaves open what that means."""
    done: set[Any] = set()
    for start in set(graph.subjects()):
        if start in done:
            continue
        # Each entry is a shape on the way down, with those that it leads to still to be followed.
        way = [(start, _steps(graph, start))]
        while way:
            shape, steps = way[-1]
            step = next(steps, None)
            if step is None:
                done.add(shape)
                way.pop()
            elif any(step == above for above, _ in way):
                name = shorten(str(step))
                place: Any = {}
                for document in documents:
                    if document.place([(str(step),)]):
                        place = _place(document, str(step))
                raise ShapesError(
                    f"the shape {name} leads to itself", **place, hint="SHACL has no recursion."
                )
            elif step not in done:
                way.append((step, _steps(graph, step)))


def _steps(graph: "RdflibGraph", shape: Any) -> Iterator[Any]:
    from rdflib import URIRef
    from rdflib.collection import Collection

    for word in sorted(STEPS):
        yield from graph.objects(shape, URIRef(SH + word))
    for word in sorted(LISTS):
        for head in graph.objects(shape, URIRef(SH + word)):
            yield from Collection(graph, head)
