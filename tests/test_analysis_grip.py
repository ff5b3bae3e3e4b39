"""Grip: each element with what the graph holds and lacks, joined to the insights."""

from datetime import date

import wijgraph
from tests.analysing import facts_of, iri, slugs
from wijgraph.analysis.grip import ASKS, Element, Grip, grip, holders
from wijgraph.namespaces import GOV


def of(dossier: wijgraph.Dossier, actor: str) -> Grip:
    return grip(facts_of(dossier), iri(actor))


def element(found: Grip, name: str) -> Element:
    return next(e for e in found.elements if e.node.iri == GOV + name)


def test_the_eight_elements_in_the_order_of_the_definition(dossier: wijgraph.Dossier) -> None:
    assert slugs(e.node for e in of(dossier, "raad").elements) == [
        f"gov:{name}"
        for name in (
            "gripAbility",
            "clearFrameworks",
            "timelyInformation",
            "usableInformation",
            "fittingInstruments",
            "actualInfluence",
            "gripObjects",
            "roleDivision",
        )
    ]
    assert {e.node.iri for e in of(dossier, "raad").elements} == set(ASKS)


def test_what_the_graph_holds_for_the_council(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "raad")
    frameworks = element(found, "clearFrameworks")
    assert slugs(frameworks.meaning) == ["finding/grip-duidelijke-kaders"]
    assert slugs(frameworks.holds) == ["relation/raad-sets-framework-for-college"]
    assert "gap/welke-doelen-en-kaders" in slugs(frameworks.gaps)
    timely = element(found, "timelyInformation")
    assert [s.status for s in timely.holds] == ["gewenst"]
    assert {"gap/vorm-informatie-raad", "gap/verantwoording-rvt-rvb-aan-raad"} <= set(
        slugs(timely.gaps)
    )
    assert "gap/rechtstreekse-bevoegdheid-raad" in slugs(element(found, "fittingInstruments").gaps)


def test_where_the_graph_holds_nothing_it_says_so(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "raad")
    for name, gap in (
        ("gripAbility", "gap/oordeel-over-grip"),
        ("actualInfluence", "gap/oordeel-over-grip"),
        ("gripObjects", "gap/rechtstreekse-bevoegdheid-raad"),
    ):
        one = element(found, name)
        assert one.holds == ()
        assert slugs(one.gaps) == [gap]


def test_no_verdict_on_the_council(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "raad")
    assert found.defined
    assert slugs(found.definitions) == ["definition/effectieve-grip"]
    assert found.verdicts == ()
    assert "gap/oordeel-over-grip" in slugs(found.gaps)


def test_seven_insights(dossier: wijgraph.Dossier) -> None:
    insights = {slugs([s.insight])[0].split("/")[1][0]: s for s in of(dossier, "raad").insights}
    assert list(insights) == list("1234567")
    assert slugs(insights["3"].elements) == ["gov:timelyInformation", "gov:usableInformation"]
    assert slugs(insights["3"].holds) == ["relation/college-accounts-to-raad-hoe"]
    assert len(insights["3"].aspects) == 3
    assert insights["6"].holds == ()
    assert "gap/raadsleden-niet-geinterviewd" in slugs(insights["6"].gaps)
    assert "gap/raadsleden-niet-geinterviewd" not in slugs(insights["1"].gaps)
    assert set(slugs(insights["1"].holds)) == {
        "relation/raad-sets-framework-for-college",
        "relation/raad-scrutinises-college",
    }
    assert "relation/college-supervises-wij" in slugs(insights["4"].holds)


def test_the_same_frame_for_the_municipality(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "gemeente")
    assert not found.defined and found.insights == ()
    assert slugs(found.verdicts) == ["finding/gemeente-kan-grip-houden"]
    assert "gap/grip-gemeente-maatstaf" in slugs(found.gaps)
    instruments = slugs(element(found, "fittingInstruments").holds)
    # It acts through its bodies, but what those do to each other is no grip on others.
    assert "relation/college-appoints-rvt" in instruments
    assert not [name for name in instruments if name.startswith("relation/raad-")]
    assert "relation/college-steers-binnen-kaders" not in slugs(
        element(found, "roleDivision").holds
    )
    influence = element(found, "actualInfluence")
    assert {s.status for s in influence.holds} == {"praktijk"}
    assert "gap/toezicht-hoe-wie-en-hoe" in slugs(influence.gaps)
    assert all(not e.insights for e in found.elements)


def test_whom_the_definition_names_is_not_whose_grip_it_is(dossier: wijgraph.Dossier) -> None:
    assert not of(dossier, "college").defined


def test_whose_grip(dossier: wijgraph.Dossier, town: wijgraph.Dossier) -> None:
    assert holders(facts_of(dossier)) == [iri("raad"), iri("gemeente")]
    assert holders(facts_of(town)) == [iri("council")]


def test_at_a_date(dossier: wijgraph.Dossier) -> None:
    early = grip(facts_of(dossier), iri("gemeente"), date(2017, 1, 1))
    names = slugs(element(early, "actualInfluence").holds)
    assert "relation/gemeente-commissions-wij-basis-jeugdhulp" not in names
    assert "relation/gemeente-supervises-wij-hoe" in names


def test_a_town_has_elements_without_a_definition(town: wijgraph.Dossier) -> None:
    found = of(town, "council")
    assert not found.definitions and not found.defined
    assert slugs(element(found, "timelyInformation").holds) == [
        "relation/executive-accounts-to-council"
    ]
    # What is said of the grip on another is not this council's.
    assert element(found, "clearFrameworks").holds == ()
    assert slugs(element(of(town, "foundation"), "gripAbility").holds) == ["finding"]
