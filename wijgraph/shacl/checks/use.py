"""What shapes use: words that SHACL does not have, each other, and whether they ask anything.

It ends with what may be left out of shapes that are broken, so that the others can be used.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wijgraph.shacl.checks.syntax import (
    CONSTRAINTS,
    ENTAILMENT,
    EXTENSION,
    LEFT_OUT,
    NODE_SHAPE,
    PROPERTY_SHAPE,
    UNDESCRIBED,
    UNKNOWN,
    ShapeFault,
)
from wijgraph.shacl.index import TRUE, Index
from wijgraph.shacl.messages import Message, Text
from wijgraph.shacl.model import UncompilableError
from wijgraph.shacl.reading import TARGETS, VALIDATORS, components, custom_constraints, roots
from wijgraph.shacl.terms import Term, Triple
from wijgraph.shacl.vocabulary import (
    DASH,
    DASH_CONSTRAINTS,
    FIRST,
    RENAMED,
    REST,
    SH,
    TYPE,
    UNSUPPORTED,
    WORDS,
)

SIMPLE = "http://www.w3.org/ns/entailment/Simple"  # that asks for nothing
LINKS = (SH.property, SH.node, SH.not_, SH.qualifiedValueShape)
LISTS = (SH.and_, SH.or_, SH.xone)
DEEPEST = 50  # so deep nothing is looked for: whatever is there is taken to ask something
# How what is wrong with one node is wrong with another: the second is the subject.
CARRIES = {
    *LINKS, *LISTS, FIRST, REST, SH.sparql, SH.prefixes, SH.declare, SH.parameter,
    *(SH + word for word in VALIDATORS),
}  # fmt: skip
# What is lost with these is no check, or (sh:target) where to look.
NO_CHECKS = {TYPE, SH.target, SH.rule}
TARGET = SH.target  # how words that say where to look begin
AGAINST = {SH.not_, SH.xone, SH.qualifiedValueShape}  # where less to check gives more results


def term_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each statement with a word of SHACL that is unknown, or that is not acted on.

    A node with such a name is no fault: a shape may be called anything, and a file may describe
    the words of SHACL themselves.
    """
    told = set[Term]()  # what kind of rule a value of sh:rule is adds nothing
    for predicate in list(index.predicates):
        if (wrong := _unknown(predicate)) is not None:
            values = index.all_objects(predicate)
            told.update(values)
            yield from _everywhere(index, predicate, values, wrong)
    for predicate in list(index.predicates):
        for value in index.all_objects(predicate):
            if value.kind != "iri" or (predicate != TYPE and index.describes(value)):
                continue
            if (wrong := _unknown(value.value, predicate == TYPE)) is not None:
                found = _everywhere(index, predicate, [value], wrong)
                yield from (fault for fault in found if fault.node not in told)


def _everywhere(
    index: Index, predicate: str, values: Iterable[Term], wrong: tuple[Text, Text | None]
) -> Iterator[ShapeFault]:
    for value in values:
        for node in index.subjects(predicate, value):
            yield ShapeFault(node, wrong[0], predicate, value, wrong[1], UNKNOWN)


def _unknown(iri: str, used: bool = True) -> tuple[Text, Text | None] | None:
    """Return what is wrong with a word, and what may be meant; None when it is well known."""
    word = iri.removeprefix(SH) if iri.startswith(SH) else ""
    if word and word not in WORDS:
        return Message("shacl.unknown-word", word=word), _nearest(word)
    if used and (word in UNSUPPORTED or word.startswith(("JS", "js"))):
        return Message("shacl.not-acted-on", word=word), None
    return None


def _nearest(word: str) -> Text | None:
    from difflib import get_close_matches

    # Classes are written with a capital, properties without.
    alike = sorted(other for other in WORDS if other[0].isupper() == word[0].isupper())
    near = RENAMED.get(word) or next(iter(get_close_matches(word, alike, 1)), None)
    return Message("shacl.unknown-word-hint", word=near) if near else None


def entailment_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each demand to infer: SHACL wants a failure of who does not do that."""
    for value in index.all_objects(SH.entailment):
        for node in index.subjects(SH.entailment, value) if value.value != SIMPLE else ():
            text, hint = (
                Message("shacl.entailment", iri=value.value),
                Message("shacl.entailment-hint"),
            )
            yield ShapeFault(node, text, SH.entailment, value, hint, ENTAILMENT)


def extension_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each constraint of DASH that the shapes use and do not bring: it has no effect."""
    brought = {term.value for term in index.all_objects(SH.path)}
    for word in DASH_CONSTRAINTS:
        for node in index.subjects(DASH + word) if DASH + word not in brought else ():
            text, value = Message("shacl.extension", word=word), index.value(node, DASH + word)
            yield ShapeFault(node, text, DASH + word, value, code=EXTENSION)


def shapes_of(index: Index) -> dict[Term, None]:
    """Return all shapes: declared, with a target or a constraint, or used as one."""
    kinds = (NODE_SHAPE, PROPERTY_SHAPE)
    found = dict.fromkeys(node for kind in kinds for node in index.subjects(TYPE, kind))
    for word in (*TARGETS, *CONSTRAINTS):
        found |= dict.fromkeys(index.subjects(word))
    for node in list(found):
        found |= dict.fromkeys(steps(index, node))
    for parameter in index.all_objects(SH.parameter):
        found.pop(parameter, None)
    return {node: None for node in found if node.kind != "literal"}


def steps(index: Index, shape: Term) -> Iterator[Term]:
    """Yield the shapes that a shape uses; a deactivated one uses none."""
    said = {} if index.is_off(shape) else index.said(shape)
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


def use_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each use of a shape that is described nowhere: everything conforms to it.

    Where a property shape is asked for that is an error, and told as such.
    """
    for word in (*LINKS[1:], *LISTS):
        for value in index.all_objects(word):
            for node in index.items(value) if word in LISTS else [value]:
                if node.kind != "iri" or index.describes(node):
                    continue
                text = Message("shacl.undescribed", name=index.told(node))
                for owner in index.subjects(word, value):
                    yield ShapeFault(owner, text, word, value, code=UNDESCRIBED)


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


def parts(shapes: Index, shape: Term) -> dict[Term, None]:
    """Return ``shape`` and the property shapes in it, which report on their own."""
    found = {shape: None}
    line = [shape]
    while line:
        for part in shapes.objects(line.pop(), SH.property):
            if part not in found and not shapes.is_off(part):
                found[part] = None
                line.append(part)
    return found


def asks(shapes: Index, shape: Term) -> bool:
    """Return whether ``shape`` asks anything of a node itself: what some node might not keep."""
    return Asking(shapes).asks(shape)


class Asking:
    """What the shapes of an index ask; each is looked at once."""

    def __init__(self, shapes: Index) -> None:
        self._shapes = shapes
        self._known: dict[Term, bool] = {}
        self._depth = 0

    def checks(self, shape: Term) -> bool:
        """Return whether ``shape``, or a property shape in it, asks anything of a node."""
        if self._depth > DEEPEST:
            return True
        if shape not in self._known:
            self._known[shape] = False  # for who leads to itself
            self._depth += 1
            self._known[shape] = not self._shapes.is_off(shape) and any(
                map(self.asks, parts(self._shapes, shape))
            )
            self._depth -= 1
        return self._known[shape]

    def asks(self, shape: Term) -> bool:
        """Return whether ``shape`` asks anything of a node itself."""
        said = self._shapes.said(shape)
        # Without sh:closed there is no constraint, and yet it is meant to be one (SHACL 4.8.1).
        if SH.ignoredProperties in said and SH.closed not in said:
            return True
        asked = said.keys() & CONSTRAINTS - {SH.property}
        if any(self._asks_by(shape, word.removeprefix(SH), said[word]) for word in asked):
            return True
        try:
            return any(custom_constraints(self._shapes, shape, SH.path in said))
        except UncompilableError:
            return True

    def _asks_by(self, shape: Term, word: str, values: list[Term]) -> bool:
        """Return whether ``shape`` asks anything by ``word``, for which it has ``values``."""

        def members(head: Term) -> list[bool]:
            return [self.checks(member) for member in self._shapes.items(head)]

        asked = True
        match word:
            case "closed" | "uniqueLang":
                asked = TRUE in values
            case "minCount":
                asked = any(value.value.lstrip("+0") for value in values)
            case "qualifiedMinCount" | "qualifiedMaxCount":
                least = word == "qualifiedMaxCount" or any(v.value.lstrip("+0") for v in values)
                asked = least and self._shapes.has(shape, SH.qualifiedValueShape)
            case "qualifiedValueShape" | "qualifiedValueShapesDisjoint":
                asked = False  # without a count
            case "sparql":
                asked = not all(map(self._shapes.is_off, values))
            case "not":  # whatever it does not conform to asks that nothing is so
                asked = not all(map(self._hopeless, values))
            case "node":
                asked = any(map(self.checks, values))
            case "and":
                asked = any(any(members(head)) for head in values)
            case "or":  # whatever conforms to one of them conforms
                asked = any(all(members(head)) for head in values)
            case "xone":
                asked = any(len(found := members(head)) != 1 or any(found) for head in values)
        return asked

    def _hopeless(self, shape: Term) -> bool:
        """Return whether nothing conforms to ``shape``, as it negates one that asks nothing."""
        return any(not self.checks(inner) for inner in self._shapes.objects(shape, SH.not_))


@dataclass
class Leaving:
    """The nodes that are left out, and the parts that a shape is checked without."""

    out: dict[Term, ShapeFault] = field(default_factory=dict)  # each with the fault that it is for
    without: dict[Term, list[Term]] = field(default_factory=dict)


def leaving(index: Index, faults: Iterable[ShapeFault]) -> Leaving:
    """Return what to leave out because of ``faults``, and what depends on that.

    A shape with targets that no other shape uses keeps its other property shapes when one of them
    is left out: what it still finds is true. Unless it is closed or counts qualified values, since
    there less to compare with gives more results.
    """
    left = Leaving()
    users = {component.node: component.users(index) for component in components(index)}
    ahead = [(fault.node, fault) for fault in faults if fault.code == LEFT_OUT]
    own = {node for node, _ in ahead}
    targeted = set(roots(index))
    while ahead:
        node, fault = ahead.pop()
        if node in left.out:
            continue
        left.out[node] = fault
        ahead += [(shape, fault) for shape in users.get(node, ())]
        for owner, word in _owners(index, node):
            root = owner in targeted and owner not in own
            if root and word == SH.property and _spared(index, owner, node):
                left.without.setdefault(owner, []).append(node)
            else:
                ahead.append((owner, fault))
    for owner, parts_left in list(left.without.items()):
        checks_more = any(
            word in CONSTRAINTS and not set(values) <= set(parts_left)
            for word, values in index.said(owner).items()
        )
        if owner in left.out or not checks_more:
            left.out.setdefault(owner, left.out[parts_left[0]])
            del left.without[owner]
    return left


def _owners(index: Index, node: Term) -> Iterator[tuple[Term, str]]:
    for owner in index.holders(node):
        for word, values in index.said(owner).items():
            if word in CARRIES and node in values:
                yield owner, word


def _spared(index: Index, owner: Term, part: Term) -> bool:
    closed = any(term.value != "false" for term in index.objects(owner, SH.closed))
    qualified = index.has(part, SH.qualifiedValueShape)
    return not closed and not qualified and not any(_owners(index, owner))


def emptied(index: Index, faults: Iterable[ShapeFault]) -> Iterator[ShapeFault]:
    """Yield what has to be left out since ``faults`` take checks away from what it rests on.

    That is what negates or counts such a shape, since it would find more; what is content with
    one of which nothing is left; and a shape with a target of which nothing is left itself.
    """
    faults, targeted = list(faults), set(roots(index))
    for fault in faults:  # shapes that have no other target than one that is not acted on
        aimed = fault.code == UNKNOWN and (fault.word or "").startswith(TARGET)
        if aimed and fault.node not in targeted and not index.used(fault.node):
            text = Message("shacl.only-target", wrong=fault.text)
            yield ShapeFault(fault.node, text, fault.word, fault.value)
    lost = [f for f in faults if f.code in {UNKNOWN, EXTENSION} and f.word not in NO_CHECKS]
    # What lost a check finds less; what negates or counts it would find more, and must go.
    weak = {fault.node: fault for fault in lost}
    undescribed = [f for f in faults if f.code == UNDESCRIBED]
    weak |= {f.value: f for f in undescribed if f.value is not None}
    weak |= {member: f for f in undescribed for member in _missing(index, f)}
    asking = Asking(Index(kept(index, Leaving(), faults) if weak else ()))
    ahead = list(weak)
    while ahead:
        node = ahead.pop()
        fault, empty = weak[node], not asking.checks(node)
        if empty and node in targeted:
            text = Message("shacl.nothing-left", wrong=fault.text)
            yield ShapeFault(node, text, fault.word, fault.value)
        for owner, word in _users(index, node):
            if word in AGAINST or (empty and word == SH.or_):
                name = f"sh:{word.removeprefix(SH)}"
                yield ShapeFault(
                    owner, Message("shacl.rests-on", name=name, wrong=fault.text), word
                )
            elif owner not in weak:
                weak[owner] = fault
                ahead.append(owner)


def _missing(index: Index, fault: ShapeFault) -> list[Term]:
    """Return the shapes that are described nowhere in what an UNDESCRIBED fault is about."""
    listed = index.items(fault.value) if fault.word in LISTS and fault.value else []
    return [member for member in listed if member.kind == "iri" and not index.describes(member)]


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


def kept(index: Index, left: Leaving, faults: Iterable[ShapeFault]) -> Iterator[Triple]:
    """Yield the triples of ``index`` that are used; what SHACL ignores the engines ignore."""
    dropped = {f.triple for f in faults if f.code == UNKNOWN}
    own = {component.node for component in components(index)}
    for triple in index:
        node, predicate, value = triple
        word, out = predicate.value, node in left.out
        carried = word in CARRIES and value in left.out
        if (
            triple in dropped
            or triple[:2] in dropped
            or (out and word == TYPE and node in own)
            or (out and (word.startswith(SH) or value.value.startswith(SH)))
            or (carried and (word == SH.property or node not in left.without))
        ):
            continue
        yield triple
