"""Each competency question gives its answer: these rows, no other, and silence with its reason.

The answers are those that a reader finds in the two documents. A golden table is accepted as it
comes out; these are written to stay. A node stands by the last part of its name, - for nothing.
"""

# ruff: noqa: E501 – a row stays on one line

import re

import wijgraph
from wijgraph.model import Term


def word(term: Term | None) -> str:
    if term is None:
        return "-"
    return re.split("[/#]", term.value)[-1] if term.kind == "iri" else " ".join(term.value.split())


def answer(dossier: wijgraph.Dossier, question: str, columns: str, **values: str) -> set[str]:
    """Return the rows as lines of these columns, which must tell every two rows apart."""
    table = dossier.query(question, **values).table
    lines = {" | ".join(word(row[column]) for column in columns.split()) for row in table}
    assert len(lines) == len(table), "two rows read the same"
    return lines


def rows(text: str) -> set[str]:
    return {line.strip() for line in text.strip().splitlines()}


# --- Asked by a council member ---


def test_who_appoints_the_boards(dossier: wijgraph.Dossier) -> None:
    """The executive appoints the RvT, the RvT the RvB; on dismissal the sources are silent."""
    columns = "actor counterparty basis certainty gap reason section"
    assert answer(dossier, "who-appoints-whom", columns) == rows("""
        college | rvt | statuten | inferred | - | - | 2.1
        rvt | rvb | statuten | inferred | - | - | 2.1
        - | - | - | - | ontslag-rvt-rvb | notStated | 2.1
    """)


def test_council_has_no_direct_power(dossier: wijgraph.Dossier) -> None:
    """No power over WIJ or its boards is stated; the rest is goals, frameworks and scrutiny."""
    columns = "actor counterparty what modality reason section"
    assert answer(dossier, "powers-over-foundation", columns) == rows("""
        raad | - | rechtstreekse-bevoegdheid-raad | - | notStated | 3.1
        raad | - | rechtstreekse-bevoegdheid-raad | - | notStated | aanleiding
        raad | college | raad-scrutinises-college | statutory | - | aanleiding
        raad | college | raad-sets-framework-for-college | statutory | - | aanleiding
        college | - | college-steers-binnen-kaders | statutory | - | aanleiding
        college | - | college-steers-op-doelen | statutory | - | aanleiding
    """)


def test_line_from_council_to_board(dossier: wijgraph.Dossier) -> None:
    """Three links, and a side line of executive and RvB: meeting, approval, information."""
    columns = "link actor counterparty what certainty section"
    assert answer(dossier, "line-from-council-to-board", columns) == rows("""
        1 | raad | college | raad-sets-framework-for-college | inferred | aanleiding
        2 | college | rvt | college-appoints-rvt | inferred | 2.1
        3 | rvt | rvb | rvt-appoints-rvb | inferred | 2.1
        3 | rvt | rvb | rvt-supervises-rvb | inferred | 2.1
        – | college | rvb | overleg-college-rvb | stated | 2.1
        – | college | rvb | college-approves-rvb | stated | 2.1
        – | rvb | college | rvb-must-inform-college | stated | 2.1
    """)


def test_who_accounts_to_the_council(dossier: wijgraph.Dossier) -> None:
    """The executive, on the HOW; of the boards, and of form and frequency, nothing is stated."""
    columns = "actor what about modality reason section"
    assert answer(dossier, "who-accounts-to-council", columns) == rows("""
        college | college-accounts-to-raad-hoe | hoe | judged | - | 3.1
        - | verantwoording-college-raad-vorm | - | - | notStated | 3.1
        - | verantwoording-rvt-rvb-aan-raad | - | - | notStated | 3.1
        - | verantwoording-rvt-rvb-aan-raad | - | - | notStated | aanleiding
    """)


def test_money(dossier: wijgraph.Dossier) -> None:
    """34, 5.7 and about 14-15 million, as subsidy; a total, years and categories are not stated."""
    columns = "about what qualifier amount reported reason section"
    assert answer(dossier, "money", columns) == rows("""
        basis-jeugdhulp | omzetgroei-basis-jeugdhulp | approximately | 14 000 000–15 000 000 EUR | 2023-12-15 | - | 1.1
        basis-jeugdhulp | financiering-basis-jeugdhulp | - | - | - | notStated | 1.1
        basis-jeugdhulp | financiering-basis-jeugdhulp | - | - | - | notStated | bijlage-1
        basis-jeugdhulp | omzetgroei-per-jaar-of-totaal | - | - | - | notStated | 1.1
        basis-jeugdhulp | opdrachtwaarde-basis-jeugdhulp | - | - | - | notStated | 1.1
        deelopdrachten | waarde-deelopdrachten | exactly | 5 700 000 EUR | 2023-12-15 | - | 1.1
        deelopdrachten | aanvullende-subsidie | - | - | - | - | bijlage
        deelopdrachten | categorieen-deelopdrachten | - | - | - | figureMissing | 2.5
        deelopdrachten | bedrag-per-deelopdracht | - | - | - | notStated | bijlage
        deelopdrachten | jaar-waarde-reguliere-opdracht | - | - | - | notStated | 1.1
        reguliere-opdracht | waarde-reguliere-opdracht | exactly | 34 000 000 EUR | 2023-12-15 | - | 1.1
        reguliere-opdracht | subsidie | - | - | - | - | 1.1
        reguliere-opdracht | subsidie | - | - | - | - | 2.1
        reguliere-opdracht | jaar-waarde-reguliere-opdracht | - | - | - | notStated | 1.1
        wij | totale-omvang-geld-wij | - | - | - | notStated | 1.1
        wij | totale-omvang-geld-wij | - | - | - | notStated | bijlage
    """)


def test_number_of_sub_assignments(dossier: wijgraph.Dossier) -> None:
    """Almost fifty in 2023; over fifty, and 56, in 2025."""
    columns = "number qualifier reported according section"
    assert answer(dossier, "number-of-sub-assignments", columns) == rows("""
        50 | almost | 2023-12-15 | berenschot | 2.5
        50 | over | 2025 | rekenkamer | aanleiding
        56 | exactly | 2025 | rekenkamer | bijlage
    """)


def test_main_results(dossier: wijgraph.Dossier) -> None:
    """Six, laid down in the Set van Afspraken 2023."""
    assert answer(dossier, "main-results", "position result instrument section") == rows("""
        1 | hoofdresultaat-1 | set-van-afspraken-2023 | bijlage
        2 | hoofdresultaat-2 | set-van-afspraken-2023 | bijlage
        3 | hoofdresultaat-3 | set-van-afspraken-2023 | bijlage
        4 | hoofdresultaat-4 | set-van-afspraken-2023 | bijlage
        5 | hoofdresultaat-5 | set-van-afspraken-2023 | bijlage
        6 | hoofdresultaat-6 | set-van-afspraken-2023 | bijlage
    """)


# --- Asked by an adviser ---


def test_who_supervises_the_executive_board(dossier: wijgraph.Dossier) -> None:
    """The RvT for the larger part, the executive to a degree; it can supervise WIJ as well."""
    columns = "actor counterparty what extent certainty section"
    assert answer(dossier, "who-supervises-executive-board", columns) == rows("""
        rvt | rvb | rvt-supervises-rvb | majority | inferred | 2.1
        college | rvb | college-approves-rvb | partial | stated | 2.1
        college | wij | college-supervises-wij | - | inferred | 2.1
    """)


def test_statutory_powers_of_the_executive(dossier: wijgraph.Dossier) -> None:
    """Six; that the appointment rests on the statutes is inferred."""
    columns = "what counterparty minimum basis certainty section"
    assert answer(dossier, "statutory-powers-of-executive", columns) == rows("""
        overleg-college-rvb | rvb | 2 | statuten | stated | 2.1
        overleg-college-rvt | rvt | 2 | statuten | stated | 2.1
        overleg-college-rvt | rvt | 2 | statuten | stated | 2.2
        college-appoints-rvt | rvt | - | statuten | inferred | 2.1
        college-approves-rvb | rvb | - | statuten | stated | 2.1
        rvb-must-inform-college | rvb | - | statuten | stated | 2.1
        rvt-must-inform-college | rvt | - | statuten | stated | 2.1
    """)


def test_instruments_by_process(dossier: wijgraph.Dossier) -> None:
    """Four of steering, five of control, two of supervision, four of accountability."""
    columns = "process what basis modality section"
    assert answer(dossier, "instruments-by-process", columns) == rows("""
        steering | overleg-college-rvb | statuten | statutory | 2.1
        steering | overleg-college-rvt | statuten | statutory | 2.1
        steering | college-appoints-rvt | statuten | statutory | 2.1
        steering | rvt-appoints-rvb | statuten | statutory | 2.1
        control | gemeente-controls-wij-doel | doel-van-de-stichting | statutory | 2.1
        control | gemeente-controls-wij-opdrachtformulering | opdrachtformulering | agreed | 2.1
        control | gemeente-controls-wij-rapportages | - | agreed | 2.1
        control | gemeente-controls-wij-subsidie | subsidie | statutory | 2.1
        control | gemeente-controls-wij-uitvoeringsovereenkomst | uitvoeringsovereenkomst | agreed | 2.1
        supervision | college-approves-rvb | statuten | statutory | 2.1
        supervision | rvt-supervises-rvb | statuten | statutory | 2.1
        accountability | verantwoording-sluit-aan-op-p-en-c | p-en-c-cyclus | agreed | 2.1
        accountability | rvb-must-inform-college | statuten | statutory | 2.1
        accountability | rvt-must-inform-college | statuten | statutory | 2.1
        accountability | wij-accounts-to-gemeente-opdracht | set-van-afspraken | agreed | 2.1
    """)


def test_in_house_conditions(dossier: wijgraph.Dossier) -> None:
    """Two are named and met; there are others that the report does not name."""
    columns = "condition met modality gap reason section"
    assert answer(dossier, "in-house-conditions", columns) == rows("""
        tachtig-procent | alleen-werk-voor-gemeente | judged | - | - | 2.1
        toezicht-en-beslissende-invloed | beslissende-invloed-in-de-basis | judged | - | - | 2.1
        - | - | - | overige-voorwaarden | notStated | 2.1
    """)


def test_who_informs_whom(dossier: wijgraph.Dossier) -> None:
    """By statutes, Set van Afspraken, programme, monitoring and DVO; and the sub-assignments' own.

    The joint presentation to board and management is one more, that section 2.3 states.
    """
    columns = "actor counterparty basis modality reason section"
    assert answer(dossier, "who-informs-whom", columns) == rows("""
        ambtelijke-stuurgroep | bestuurlijke-stuurgroep | programmastructuur-basis-jeugdhulp | agreed | - | 2.3
        bouwteam | sturingsoverleg | set-van-afspraken | agreed | - | 2.4
        bouwteam | sturingsoverleg | uitvoeringsovereenkomst | agreed | - | 2.4
        college | raad | - | judged | - | 3.1
        directeur-basis-jeugdhulp | ambtelijke-stuurgroep | programmastructuur-basis-jeugdhulp | agreed | - | 2.3
        gemeente | bestuur-en-management | programmastructuur-basis-jeugdhulp | agreed | - | 2.3
        manager-sociaal-domein-jeugd | ambtelijke-stuurgroep | programmastructuur-basis-jeugdhulp | agreed | - | 2.3
        rvb | college | statuten | statutory | - | 2.1
        rvt | college | statuten | statutory | - | 2.1
        wij | bestuur-en-management | programmastructuur-basis-jeugdhulp | agreed | - | 2.3
        wij | gemeente | set-van-afspraken | agreed | - | 2.1
        wij | gemeente | - | practice | - | 2.6
        wij | gemeente | - | judged | - | 2.6
        wij | gemeente | - | agreed | - | 2.1
        subBuildTeam | bouwteam | set-van-afspraken | agreed | - | 2.4
        subBuildTeam | bouwteam | uitvoeringsovereenkomst | agreed | - | 2.4
        bouwteam | sturingsoverleg | - | - | notStated | 2.4
        gemeente | bestuur-en-management | - | - | notStated | 2.3
        wij | - | eigen-afspraken-deelopdrachten | - | notStated | 2.5
        wij | - | eigen-afspraken-deelopdrachten | - | notStated | bijlage
        wij | bestuur-en-management | - | - | notStated | 2.3
        wij | gemeente | - | - | notStated | 2.6
    """)


def test_meetings(dossier: wijgraph.Dossier) -> None:
    """A figure for three consultations only; what the figures showed, and the rest, is a gap."""
    assert answer(dossier, "meetings", "meeting property value reason section") == rows("""
        algemeen-overleg | basis | set-van-afspraken | - | 2.2
        algemeen-overleg | basis | set-van-afspraken | - | 2.5
        algemeen-overleg | repeatFrequency | P14D | - | 2.2
        algemeen-overleg | repeatFrequency | P14D | - | 2.5
        algemeen-overleg | participant | accountmanager | - | 2.2
        algemeen-overleg | participant | accountmanager | - | 2.5
        algemeen-overleg | participant | directeuren-wij | - | 2.2
        algemeen-overleg | participant | directeuren-wij | - | 2.5
        algemeen-overleg | participant | managers-sociaal-domein | - | 2.2
        algemeen-overleg | participant | managers-sociaal-domein | - | 2.5
        ambtelijke-stuurgroep | basis | programmastructuur-basis-jeugdhulp | - | 2.3
        ambtelijke-stuurgroep | participant | medewerkers-gemeente-management | - | 2.3
        ambtelijke-stuurgroep | participant | medewerkers-wij-management | - | 2.3
        ambtelijke-stuurgroep | repeatFrequency | frequentie-stuurgroepen | figureMissing | 2.3
        ambtelijke-stuurgroep | participant | leden-ambtelijke-stuurgroep | figureMissing | 2.3
        ambtelijke-stuurgroep | participant | rvt-en-raad-bij-stuurgroepen | notStated | 2.3
        bestuurdersoverleg | basis | set-van-afspraken | - | 2.2
        bestuurdersoverleg | repeatFrequency | frequentie-overleggen-set-van-afspraken | figureMissing | 2.2
        bestuurdersoverleg | participant | deelnemers-overleggen-set-van-afspraken | figureMissing | 2.2
        bestuurlijk-overleg | basis | set-van-afspraken | - | 2.2
        bestuurlijk-overleg | repeatFrequency | frequentie-overleggen-set-van-afspraken | figureMissing | 2.2
        bestuurlijk-overleg | participant | deelnemers-overleggen-set-van-afspraken | figureMissing | 2.2
        bestuurlijke-stuurgroep | basis | programmastructuur-basis-jeugdhulp | - | 2.3
        bestuurlijke-stuurgroep | participant | bestuurders-gemeente | - | 2.3
        bestuurlijke-stuurgroep | participant | concerndirecteur-sociaal-domein | - | 2.3
        bestuurlijke-stuurgroep | participant | directie-basis-jeugdhulp | - | 2.3
        bestuurlijke-stuurgroep | participant | rvb | - | 2.3
        bestuurlijke-stuurgroep | repeatFrequency | frequentie-stuurgroepen | figureMissing | 2.3
        bestuurlijke-stuurgroep | participant | rvt-en-raad-bij-stuurgroepen | notStated | 2.3
        bestuurlijke-stuurgroep | participant | welke-bestuurders-bestuurlijke-stuurgroep | notStated | 2.3
        bilaterale-overleggen | Finding | bilaterale-overleggen-toegevoegd | - | 2.2
        bilaterale-overleggen | Finding | figuur-1-aangevuld-met-interviews | - | 2.2
        bilaterale-overleggen | repeatFrequency | deelnemers-bilaterale-overleggen | figureMissing | 2.2
        bilaterale-overleggen | participant | deelnemers-bilaterale-overleggen | figureMissing | 2.2
        bouwteam | basis | set-van-afspraken | - | 2.4
        bouwteam | basis | uitvoeringsovereenkomst | - | 2.4
        bouwteam | participant | medewerkers-gemeente | - | 2.4
        bouwteam | participant | medewerkers-wij | - | 2.4
        bouwteam | repeatFrequency | deelnemers-bouwteam | figureMissing | 2.4
        bouwteam | participant | deelnemers-bouwteam | figureMissing | 2.4
        operationele-overleggen | participant | gemeente | - | 2.2
        operationele-overleggen | participant | wij | - | 2.2
        operationele-overleggen | Finding | operationele-overleggen-regelmatig | - | 2.2
        operationele-overleggen | Finding | operationele-overleggen-te-veel-voor-overzicht | - | 2.2
        operationele-overleggen | label | welke-operationele-overleggen | notStated | 2.2
        operationele-overleggen | repeatFrequency | welke-operationele-overleggen | notStated | 2.2
        overleg-college-rvb | basis | statuten | - | 2.1
        overleg-college-rvb | minimumPerYear | 2 | - | 2.1
        overleg-college-rvb | participant | college | - | 2.1
        overleg-college-rvb | participant | rvb | - | 2.1
        overleg-college-rvt | basis | statuten | - | 2.1
        overleg-college-rvt | basis | statuten | - | 2.2
        overleg-college-rvt | minimumPerYear | 2 | - | 2.1
        overleg-college-rvt | minimumPerYear | 2 | - | 2.2
        overleg-college-rvt | participant | college | - | 2.1
        overleg-college-rvt | participant | college | - | 2.2
        overleg-college-rvt | participant | rvt | - | 2.1
        overleg-college-rvt | participant | rvt | - | 2.2
        sturingsoverleg | basis | set-van-afspraken | - | 2.2
        sturingsoverleg | basis | set-van-afspraken | - | 2.4
        sturingsoverleg | repeatFrequency | frequentie-overleggen-set-van-afspraken | figureMissing | 2.2
        sturingsoverleg | participant | deelnemers-overleggen-set-van-afspraken | figureMissing | 2.2
        sub-bouwteam-1 | label | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-1 | repeatFrequency | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-1 | participant | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-2 | label | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-2 | repeatFrequency | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-2 | participant | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-3 | label | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-3 | repeatFrequency | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-3 | participant | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-4 | label | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-4 | repeatFrequency | namen-sub-bouwteams | figureMissing | 2.4
        sub-bouwteam-4 | participant | namen-sub-bouwteams | figureMissing | 2.4
    """)


def test_reporting_line_of_basis_jeugdhulp(dossier: wijgraph.Dossier) -> None:
    """Director and manager jointly, official group, executive group; there the text stops."""
    columns = "step actor counterparty party reason section"
    assert answer(dossier, "reporting-line-of-programme", columns) == rows("""
        1 | directeur-basis-jeugdhulp | ambtelijke-stuurgroep | wij | - | 2.3
        1 | manager-sociaal-domein-jeugd | ambtelijke-stuurgroep | gemeente | - | 2.3
        2 | ambtelijke-stuurgroep | bestuurlijke-stuurgroep | - | - | 2.3
        3 | bestuurlijke-stuurgroep | - | - | notStated | 2.3
    """)


def test_steering_group_members(dossier: wijgraph.Dossier) -> None:
    """Staff at management level; board, directorate, executives, group director; not who."""
    assert answer(dossier, "steering-group-members", "body member party reason section") == rows("""
        ambtelijke-stuurgroep | medewerkers-gemeente-management | gemeente | - | 2.3
        ambtelijke-stuurgroep | medewerkers-wij-management | wij | - | 2.3
        ambtelijke-stuurgroep | leden-ambtelijke-stuurgroep | - | figureMissing | 2.3
        ambtelijke-stuurgroep | rvt-en-raad-bij-stuurgroepen | - | notStated | 2.3
        bestuurlijke-stuurgroep | bestuurders-gemeente | gemeente | - | 2.3
        bestuurlijke-stuurgroep | concerndirecteur-sociaal-domein | gemeente | - | 2.3
        bestuurlijke-stuurgroep | directie-basis-jeugdhulp | wij | - | 2.3
        bestuurlijke-stuurgroep | rvb | wij | - | 2.3
        bestuurlijke-stuurgroep | rvt-en-raad-bij-stuurgroepen | - | notStated | 2.3
        bestuurlijke-stuurgroep | welke-bestuurders-bestuurlijke-stuurgroep | - | notStated | 2.3
    """)


def test_recommendations(dossier: wijgraph.Dossier) -> None:
    """Three, of which the first names its addressees; the structure need not change."""
    columns = "number statement addressee modality reason section"
    assert answer(dossier, "recommendations", columns) == rows("""
        1 | gesprek-over-toezicht-op-hoe | gemeente | recommended | - | 3.1
        1 | gesprek-over-toezicht-op-hoe | gemeente | recommended | - | samenvatting
        1 | gesprek-over-toezicht-op-hoe | wij | recommended | - | 3.1
        1 | gesprek-over-toezicht-op-hoe | wij | recommended | - | samenvatting
        1 | ruimte-om-grenzen-te-noemen | - | recommended | - | 3.1
        1 | ruimte-om-grenzen-te-noemen | - | recommended | - | samenvatting
        2 | afwegingskader | geadresseerde-tweede-en-derde-aanbeveling | recommended | notStated | 3.2
        2 | afwegingskader | geadresseerde-tweede-en-derde-aanbeveling | recommended | notStated | samenvatting
        2 | afwegingskader-als-voorbeeld | - | recommended | - | samenvatting
        2 | afwegingskader-passende-maatregel | - | recommended | - | 3.2
        2 | afweging-past-bij-wij | - | recommended | - | 3.2
        2 | afweging-past-bij-wij | - | recommended | - | samenvatting
        2 | afweging-impact | - | recommended | - | 3.2
        2 | afweging-impact | - | recommended | - | samenvatting
        3 | vaste-route-accountmanagement | geadresseerde-tweede-en-derde-aanbeveling | recommended | notStated | 3.2
        3 | vaste-route-accountmanagement | geadresseerde-tweede-en-derde-aanbeveling | recommended | notStated | samenvatting
        3 | route-gebruikt-afwegingskader | - | recommended | - | 3.2
        - | aanbevelingen-overgenomen | - | - | notStated | 3.1
        - | aanbevelingen-overgenomen | - | - | notStated | 3.2
        - | geen-aanleiding-tot-wijziging-structuur | - | judged | - | 1.2
        - | geen-aanleiding-tot-andere-beheersvorm | - | judged | - | 1.2
    """)


def test_roles_per_perspective(dossier: wijgraph.Dossier) -> None:
    """What municipality and WIJ each do, in each of the four perspectives."""
    columns = "perspective actor finding modality section"
    assert answer(dossier, "roles-per-perspective", columns) == rows("""
        lawfulGovernment | gemeente | rechtmatig-omzetting-in-voorzieningen | practice | 4
        lawfulGovernment | gemeente | rechtmatig-taak-blijft-bij-gemeente | judged | 4
        lawfulGovernment | gemeente | rechtmatig-uitvoering-bij-anderen | practice | 4
        lawfulGovernment | gemeente | rechtmatig-uitvoering-dicht-bij-taak | judged | 4
        lawfulGovernment | gemeente | rechtmatig-verantwoordelijkheid-bij-gemeente | statutory | 4
        lawfulGovernment | gemeente | rechtmatig-wij-quasi-inbesteden | practice | 4
        lawfulGovernment | wij | rechtmatig-anders-dan-aanbieders | practice | 4
        lawfulGovernment | wij | rechtmatig-uitvoering-dicht-bij-taak | judged | 4
        lawfulGovernment | wij | rechtmatig-wij-contractpartij | practice | 4
        lawfulGovernment | wij | rechtmatig-wij-quasi-inbesteden | practice | 4
        performingGovernment | gemeente | presterend-bijsturen-lastig | judged | 4
        performingGovernment | gemeente | presterend-duiding-maakt-geheel | judged | 4
        performingGovernment | gemeente | presterend-duiding-onmisbaar | judged | 4
        performingGovernment | gemeente | presterend-samen-duiden | practice | 4
        performingGovernment | gemeente | presterend-samen-monitoren | practice | 4
        performingGovernment | gemeente | presterend-terrein-wmo-jeugdwet | practice | 4
        performingGovernment | gemeente | presterend-zeker-basis-jeugdhulp | practice | 4
        performingGovernment | wij | presterend-bijsturen-lastig | judged | 4
        performingGovernment | wij | presterend-duiding-maakt-geheel | judged | 4
        performingGovernment | wij | presterend-duiding-onmisbaar | judged | 4
        performingGovernment | wij | presterend-niet-eenvoudig-smart | judged | 4
        performingGovernment | wij | presterend-prestatie-door-wij | practice | 4
        performingGovernment | wij | presterend-samen-duiden | practice | 4
        performingGovernment | wij | presterend-samen-monitoren | practice | 4
        performingGovernment | wij | presterend-terrein-wmo-jeugdwet | practice | 4
        performingGovernment | wij | presterend-zeker-basis-jeugdhulp | practice | 4
        collaboratingGovernment | gemeente | samenwerkend-gemeente-eigen-ruimte | practice | 4
        collaboratingGovernment | gemeente | samenwerkend-gemeente-regierol | practice | 4
        collaboratingGovernment | gemeente | samenwerkend-gemeentedoelen-door-wij | judged | 4
        collaboratingGovernment | gemeente | samenwerkend-netwerken-gemeente | practice | 4
        collaboratingGovernment | gemeente | samenwerkend-onderlinge-samenwerking | judged | 4
        collaboratingGovernment | wij | samenwerkend-gemeentedoelen-door-wij | judged | 4
        collaboratingGovernment | wij | samenwerkend-netwerken-wij | practice | 4
        collaboratingGovernment | wij | samenwerkend-onderlinge-samenwerking | judged | 4
        collaboratingGovernment | wij | samenwerkend-wij-actief | practice | 4
        collaboratingGovernment | wij | samenwerkend-wij-deel-van-opdracht | practice | 4
        collaboratingGovernment | wij | samenwerkend-wij-eigen-initiatief | practice | 4
        collaboratingGovernment | wij | samenwerkend-wij-zoekt-partners | practice | 4
        responsiveGovernment | gemeente | responsief-gemeente-meebewegen | judged | 4
        responsiveGovernment | gemeente | responsief-gemeente-zelf-volgen | judged | 4
        responsiveGovernment | gemeente | responsief-wij-informeert-gemeente | practice | 4
        responsiveGovernment | wij | responsief-kernkwaliteit | judged | 4
        responsiveGovernment | wij | responsief-veel-contacten | practice | 4
        responsiveGovernment | wij | responsief-vooruitgeschoven-post | practice | 4
        responsiveGovernment | wij | responsief-wij-informeert-gemeente | practice | 4
        responsiveGovernment | wij | responsief-wij-responsieve-rol | judged | 4
    """)


def test_what_changed_on_1_january_2023(dossier: wijgraph.Dossier) -> None:
    """Basis Jeugdhulp joins, from over a hundred providers; step by step; Open House stays."""
    columns = "event statement modality section"
    assert answer(dossier, "changes", columns, date="2023-01-01") == rows("""
        basis-jeugdhulp-bij-wij | - | agreed | 1.1
        basis-jeugdhulp-bij-wij | begeleiding-jeugd | practice | 1.1
        basis-jeugdhulp-bij-wij | lichte-behandeling | practice | 1.1
        basis-jeugdhulp-bij-wij | geleidelijke-verandering | practice | 1.1
        basis-jeugdhulp-bij-wij | open-house-als-vangnet | agreed | 1.1
        basis-jeugdhulp-bij-wij | voorheen-door-aanbieders | practice | 1.1
        basis-jeugdhulp-bij-wij | wij-doet-steeds-meer-zelf | practice | 1.1
    """)


# --- Asked by the court of audit ---


def test_research_question(dossier: wijgraph.Dossier) -> None:
    """Two parts, three objects, two fields (and the domain); provisional."""
    columns = "part kind what modality reason section"
    assert answer(dossier, "research-question", columns) == rows("""
        - | ResearchQuestion | grip-gemeenteraad | asked | - | onderzoeksopdracht
        1 | ResearchQuestion | rolinvulling | asked | - | onderzoeksopdracht
        1 | PolicyField | sociaal-domein | asked | - | onderzoeksopdracht
        2 | ResearchQuestion | doorwerking-op-grip | asked | - | onderzoeksopdracht
        2 | Finding | object-beleidsvorming | asked | - | onderzoeksopdracht
        2 | Finding | object-uitvoering | asked | - | onderzoeksopdracht
        2 | Finding | object-resultaten | asked | - | onderzoeksopdracht
        2 | PolicyField | jeugdhulp | asked | - | onderzoeksopdracht
        2 | PolicyField | wmo | asked | - | onderzoeksopdracht
        - | Finding | onderzoeksvraag-voorlopig | asked | - | onderzoeksopdracht
        - | Gap | definitieve-onderzoeksvraag | - | notStated | onderzoeksopdracht
        - | Gap | definitieve-onderzoeksvraag | - | notStated | proces
    """)


def test_effective_grip(dossier: wijgraph.Dossier) -> None:
    """A degree of ability; four bases; real influence on three things; a boundary."""
    assert answer(dossier, "effective-grip", "element statement section") == rows("""
        effectiveGrip | effectieve-grip | onderzoeksopdracht
        gripAbility | grip-vermogen | onderzoeksopdracht
        clearFrameworks | grip-duidelijke-kaders | onderzoeksopdracht
        timelyInformation | grip-tijdige-informatie | onderzoeksopdracht
        usableInformation | grip-bruikbare-informatie | onderzoeksopdracht
        fittingInstruments | grip-passende-instrumenten | onderzoeksopdracht
        actualInfluence | grip-daadwerkelijke-invloed | onderzoeksopdracht
        gripObjects | grip-waarop | onderzoeksopdracht
        gripCourse | grip-koers | onderzoeksopdracht
        gripChoices | grip-keuzes | onderzoeksopdracht
        gripPerformance | grip-prestaties | onderzoeksopdracht
        roleDivision | grip-rolverdeling | onderzoeksopdracht
    """)


def test_insights(dossier: wijgraph.Dossier) -> None:
    """Seven, with what the source splits them into."""
    assert answer(dossier, "insights", "number insight aspect section") == rows("""
        1 | 1-formele-mogelijkheden-en-bevoegdheden | - | onderzoeksopdracht
        1 | 1-formele-mogelijkheden-en-bevoegdheden | inzicht-bevoegdheden | onderzoeksopdracht
        2 | 2-benutting-en-effectiviteit | - | onderzoeksopdracht
        2 | 2-benutting-en-effectiviteit | inzicht-effectiviteit | onderzoeksopdracht
        3 | 3-informatiepositie | - | onderzoeksopdracht
        3 | 3-informatiepositie | informatiepositie-volledigheid | onderzoeksopdracht
        3 | 3-informatiepositie | informatiepositie-bruikbaarheid | onderzoeksopdracht
        3 | 3-informatiepositie | informatiepositie-tijdigheid | onderzoeksopdracht
        4 | 4-samenwerking-en-interactie | - | onderzoeksopdracht
        5 | 5-rolopvattingen | - | onderzoeksopdracht
        6 | 6-ervaringen-raadsleden | - | onderzoeksopdracht
        6 | 6-ervaringen-raadsleden | ervaringen-met-invloed | onderzoeksopdracht
        6 | 6-ervaringen-raadsleden | ervaringen-met-informatie | onderzoeksopdracht
        7 | 7-verbeterkansen | - | onderzoeksopdracht
        7 | 7-verbeterkansen | verbeterkansen-samenwerking | onderzoeksopdracht
        7 | 7-verbeterkansen | verbeterkansen-rolinvulling | onderzoeksopdracht
    """)


def test_interviews(dossier: wijgraph.Dossier) -> None:
    """Six of WIJ, six of the municipality; not the council, nor that director under that title."""
    assert answer(dossier, "interviews", "party interviewee reason section") == rows("""
        gemeente | wethouder-jeugd-en-jeugdzorg | - | bijlage-2
        gemeente | wethouder-zorg-en-welzijn | - | bijlage-2
        gemeente | concerndirecteur | - | bijlage-2
        gemeente | directeur-maatschappelijke-ontwikkeling | - | bijlage-2
        gemeente | manager-sociaal-domein | - | bijlage-2
        gemeente | accountmanager | - | bijlage-2
        gemeente | raadsleden-niet-geinterviewd | notStated | bijlage-2
        wij | rvb | - | bijlage-2
        wij | bestuurssecretaris | - | bijlage-2
        wij | voorzitter-rvt | - | bijlage-2
        wij | directeur-innovatie-en-ontwikkeling | - | bijlage-2
        wij | directeur-bedrijfsvoering | - | bijlage-2
        wij | operationeel-directeur | - | bijlage-2
        wij | directeur-basis-jeugdhulp-niet-onder-die-titel | notStated | bijlage-2
    """)


def test_selection_procedure(dossier: wijgraph.Dossier) -> None:
    """From a sketch of two A4 at most to a final offer; no date for offer and start."""
    columns = "number step date actor limit basis reason section"
    assert answer(dossier, "selection-procedure", columns) == rows("""
        1 | 1-schets | - | geinteresseerde-onderzoekers | ≤ 2 A4 | - | - | onderzoeksopdracht
        2 | 2-sluiting | 2025-08-15 | geinteresseerde-onderzoekers | - | - | - | proces
        3 | 3-uitnodiging | 2025-08-19 | rekenkamer | 3 | - | - | proces
        4 | 4-pitch | 2025-09-01 | uitgenodigde-partijen | ≤ 20 min | - | - | proces
        5 | 5-vragen | 2025-09-01 | uitgenodigde-partijen | - | - | - | proces
        6 | 6-keuze | - | - | - | - | - | proces
        7 | 7-nadere-uitwerking | 2025-09 | onderzoeksteam | - | - | - | proces
        7 | 7-nadere-uitwerking | 2025-09 | rekenkamer | - | - | - | proces
        8 | 8-definitieve-offerte | - | onderzoeksteam | - | inkoopvoorwaarden | - | proces
        8 | 8-definitieve-offerte | startdatum-onderzoek | - | - | - | notStated | proces
        9 | 9-start | - | onderzoeksteam | - | - | - | proces
        9 | 9-start | - | rekenkamer | - | - | - | proces
        9 | 9-start | startdatum-onderzoek | - | - | - | notStated | proces
    """)


# --- Asked by a director of WIJ ---


def test_route_of_new_assignments(dossier: wijgraph.Dossier) -> None:
    """Recommended: along account management; in 2023 by various ways; the rest is not stated."""
    columns = "statement modality reason section"
    assert answer(dossier, "route-of-new-assignments", columns) == rows("""
        afwegingskader | recommended | - | 3.2
        afwegingskader | recommended | - | samenvatting
        vaste-route-accountmanagement | recommended | - | 3.2
        vaste-route-accountmanagement | recommended | - | samenvatting
        afwegingskader-als-voorbeeld | recommended | - | samenvatting
        afwegingskader-passende-maatregel | recommended | - | 3.2
        route-gebruikt-afwegingskader | recommended | - | 3.2
        afweging-past-bij-wij | recommended | - | 3.2
        afweging-past-bij-wij | recommended | - | samenvatting
        afweging-impact | recommended | - | 3.2
        afweging-impact | recommended | - | samenvatting
        introductie-buiten-zicht | practice | - | 3.2
        opdrachten-langs-verschillende-wegen | practice | - | 2.5
        aanbevelingen-overgenomen | - | notStated | 3.1
        aanbevelingen-overgenomen | - | notStated | 3.2
        criteria-afwegingskader | - | notStated | 3.2
        vaste-route-stappen | - | notStated | 3.2
        route-nieuwe-deelopdrachten | - | notStated | bijlage
    """)


def test_monitoring_chain(dossier: wijgraph.Dossier) -> None:
    """Gathered, analysed, interpreted together, delivered in three forms; there the text stops."""
    columns = "step what who via counterparty reason section"
    assert answer(dossier, "monitoring-chain", columns) == rows("""
        1 | informatie-verzamelen | subBuildTeam | - | - | - | 2.4
        2 | eerste-analyse | subBuildTeam | - | - | - | 2.4
        2 | sub-bouwteams-informs-bouwteam | subBuildTeam | - | bouwteam | - | 2.4
        3 | gezamenlijke-duiding | gemeente | bouwteam | - | - | 2.4
        3 | gezamenlijke-duiding | wij | bouwteam | - | - | 2.4
        4 | oplevering-beslispunten | bouwteam | - | sturingsoverleg | - | 2.4
        4 | oplevering-gesprekspunten | bouwteam | - | sturingsoverleg | - | 2.4
        4 | oplevering-stand-van-zaken | bouwteam | - | sturingsoverleg | - | 2.4
        5 | keten-voorbij-sturingsoverleg | sturingsoverleg | - | - | notStated | 2.4
    """)


def test_services_to_the_foundation(dossier: wijgraph.Dossier) -> None:
    """Housing and ICT, among others, under the DVO; a shortfall is signalled and talked over."""
    columns = "statement actor counterparty basis modality reason section"
    assert answer(dossier, "services-to-foundation", columns) == rows("""
        gemeente-serves-wij | gemeente | wij | dienstverleningsovereenkomst | agreed | - | 2.6
        wij-geen-opdrachtnemer-bij-dienstverlening | - | - | - | agreed | - | 2.6
        wij-klant-van-gemeente | - | - | - | agreed | - | 2.6
        wij-informs-gemeente-gevolgen-tekort | wij | gemeente | - | practice | - | 2.6
        wij-informs-gemeente-tekort-faciliteiten | wij | gemeente | - | judged | - | 2.6
        gesprekken-tussen-afdelingen-gemeente | - | - | - | practice | - | 2.6
        gesprekken-wij-gemeente-over-faciliteiten | - | - | - | practice | - | 2.6
        huisvesting-van-gemeente | - | - | - | practice | - | 2.6
        ict-van-gemeente | - | - | - | practice | - | 2.6
        verwevenheid-beinvloedt-opdracht | - | - | - | judged | - | 2.6
        wij-afhankelijk-van-capaciteit-faciliteiten | - | - | - | judged | - | 2.6
        wij-afhankelijk-van-kwaliteit-faciliteiten | - | - | - | judged | - | 2.6
        wij-gebruikt-faciliteiten-gemeente | - | - | - | practice | - | 2.6
        governance-dienstverlening | - | - | - | - | outOfScope | 2.6
        grondslag-signaal-tekort | - | - | - | - | notStated | 2.6
        overige-faciliteiten | - | - | - | - | notStated | 2.6
    """)
