"""Blank nodes by the names that they have in rdflib, where the places of a text come from."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from wijgraph.graph.documents import WITH_PLACES, Document
from wijgraph.model import Term
from wijgraph.store import Triple

MOST = 50  # so many nodes that are alike are told apart; of more it does not matter


class Blanks:
    """Tells of a blank node that Oxigraph named how rdflib named it in the same text."""

    def __init__(self, documents: Callable[[], Sequence[Document]]) -> None:
        """Take what gives the texts, which is asked when there is a blank node."""
        self._documents = documents
        self._names: dict[Term, Term] = {}

    @cached_property
    def _left(self) -> list[Document]:
        return [d for d in self._documents() if d.form in WITH_PLACES and d.anonymous]

    def __call__(self, term: Term) -> Term:
        """Return ``term`` with the name that it has in rdflib; what is no blank node as it is."""
        while term.kind == "bnode" and term not in self._names and self._left:
            document = self._left.pop(0)
            if any(term in triple for triple in document.triples):
                self._names |= _names(document)
            else:
                self._left.append(document)
                if all(term not in triple for d in self._left for triple in d.triples):
                    break
        return self._names.get(term, term)


def _names(document: Document) -> dict[Term, Term]:
    """Return the name in rdflib of each blank node in ``document``.

    Nodes of which the same is said are alike, so it does not matter which is which; but once one
    of them has a name, those that it is tied to follow.
    """
    from wijgraph.turtle.reader import to_term

    ours = document.triples
    theirs = [(to_term(s), to_term(p), to_term(o)) for s, p, o in document.placed[0]]
    chosen: dict[Term, str] = {}
    for _ in range(MOST + 1):
        one, other = _colours(ours, chosen), _colours(theirs, chosen)
        alike = next((c for c in one if len(one[c]) > 1 and c in other), None)
        if alike is None:
            break
        chosen |= dict.fromkeys((one[alike][0], other[alike][0]), f"chosen {len(chosen)}")
    return {
        mine: its
        for colour, nodes in one.items()
        for mine, its in zip(nodes, other.get(colour, ()), strict=False)
    }


def _colours(triples: Sequence[Triple], chosen: Mapping[Term, str]) -> dict[int, list[Term]]:
    """Return the blank nodes by all that is said of them, and of those they are tied to."""
    nodes = dict.fromkeys(t for s, _, o in triples for t in (s, o) if t.kind == "bnode")
    colours: dict[Term, int] = {node: hash(chosen.get(node)) for node in nodes}
    tied = dict.fromkeys(t for t in triples if t[0] in nodes or t[2] in nodes)
    distinct = 0
    while len(set(colours.values())) > distinct:
        distinct = len(set(colours.values()))
        said: dict[Term, list[str]] = {node: [str(colours[node])] for node in nodes}
        for subject, predicate, obj in tied:
            ends = [colours.get(term, _plain(term)) for term in (subject, obj)]
            for place, term in enumerate((subject, obj)):
                if term in nodes:
                    said[term].append(repr((place, predicate.value, ends[1 - place])))
        colours = {node: hash(tuple(sorted(facts))) for node, facts in said.items()}
    found: dict[int, list[Term]] = {}
    for node, colour in colours.items():
        found.setdefault(colour, []).append(node)
    return found


def _plain(term: Term) -> tuple[str, ...]:
    return term.kind, term.value, (term.language or "").lower(), term.datatype or ""
