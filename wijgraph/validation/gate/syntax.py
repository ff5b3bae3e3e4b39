"""The syntax rules of SHACL for the values of its properties, one line each.

They are those of the table of https://www.w3.org/TR/shacl/#syntax-rules, which is more than the
shapes for shapes of the recommendation check.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from wijgraph.errors import Text, in_language
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH, XSD
from wijgraph.validation.gate.faults import (
    INCOMPLETE,
    LEFT_OUT,
    PLAIN,
    Fault,
    named,
    told,
)
from wijgraph.validation.gate.lists import wrong_with_list
from wijgraph.validation.index import NIL, TYPE, Index

SHOWN = 3  # so many values are named
WHOLE = re.compile(r"\+?[0-9]+\Z|-0+\Z")
NODE_KINDS = {
    SH + kind
    for kind in (
        "BlankNode",
        "IRI",
        "Literal",
        "BlankNodeOrIRI",
        "BlankNodeOrLiteral",
        "IRIOrLiteral",
    )
}


class Kind(NamedTuple):
    """What a value must be."""

    fits: Callable[[Term], bool]
    text: Text


class Rule(NamedTuple):
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
    "iri": Kind(lambda t: t.kind == "iri", Message("shapes.kind-iri")),
    "literal": Kind(lambda t: t.kind == "literal", Message("shapes.kind-literal")),
    "node": Kind(
        lambda t: t.kind != "literal",
        Message("shapes.kind-node"),
    ),
    "resource": Kind(lambda t: t.kind != "literal", Message("shapes.kind-resource")),
    "target": Kind(lambda t: t.kind != "bnode", Message("shapes.kind-target")),
    "whole": Kind(
        lambda t: _literal(t, XSD + "integer") and bool(WHOLE.match(t.value)),
        Message("shapes.kind-whole"),
    ),
    "boolean": Kind(_boolean, Message("shapes.kind-boolean")),
    "exact": Kind(
        lambda t: _boolean(t) and t.value in {"true", "false"},
        Message("shapes.kind-boolean"),
    ),
    "text": Kind(
        lambda t: _literal(t, *PLAIN),
        Message("shapes.kind-text"),
    ),
    "message": Kind(
        lambda t: t.kind == "literal" and (bool(t.language) or t.datatype in PLAIN),
        Message("shapes.kind-message"),
    ),
    "nodeKind": Kind(
        lambda t: t.kind == "iri" and t.value in NODE_KINDS,
        Message("shapes.kind-node-kind"),
    ),
    "namespace": Kind(
        lambda t: _literal(t, *PLAIN, XSD + "anyURI"),
        Message("shapes.kind-namespace"),
    ),
    "list": Kind(lambda t: t.kind != "literal", Message("shapes.kind-list")),
    "path": Kind(lambda _: True, Message("shapes.kind-path")),  # see lists.py
}

SINGLE_WHOLE = Rule("whole", single=True)
COUNT = Rule("whole", single=True, scoped=True)
BOUND = Rule("literal", single=True)
SHAPES = Rule("list", members="node")
MANY_IRIS = Rule("iri")
RULES: Mapping[str, Rule] = {
    "targetNode": Rule("target"),
    "targetClass": MANY_IRIS,
    "targetSubjectsOf": MANY_IRIS,
    "targetObjectsOf": MANY_IRIS,
    "severity": Rule("iri", single=True),
    "message": Rule("message"),
    "deactivated": Rule("exact", single=True),
    "path": Rule("path", single=True),
    "property": Rule("node"),
    "node": Rule("node"),
    "not": Rule("node"),
    "and": SHAPES,
    "or": SHAPES,
    "xone": SHAPES,
    "class": MANY_IRIS,
    "datatype": Rule("iri", single=True),
    "nodeKind": Rule("nodeKind", single=True),
    "minCount": COUNT,
    "maxCount": COUNT,
    "minExclusive": BOUND,
    "minInclusive": BOUND,
    "maxExclusive": BOUND,
    "maxInclusive": BOUND,
    "minLength": SINGLE_WHOLE,
    "maxLength": SINGLE_WHOLE,
    "pattern": Rule("text", single=True),
    "flags": Rule("text", single=True),
    "languageIn": Rule("list", single=True, members="text"),
    "uniqueLang": Rule("boolean", single=True, scoped=True),
    "equals": MANY_IRIS,
    "disjoint": MANY_IRIS,
    "lessThan": Rule("iri", scoped=True),
    "lessThanOrEquals": Rule("iri", scoped=True),
    "qualifiedValueShape": Rule("node", single=True, scoped=True),
    "qualifiedValueShapesDisjoint": Rule("boolean", single=True),
    "qualifiedMinCount": SINGLE_WHOLE,
    "qualifiedMaxCount": SINGLE_WHOLE,
    "closed": Rule("exact", single=True),
    "ignoredProperties": Rule("list", single=True, members="iri"),
    "in": Rule("list", single=True),
    "hasValue": Rule("path"),  # anything
    "sparql": Rule("resource"),
    "select": Rule("text", single=True),
    "ask": Rule("text", single=True),
    "prefixes": Rule("resource"),
    "declare": Rule("resource"),
    "prefix": Rule("text", single=True),
    "namespace": Rule("namespace", single=True),
    "shapesGraph": MANY_IRIS,
    "parameter": Rule("resource"),
    "optional": Rule("exact", single=True),
    "validator": Rule("resource"),
    "nodeValidator": Rule("resource"),
    "propertyValidator": Rule("resource"),
}
NOT_CONSTRAINTS = {
    "targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "severity", "message",
    "deactivated", "path", "flags", "select", "ask", "prefixes", "declare", "prefix", "namespace",
    "shapesGraph", "parameter", "optional", "validator", "nodeValidator", "propertyValidator",
    "ignoredProperties",
}  # fmt: skip
CONSTRAINTS = frozenset(SH + word for word in RULES if word not in NOT_CONSTRAINTS)
TARGETS = tuple(SH + word for word in RULES if word.startswith("target"))


def value_faults(index: Index) -> Iterator[Fault]:
    """Yield each value that is not what its property asks for."""
    for word, rule in RULES.items():
        for node in index.subjects(SH + word):
            values = index.objects(node, SH + word)
            if rule.single and len(values) > 1:
                yield _several(node, word, values)
            for value in values:
                if not KINDS[rule.kind].fits(value):
                    yield _unfit(node, word, value, rule.kind)
                elif rule.kind == "list":
                    yield from _of_list(index, node, word, value, rule.members)


def _several(node: Term, word: str, values: list[Term]) -> Fault:
    shown = [told(value) for value in values[:SHOWN]]
    listed = {ln: ", ".join(in_language(text, ln) for text in shown) for ln in LANGUAGES}
    more = ", …" if len(values) > SHOWN else ""
    return Fault(
        node,
        Message("shapes.value-several", word=word, count=len(values), values=listed, more=more),
        SH + word,
        values[1],
    )


def _unfit(node: Term, word: str, value: Term, kind: str) -> Fault:
    wanted = KINDS[kind].text
    return Fault(
        node,
        Message("shapes.value-unfit", word=word, wanted=wanted, given=told(value)),
        SH + word,
        value,
    )


def _of_list(
    index: Index, node: Term, word: str, head: Term, members: str | None
) -> Iterator[Fault]:
    if (text := wrong_with_list(index, head)) is not None:
        yield Fault(
            node,
            Message("shapes.value-no-list", word=word, wrong=text),
            SH + word,
            head,
            Message("shapes.value-no-list-hint"),
        )
        return
    if members is None:
        return
    for member in index.items(head):
        if not KINDS[members].fits(member):
            wanted = KINDS[members].text
            yield Fault(
                node,
                Message("shapes.member-unfit", word=word, wanted=wanted, given=told(member)),
                SH + word,
                head,
            )


def kind_faults(index: Index) -> Iterator[Fault]:
    """Yield each shape that is a node shape where a property shape is asked for, or the reverse."""
    path = SH + "path"
    properties = {
        *index.subjects(TYPE, Term("iri", SH + "PropertyShape")),
        *(node for node in index.all_objects(SH + "property") if node.kind != "literal"),
    }
    for node in properties:
        if not index.objects(node, path):
            yield _without_path(index, node)
    for node in index.subjects(TYPE, Term("iri", SH + "NodeShape")):
        for value in index.objects(node, path)[:1]:
            yield Fault(
                node,
                Message("shapes.node-with-path"),
                path,
                value,
                Message("shapes.node-with-path-hint"),
            )
    for node in index.subjects(SH + "node"):
        for value in index.objects(node, SH + "node"):
            if index.objects(value, path):
                yield Fault(
                    node,
                    Message("shapes.node-needed", name=named(index, value)),
                    SH + "node",
                    value,
                    Message("shapes.node-needed-hint"),
                )
    yield from _scoped(index, properties)
    yield from _implicit(index)


def _without_path(index: Index, node: Term) -> Fault:
    hint = Message("shapes.no-path-hint")
    if not index.said(node):
        return Fault(
            node,
            Message("shapes.property-undescribed", name=told(node)),
            hint=hint,
        )
    text = Message("shapes.no-path")
    return Fault(node, text, hint=hint)


def _scoped(index: Index, properties: set[Term]) -> Iterator[Fault]:
    for word, rule in RULES.items():
        for node in index.subjects(SH + word) if rule.scoped else ():
            if node not in properties and not index.objects(node, SH + "path"):
                yield Fault(
                    node,
                    Message("shapes.property-only", word=word),
                    SH + word,
                    hint=Message("shapes.property-only-hint", word=word),
                )


def _implicit(index: Index) -> Iterator[Fault]:
    """Yield each blank node that is a class and a shape: what has no name cannot be a target."""
    for node in index.subjects(TYPE, Term("iri", RDFS + "Class")):
        types = {term.value for term in index.objects(node, TYPE)}
        if node.kind == "bnode" and types & {SH + "NodeShape", SH + "PropertyShape"}:
            yield Fault(
                node,
                Message("shapes.class-blank"),
            )


# What does nothing alone: one of each group has to stand beside it.
EMPTY = {
    INCOMPLETE: Message("shapes.checks-nothing"),
    LEFT_OUT: Message("shapes.never-kept"),
}
COUNTS = ("qualifiedMinCount", "qualifiedMaxCount")
INCOMPLETE_WITHOUT: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "flags": (("pattern",),),
    "ignoredProperties": (("closed",),),
    "qualifiedMaxCount": (("qualifiedValueShape",),),
    "qualifiedMinCount": (("qualifiedValueShape",),),
    "qualifiedValueShape": (COUNTS,),
    "qualifiedValueShapesDisjoint": (("qualifiedValueShape",), COUNTS),
}


def incomplete_faults(index: Index) -> Iterator[Fault]:
    """Yield each part of a constraint whose other part is missing: SHACL has no such constraint."""
    for word, groups in INCOMPLETE_WITHOUT.items():
        for node in index.subjects(SH + word):
            lacking = [
                group
                for group in groups
                if not any(index.objects(node, SH + other) for other in group)
            ]
            if not lacking:
                continue
            other: Text = f"sh:{lacking[0][0]}"
            for name in lacking[0][1:]:
                other = Message("shapes.either", one=other, other=f"sh:{name}")
            yield Fault(
                node,
                Message("shapes.incomplete", word=word, other=other),
                SH + word,
                code=INCOMPLETE,
            )
    for word in ("uniqueLang", "qualifiedValueShapesDisjoint"):  # of them SHACL allows another form
        one = Term("literal", "1", None, XSD + "boolean")
        for node in index.subjects(SH + word, one):
            text = Message("shapes.does-nothing", word=word, value=told(one))
            yield Fault(node, text, SH + word, one, code=INCOMPLETE)
    for word, code in (("and", INCOMPLETE), ("or", LEFT_OUT), ("xone", LEFT_OUT)):
        for node in index.subjects(SH + word, Term("iri", NIL)):
            text = Message("shapes.list-empty", word=word, effect=EMPTY[code])
            yield Fault(node, text, SH + word, Term("iri", NIL), code=code)
