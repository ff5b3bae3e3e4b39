"""Formal against practice, and perspectives by actor."""

from datetime import date

import wijgraph
from tests.analysing import facts_of, iri, slugs
from wijgraph.analysis.perspectives import perspectives
from wijgraph.analysis.practice import Comparison, Modalities, practice
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.namespaces import GOV

ADOPTED = """
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
<https://w3id.org/wijgraph/id/relation/new> a gov:Commissioning ; gov:actor wij:gemeente ;
    gov:counterparty wij:wij ; gov:basis wij:afwegingskader ; gov:modality gov:{} .
"""

ELSEWHERE = """
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
<https://w3id.org/wijgraph/id/gap/new> a gov:Gap ; gov:missing gov:basis ;
    gov:about wij:accountmanager, wij:algemeen-overleg .
"""


def pick(found: Modalities, kind: str, actor: str, other: str) -> Comparison:
    (one,) = [
        c
        for c in found.comparisons
        if c.kind.iri == GOV + kind
        and actor in slugs(c.actors)
        and slugs(c.counterparties) == [other]
    ]
    return one


def test_both(dossier: wijgraph.Dossier) -> None:
    found = practice(facts_of(dossier))
    steering = pick(found, "Steering", "gemeente", "wij")
    assert steering.state == "both"
    assert "relation/gemeente-commissions-wij-set-van-afspraken" in slugs(steering.formal)
    assert "relation/gemeente-commissions-wij-deelopdrachten" in slugs(steering.practice)
    both = [c for c in found.comparisons if c.state == "both"]
    assert [c.kind.iri for c in both] == [GOV + "Collaboration", GOV + "Steering"]


def test_practice_without_a_formal_basis(dossier: wijgraph.Dossier) -> None:
    found = practice(facts_of(dossier))
    hoe = pick(found, "Supervision", "gemeente", "wij")
    assert hoe.state == "praktijk"
    assert slugs(hoe.gaps) == ["gap/toezicht-hoe-wie-en-hoe"]
    alone = {
        slugs(c.practice)[0]: c
        for c in found.comparisons
        if c.state == "praktijk" and not c.counterparties
    }
    overview = alone["relation/accountmanager-responsible-overzicht-deelopdrachten"]
    assert slugs(overview.gaps) == ["gap/hoe-overzicht-deelopdrachten"]
    assert {"bilaterale-overleggen", "operationele-overleggen", "escalatiemodel"} <= set(alone)


def test_a_gap_on_something_else_of_the_same_post(dossier: wijgraph.Dossier) -> None:
    documents = of_dossier(dossier.files, "ontology", "data")
    documents.append(Document("gap.ttl", ELSEWHERE, "turtle"))
    found = practice(Graph(dossier.files, documents).facts)
    (overview,) = [c for c in found.comparisons if c.kind.iri == GOV + "Overview"]
    assert slugs(overview.gaps) == ["gap/hoe-overzicht-deelopdrachten"]


def test_formal_without_practice(dossier: wijgraph.Dossier) -> None:
    found = practice(facts_of(dossier))
    for kind, actor, other in (
        ("Control", "gemeente", "wij"),
        ("Steering", "college", "rvt"),
        ("Supervision", "rvt", "rvb"),
        ("Accountability", "rvb", "college"),
    ):
        assert pick(found, kind, actor, other).state == "formeel"
    assert pick(found, "Accountability", "college", "raad").state == "gewenst"


def test_the_states_agree_with_the_named_question(dossier: wijgraph.Dossier) -> None:
    states = {None: "both", GOV + "practice": "formeel", GOV + "agreed": "praktijk"}
    expected: dict[str, set[str]] = {}
    for row in dossier.query("formal-and-practice").table:
        relation, without = row["relation"], row["without"]
        assert relation
        state = states[without.value if without else None]
        expected.setdefault(state, set()).add(relation.value)
    asked = set().union(*expected.values())
    found: dict[str, set[str]] = {}
    for one in practice(facts_of(dossier)).comparisons:
        for statement in (*one.formal, *one.practice):
            if statement.iri in asked:
                found.setdefault(one.state, set()).add(statement.iri)
    assert found == expected


def test_a_joint_relation_is_told_once(dossier: wijgraph.Dossier) -> None:
    joint = pick(
        practice(facts_of(dossier)),
        "Accountability",
        "directeur-basis-jeugdhulp",
        "ambtelijke-stuurgroep",
    )
    assert slugs(joint.actors) == ["directeur-basis-jeugdhulp", "manager-sociaal-domein-jeugd"]


def test_where_the_source_sets_practice_beside_a_formal_relation(
    dossier: wijgraph.Dossier,
) -> None:
    tensions = practice(facts_of(dossier)).tensions
    assert [slugs([t])[0] for t, _ in tensions] == ["tension/gemeente-over-wat-en-wat-gedeeld"]


def test_recommended_and_not_shown_to_be_adopted(dossier: wijgraph.Dossier) -> None:
    advice = practice(facts_of(dossier)).advice
    assert len(advice) == 3
    for one in advice:
        assert one.adopted == ()
        assert "gap/aanbevelingen-overgenomen" in slugs(one.gaps)
    assert slugs(advice[1].addressed) == ["gemeente", "wij"]


def test_adoption_shows_in_what_rests_on_the_instrument(dossier: wijgraph.Dossier) -> None:
    for sense, shown in (("practice", ["relation/new"]), ("recommended", [])):
        documents = of_dossier(dossier.files, "ontology", "data")
        documents.append(Document("new.ttl", ADOPTED.format(sense), "turtle"))
        advice = practice(Graph(dossier.files, documents).facts).advice
        assert slugs(advice[0].adopted) == shown


def test_at_a_date(dossier: wijgraph.Dossier) -> None:
    early = practice(facts_of(dossier), date(2017, 1, 1))
    steering = pick(early, "Steering", "gemeente", "wij")
    assert slugs(steering.practice) == ["relation/gemeente-commissions-wij-deelopdrachten"]


def test_a_town(town: wijgraph.Dossier) -> None:
    found = practice(facts_of(town))
    assert pick(found, "Accountability", "executive", "council").state == "praktijk"
    assert pick(found, "Steering", "executive", "board").state == "formeel"


def test_perspectives_in_the_order_of_the_source(dossier: wijgraph.Dossier) -> None:
    found = perspectives(facts_of(dossier))
    assert slugs(p.node for p in found.perspectives) == [
        "gov:lawfulGovernment",
        "gov:performingGovernment",
        "gov:collaboratingGovernment",
        "gov:responsiveGovernment",
    ]
    assert set(slugs(found.actors)) == {"gemeente", "wij"}


def test_each_cell_has_findings_with_places(dossier: wijgraph.Dossier) -> None:
    found = perspectives(facts_of(dossier))
    facts = facts_of(dossier)
    seen = set()
    for perspective in found.perspectives:
        for actor in found.actors:
            findings = perspective.of(actor.iri)
            assert findings and all(f.places for f in findings)
            seen |= {f.iri for f in findings}
    assert seen == set(facts.instances(GOV + "PerspectiveFinding"))
    assert all(slugs(p.gaps) == ["gap/assen-nsob"] for p in found.perspectives)


def test_relations_belong_where_a_finding_says_so(dossier: wijgraph.Dossier) -> None:
    found = {slugs([p.node])[0]: p for p in perspectives(facts_of(dossier)).perspectives}
    lawful = {
        slugs([relation])[0]: slugs(grounds)
        for relation, grounds in found["gov:lawfulGovernment"].relations
    }
    assert set(lawful) == {
        "relation/gemeente-commissions-wij-overeenkomst",
        "relation/gemeente-contracts-contractpartijen",
        "relation/gemeente-responsible-jeugdzorg-wmo",
    }
    assert lawful["relation/gemeente-commissions-wij-overeenkomst"] == [
        "perspective-finding/rechtmatig-wij-quasi-inbesteden"
    ]


def test_a_town_without_perspectives(town: wijgraph.Dossier) -> None:
    found = perspectives(facts_of(town))
    assert found.actors == () and found.perspectives == ()
    assert iri("council") in set(facts_of(town))
