"""The syntax rules of SHACL for the values of its properties, one line each.

They are those of the table of https://www.w3.org/TR/shacl/#syntax-rules, which is more than the
shapes for shapes of the recommendation check.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH, XSD
from wijgraph.validation.gate.faults import (
    INCOMPLETE,
    LEFT_OUT,
    PLAIN,
    Fault,
    Text,
    both,
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
    "iri": Kind(lambda t: t.kind == "iri", both("een IRI", "an IRI")),
    "literal": Kind(lambda t: t.kind == "literal", both("een literal", "a literal")),
    "node": Kind(
        lambda t: t.kind != "literal",
        both("een shape (een IRI of blanke knoop)", "a shape (an IRI or blank node)"),
    ),
    "resource": Kind(
        lambda t: t.kind != "literal", both("een IRI of blanke knoop", "an IRI or blank node")
    ),
    "target": Kind(lambda t: t.kind != "bnode", both("een IRI of literal", "an IRI or literal")),
    "whole": Kind(
        lambda t: _literal(t, XSD + "integer") and bool(WHOLE.match(t.value)),
        both("een geheel getal van 0 of meer", "a whole number (xsd:integer) of 0 or more"),
    ),
    "boolean": Kind(
        _boolean, both("true of false, zonder aanhalingstekens", "true or false, without quotes")
    ),
    "exact": Kind(
        lambda t: _boolean(t) and t.value in {"true", "false"},
        both("true of false, zonder aanhalingstekens", "true or false, without quotes"),
    ),
    "text": Kind(
        lambda t: _literal(t, *PLAIN),
        both("een tekst zonder taal (xsd:string)", "a text without language (xsd:string)"),
    ),
    "message": Kind(
        lambda t: t.kind == "literal" and (bool(t.language) or t.datatype in PLAIN),
        both("een tekst, met of zonder taal", "a text, with or without a language"),
    ),
    "nodeKind": Kind(
        lambda t: t.kind == "iri" and t.value in NODE_KINDS,
        both(
            "sh:IRI, sh:BlankNode, sh:Literal of een van de drie paren daarvan",
            "sh:IRI, sh:BlankNode, sh:Literal, or one of the three pairs of those",
        ),
    ),
    "namespace": Kind(
        lambda t: _literal(t, *PLAIN, XSD + "anyURI"),
        both(
            "een naamruimte tussen aanhalingstekens (xsd:anyURI)",
            "a namespace in quotes (xsd:anyURI)",
        ),
    ),
    "list": Kind(lambda t: t.kind != "literal", both("een lijst", "a list")),
    "path": Kind(lambda _: True, both("een pad", "a path")),  # see lists.py
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
    nl, en = (", ".join(text[language] for text in shown) for language in ("nl", "en"))
    more = ", …" if len(values) > SHOWN else ""
    return Fault(
        node,
        both(
            f"sh:{word} mag er één keer staan, en staat er {len(values)} keer ({nl}{more})",
            f"sh:{word} may stand once, and stands {len(values)} times ({en}{more})",
        ),
        SH + word,
        values[1],
    )


def _unfit(node: Term, word: str, value: Term, kind: str) -> Fault:
    wanted, given = KINDS[kind].text, told(value)
    return Fault(
        node,
        both(
            f"sh:{word} vraagt {wanted['nl']}, niet {given['nl']}",
            f"sh:{word} needs {wanted['en']}, not {given['en']}",
        ),
        SH + word,
        value,
    )


def _of_list(
    index: Index, node: Term, word: str, head: Term, members: str | None
) -> Iterator[Fault]:
    if (text := wrong_with_list(index, head)) is not None:
        yield Fault(
            node,
            both(
                f"sh:{word} vraagt een lijst: {text['nl']}",
                f"sh:{word} needs a list: {text['en']}",
            ),
            SH + word,
            head,
            both("Een lijst staat tussen ronde haken.", "A list stands in round brackets."),
        )
        return
    if members is None:
        return
    for member in index.items(head):
        if not KINDS[members].fits(member):
            wanted, given = KINDS[members].text, told(member)
            yield Fault(
                node,
                both(
                    f"in de lijst van sh:{word} hoort {wanted['nl']}, niet {given['nl']}",
                    f"the list of sh:{word} needs {wanted['en']}, not {given['en']}",
                ),
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
                both(
                    "een sh:NodeShape heeft geen sh:path, en deze wel",
                    "a sh:NodeShape has no sh:path, and this one has",
                ),
                path,
                value,
                both("Maak er een sh:PropertyShape van.", "Make it a sh:PropertyShape."),
            )
    for node in index.subjects(SH + "node"):
        for value in index.objects(node, SH + "node"):
            if index.objects(value, path):
                nl, en = named(index, value).values()
                yield Fault(
                    node,
                    both(
                        f"sh:node vraagt een node shape, en {nl} heeft een sh:path",
                        f"sh:node needs a node shape, and {en} has a sh:path",
                    ),
                    SH + "node",
                    value,
                    both("Gebruik sh:property.", "Use sh:property."),
                )
    yield from _scoped(index, properties)
    yield from _implicit(index)


def _without_path(index: Index, node: Term) -> Fault:
    hint = both(
        "Een property shape heeft precies één pad nodig.",
        "A property shape needs exactly one path.",
    )
    if not index.said(node):
        name = told(node)["en"]
        return Fault(
            node,
            both(
                f"de property shape {name} wordt nergens beschreven, en heeft dus geen sh:path",
                f"the property shape {name} is described nowhere, and so has no sh:path",
            ),
            hint=hint,
        )
    text = both("deze property shape heeft geen sh:path", "this property shape has no sh:path")
    return Fault(node, text, hint=hint)


def _scoped(index: Index, properties: set[Term]) -> Iterator[Fault]:
    for word, rule in RULES.items():
        for node in index.subjects(SH + word) if rule.scoped else ():
            if node not in properties and not index.objects(node, SH + "path"):
                yield Fault(
                    node,
                    both(
                        f"sh:{word} is voor property shapes, en deze shape heeft geen sh:path",
                        f"sh:{word} is for property shapes, and this shape has no sh:path",
                    ),
                    SH + word,
                    hint=both(
                        f"Zet het in sh:property [ sh:path … ; sh:{word} … ].",
                        f"Put it into sh:property [ sh:path … ; sh:{word} … ].",
                    ),
                )


def _implicit(index: Index) -> Iterator[Fault]:
    """Yield each blank node that is a class and a shape: what has no name cannot be a target."""
    for node in index.subjects(TYPE, Term("iri", RDFS + "Class")):
        types = {term.value for term in index.objects(node, TYPE)}
        if node.kind == "bnode" and types & {SH + "NodeShape", SH + "PropertyShape"}:
            yield Fault(
                node,
                both(
                    "deze shape is ook een klasse, en heeft daarvoor een IRI nodig",
                    "this shape is a class as well, and needs an IRI for that",
                ),
            )


# What does nothing alone: one of each group has to stand beside it.
EMPTY = {
    INCOMPLETE: ("zij controleert niets", "it checks nothing"),
    LEFT_OUT: ("niets kan eraan voldoen", "nothing can conform to it"),
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
            nl, en = (f" {link} ".join(f"sh:{o}" for o in lacking[0]) for link in ("of", "or"))
            yield Fault(
                node,
                both(
                    f"sh:{word} zonder {nl} controleert niets",
                    f"sh:{word} without {en} checks nothing",
                ),
                SH + word,
                code=INCOMPLETE,
            )
    for word in ("uniqueLang", "qualifiedValueShapesDisjoint"):  # of them SHACL allows another form
        one = Term("literal", "1", None, XSD + "boolean")
        for node in index.subjects(SH + word, one):
            nl, en = told(one).values()
            text = both(
                f"sh:{word} {nl} controleert niets: dat doet alleen true",
                f"sh:{word} {en} checks nothing: only true does",
            )
            yield Fault(node, text, SH + word, one, code=INCOMPLETE)
    for word, code in (("and", INCOMPLETE), ("or", LEFT_OUT), ("xone", LEFT_OUT)):
        nl, en = EMPTY[code]
        for node in index.subjects(SH + word, Term("iri", NIL)):
            text = both(
                f"de lijst van sh:{word} is leeg: {nl}", f"the list of sh:{word} is empty: {en}"
            )
            yield Fault(node, text, SH + word, Term("iri", NIL), code=code)
