"""What of a dossier is looked at: what held on a day, or the formal part alone."""

from datetime import date

from wijgraph.analysis.evidence import in_time
from wijgraph.analysis.scenario import kept
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.model import Term
from wijgraph.namespaces import GOV, RDF

DATED = tuple(GOV + kind for kind in ("Relation", "MeetingSeries", "Assignment"))
FORMAL = frozenset({GOV + "statutory", GOV + "agreed"})
# What was said by, or asked of, people: left out whatever its modality.
RESEARCH = frozenset({GOV + "Interview", GOV + "PerspectiveFinding", GOV + "Tension"})
# What is only there for what it is about: it goes with that.
ABOUT = frozenset({GOV + "about", GOV + "subject"})
DEPENDENT = frozenset({GOV + "Gap", GOV + "Citation"})


def as_of(graph: Graph, day: date) -> list[Document]:
    """Return the documents of ``graph`` without what did not hold on ``day``.

    That goes by the dates of relations, consultations and assignments, as far as they are known.
    """
    facts = graph.facts
    ended = {Term("iri", node) for node in facts.instances(*DATED) if not in_time(facts, node, day)}
    return _without(graph, ended)


def formal(graph: Graph) -> list[Document]:
    """Return the documents of ``graph`` with the formal part only.

    Left out is each statement of which the modality is another than statutory or agreed, what
    interviews gave, and then the citations and gaps that nothing or nobody is left for. Nothing
    that stays refers to what is left out. The short edges are to be derived anew.
    """
    # Edges that were derived are in no document: they go with what they follow from.
    triples = [triple for document in graph.documents for triple in document.triples]
    gone = _informal(triples)
    gone |= _left_alone(triples, gone)
    return _without(graph, gone)


def _without(graph: Graph, gone: set[Term]) -> list[Document]:
    """Return the documents of ``graph`` without what is said of ``gone``, or refers to it."""
    return [kept(d, lambda t: t[0] not in gone and t[2] not in gone) for d in graph.documents]


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
