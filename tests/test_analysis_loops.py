"""Loops: which processes run between two actors, and what has no counterpart."""

from datetime import date

import wijgraph
from tests.analysing import facts_of, slugs
from wijgraph.analysis.loops import ABSENT, JUDGED, THROUGH, Loops, Pair, loops
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.namespaces import GOV

GAP = """
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
<https://w3id.org/wijgraph/id/gap/new> a gov:Gap ; gov:missing gov:about ;
    gov:about wij:ambtelijke-stuurgroep, wij:statuten .
"""
EDGES = {
    "steering": "steers",
    "control": "controls",
    "supervision": "supervises",
    "accountability": "accountsTo",
}


def pair(found: Loops, one: str, other: str) -> Pair:
    return next(p for p in found.pairs if slugs([p.one, p.other]) == [one, other])


def states(found: Pair) -> dict[str, str]:
    return {p: status for p in found.statements if (status := found.status(p))}


def test_the_matrix(dossier: wijgraph.Dossier) -> None:
    found = loops(facts_of(dossier))
    assert {tuple(slugs([p.one, p.other])): states(p) for p in found.pairs} == {
        ("raad", "college"): {
            "steering": "formeel",
            "supervision": "formeel",
            "accountability": "gewenst",
        },
        ("college", "rvt"): {"steering": "formeel", "accountability": "formeel"},
        ("college", "rvb"): {
            "steering": "formeel",
            "supervision": "formeel",
            "accountability": "formeel",
        },
        ("college", "wij"): {"supervision": "formeel"},
        ("gemeente", "wij"): {
            "steering": "formeel",
            "control": "formeel",
            "supervision": "praktijk",
            "accountability": "formeel",
        },
        ("ambtelijke-stuurgroep", "directeur-basis-jeugdhulp"): {"accountability": "formeel"},
        ("ambtelijke-stuurgroep", "manager-sociaal-domein-jeugd"): {"accountability": "formeel"},
        ("rvt", "rvb"): {"steering": "formeel", "supervision": "formeel"},
    }


def test_the_council_comes_first(dossier: wijgraph.Dossier) -> None:
    assert slugs([loops(facts_of(dossier)).pairs[0].one]) == ["raad"]


def test_the_matrix_holds_the_short_edges(dossier: wijgraph.Dossier) -> None:
    facts = facts_of(dossier)
    expected = {
        (process, *((other, one) if process == "accountability" else (one, other)))
        for process, edge in EDGES.items()
        for one in facts
        for other in facts.values(one, GOV + edge)
    }
    shown = {
        (process, p.one.iri, p.other.iri)
        for p in loops(facts).pairs
        for process in EDGES
        if p.status(process) in {"formeel", "praktijk"}
    }
    assert expected
    assert shown == expected


def test_what_has_no_counterpart(dossier: wijgraph.Dossier) -> None:
    found = loops(facts_of(dossier)).lacks
    assert {(*slugs([k.one, k.other]), k.state): k.kinds for k in found} == {
        ("raad", "college", JUDGED): ("steered", "supervised"),
        ("college", "wij", THROUGH): ("supervised",),
        ("ambtelijke-stuurgroep", "directeur-basis-jeugdhulp", ABSENT): ("accountable",),
        ("ambtelijke-stuurgroep", "manager-sociaal-domein-jeugd", ABSENT): ("accountable",),
        ("rvt", "rvb", ABSENT): ("steered", "supervised"),
    }


def test_what_there_is_instead(dossier: wijgraph.Dossier) -> None:
    lacks = {tuple(slugs([k.one, k.other])): k for k in loops(facts_of(dossier)).lacks}
    judged = lacks["raad", "college"]
    assert slugs(judged.instead) == ["relation/college-accounts-to-raad-hoe"]
    assert slugs(judged.gaps) == ["gap/verantwoording-college-raad-vorm"]
    through = lacks["college", "wij"]
    assert "relation/rvb-must-inform-college" in slugs(through.instead)
    assert "relation/wij-accounts-to-gemeente-opdracht" in slugs(through.instead)
    group = lacks["ambtelijke-stuurgroep", "directeur-basis-jeugdhulp"]
    assert slugs(group.gaps) == ["gap/bevoegdheid-stuurgroepen"]
    assert lacks["rvt", "rvb"].gaps == ()


def test_a_gap_about_more_than_actors_tells_no_powers(dossier: wijgraph.Dossier) -> None:
    documents = of_dossier(dossier.files, "ontology", "data")
    documents.append(Document("gap.ttl", GAP, "turtle"))
    lacks = loops(Graph(dossier.files, documents).facts).lacks
    assert [slugs(k.gaps) for k in lacks if k.kinds == ("accountable",)] == [
        ["gap/bevoegdheid-stuurgroepen"]
    ] * 2


def test_every_statement_has_a_place(dossier: wijgraph.Dossier) -> None:
    for found in loops(facts_of(dossier)).pairs:
        for statements in found.statements.values():
            assert all(statement.places for statement in statements)


def test_at_a_date(dossier: wijgraph.Dossier) -> None:
    facts = facts_of(dossier)
    steering = [
        len(pair(loops(facts, day), "gemeente", "wij").statements["steering"])
        for day in (date(2017, 12, 31), date(2018, 6, 1), date(2023, 6, 1))
    ]
    assert steering == [5, 6, 7]


def test_a_town(town: wijgraph.Dossier) -> None:
    found = loops(facts_of(town))
    lacks = {tuple(slugs([k.one, k.other])): k for k in found.lacks}
    assert lacks["council", "executive"].kinds == ("accountable",)
    assert lacks["town", "foundation"].state == THROUGH
    # What is only recommended is no counterpart.
    assert "relation/board-should-report" not in slugs(lacks["town", "foundation"].instead)
    assert ("board", "directors") not in lacks
