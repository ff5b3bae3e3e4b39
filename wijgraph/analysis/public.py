"""The formal part of a dossier: what statutes, laws and agreements say, and nothing of practice."""

from wijgraph.analysis.scenario import Changed
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.model import Term
from wijgraph.namespaces import CONCEPT, GOV, RDF

FORMAL = frozenset({CONCEPT + "statutory", CONCEPT + "agreed"})
# What was said by, or asked of, people: left out whatever its modality.
RESEARCH = frozenset({GOV + "Interview", GOV + "PerspectiveFinding", GOV + "Tension"})
# What is only there for what it is about: it goes with that.
ABOUT = frozenset({GOV + "about", GOV + "subject"})
DEPENDENT = frozenset({GOV + "Gap", GOV + "Citation"})


def public(graph: Graph) -> list[Document]:
    """Return the documents of ``graph`` with the formal part only.

    Left out is each statement of which the modality is another than statutory or agreed, what
    interviews gave, and then the citations and gaps that nothing or nobody is left for. Nothing
    that stays refers to what is left out. The short edges are to be derived anew.
    """
    triples = [triple for document in graph.documents for triple in document.triples]
    gone = _informal(triples)
    gone |= _left_alone(triples, gone)
    found: list[Document] = []
    for document in graph.documents:
        left = tuple(t for t in document.triples if t[0] not in gone and t[2] not in gone)
        found.append(Changed(document.name, document.text, document.form, document.base, left))
    return found


def _informal(triples: list[tuple[Term, Term, Term]]) -> set[Term]:
    modality, kind = GOV + "modality", RDF + "type"
    return {
        subject
        for subject, predicate, obj in triples
        if (predicate.value == modality and obj.value not in FORMAL)
        or (predicate.value == kind and obj.value in RESEARCH)
    }


def _left_alone(triples: list[tuple[Term, Term, Term]], gone: set[Term]) -> set[Term]:
    """Return the citations that only served what is gone, and the gaps that are only about that."""
    kinds: dict[Term, set[str]] = {}
    used: dict[Term, set[Term]] = {}
    about: dict[Term, set[Term]] = {}
    for subject, predicate, obj in triples:
        if predicate.value == RDF + "type" and obj.value in DEPENDENT:
            kinds.setdefault(subject, set()).add(obj.value)
        used.setdefault(obj, set()).add(subject)
        if predicate.value in ABOUT:
            about.setdefault(subject, set()).add(obj)
    gaps = {
        node
        for node, own in kinds.items()
        if GOV + "Gap" in own and about.get(node) and about[node] <= gone
    }
    left = gone | gaps
    citations = {
        node
        for node, own in kinds.items()
        if GOV + "Citation" in own and used.get(node) and used[node] <= left
    }
    return gaps | citations
