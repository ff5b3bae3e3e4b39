"""Names for blank nodes that do not depend on what they happen to be called.

A blank node is named after all that is said of it, of the blank nodes it hangs together with, and
by what refers to them. The name stays the same whatever else changes in the graph: the names of
RDFC-1.0 do not, which is why they do not suit a difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from heapq import heappop, heappush

from wijgraph.model import Term
from wijgraph.store.terms import Triple, written

LENGTH = 16  # hex digits
# The way of an edge, its predicate, and what is at the other end: a term, or the colour of a node.
Said = tuple[str, str, str | int]


def named(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Return ``triples`` with each blank node named after what is said of it.

    Two graphs that differ in the names of blank nodes alone come out the same. Of nodes that
    cannot be told apart it does not matter which gets which name; only when they hang together in
    a knot in which all look alike and are not, a difference may be reported that is none.
    """
    found = set(triples)
    names = names_in(found)
    return frozenset((names.get(s, s), p, names.get(o, o)) for s, p, o in found)


def steady(triples: Iterable[Triple], form: str) -> bytes:
    """Return ``triples`` in ``form``, the same bytes each time."""
    return written(sorted(named(triples), key=order), form)


def order(triple: Triple) -> tuple[tuple[str, ...], ...]:
    """Return what triples are sorted by."""
    return tuple((t.kind, t.value, t.language or "", t.datatype or "") for t in triple)


def names_in(triples: Iterable[Triple], least: int = 0) -> dict[Term, Term]:
    """Return those names of the blank nodes; ``least`` of them hang together, or they have none."""
    tied = [t for t in triples if t[0].kind == "bnode" or t[2].kind == "bnode"]
    names: dict[Term, Term] = {}
    seen: dict[str, int] = {}
    for part in _parts(tied):
        if least and len({t for s, _, o in part for t in (s, o) if t.kind == "bnode"}) < least:
            continue
        ranked, digest = _ranked(part)
        # Two parts that say the same are two: the second is numbered.
        seen[digest] = seen.get(digest, 0) + 1
        again = f"x{seen[digest]}" if seen[digest] > 1 else ""
        for rank, node in enumerate(ranked):
            names[node] = Term("bnode", f"b{digest}{again}n{rank}")
    return names


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
    colours = _Colours(part).told_apart()
    ranked = sorted(colours, key=colours.__getitem__)
    ranks = {node: f"_:{rank}" for rank, node in enumerate(ranked)}
    lines = sorted(
        " ".join((ranks.get(s) or _plain(s), p.value, ranks.get(o) or _plain(o)))
        for s, p, o in part
    )
    return ranked, _digest(lines)


class _Colours:
    """The blank nodes of a part, those that look alike in one colour.

    Colours are numbers, given in an order that follows from what is said. When some nodes of a
    colour are told apart, the largest group keeps it: so a node changes colour a few times at most,
    and only the neighbours of one that did are looked at again.
    """

    def __init__(self, part: Sequence[Triple]) -> None:
        self._around: dict[Term, list[tuple[Term, str, str]]] = {}
        said: dict[Term, list[Said]] = {}
        for s, p, o in part:
            for node, other, way in ((s, o, ">"), (o, s, "<")):
                if node.kind == "bnode":
                    near = self._around.setdefault(node, [])
                    said.setdefault(node, []).append((way, p.value, _plain(other)))
                    if other.kind == "bnode":  # seen from there, it is the other way round
                        near.append((other, "<" if way == ">" else ">", p.value))
        self._cells: dict[int, set[Term]] = {0: set(said)}
        self._colours = dict.fromkeys(said, 0)
        self._alike = [0]  # colours that more than one node may have, the smallest first
        self._spread(self._split(said))

    def told_apart(self) -> dict[Term, int]:
        """Return a colour of its own for each node.

        One of those that look alike is set apart, which may set others apart in turn.
        """
        while self._alike:
            cell = self._cells[self._alike[0]]
            if len(cell) == 1:
                heappop(self._alike)
                continue
            one = cell.pop()  # unlike the first of a set, it is found at once
            cell.add(one)
            self._spread(self._split({one: [("apart", "", "")]}))
        return self._colours

    def _spread(self, changed: list[Term]) -> None:
        """Tell apart what has other neighbours since these ``changed``, until that ends."""
        while changed:
            said: dict[Term, list[Said]] = {}
            for node in changed:
                for other, way, predicate in self._around[node]:
                    if len(self._cells[self._colours[other]]) > 1:
                        told = (way, predicate, self._colours[node])
                        said.setdefault(other, []).append(told)
            changed = self._split(said)

    def _split(self, said: Mapping[Term, list[Said]]) -> list[Term]:
        """Tell apart the nodes of a colour of which something else is ``said``; return those."""
        touched: dict[int, dict[tuple[Said, ...], list[Term]]] = {}
        for node, found in said.items():
            groups = touched.setdefault(self._colours[node], {})
            groups.setdefault(tuple(sorted(found)), []).append(node)
        changed: list[Term] = []
        for colour, groups in sorted(touched.items()):
            sizes = {key: len(nodes) for key, nodes in groups.items()}
            if rest := len(self._cells[colour]) - sum(sizes.values()):
                sizes[()] = rest
            kept = max(sorted(sizes), key=sizes.__getitem__)
            if kept and rest:
                groups[()] = list(self._cells[colour].difference(*groups.values()))
            for key in sorted(sizes):
                if key != kept:
                    self._recolour(groups[key], colour)
                    changed += groups[key]
        return changed

    def _recolour(self, nodes: list[Term], before: int) -> None:
        """Give ``nodes`` a new colour."""
        colour = len(self._cells)
        self._cells[before].difference_update(nodes)
        self._cells[colour] = set(nodes)
        self._colours.update(dict.fromkeys(nodes, colour))
        heappush(self._alike, colour)


def _plain(term: Term) -> str:
    if term.kind == "bnode":
        return "_:"
    return "\x00".join((term.kind, term.value, term.language or "", term.datatype or ""))


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
