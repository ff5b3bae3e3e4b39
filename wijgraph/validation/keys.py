"""What a finding is known by, so that it is recognised in a later run.

Not by its message or its place: those change without the fault changing.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wijgraph.graph import Graph
from wijgraph.model import Finding, Term
from wijgraph.namespaces import XSD

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

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
    names = _names(node, data)
    return "_:" + _digest([names[node], sorted(names.values()), _above(node, data)])


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
    distinct = 0
    while len(set(names.values())) > distinct:
        distinct = len(set(names.values()))
        names = {
            node: _digest(
                sorted(
                    [str(p), f"_:{names[o]}" if isinstance(o, BNode) else _plain(to_term(o))]
                    for p, o in data.predicate_objects(node)
                )
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
