"""Names for blank nodes that do not depend on what they happen to be called.

A blank node is named after all that is said of it, of the blank nodes it hangs together with, and
by what refers to them. The name stays the same whatever else changes in the graph: the names of
RDFC-1.0 do not, which is why they do not suit a difference.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from wijgraph.model import Term
from wijgraph.store import Triple

LENGTH = 16  # hex digits


def named(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Return ``triples`` with each blank node named after what is said of it.

    Two graphs that differ in the names of blank nodes alone come out the same. Of nodes that
    cannot be told apart it does not matter which gets which name; only when they hang together in
    a knot in which all look alike and are not, a difference may be reported that is none.
    """
    found = set(triples)
    tied = [t for t in found if t[0].kind == "bnode" or t[2].kind == "bnode"]
    if not tied:
        return frozenset(found)
    names: dict[Term, Term] = {}
    seen: dict[str, int] = {}
    for part in _parts(tied):
        ranked, digest = _ranked(part)
        # Two parts that say the same are two: the second is numbered.
        seen[digest] = seen.get(digest, 0) + 1
        again = f"x{seen[digest]}" if seen[digest] > 1 else ""
        for rank, node in enumerate(ranked):
            names[node] = Term("bnode", f"b{digest}{again}n{rank}")
    return frozenset((names.get(s, s), p, names.get(o, o)) for s, p, o in found)


def _parts(tied: Sequence[Triple]) -> list[list[Triple]]:
    """Return ``tied`` in parts that share no blank node."""
    above: dict[Term, Term] = {}

    def top(node: Term) -> Term:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    ends = [[t for t in (s, o) if t.kind == "bnode"] for s, _, o in tied]
    for nodes in ends:
        for node in nodes:
            above.setdefault(node, node)
        above[top(nodes[0])] = top(nodes[-1])
    parts: dict[Term, list[Triple]] = {}
    for triple, nodes in zip(tied, ends, strict=True):
        parts.setdefault(top(nodes[0]), []).append(triple)
    return list(parts.values())


def _ranked(part: Sequence[Triple]) -> tuple[list[Term], str]:
    """Return the blank nodes of a part in an order that follows from what is said, and a digest."""
    nodes = {t for s, _, o in part for t in (s, o) if t.kind == "bnode"}
    colours = _refined(dict.fromkeys(nodes, ""), part)
    while len(set(colours.values())) < len(nodes):
        # One of those that look alike is set apart, which may set others apart in turn.
        alike: dict[str, list[Term]] = {}
        for node, colour in colours.items():
            alike.setdefault(colour, []).append(node)
        one = min((c, group) for c, group in alike.items() if len(group) > 1)[1][0]
        colours = _refined({**colours, one: _digest(["apart", colours[one]])}, part)
    ranked = sorted(nodes, key=colours.__getitem__)
    ranks = {node: f"_:{rank}" for rank, node in enumerate(ranked)}
    lines = sorted(
        " ".join((ranks.get(s) or _plain(s), p.value, ranks.get(o) or _plain(o)))
        for s, p, o in part
    )
    return ranked, _digest(lines)


def _refined(colours: dict[Term, str], part: Sequence[Triple]) -> dict[Term, str]:
    """Return ``colours`` told apart by those of the neighbours, until that tells no more apart."""
    distinct = 0
    while len(set(colours.values())) > distinct:
        distinct = len(set(colours.values()))
        said: dict[Term, list[str]] = {node: [] for node in colours}
        for s, p, o in part:
            if s in said:
                said[s].append(f"> {p.value} {colours.get(o) or _plain(o)}")
            if o in said:
                said[o].append(f"< {p.value} {colours.get(s) or _plain(s)}")
        colours = {node: _digest([colours[node], *sorted(said[node])]) for node in colours}
    return colours


def _plain(term: Term) -> str:
    if term.kind == "bnode":
        return "_:"
    return "\x00".join((term.kind, term.value, term.language or "", term.datatype or ""))


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
