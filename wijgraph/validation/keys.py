"""What a finding is known by, so that it is recognised in a later run.

Not by its message or its place: those change without the fault changing.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wijgraph.graph import Graph
from wijgraph.model import Finding, Term
from wijgraph.namespaces import XSD

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

ROUNDS = 50  # so often nodes are named after one another, which sets apart what is so near
MANY = 100  # blank nodes that hang together are named all at once: each by itself takes the square
# What is known of a graph, for as long as it is there.
KNOWN: WeakKeyDictionary[Graph, "_Known"] = WeakKeyDictionary()
LENGTH = 16  # hex digits: among a million findings the chance that two share a key is 1 in 10^7


def key(finding: Finding, graph: Graph) -> str:
    """Return the key of a finding on ``graph``: a hash of its rule, focus, path and value."""
    value = None if finding.value is None else identity(finding.value, graph)
    return _digest([finding.rule, identity(finding.focus, graph), finding.path, value])


def identity(term: Term, graph: Graph) -> str:
    """Return how ``term`` is recognised, whatever it is called today.

    An IRI is itself, a literal stands in quotes, and a blank node is ``_:`` and a hash of what
    ``graph`` says of it: its triples, those of the blank nodes in them, and what refers to it. A
    blank node that ``graph`` does not hold keeps its name, and is not recognised later.
    """
    if term.kind != "bnode":
        return _plain(term)
    if graph not in KNOWN:
        KNOWN[graph] = _Known(graph.rdflib)
    return KNOWN[graph].identity(term)


class _Known:
    """How the blank nodes of a graph are recognised: each is looked into once."""

    def __init__(self, data: "RdflibGraph") -> None:
        from rdflib import BNode

        from wijgraph.store.canonical import names_in
        from wijgraph.turtle.reader import to_term

        self._data = data
        tied = (t for t in data if isinstance(t[0], BNode) or isinstance(t[2], BNode))
        told = ((to_term(s), to_term(p), to_term(o)) for s, p, o in tied)
        self._found = {
            node: "_:" + _digest([name.value]) for node, name in names_in(told, MANY).items()
        }
        self._said: dict[Any, list[tuple[str, Any]]] = {}
        self._rounds: list[dict[Any, str]] = [{} for _ in range(ROUNDS)]

    def identity(self, term: Term) -> str:
        """Return how the blank node ``term`` is recognised."""
        if term not in self._found:
            self._found[term] = self._looked_into(term)
        return self._found[term]

    def _looked_into(self, term: Term) -> str:
        from rdflib import BNode

        node, data = BNode(term.value), self._data
        if (node, None, None) not in data and (None, None, node) not in data:
            return f"_:{term.value}"
        names = self._names(node)
        return "_:" + _digest([names[node], sorted(names.values()), _above(node, data)])

    def _names(self, start: Any) -> dict[Any, str]:
        """Return a name for ``start`` and each blank node that hangs below it, of its triples.

        All begin alike; each round names a node after its triples with the names of the round
        before, until that sets no further nodes apart.
        """
        from rdflib import BNode

        names = {start: ""}
        found = [start]
        for node in found:
            for _, value in self._of(node):
                if isinstance(value, BNode) and value not in names:
                    names[value] = ""
                    found.append(value)
        distinct = 0
        for known in self._rounds:  # what was made for another start is the same for this one
            if len(set(names.values())) <= distinct:
                break
            distinct = len(set(names.values()))
            for node in names:
                if node not in known:
                    said = (
                        [p, f"_:{names[o]}" if isinstance(o, BNode) else o]
                        for p, o in self._of(node)
                    )
                    known[node] = _digest(sorted(said))
            names = {node: known[node] for node in names}
        return names

    def _of(self, node: Any) -> list[tuple[str, Any]]:
        """Return what is said of ``node``; of blank nodes the name is still to come."""
        from rdflib import BNode

        from wijgraph.turtle.reader import to_term

        if node not in self._said:
            self._said[node] = [
                (str(p), o if isinstance(o, BNode) else _plain(to_term(o)))
                for p, o in self._data.predicate_objects(node)
            ]
        return self._said[node]


def _plain(term: Term) -> str:
    if term.kind == "iri":
        return term.value
    text = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype in {None, XSD + "string"} else f"{text}^^<{term.datatype}>"


def _digest(parts: Sequence[Any]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:LENGTH]


def _above(start: Any, data: "RdflibGraph") -> list[tuple[int, str, str]]:
    """Return what refers to ``start``, through other blank nodes too, with the number of steps.

    Without it the empty blank nodes of two subjects would be one and the same.
    """
    from rdflib import BNode

    seen, level, above = {start}, [start], set()
    for steps in range(1, len(data) + 1):
        referring = [pair for node in level for pair in data.subject_predicates(node)]
        above |= {(steps, str(p), str(s)) for s, p in referring if not isinstance(s, BNode)}
        above |= {(steps, str(p), "") for s, p in referring if isinstance(s, BNode)}
        level = [s for s in {s for s, _ in referring} if isinstance(s, BNode) and s not in seen]
        seen.update(level)
        if not level:
            break
    return sorted(above)
