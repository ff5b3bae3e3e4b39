"""What --lenient leaves out of shapes: what is broken, and what depends on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.store import Triple
from wijgraph.validation.compiled.custom import components
from wijgraph.validation.compiled.reading import roots
from wijgraph.validation.gate.faults import LEFT_OUT, UNKNOWN, Fault
from wijgraph.validation.gate.queries import VALIDATORS, users
from wijgraph.validation.gate.syntax import CONSTRAINTS
from wijgraph.validation.gate.uses import LINKS, LISTS
from wijgraph.validation.index import FIRST, REST, TYPE, Index

PROPERTY = SH + "property"
# How what is wrong with one node is wrong with another: the second is the subject.
CARRIES = {
    *LINKS, *LISTS, FIRST, REST,
    *(SH + word for word in ("sparql", "prefixes", "declare", "parameter", *VALIDATORS)),
}  # fmt: skip


@dataclass
class Leaving:
    """The nodes that are left out, and the parts that a shape is checked without."""

    out: dict[Term, Fault] = field(default_factory=dict)  # each with the fault that it is for
    without: dict[Term, list[Term]] = field(default_factory=dict)


def leaving(index: Index, faults: Iterable[Fault]) -> Leaving:
    """Return what to leave out because of ``faults``, and what depends on that.

    A shape with targets that no other shape uses keeps its other property shapes when one of them
    is left out: what it still finds is true. Unless it is closed or counts qualified values, since
    there less to compare with gives more findings.
    """
    left = Leaving()
    used_by = {component: users(index, component) for component in components(index)}
    ahead = [(fault.node, fault) for fault in faults if fault.code == LEFT_OUT]
    own = {node for node, _ in ahead}
    targeted = set(roots(index))
    while ahead:
        node, fault = ahead.pop()
        if node in left.out:
            continue
        left.out[node] = fault
        ahead += [(shape, fault) for shape in used_by.get(node, ())]
        for owner, word in _owners(index, node):
            root = owner in targeted and owner not in own
            if root and word == PROPERTY and _spared(index, owner, node):
                left.without.setdefault(owner, []).append(node)
            else:
                ahead.append((owner, fault))
    for owner, parts in list(left.without.items()):
        if owner in left.out or not _checks_more(index, owner, parts):
            left.out.setdefault(owner, left.out[parts[0]])
            del left.without[owner]
    return left


def _owners(index: Index, node: Term) -> Iterator[tuple[Term, str]]:
    for owner in index.holders(node):
        for word, values in index.said(owner).items():
            if word in CARRIES and node in values:
                yield owner, word


def _spared(index: Index, owner: Term, part: Term) -> bool:
    said = index.said(owner)
    closed = any(term.value != "false" for term in said.get(SH + "closed", ()))
    qualified = bool(index.objects(part, SH + "qualifiedValueShape"))
    return not closed and not qualified and not any(_owners(index, owner))


def _checks_more(index: Index, owner: Term, without: list[Term]) -> bool:
    """Return whether anything is left to check once these parts are gone."""
    return any(
        word in CONSTRAINTS and any(value not in without for value in values)
        for word, values in index.said(owner).items()
    )


def kept(index: Index, left: Leaving, faults: Iterable[Fault]) -> Iterator[Triple]:
    """Yield the triples of ``index`` that are used; what SHACL ignores the engines ignore."""
    dropped = {f.triple for f in faults if f.code == UNKNOWN}
    own = set(components(index))
    for triple in index:
        node, predicate, value = triple
        word = predicate.value
        if triple in dropped or triple[:2] in dropped:
            continue
        if word == TYPE and node in left.out and node in own:
            continue
        if node in left.out and (word.startswith(SH) or value.value.startswith(SH)):
            continue
        if word in CARRIES and value in left.out and (word == PROPERTY or node not in left.without):
            continue
        yield triple
