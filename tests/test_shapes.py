"""Every rule has an example that meets it, and one example per way to break it.

The examples stand in one small fictional municipality (``shapes/municipality.ttl``). Each gets nodes
of its own, so that all of them are validated in one run: a finding belongs to the example whose
node it is about. Terms of our own namespaces must therefore differ from example to example.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "shapes"
CONTEXT = EXAMPLES / "municipality.ttl"
EX = "https://example.org/"
GOV = "https://w3id.org/wijgraph/ontology#"
RULE = "https://w3id.org/wijgraph/shapes#"
WIJ = "https://w3id.org/wijgraph/id/"

CONSTRAINTS = {
    *(SH[name] for name in ("and", "class", "in", "not", "or", "property")),
    *(SH.closed, SH.datatype, SH.disjoint, SH.equals, SH.hasValue, SH.languageIn, SH.lessThan),
    *(SH.lessThanOrEquals, SH.maxCount, SH.maxExclusive, SH.maxInclusive, SH.maxLength),
    *(SH.minCount, SH.minExclusive, SH.minInclusive, SH.minLength, SH.node, SH.nodeKind),
    *(SH.pattern, SH.qualifiedMaxCount, SH.qualifiedMinCount, SH.sparql, SH.uniqueLang, SH.xone),
} - {SH.property}
LISTS = {SH["and"], SH["or"], SH.xone}
SHAPES_OF = {SH["not"], SH.node, SH.qualifiedValueShape}
TARGETS = {SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf}


def merge(folder: str) -> Graph:
    graph = Graph()
    for file in sorted((ROOT / folder).rglob("*.ttl")):
        graph.parse(file)
    return graph


ONTOLOGY, SHAPES = merge("ontology"), merge("shapes")


def name(term: Node) -> str:
    """Return ``Post-postIn`` for a rule, ``minCount`` for a constraint or the component of one."""
    local = str(term).removeprefix(RULE).removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return "sparql" if local == "SPARQL" else local[:1].lower() + local[1:] if term in SH else local


def constraints() -> list[tuple[str, str]]:
    """Return each constraint that a rule or a part of a rule has, as (rule, constraint)."""
    return sorted({(name(s), name(p)) for s, p in SHAPES.subject_predicates() if p in CONSTRAINTS})


def users(shape: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the shapes that have ``shape`` as a part, each with the constraint that reports it."""
    for predicate in SHAPES_OF:
        for user in SHAPES.subjects(predicate, shape):
            count = {p for p in SHAPES.predicates(user) if str(p).startswith(f"{SH}qualifiedM")}
            yield from (
                (user, p) for p in (count if "qualified" in str(predicate) else {predicate})
            )
    for cell in SHAPES.subjects(RDF.first, shape):
        head: Node = cell
        while (before := SHAPES.value(None, RDF.rest, head)) is not None:
            head = before
        yield from ((user, p) for user, p in SHAPES.subject_predicates(head) if p in LISTS)
    for user in SHAPES.subjects(SH.property, shape):
        if not TARGETS & set(SHAPES.predicates(user)):
            yield from users(user)


def reported(shape: Node, constraint: Node) -> set[str]:
    """Return as what a broken constraint is reported: a part of a rule as the rule it is part of."""
    found = {f"{name(user)}/{p}" for user, c in users(shape) for p in {name(c)}}
    deeper = {r for user, c in users(shape) if list(users(user)) for r in reported(user, c)}
    return deeper or found or {f"{name(shape)}/{name(constraint)}"}


def read(example: Path, known: set[Node]) -> Graph:
    """Return ``example`` with nodes of its own, but for those of the municipality."""
    own = f"{EX}{example.parent.name}/{example.stem}/"

    def moved(term: Node) -> Node:
        if isinstance(term, URIRef) and term.startswith(EX) and term not in known:
            return URIRef(own + term.removeprefix(EX))
        return term

    graph = Graph()
    for triple in Graph().parse(example):
        graph.add(tuple(moved(term) for term in triple))  # type: ignore[arg-type]
    return graph


@cache
def findings() -> dict[Path | None, list[str]]:
    """Return the findings of each example, as ``rule/constraint``; those of our own files at None."""
    everything = ONTOLOGY + SHAPES + Graph().parse(CONTEXT)
    # The data is not loaded: what the ontology and the rules cite of it counts as described.
    for term in {o for o in everything.objects() if isinstance(o, URIRef) and o.startswith(WIJ)}:
        everything.add((term, RDF.type, RDFS.Resource))
    common = {term for triple in everything for term in triple}
    known = set(Graph().parse(CONTEXT).subjects())
    owners: dict[Node, Path] = {}
    found: dict[Path | None, list[str]] = {None: []}
    for example in sorted(EXAMPLES.glob("*/*.ttl")):
        found[example] = []
        graph = read(example, known)
        everything += graph
        for term in {term for triple in graph for term in triple} - common:
            if not isinstance(term, Literal):
                owners.setdefault(term, example)
    _, report, _ = pyshacl.validate(everything, shacl_graph=SHAPES, meta_shacl=True, inplace=True)
    assert isinstance(report, Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        terms = [report.value(result, p) for p in (SH.focusNode, SH.value)]
        owner = next((owners[term] for term in terms if term in owners), None)
        rule, component = (
            report.value(result, p) for p in (SH.sourceShape, SH.sourceConstraintComponent)
        )
        assert rule is not None
        assert component is not None
        about = "" if owner else f" {terms[0]} {terms[1]}"
        found[owner].append(f"{name(rule)}/{name(component)}{about}")
    return found


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in constraints()}))
def test_valid_example_breaks_nothing(rule: str) -> None:
    assert findings()[EXAMPLES / rule / "valid.ttl"] == []


@pytest.mark.parametrize(("rule", "constraint"), constraints())
def test_invalid_example_breaks_this_constraint_only(rule: str, constraint: str) -> None:
    found = findings()[EXAMPLES / rule / f"invalid-{constraint}.ttl"]
    assert len(found) == 1
    assert found[0] in reported(URIRef(RULE + rule), SH[constraint])


def test_no_example_is_left_behind() -> None:
    expected = {f"{rule}/valid.ttl" for rule, _ in constraints()}
    expected |= {f"{rule}/invalid-{constraint}.ttl" for rule, constraint in constraints()}
    there = {f.relative_to(EXAMPLES).as_posix() for f in EXAMPLES.rglob("*") if f.is_file()}
    assert there - {CONTEXT.name} == expected


def test_ontology_rules_and_municipality_keep_the_rules() -> None:
    assert findings()[None] == []


def test_every_rule_is_reached() -> None:
    """A shape without a target, and that no shape with a target uses, never finds anything."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    shapes = {s for kind in kinds for s in SHAPES.subjects(RDF.type, kind)}
    reached = {s for s in shapes if TARGETS & set(SHAPES.predicates(s))}
    while more := {o for s in reached for o in SHAPES.objects(s) if o in shapes} - reached | {
        item
        for s in reached
        for p in LISTS
        for head in SHAPES.objects(s, p)
        for item in SHAPES.items(head)
        if item not in reached
    }:
        reached |= more
    assert shapes == reached


def test_every_reference_is_followed() -> None:
    """A new property to nodes has to be among those whose values must be described."""
    followed = set(SHAPES.objects(URIRef(RULE + "Reference"), SH.targetObjectsOf))
    properties = {p for p in ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty) if p in URIRef(GOV)}
    derived = {URIRef(GOV + "meetsWith"), *ONTOLOGY.objects(None, URIRef(GOV + "shortcut"))}
    assert properties - derived - {URIRef(GOV + "missing")} <= followed


def test_all_is_named() -> None:
    """The only blank nodes in the rules are cells of lists."""
    blank = {s for s in SHAPES.subjects() if not isinstance(s, URIRef)}
    assert blank == set(SHAPES.subjects(RDF.first)) - {RDF.nil}
