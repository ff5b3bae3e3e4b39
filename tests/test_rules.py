"""The rules of governance: each is there, and on our own dossier they find what they should.

What bites when is shown by the examples of ``test_shapes.py``; here is the outcome on WIJ. The
numbers (R01–R39) are those of the list of rules that the two documents support.
"""

import shutil
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, SH, SKOS, Graph, URIRef

import wijgraph
from tests.conftest import ROOT
from wijgraph.namespaces import shorten

NUMBERS = [f"R{number:02}" for number in range(1, 40)]
# An agreement or recommendation that the graph does not show to be followed; silent sources.
WARNINGS = {"R14", "R15", "R23", "R24", "R25", "R28", "R30"}
INFOS = {"R16", "R38"}
UNSOURCED = {"R36"}  # the integrity of the model itself: no document speaks of it

KINDS = {"basis-jeugdhulp", "deelopdrachten", "reguliere-opdracht"}
MEETINGS = {"bestuurdersoverleg", "bestuurlijk-overleg", "sturingsoverleg"}
NEW = {
    "deelopdracht-informatie-en-advies-armoede",
    "deelopdracht-oekraiense-vluchtelingen",
    "deelopdracht-overbruggingszorg",
    "deelopdracht-re-integratieofficieren",
}
EXPECTED = {
    ("R14", "warning"): KINDS,
    ("R15", "warning"): MEETINGS,
    ("R16", "info"): MEETINGS,
    ("R23", "warning"): NEW,
    ("R24", "warning"): NEW,
    ("R25", "warning"): {"deelopdrachten-buiten-zicht"},
    ("R38", "info"): {"escalatiemodel"},
}

# What no source supports, and so no rule may ask: a seat on both boards, a board of one, a yearly
# rhythm, escalation in two steps, a budget that no council approved, amounts that do not add up.
UNSUPPORTED = """
@prefix concept: <https://w3id.org/wijgraph/concept/> .
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

wij:lid a gov:Post ; rdfs:label "lid"@nl , "member"@en ; org:postIn wij:wij ; gov:citation wij:c .
wij:zitting-rvt a gov:Membership ; rdfs:label "zitting 1"@nl , "seat 1"@en ;
  gov:actor wij:lid ; gov:counterparty wij:rvt ;
  gov:modality concept:practice ; gov:citation wij:c .
wij:zitting-rvb a gov:Membership ; rdfs:label "zitting 2"@nl , "seat 2"@en ;
  gov:actor wij:lid ; gov:counterparty wij:rvb ;
  gov:modality concept:practice ; gov:citation wij:c .
wij:jaaroverleg a gov:MeetingSeries ; rdfs:label "jaaroverleg"@nl , "yearly talk"@en ;
  gov:basis wij:set-van-afspraken ; gov:participant wij:gemeente , wij:wij ;
  schema:repeatFrequency "P1Y"^^xsd:duration ; gov:modality concept:agreed ; gov:citation wij:c .
wij:ladder a gov:EscalationModel ; rdfs:label "ladder"@nl , "ladder"@en ;
  gov:level "manager"@nl , "directeur"@nl ; gov:modality concept:practice ; gov:citation wij:c .
wij:begroting a gov:Plan ; rdfs:label "begroting"@nl , "budget"@en ; gov:citation wij:c .
wij:bedrag a gov:Measurement ; rdfs:label "bedrag"@nl , "amount"@en ;
  gov:about wij:deelopdracht-school-als-wijk ; schema:value 9000000 ; schema:currency "EUR" ;
  gov:qualifier concept:exactly ; gov:reportedOn "2025"^^xsd:gYear ;
  gov:modality concept:practice ; gov:citation wij:c .
""".replace("wij:c ", "<https://w3id.org/wijgraph/id/citation/berenschot-2.1-appoint-rvt> ")


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "shapes").rglob("*.ttl")):
        graph.parse(path)
    return graph


def numbered() -> list[tuple[URIRef, str]]:
    """Return every rule that has a number: (rule, number)."""
    pairs = shapes().subject_objects(SKOS.notation)
    return sorted((rule, str(number)) for rule, number in pairs if isinstance(rule, URIRef))


def found(dossier: wijgraph.Dossier) -> dict[tuple[str, str], list[str]]:
    """Return the slugs found for each (number, severity); of a rule without number, its name."""
    graph = shapes()
    number = {str(graph.value(rule, DCTERMS.identifier)): number for rule, number in numbered()}
    outcome: dict[tuple[str, str], list[str]] = {}
    for finding in dossier.validate().findings:
        key = (number.get(finding.rule, finding.rule), finding.severity)
        outcome.setdefault(key, []).append(shorten(finding.focus.value).removeprefix("wij:"))
    return outcome


def test_our_own_dossier_has_exactly_these_findings(dossier: wijgraph.Dossier) -> None:
    assert found(dossier) == {key: sorted(slugs) for key, slugs in EXPECTED.items()}


def test_what_no_source_supports_is_not_asked(tmp_path: Path) -> None:
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "data" / "unsupported.ttl").write_text(UNSUPPORTED)
    assert found(wijgraph.open(tmp_path)) == {k: sorted(slugs) for k, slugs in EXPECTED.items()}


def test_every_number_has_a_rule_and_no_other_has() -> None:
    assert sorted({number for _, number in numbered()}) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_severity_is_that_of_the_list(number: str) -> None:
    severity = "Warning" if number in WARNINGS else "Info" if number in INFOS else "Violation"
    rules = [rule for rule, other in numbered() if other == number]
    assert {shapes().value(rule, SH.severity) for rule in rules} == {SH[severity]}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_numbered_rule_says_where_it_is_written(number: str) -> None:
    for rule, other in numbered():
        if other == number:
            assert bool(shapes().value(rule, DCTERMS.source)) is (number not in UNSOURCED), rule


def test_rules_name_no_node_of_the_dossier() -> None:
    """A rule holds for every municipality: only its source is a node of ours."""
    ours = "https://w3id.org/wijgraph/id/"
    for rule, predicate, value in shapes():
        assert ours not in str(rule)
        assert ours not in str(value) or predicate == DCTERMS.source, rule
