"""What --lenient leaves out of shapes: what is broken, and what depends on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wijgraph.errors import Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.store import Triple
from wijgraph.validation.compiled.custom import components
from wijgraph.validation.compiled.reading import roots
from wijgraph.validation.gate.asking import Asking
from wijgraph.validation.gate.faults import (
    EXTENSION,
    LEFT_OUT,
    UNDESCRIBED,
    UNKNOWN,
    Fault,
)
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
# What is lost with these is no check, or (sh:target) where to look.
NO_CHECKS = {TYPE, SH + "target", SH + "rule"}
TARGET = SH + "target"  # how words that say where to look begin
# Where less to check gives more findings.
AGAINST = {SH + word for word in ("not", "xone", "qualifiedValueShape")}


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


def emptied(index: Index, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield what has to be left out since ``faults`` take checks away from what it rests on.

    That is what negates or counts such a shape, since it would find more; what is content with
    one of which nothing is left; and a shape with a target of which nothing is left itself.
    """
    faults = list(faults)
    yield from _aimless(index, faults)
    lost = [f for f in faults if f.code in {UNKNOWN, EXTENSION} and f.word not in NO_CHECKS]
    weak = {fault.node: fault for fault in lost}
    weak |= {f.value: f for f in faults if f.code == UNDESCRIBED and f.value is not None}
    weak |= {m: f for f in faults if f.code == UNDESCRIBED for m in _missing(index, f)}
    if not weak:
        return
    asking = Asking(Index(kept(index, Leaving(), faults)))
    targeted, ahead = set(roots(index)), list(weak)
    while ahead:
        node = ahead.pop()
        fault, empty = weak[node], not asking.checks(node)
        if empty and node in targeted:
            yield Fault(node, _nothing_left(fault.text), fault.word, fault.value)
        for owner, word in _users(index, node):
            if word in AGAINST or (empty and word == SH + "or"):
                yield Fault(owner, _rests_on(fault.text, word), word)
            elif owner not in weak:
                weak[owner] = fault
                ahead.append(owner)


def _missing(index: Index, fault: Fault) -> list[Term]:
    """Return the shapes that are described nowhere in what an UNDESCRIBED fault is about."""
    listed = index.items(fault.value) if fault.word in LISTS and fault.value else []
    return [member for member in listed if member.kind == "iri" and not index.describes(member)]


def _aimless(index: Index, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield the shapes that have no other target than one that is not acted on."""
    targeted = set(roots(index))
    for fault in faults:
        aimed = fault.code == UNKNOWN and (fault.word or "").startswith(TARGET)
        if aimed and fault.node not in targeted and not index.used(fault.node):
            text = Message("shapes.only-target", wrong=fault.text)
            yield Fault(fault.node, text, fault.word, fault.value)


def _nothing_left(text: Text) -> Text:
    return Message("shapes.nothing-left", wrong=text)


def _rests_on(text: Text, word: str) -> Text:
    name = f"sh:{word.removeprefix(SH)}"
    return Message("shapes.rests-on", name=name, wrong=text)


def _users(index: Index, node: Term) -> Iterator[tuple[Term, str]]:
    """Yield the shapes that use ``node``, also by a list, each with the property."""
    ahead, seen = [node], {node}
    while ahead:
        for owner, word in _owners(index, ahead.pop()):
            if word in {FIRST, REST}:
                ahead += {owner} - seen
                seen.add(owner)
            elif word in LINKS or word in LISTS:
                yield owner, word


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
