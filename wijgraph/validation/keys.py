"""What a finding is known by, so that it is recognised in a later run.

Not by its message or its place: those change without the fault changing.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wijgraph.graph import Graph
from wijgraph.model import Finding, Term
from wijgraph.namespaces import XSD

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

ROUNDS = 50  # so often nodes are named after one another, which sets apart what is so near
# The names of blank nodes with more steps below or above them, for as long as the graph is there.
DEEP: WeakKeyDictionary[Graph, tuple[dict[Any, str], dict[Any, str]]] = WeakKeyDictionary()
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
    from rdflib import BNode

    node, data = BNode(term.value), graph.rdflib
    if (node, None, None) not in data and (None, None, node) not in data:
        return f"_:{term.value}"
    below, above = _deep(graph, data)
    names = {node: below[node]} if node in below else _names(node, data)
    return "_:" + _digest(
        [names[node], sorted(names.values()), above.get(node) or _above(node, data)]
    )


def _deep(graph: Graph, data: "RdflibGraph") -> tuple[dict[Any, str], dict[Any, str]]:
    """Return names for the blank nodes with many steps of blank nodes below them, and above them.

    Each is made of the names of those right below or above it, so that one name tells all. Going
    all the steps for each would take the square of their number. Those in a ring have none.
    """
    if graph in DEEP:
        return DEEP[graph]
    from rdflib import BNode

    from wijgraph.turtle.reader import to_term

    below: dict[Any, list[Any]] = {}
    above: dict[Any, list[tuple[str, Any]]] = {}
    for subject, predicate, value in data:
        if isinstance(subject, BNode):
            below.setdefault(subject, [])
            if isinstance(value, BNode):
                below[subject].append(value)
        if isinstance(value, BNode):
            below.setdefault(value, [])
            above.setdefault(value, []).append((str(predicate), subject))
    left = {node: len(values) for node, values in below.items()}
    steps: dict[Any, int] = {}
    ready = [node for node, count in left.items() if not count]
    for node in ready:  # it grows while it is gone through: what hangs below comes first
        steps[node] = 1 + max((steps[value] for value in below[node]), default=0)
        for _, subject in above.get(node, ()):
            if subject in left:
                left[subject] -= 1
                ready += [subject] * (not left[subject])
    names: dict[Any, str] = {}
    if max(steps.values(), default=0) > ROUNDS:
        for node in ready:
            said = (
                [str(p), f"_:{names[o]}" if isinstance(o, BNode) else _plain(to_term(o))]
                for p, o in data.predicate_objects(node)
            )
            names[node] = _digest(sorted(said))
    ups = _ups(ready, above) if names else {}
    DEEP[graph] = {n: name for n, name in names.items() if steps[n] > ROUNDS}, ups
    return DEEP[graph]


def _ups(ready: Sequence[Any], above: Mapping[Any, list[tuple[str, Any]]]) -> dict[Any, str]:
    """Return names for those with many steps ``above`` them; those in ``ready`` have no ring."""
    from rdflib import BNode

    names: dict[Any, str] = {}
    steps: dict[Any, int] = {}
    for node in reversed(ready):  # what refers to it comes first
        referring = above.get(node, ())
        if any(isinstance(s, BNode) and s not in names for _, s in referring):
            continue
        said = [[p, f"_:{names[s]}" if isinstance(s, BNode) else str(s)] for p, s in referring]
        names[node] = _digest(sorted(said))
        steps[node] = 1 + max((steps.get(s, 0) for _, s in referring), default=0)
    return {node: name for node, name in names.items() if steps[node] > ROUNDS}


def _plain(term: Term) -> str:
    if term.kind == "iri":
        return term.value
    text = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype in {None, XSD + "string"} else f"{text}^^<{term.datatype}>"


def _digest(parts: Sequence[Any]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:LENGTH]


def _names(start: Any, data: "RdflibGraph") -> dict[Any, str]:
    """Return a name for ``start`` and each blank node that hangs below it, made of its triples.

    All begin alike; each round names a node after its triples with the names of the round before,
    until that sets no further nodes apart.
    """
    from rdflib import BNode

    from wijgraph.turtle.reader import to_term

    names = {start: ""}
    found = [start]
    for node in found:
        for value in data.objects(node):
            if isinstance(value, BNode) and value not in names:
                names[value] = ""
                found.append(value)
    # What is said of each is looked up once; of blank nodes the name is still to come.
    said = {
        node: [
            (str(p), o if isinstance(o, BNode) else _plain(to_term(o)))
            for p, o in data.predicate_objects(node)
        ]
        for node in names
    }
    distinct = 0
    for _ in range(ROUNDS):
        if len(set(names.values())) <= distinct:
            break
        distinct = len(set(names.values()))
        names = {
            node: _digest(
                sorted([p, f"_:{names[o]}" if isinstance(o, BNode) else o] for p, o in said[node])
            )
            for node in names
        }
    return names


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
