"""The syntax rules of SHACL: values, lists, paths and kinds of shapes.

They are those of the table of https://www.w3.org/TR/shacl/#syntax-rules, which is more than the
shapes for shapes of the recommendation check.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wijgraph.shacl.index import PLAIN, Index
from wijgraph.shacl.messages import Message, Text, every_language, in_language
from wijgraph.shacl.terms import Term
from wijgraph.shacl.vocabulary import FIRST, NIL, RDFS, REST, SH, TYPE, XSD

# What each code means without and with leniency.
LEFT_OUT = "shape-left-out"  # an error; the shape and what depends on it are left out
UNKNOWN = "unknown-term"  # an error; the statement with that term is left out
MISSING = "import-missing"  # an error; the shapes are used without the import
ENTAILMENT = "entailment-not-done"  # an error; the data are taken as they are
# These are warnings always: SHACL itself says that they have no effect.
IGNORED = "component-ignored"
INCOMPLETE = "constraint-incomplete"
UNDESCRIBED = "shape-not-described"
EXTENSION = "extension-ignored"
ERRORS = frozenset({LEFT_OUT, UNKNOWN, MISSING, ENTAILMENT})

SHOWN = 3  # so many values are named
DEEPEST = 50  # nobody writes a path that is nested so deep, and whoever reads it goes as deep
FEWEST = 2  # steps of a path that is a list
WHOLE = re.compile(r"\+?[0-9]+\Z|-0+\Z")
# The kinds of paths that are told by a property of a blank node.
PATH_KINDS = (
    SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath,
)  # fmt: skip
NODE_KINDS = {
    SH.BlankNode, SH.IRI, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral,
}  # fmt: skip
NODE_SHAPE, PROPERTY_SHAPE = Term("iri", SH.NodeShape), Term("iri", SH.PropertyShape)
EMPTY_LIST = Term("iri", NIL)
ONE = Term("literal", "1", None, XSD + "boolean")  # the value of true, but not the term


@dataclass(frozen=True)
class ShapeFault:
    """One thing that is wrong: the triple with ``node``, ``word`` and ``value``, or less of it."""

    node: Term
    text: Text = field(hash=False)
    word: str | None = None
    value: Term | None = None
    hint: Text | None = field(default=None, hash=False)
    code: str = LEFT_OUT

    @property
    def triple(self) -> tuple[Term, ...]:
        """The part of a triple that it is about, as far as that is known."""
        if self.word is None:
            return (self.node,)
        rest = () if self.value is None else (self.value,)
        return (self.node, Term("iri", self.word), *rest)


class Kind(NamedTuple):
    """What a value must be."""

    fits: Callable[[Term], bool]
    text: Text


class ValueRule(NamedTuple):
    """What a property asks of its values."""

    kind: str
    single: bool = False  # whether there may be one only
    scoped: bool = False  # whether it is for property shapes only
    members: str | None = None  # of a list: what each of its members must be


def _literal(term: Term, *datatypes: str | None) -> bool:
    return term.kind == "literal" and not term.language and term.datatype in datatypes


def _boolean(term: Term) -> bool:
    return _literal(term, XSD + "boolean") and term.value in {"true", "false", "1", "0"}


KINDS: Mapping[str, Kind] = {
    "iri": Kind(lambda t: t.kind == "iri", Message("shacl.kind-iri")),
    "literal": Kind(lambda t: t.kind == "literal", Message("shacl.kind-literal")),
    "node": Kind(lambda t: t.kind != "literal", Message("shacl.kind-node")),
    "resource": Kind(lambda t: t.kind != "literal", Message("shacl.kind-resource")),
    "target": Kind(lambda t: t.kind != "bnode", Message("shacl.kind-target")),
    "whole": Kind(
        lambda t: _literal(t, XSD + "integer") and bool(WHOLE.match(t.value)),
        Message("shacl.kind-whole"),
    ),
    "boolean": Kind(_boolean, Message("shacl.kind-boolean")),
    "exact": Kind(
        lambda t: _boolean(t) and t.value in {"true", "false"}, Message("shacl.kind-boolean")
    ),
    "text": Kind(lambda t: _literal(t, *PLAIN), Message("shacl.kind-text")),
    "message": Kind(
        lambda t: t.kind == "literal" and (bool(t.language) or t.datatype in PLAIN),
        Message("shacl.kind-message"),
    ),
    "nodeKind": Kind(
        lambda t: t.kind == "iri" and t.value in NODE_KINDS, Message("shacl.kind-node-kind")
    ),
    "namespace": Kind(
        lambda t: _literal(t, *PLAIN, XSD + "anyURI"), Message("shacl.kind-namespace")
    ),
    "list": Kind(lambda t: t.kind != "literal", Message("shacl.kind-list")),
    "path": Kind(lambda _: True, Message("shacl.kind-path")),  # see path_faults
}
TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")


def _rules(words: str, *of: str | bool, members: str | None = None) -> dict[str, ValueRule]:
    rule = ValueRule(*of)._replace(members=members)  # type: ignore[arg-type]
    return dict.fromkeys(words.split(), rule)


# What says something else of a shape, or of a query, than a constraint.
ABOUT: Mapping[str, ValueRule] = {
    **_rules("targetNode", "target"),
    **_rules("targetClass targetSubjectsOf targetObjectsOf shapesGraph", "iri"),
    **_rules("severity", "iri", True),
    **_rules("message", "message"),
    **_rules("deactivated optional", "exact", True),
    **_rules("path", "path", True),
    **_rules("flags select ask prefix", "text", True),
    **_rules("ignoredProperties", "list", True, members="iri"),
    **_rules("prefixes declare parameter", "resource"),
    **_rules("validator nodeValidator propertyValidator", "resource"),
    **_rules("namespace", "namespace", True),
}
ASKED: Mapping[str, ValueRule] = {
    **_rules("property node not", "node"),
    **_rules("and or xone", "list", members="node"),
    **_rules("class equals disjoint", "iri"),
    **_rules("lessThan lessThanOrEquals", "iri", False, True),
    **_rules("datatype", "iri", True),
    **_rules("nodeKind", "nodeKind", True),
    **_rules("minCount maxCount", "whole", True, True),
    **_rules("minLength maxLength qualifiedMinCount qualifiedMaxCount", "whole", True),
    **_rules("minExclusive minInclusive maxExclusive maxInclusive", "literal", True),
    **_rules("pattern", "text", True),
    **_rules("languageIn", "list", True, members="text"),
    **_rules("in", "list", True),
    **_rules("hasValue", "path"),  # anything
    **_rules("uniqueLang", "boolean", True, True),
    **_rules("qualifiedValueShape", "node", True, True),
    **_rules("qualifiedValueShapesDisjoint", "boolean", True),
    **_rules("closed", "exact", True),
    **_rules("sparql", "resource"),
}
RULES = {**ABOUT, **ASKED}
CONSTRAINTS = frozenset(SH + word for word in ASKED)


def value_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each value that is not what its property asks for."""
    for word, rule in RULES.items():
        for node in index.subjects(SH + word):
            values = index.objects(node, SH + word)
            if rule.single and len(values) > 1:
                yield _several(index, node, word, values)
            for value in values:
                if not KINDS[rule.kind].fits(value):
                    wanted, given = KINDS[rule.kind].text, index.told(value)
                    text = Message("shacl.value-unfit", word=word, wanted=wanted, given=given)
                    yield ShapeFault(node, text, SH + word, value)
                elif rule.kind == "list":
                    yield from _of_list(index, node, word, value, rule.members)


def _several(index: Index, node: Term, word: str, values: list[Term]) -> ShapeFault:
    shown = [index.told(value) for value in values[:SHOWN]]
    listed = every_language(lambda ln: ", ".join(in_language(text, ln) for text in shown))
    more = ", …" if len(values) > SHOWN else ""
    text = Message("shacl.value-several", word=word, count=len(values), values=listed, more=more)
    return ShapeFault(node, text, SH + word, values[1])


def _of_list(
    index: Index, node: Term, word: str, head: Term, members: str | None
) -> Iterator[ShapeFault]:
    if (wrong := wrong_with_list(index, head)) is not None:
        text = Message("shacl.value-no-list", word=word, wrong=wrong)
        yield ShapeFault(node, text, SH + word, head, Message("shacl.value-no-list-hint"))
        return
    for member in index.items(head) if members else ():
        kind = KINDS[members or ""]
        if not kind.fits(member):
            given = index.told(member)
            text = Message("shacl.member-unfit", word=word, wanted=kind.text, given=given)
            yield ShapeFault(node, text, SH + word, head)


def wrong_with_list(index: Index, head: Term) -> Text | None:
    """Return what is wrong with the list that starts at ``head``; None for a list."""
    node, seen = head, set[Term]()
    while node != EMPTY_LIST:
        if node in seen:
            return Message("shacl.list-ring")
        seen.add(node)
        firsts, rests = index.objects(node, FIRST), index.objects(node, REST)
        if not firsts and not rests:
            return Message("shacl.no-list") if node == head else Message("shacl.list-no-end")
        if len(firsts) != 1 or len(rests) != 1:
            return Message("shacl.list-place", firsts=len(firsts), rests=len(rests))
        node = rests[0]
    if index.has(node, FIRST) or index.has(node, REST):
        return Message("shacl.list-nil")
    return None


def path_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield what is wrong with the paths of property shapes."""
    known: set[Term] = set()
    for shape in index.subjects(SH.path):
        for path in index.objects(shape, SH.path):
            if (wrong := _wrong_with_path(index, path, known, 0)) is not None:
                yield ShapeFault(shape, Message("shacl.path-none", wrong=wrong), SH.path, path)


def _wrong_with_path(index: Index, node: Term, known: set[Term], depth: int) -> Text | None:
    if node in known or (node.kind == "iri" and node.value != NIL):
        return None
    if node.kind == "literal":
        return Message("shacl.path-no-property", value=index.told(node))
    if node.value == NIL:
        return Message("shacl.path-empty")
    if depth > DEEPEST:
        return Message("shacl.path-deep", most=DEEPEST)
    steps, text = _steps(index, node)
    for step in steps:
        text = text or _wrong_with_path(index, step, known, depth + 1)
    if text is None:
        known.add(node)
    return text


def _steps(index: Index, node: Term) -> tuple[list[Term], Text | None]:
    """Return the paths that a path is made of, and what is wrong with how it is made."""
    if index.has(node, FIRST):  # whatever else is said of it, by the tests of the standard
        return _listed(index, node)
    said = index.said(node)
    kinds = [word for word in PATH_KINDS if word in said]
    if not kinds:
        return [], Message("shacl.path-no-kind")
    if len(kinds) > 1 or len(said[kinds[0]]) > 1:
        words = ", ".join(f"sh:{word.removeprefix(SH)}" for word in kinds)
        return [], Message("shacl.path-kinds", words=words)
    if more := [word for word in said if word != kinds[0]]:
        return [], Message("shacl.path-more", name=index.short(more[0]))
    if kinds == [SH.alternativePath]:
        return _listed(index, said[kinds[0]][0])
    return said[kinds[0]], None


def _listed(index: Index, head: Term) -> tuple[list[Term], Text | None]:
    if (text := wrong_with_list(index, head)) is not None:
        return [], text
    steps = index.items(head)
    if len(steps) < FEWEST:
        return [], Message("shacl.path-short", count=len(steps))
    return steps, None


def kind_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each shape that is a node shape where a property shape is asked for, or the reverse."""
    properties = {
        *index.subjects(TYPE, PROPERTY_SHAPE),
        *(node for node in index.all_objects(SH.property) if node.kind != "literal"),
    }
    for node in properties:
        if not index.has(node, SH.path):
            text = Message("shacl.no-path")
            if not index.describes(node):
                text = Message("shacl.property-undescribed", name=index.told(node))
            yield ShapeFault(node, text, hint=Message("shacl.no-path-hint"))
    for node in index.subjects(TYPE, NODE_SHAPE):
        for value in index.objects(node, SH.path)[:1]:
            text, hint = Message("shacl.node-with-path"), Message("shacl.node-with-path-hint")
            yield ShapeFault(node, text, SH.path, value, hint)
    for value in index.all_objects(SH.node):
        for node in index.subjects(SH.node, value) if index.has(value, SH.path) else ():
            text = Message("shacl.node-needed", name=index.named(value))
            yield ShapeFault(node, text, SH.node, value, Message("shacl.node-needed-hint"))
    for word, rule in RULES.items():
        for node in index.subjects(SH + word) if rule.scoped else ():
            if node not in properties and not index.has(node, SH.path):
                hint = Message("shacl.property-only-hint", word=word)
                yield ShapeFault(
                    node, Message("shacl.property-only", word=word), SH + word, hint=hint
                )
    # What is a class and a shape is its own target, and what has no name cannot be one.
    for node in index.subjects(TYPE, Term("iri", RDFS + "Class")):
        types = index.objects(node, TYPE)
        if node.kind == "bnode" and (NODE_SHAPE in types or PROPERTY_SHAPE in types):
            yield ShapeFault(node, Message("shacl.class-blank"))


# What does nothing alone: one of each group has to stand beside it.
COUNTS = ("qualifiedMinCount", "qualifiedMaxCount")
WITHOUT: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "flags": (("pattern",),),
    "ignoredProperties": (("closed",),),
    "qualifiedMaxCount": (("qualifiedValueShape",),),
    "qualifiedMinCount": (("qualifiedValueShape",),),
    "qualifiedValueShape": (COUNTS,),
    "qualifiedValueShapesDisjoint": (("qualifiedValueShape",), COUNTS),
}


def incomplete_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each part of a constraint whose other part is missing: SHACL has no such constraint."""
    for word, groups in WITHOUT.items():
        for node in index.subjects(SH + word):
            said = index.said(node)
            lacking = [group for group in groups if not any(SH + other in said for other in group)]
            if not lacking:
                continue
            other: Text = f"sh:{lacking[0][0]}"
            for name in lacking[0][1:]:
                other = Message("shacl.either", one=other, other=f"sh:{name}")
            text = Message("shacl.incomplete", word=word, other=other)
            yield ShapeFault(node, text, SH + word, code=INCOMPLETE)
    for word in ("uniqueLang", "qualifiedValueShapesDisjoint"):  # of them SHACL allows another form
        for node in index.subjects(SH + word, ONE):
            text = Message("shacl.does-nothing", word=word, value=index.told(ONE))
            yield ShapeFault(node, text, SH + word, ONE, code=INCOMPLETE)
    nothing, never = Message("shacl.checks-nothing"), Message("shacl.never-kept")
    empty = (("and", INCOMPLETE, nothing), ("or", LEFT_OUT, never), ("xone", LEFT_OUT, never))
    for word, code, effect in empty:
        for node in index.subjects(SH + word, EMPTY_LIST):
            text = Message("shacl.list-empty", word=word, effect=effect)
            yield ShapeFault(node, text, SH + word, EMPTY_LIST, code=code)
