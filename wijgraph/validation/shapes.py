"""The shapes of a dossier, read and looked over before anything is validated with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wijgraph.errors import ShapesError
from wijgraph.namespaces import SH
from wijgraph.store import check_turtle, read_text

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

# The words of SHACL Core and SHACL-SPARQL; a misspelt one would be a check that never fails.
WORDS = frozenset(
    """
    NodeShape PropertyShape Shape PrefixDeclaration Violation Warning Info Parameterizable Parameter
    ConstraintComponent SPARQLConstraint SPARQLSelectValidator SPARQLAskValidator PropertyGroup IRI
    BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral SPARQLExecutable Validator
    and alternativePath ask class closed construct datatype deactivated declare defaultValue
    description disjoint entailment equals flags group hasValue ignoredProperties in inversePath
    labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength
    message minCount minExclusive minInclusive minLength name namespace node nodeKind
    nodeValidator not oneOrMorePath optional or order parameter path pattern prefix prefixes property
    propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape
    qualifiedValueShapesDisjoint select severity shapesGraph sparql suggestedShapesGraph target
    targetClass targetNode targetObjectsOf targetSubjectsOf uniqueLang update validator xone
    zeroOrMorePath zeroOrOnePath this
    """.split()
)


def read_shapes(files: Sequence[tuple[Path, str]]) -> "RdflibGraph":
    """Return the shapes in ``files``, given as (path, name to show).

    Raises ShapesError when there are no files, no shape in them, or a word that SHACL does not have.
    """
    from rdflib import RDF, Graph, URIRef

    from wijgraph.turtle.reader import read

    graph = Graph(bind_namespaces="none")
    for path, name in files:
        text = read_text(path)
        check_turtle(text, name)
        document = read(text, name, graph)
        for triple, places in document.triples.items():
            for term in triple:
                word = str(term).removeprefix(SH)
                if isinstance(term, URIRef) and term.startswith(SH) and word not in WORDS:
                    raise ShapesError(
                        f"SHACL has no sh:{word}",
                        path=name,
                        line=places[0].line,
                        column=places[0].column,
                        hint=_nearest(word),
                    )
    kinds = [URIRef(SH + kind) for kind in ("NodeShape", "PropertyShape")]
    if not any((None, RDF.type, kind) in graph for kind in kinds):
        raise ShapesError(
            "there are no shapes to validate with",
            path=files[0][0].parent if files else None,
            hint="A dossier keeps them as Turtle in shapes/.",
        )
    return graph


def _nearest(word: str) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(WORDS), 1)
    return f"Did you mean sh:{near[0]}?" if near else None
