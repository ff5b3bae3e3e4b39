"""The research agenda: every gap, silent rule and missing counterpart as a question, once."""

import pytest

import wijgraph
from tests.analysing import facts_of, slugs
from wijgraph.analysis.agenda import GAP, LACK, RULE, Agenda, OpenQuestion, agenda
from wijgraph.analysis.gap_questions import question
from wijgraph.model import Report
from wijgraph.namespaces import GOV, WIJ
from wijgraph.network import slug
from wijgraph.validation.rules import rules_at


@pytest.fixture(scope="module")
def report() -> Report:
    return wijgraph.open().validate()


@pytest.fixture(scope="module")
def found(report: Report) -> Agenda:
    dossier = wijgraph.open()
    rules = rules_at(dossier.graph, dossier.files).values()
    return agenda(facts_of(dossier), report.findings, rules)


def pick(found: Agenda, name: str) -> OpenQuestion:
    (one,) = [q for q in found.questions if slug(q.id) == name]
    return one


def test_each_gap_is_asked_once(dossier: wijgraph.Dossier, found: Agenda) -> None:
    asked = [q.id for q in found.questions if q.kind == GAP]
    assert sorted(asked) == facts_of(dossier).instances(GOV + "Gap")


def test_each_question_is_one(found: Agenda) -> None:
    for one in found.questions:
        for language in ("nl", "en"):
            assert one.text[language].endswith("?")
        assert one.places and one.about and one.reason["nl"]


def test_silent_rules_join_the_gap_that_says_the_same(found: Agenda, report: Report) -> None:
    parties = pick(found, "gap/deelnemers-overleggen-set-van-afspraken")
    assert parties.rules == ("GOV-MEETING-PARTIES",)
    rhythm = pick(found, "gap/frequentie-overleggen-set-van-afspraken")
    assert rhythm.rules == ("GOV-MEETING-RHYTHM",)
    assert pick(found, "gap/niveaus-escalatiemodel").rules == ("GOV-ESCALATION-LEVEL",)
    route = pick(found, "gap/route-nieuwe-deelopdrachten")
    assert set(route.rules) == {"GOV-ASSIGNMENT-ROUTE", "GOV-ASSIGNMENT-ASSESSMENT"}
    told = {rule for q in found.questions for rule in q.rules}
    # The one rule that knows something: an assignment out of sight is told by the source.
    assert {f.rule for f in report.findings} - told == {"GOV-ASSIGNMENT-VIEW"}


def test_a_silent_rule_without_a_gap_is_a_question(found: Agenda) -> None:
    (rule,) = [q for q in found.questions if q.kind == RULE]
    assert rule.id == "GOV-ASSIGNMENT-PURPOSE"
    assert slugs(rule.about) == ["basis-jeugdhulp", "deelopdrachten", "reguliere-opdracht"]
    assert "verband met het doel van de stichting" in rule.text["nl"]


def test_missing_counterparts(found: Agenda) -> None:
    lacks = [tuple(slugs(q.about)) for q in found.questions if q.kind == LACK]
    # Not council and executive: a gap asks that already.
    assert sorted(lacks) == [
        ("ambtelijke-stuurgroep", "directeur-basis-jeugdhulp"),
        ("ambtelijke-stuurgroep", "manager-sociaal-domein-jeugd"),
        ("college", "wij"),
        ("rvt", "rvb"),
    ]


def test_where_to_look_only_with_ground(found: Agenda) -> None:
    decisions = pick(found, "gap/welke-bestuursbesluiten")
    assert slugs(decisions.documents) == ["document-akte-statutenwijziging"]
    parties = pick(found, "gap/deelnemers-overleggen-set-van-afspraken")
    assert set(slugs(parties.documents)) == {
        "document-set-van-afspraken-2023",
        "document-uitvoeringsagenda",
    }
    assert slugs(parties.figures) == ["figure/1"]
    # Fifteen documents are about the foundation as a whole: no ground to look in them.
    assert pick(found, "gap/grens-van-wij").documents == ()
    assert pick(found, "gap/toezicht-hoe-wie-en-hoe").documents == ()


def test_whom_to_ask_only_with_ground(found: Agenda) -> None:
    assert slugs(pick(found, "gap/hoe-overzicht-deelopdrachten").roles) == ["accountmanager"]
    dismissal = pick(found, "gap/ontslag-rvt-rvb")
    assert slugs(dismissal.roles) == ["voorzitter-rvt"]
    assert pick(found, "gap/vorm-informatie-raad").roles == ()
    assert pick(found, "gap/toezicht-hoe-wie-en-hoe").roles == ()


def test_the_insight_that_a_gap_serves(found: Agenda) -> None:
    def numbers(name: str) -> list[str]:
        return [s.split("/")[1][0] for s in slugs(pick(found, name).insights)]

    assert numbers("gap/vorm-informatie-raad") == ["3", "6"]
    assert numbers("gap/raadsleden-niet-geinterviewd") == ["6"]
    assert numbers("gap/rechtstreekse-bevoegdheid-raad")[:2] == ["1", "2"]
    assert numbers("gap/open-house-partijen") == []
    assert [number for number, _ in found.insights] == [1, 2, 3, 4, 5, 6, 7]


def test_grouped_by_subject(found: Agenda) -> None:
    themes = {
        theme.key: {q.id.removeprefix(WIJ) for q in theme.questions} for theme in found.themes
    }
    assert "gap/vorm-informatie-raad" in themes["grip"]
    assert "gap/frequentie-stuurgroepen" in themes["meetings"]
    assert "gap/ontslag-rvt-rvb" in themes["powers"]
    assert "gap/budget-onderzoek" in themes["research"]
    assert "GOV-ASSIGNMENT-PURPOSE" in themes["work"]
    assert sum(map(len, themes.values())) == len(found.questions)


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        (
            "nl",
            "Wie het werk doet, en hoe vaak, staat er niet.",
            "Valt na te gaan wie het werk doet, en hoe vaak?",
        ),
        (
            "nl",
            "Langs welke weg dit is gegaan en waar het staat is niet te zien: er is geen beeld.",
            "Valt na te gaan langs welke weg dit is gegaan en waar het staat?",
        ),
        (
            "nl",
            "Welke besluiten goedkeuring vragen staat in de statuten, niet in het rapport.",
            "Valt na te gaan welke besluiten goedkeuring vragen?",
        ),
        (
            "nl",
            "De lijst kent er drie; welke is bedoeld staat er niet.",
            "De lijst kent er drie; welke is bedoeld staat er niet. "
            "Wat is hierover te achterhalen?",
        ),
        (
            "en",
            "Whether it is paid each year, and by whom, is not stated.",
            "Can it be found out whether it is paid each year, and by whom?",
        ),
        (
            "en",
            "The call does not state who grants the subsidy.",
            "Can it be found out who grants the subsidy?",
        ),
        ("en", "No date is given.", "No date is given. What can be found out about this?"),
    ],
)
def test_a_question_from_a_gap(language: str, text: str, asked: str) -> None:
    assert question({language: text})[language] == asked


def test_nothing_of_the_silence_is_left_in_a_question(found: Agenda) -> None:
    asked = [q.text for q in found.questions if q.kind == GAP]
    plain = [t["nl"] for t in asked if t["nl"].startswith("Valt na te gaan")]
    assert len(plain) > 90
    assert not [t for t in plain if "staat er niet" in t or "niet in de tekst" in t]
    assert len([t for t in asked if t["en"].startswith("Can it be found out")]) > 90


def test_a_town(town: wijgraph.Dossier) -> None:
    found = agenda(facts_of(town), town.validate().findings)
    assert {q.kind for q in found.questions} == {GAP, LACK}
    (talk,) = [q for q in found.questions if slug(q.id) == "gap/participants"]
    assert slugs(talk.roles) == ["manager"] and slugs(talk.figures) == ["figure"]


def test_without_findings_or_rules(dossier: wijgraph.Dossier, report: Report) -> None:
    facts = facts_of(dossier)
    assert not [q for q in agenda(facts).questions if q.rules]
    (rule,) = [q for q in agenda(facts, report.findings).questions if q.kind == RULE]
    assert "gov:servesPurpose" in rule.text["nl"]  # its message, for want of a name
