"""Every rule has an example that meets it, and one example per way to break it.

The examples stand in one small fictional municipality (``shapes/municipality.ttl``). Each gets
nodes of its own, so that all of them are validated in one run: a finding belongs to the example
whose node it is about. Terms of our own namespaces must therefore differ from example to example.
The short edges are derived from all of them, as in a dossier.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from wijgraph.graph.derive import DERIVE
from wijgraph.validation.rules import patched

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "shapes"
CONTEXT = EXAMPLES / "municipality.ttl"
EX = "https://example.org/"
GOV = "https://w3id.org/wijgraph/ontology#"
RULE = "https://w3id.org/wijgraph/shapes#"
WIJ = "https://w3id.org/wijgraph/id/"

LISTS = {SH["and"], SH["or"], SH.xone}
PARTS = {SH["not"], SH.node}
QUALIFIED = {SH.qualifiedMaxCount, SH.qualifiedMinCount}
TARGETS = {SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf}
# What SHACL has beside these describes a rule or goes with one of these.
CONSTRAINTS = LISTS | PARTS | QUALIFIED
CONSTRAINTS |= {SH["class"], SH.closed, SH.datatype, SH.hasValue, SH["in"], SH.nodeKind, SH.sparql}
CONSTRAINTS |= {SH.disjoint, SH.equals, SH.lessThan, SH.lessThanOrEquals, SH.minCount, SH.maxCount}
CONSTRAINTS |= {SH.minExclusive, SH.minInclusive, SH.maxExclusive, SH.maxInclusive}
CONSTRAINTS |= {SH.languageIn, SH.minLength, SH.maxLength, SH.pattern, SH.uniqueLang}


def merge(folder: str) -> Graph:
    graph = Graph()
    for file in sorted((ROOT / folder).rglob("*.ttl")):
        graph.parse(file)
    return graph


ONTOLOGY, SHAPES = merge("ontology"), merge("shapes")


def constraints() -> list[tuple[str, str]]:
    """Return each constraint that a rule, or a part of a rule, has: (rule, constraint)."""
    found = ((shape, p) for shape, p in SHAPES.subject_predicates() if p in CONSTRAINTS)
    return sorted({(s.removeprefix(RULE), p.removeprefix(str(SH))) for s, p in text(found)})


def text(pairs: Iterator[tuple[Node, Node]]) -> Iterator[tuple[str, str]]:
    return ((str(first), str(second)) for first, second in pairs)


def users(shape: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the shapes that have ``shape`` as a part, each with the constraint that reports it."""
    for predicate in PARTS:
        yield from ((user, predicate) for user in SHAPES.subjects(predicate, shape))
    for user in SHAPES.subjects(SH.qualifiedValueShape, shape):
        yield from ((user, p) for p in QUALIFIED & set(SHAPES.predicates(user)))
    for head in SHAPES.subjects(RDF.first, shape):
        while (before := SHAPES.value(None, RDF.rest, head)) is not None:
            head = before  # noqa: PLW2901 - the list is walked back to its start
        yield from ((user, p) for user, p in SHAPES.subject_predicates(head) if p in LISTS)
    for user in SHAPES.subjects(SH.property, shape):
        if not TARGETS & set(SHAPES.predicates(user)):
            yield from users(user)


def reported(shape: Node, constraint: Node) -> set[str]:
    """Return how a broken constraint is reported: of a part, as the rule that it is part of."""
    above = list(users(shape))
    if above:
        return {finding for user, predicate in above for finding in reported(user, predicate)}
    return {f"{shape}/{constraint}".replace(RULE, "").replace(str(SH), "")}


def read(example: Path, known: set[Node]) -> Graph:
    """Return ``example`` with nodes of its own, but for those of the municipality."""
    own = f"{EX}{example.parent.name}/{example.stem}/"

    def moved(term: Node) -> Node:
        if isinstance(term, URIRef) and term.startswith(EX) and term not in known:
            return URIRef(own + term.removeprefix(EX))
        return term

    text = example.read_text()
    if example.suffix == ".rdfp":
        text = patched((example.parent / "valid.ttl").read_text(), text, str(example))
    graph = Graph()
    for subject, predicate, value in Graph().parse(data=text, format="turtle"):
        graph.add((moved(subject), moved(predicate), moved(value)))
    return graph


def finding(report: Graph, result: Node) -> str:
    """Return ``Post-postIn/maxCount``: the rule and the constraint that is broken."""
    rule = str(report.value(result, SH.sourceShape)).removeprefix(RULE)
    component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
    constraint = component.removesuffix("ConstraintComponent")
    return f"{rule}/{constraint[0].lower()}{constraint[1:]}".replace("/sPARQL", "/sparql")


@cache
def findings() -> dict[Path | None, list[str]]:
    """Return the findings of each example; those on our own files at None, with their node."""
    context = Graph().parse(CONTEXT)
    everything = ONTOLOGY + SHAPES + context
    # The data is not loaded: what the ontology and the rules cite of it counts as described.
    for term in set(everything.objects()):
        if isinstance(term, URIRef) and term.startswith(WIJ):
            everything.add((term, RDF.type, RDFS.Resource))
    common = {term for triple in everything for term in triple}
    owners: dict[Node | None, Path] = {}
    found: dict[Path | None, list[str]] = {None: []}
    for example in sorted(EXAMPLES.glob("*/*.*")):
        name = example.with_suffix("")
        found[name] = []
        graph = read(example, set(context.subjects()))
        everything += graph
        for term in {term for triple in graph for term in triple} - common:
            if isinstance(term, BNode) or str(term).startswith((EX, GOV, RULE)):
                assert owners.setdefault(term, name) == name, f"{term} is in two examples"
    derived = everything.query(DERIVE).graph
    assert derived is not None
    everything += derived
    _, report, _ = pyshacl.validate(everything, shacl_graph=SHAPES, meta_shacl=True, inplace=True)
    assert isinstance(report, Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        terms = [report.value(result, p) for p in (SH.focusNode, SH.value)]
        owner = next((owners[term] for term in terms if term in owners), None)
        about = "" if owner else f": {terms[0]} {terms[1]}"
        found[owner].append(finding(report, result) + about)
    return found


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in constraints()}))
def test_valid_example_breaks_nothing(rule: str) -> None:
    assert findings()[EXAMPLES / rule / "valid"] == []


@pytest.mark.parametrize(("rule", "constraint"), constraints())
def test_invalid_example_breaks_this_constraint_only(rule: str, constraint: str) -> None:
    found = findings()[EXAMPLES / rule / f"invalid-{constraint}"]
    assert len(found) == 1
    assert found[0] in reported(URIRef(RULE + rule), SH[constraint])


def test_no_example_is_left_behind() -> None:
    expected = {f"{rule}/valid" for rule, _ in constraints()}
    expected |= {f"{rule}/invalid-{constraint}" for rule, constraint in constraints()}
    files = [file.relative_to(EXAMPLES) for file in EXAMPLES.rglob("*.*")]
    assert {file.suffix for file in files} == {".ttl", ".rdfp"}
    assert sorted(f.with_suffix("").as_posix() for f in files) == sorted({*expected, CONTEXT.stem})


def test_ontology_rules_and_municipality_keep_the_rules() -> None:
    assert findings()[None] == []


def test_every_shape_is_used() -> None:
    """A shape without a target, and that no shape with a target uses, never finds anything."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    shapes = {shape for kind in kinds for shape in SHAPES.subjects(RDF.type, kind)}
    targeted = {shape for shape in shapes if TARGETS & set(SHAPES.predicates(shape))}
    owned = {part for shape in targeted for part in SHAPES.objects(shape, SH.property)}
    idle = {s for s in shapes - targeted - owned if not list(users(s))}
    assert idle == set()


def test_every_reference_is_followed() -> None:
    """A new property to nodes has to be among those whose values must be described."""
    followed = set(SHAPES.objects(URIRef(RULE + "Reference"), SH.targetObjectsOf))
    own = {p for p in ONTOLOGY.subjects(RDF.type, OWL.ObjectProperty) if str(p).startswith(GOV)}
    derived = {URIRef(GOV + "meetsWith"), *ONTOLOGY.objects(None, URIRef(GOV + "shortcut"))}
    elsewhere = {URIRef(GOV + "missing")}  # a term, which rule:Term-declared looks after
    assert own - derived - elsewhere <= followed


def test_only_lists_are_blank() -> None:
    blank = {subject for subject in SHAPES.subjects() if not isinstance(subject, URIRef)}
    assert blank == set(SHAPES.subjects(RDF.first))
