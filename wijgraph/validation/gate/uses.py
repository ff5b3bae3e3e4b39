"""Which shape uses which, and which are shapes at all."""

from collections.abc import Iterator

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.validation.compiled.reading import roots
from wijgraph.validation.gate.faults import (
    UNDESCRIBED,
    Fault,
    told,
)
from wijgraph.validation.gate.syntax import CONSTRAINTS, TARGETS
from wijgraph.validation.index import TYPE, Index

LINKS = tuple(SH + word for word in ("property", "node", "not", "qualifiedValueShape"))
LISTS = tuple(SH + word for word in ("and", "or", "xone"))
SHAPES = tuple(Term("iri", SH + kind) for kind in ("NodeShape", "PropertyShape"))


def shapes_of(index: Index) -> dict[Term, None]:
    """Return all shapes: declared, with a target or a constraint, or used as one."""
    found = dict.fromkeys(node for kind in SHAPES for node in index.subjects(TYPE, kind))
    for word in (*TARGETS, *CONSTRAINTS):
        found |= dict.fromkeys(index.subjects(word))
    for node in list(found):
        found |= dict.fromkeys(steps(index, node))
    for parameter in index.all_objects(SH + "parameter"):
        found.pop(parameter, None)
    return {node: None for node in found if node.kind != "literal"}


def steps(index: Index, shape: Term) -> Iterator[Term]:
    """Yield the shapes that a shape uses; a deactivated one uses none."""
    said = index.said(shape)
    if any(term.value == "true" for term in said.get(SH + "deactivated", ())):
        return
    for word in LINKS:
        yield from said.get(word, ())
    for word in LISTS:
        for head in said.get(word, ()):
            yield from index.items(head)


def used(index: Index) -> set[Term]:
    """Return the shapes that have a target, and those that these use."""
    found = set(ahead := roots(index))
    while ahead:
        fresh = [step for step in steps(index, ahead.pop()) if step not in found]
        found.update(fresh)
        ahead += fresh
    return found


def use_faults(index: Index) -> Iterator[Fault]:
    """Yield each use of a shape that is described nowhere: everything conforms to it.

    Where a property shape is asked for that is an error, and told as such.
    """
    for word in (*LINKS[1:], *LISTS):
        for value in index.all_objects(word):
            for node in index.items(value) if word in LISTS else [value]:
                if node.kind != "iri" or index.describes(node):
                    continue
                text = Message("shapes.undescribed", name=told(node))
                for owner in index.subjects(word, value):
                    yield Fault(owner, text, word, value, code=UNDESCRIBED)


def recursion(index: Index) -> dict[Term, Term]:
    """Return the shapes with targets that lead to a shape that leads to itself, with that one."""
    inside: dict[Term, Term] = {}
    done: set[Term] = set()
    for start in roots(index):
        # Each entry is a shape on the way down, with those that it leads to still to be followed.
        way = [] if start in done else [(start, steps(index, start))]
        above = {start}
        while way:
            shape, ahead = way[-1]
            step = next(ahead, None)
            if step is None:
                done.add(shape)
                above.discard(shape)
                way.pop()
            elif step in above or step in inside:
                ring = inside.get(step, step)
                inside |= {node: ring for node, _ in way if node not in inside}
            elif step not in done:
                way.append((step, steps(index, step)))
                above.add(step)
    return {node: inside[node] for node in roots(index) if node in inside}
