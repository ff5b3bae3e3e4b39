"""What-if: what each scenario of the dossier must tell, and what may never make a difference."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, Run
from wijgraph.analysis import scenario as scenarios
from wijgraph.analysis.whatif import WhatIf, state, whatif
from wijgraph.dossier import Dossier
from wijgraph.errors import Text, in_language
from wijgraph.graph import Graph
from wijgraph.model import Finding
from wijgraph.namespaces import GOV, WIJ
from wijgraph.turtle.patch import Patch
from wijgraph.validation.run import Checked

FILES = scenarios.catalogue(wijgraph.open().files)
HEAD = 'H title_nl "t" .\nH title_en "t" .\nH description_nl "d" .\nH description_en "d" .\n'
GRAPH = HEAD + 'PA "wij" <https://w3id.org/wijgraph/id/> .\nPA "gov" <' + GOV + "> .\n"
HEADER = "".join(f"#+ {k}: x\n" for k in ("title", "title_nl", "description", "description_nl"))

# What the report of each scenario must say: rules newly found (and how often), solved and vanished,
# and short edges that appear (+) or disappear (-), the narrowest and those above them.
EXPECTED: dict[str, tuple[dict[str, int], dict[str, int], set[str]]] = {
    "accountmanager-valt-weg": (
        {"GOV-ASSIGNMENT-OVERVIEW": 17},
        {},
        {
            "- accountmanager meetsWith directeuren-wij",
            "- accountmanager meetsWith managers-sociaal-domein",
            "- directeuren-wij meetsWith accountmanager",
            "- managers-sociaal-domein meetsWith accountmanager",
        },
    ),
    "college-benoemt-rvb": (
        {"GOV-EXECUTIVE-APPOINTED": 1, "GOV-EXECUTIVE-APPOINTER": 1},
        {},
        {"- rvt appoints rvb", "- rvt steers rvb", "+ college appoints rvb"},
    ),
    "college-verliest-1-goedkeuring": (
        {},
        {},
        {"- college approvesDecisionsOf rvb", "- college supervises rvb"},
    ),
    "college-verliest-2-benoeming": (
        {"GOV-SUPERVISORY-APPOINTED": 1},
        {},
        {
            "- college approvesDecisionsOf rvb",
            "- college supervises rvb",
            "- college appoints rvt",
            "- college steers rvt",
            "- college steers rvb",
        },
    ),
    "college-verliest-3-informatie": (
        {"GOV-SUPERVISORY-APPOINTED": 1, "GOV-BOARD-INFORMATION": 2},
        {},
        {
            "- college approvesDecisionsOf rvb",
            "- college supervises rvb",
            "- college appoints rvt",
            "- college steers rvt",
            "- college steers rvb",
            "- college supervises wij",
            "- rvb mustInform college",
            "- rvb accountsTo college",
            "- rvt mustInform college",
            "- rvt accountsTo college",
        },
    ),
    "deelopdrachten-onder-set-van-afspraken": ({}, {}, set()),
    "een-overleg-per-jaar": (
        {"GOV-EXECUTIVE-MEETING": 1, "GOV-SUPERVISORY-MEETING": 1},
        {},
        set(),
    ),
    "rvb-informeert-raad": (
        {"GOV-COUNCIL-CONTRACTOR": 1},
        {},
        {"+ rvb informs raad"},
    ),
    "sub-bouwteams-naar-sturingsoverleg": (
        {"GOV-SUBTEAM-DELIVERS": 4, "GOV-SUBTEAM-DIRECT": 4},
        {},
        {f"- sub-bouwteam-{n} informs bouwteam" for n in range(1, 5)}
        | {f"+ sub-bouwteam-{n} informs sturingsoverleg" for n in range(1, 5)},
    ),
    "vaste-route-en-afwegingskader": (
        {},
        {"GOV-ASSIGNMENT-ASSESSMENT": 4, "GOV-ASSIGNMENT-ROUTE": 4},
        set(),
    ),
    "werk-voor-anderen-79": ({"GOV-INHOUSE-SHARE": 1}, {}, set()),
    "werk-voor-anderen-80": ({"GOV-INHOUSE-SHARE": 1}, {}, set()),
    "werk-voor-anderen-81": ({}, {}, set()),
    "werk-voor-anderen-90": ({}, {}, set()),
}


@pytest.fixture(scope="module")
def files() -> Dossier:
    return wijgraph.open().files


@pytest.fixture(scope="module")
def before(files: Dossier) -> Checked:
    return state(files)


Tried = Callable[[str], WhatIf]


@pytest.fixture(scope="module")
def tried(files: Dossier, before: Checked) -> Tried:
    """Return what tries a scenario of the dossier; each is tried once."""

    @cache
    def try_one(name: str) -> WhatIf:
        return whatif(files, scenarios.find(files, name), before=before)

    return try_one


def rules(findings: Iterable[Finding]) -> dict[str, int]:
    return dict(Counter(finding.rule for finding in findings))


def edges(result: WhatIf) -> set[str]:
    found = {("-", edge) for edge in result.lost} | {("+", edge) for edge in result.gained}
    return {
        f"{sign} {a.removeprefix(WIJ)} {verb.removeprefix(GOV)} {b.removeprefix(WIJ)}"
        for sign, (a, verb, b) in found
    }


def said(result: WhatIf, language: str = "nl") -> str:
    head, *sections = result.report().sections
    lines = [line for section in sections for line in section.items]
    texts: list[Text] = [head.title, *head.text]
    for line in lines:
        texts += [f"{line.sign} {in_language(line.text, language)}", *line.details]
    return "\n".join(in_language(text, language) for text in texts)


def try_it(
    text: str, folder: Path, files: Dossier, before: Checked, strict: bool = False
) -> WhatIf:
    path = folder / ("try.ru" if text.startswith("#+") else "try.rdfp")
    path.write_text(text, encoding="utf-8")
    return whatif(files, scenarios.read(path), before=before, strict=strict)


def test_there_are_scenarios_enough_and_each_is_tested() -> None:
    special = {"basis-jeugdhulp-in-reguliere-opdracht", "wij-wordt-gemeentelijke-afdeling"}
    assert set(FILES) == set(EXPECTED) | special
    assert len(FILES) >= 12


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_report(name: str, tried: Tried) -> None:
    result = tried(name)
    new, solved, changed = EXPECTED[name]
    assert rules(result.new) == new
    assert rules(result.solved) == solved
    assert not result.vanished
    assert not result.silent
    assert edges(result) == changed


@pytest.mark.parametrize("name", sorted(FILES))
def test_each_scenario_fits_the_dossier_and_tells_what_it_is(name: str, tried: Tried) -> None:
    result = tried(name)
    assert result.scenario.id == name
    assert not result.applied.idle  # no line that changes nothing any more
    assert result.applied.added or result.applied.removed
    for language in ("nl", "en"):
        assert result.scenario.title[language]
        assert result.scenario.description[language].endswith(".")
        text = said(result, language)
        assert not re.search(r"[{}]|\[\w+\|", text)
        assert "https://" not in text
    assert said(result) != said(result, "en")
    # Facts of the scenario say that they are no more than that.
    fresh = {s for s, _, _ in result.applied.added if s.value.startswith(f"{WIJ}scenario/")}
    labels = {s: result.after.graph.label(s.value) for s in fresh}
    cited = (f"{WIJ}scenario/werkwijze-2026-1", f"{WIJ}scenario/werkwijze-2026-route")
    assert all("verondersteld" in label for s, label in labels.items() if s.value not in cited)


def test_a_removed_fact_is_removed_whole(tried: Tried) -> None:
    for name in FILES:
        result = tried(name)
        if isinstance(result.scenario.change, Patch):
            continue
        kinds = result.after.graph.facts
        for subject, _, _ in result.applied.removed:
            left = [p for p in kinds.of(subject.value) if not p.startswith(GOV)]
            assert not left or kinds.kinds(subject.value), (name, subject)


def test_wij_as_a_department(tried: Tried) -> None:
    result = tried("wij-wordt-gemeentelijke-afdeling")
    assert rules(result.new) == {
        "GOV-INTERPRETATION-PARTIES": 3,
        "GOV-MEETING-PARTIES": 1,
        "GOV-SERVICE-CUSTOMER": 1,
        "GOV-STEERING-GROUP-ACCOUNT": 1,
        "GOV-STEERING-GROUP-MEMBERS": 2,
    }
    assert {"GOV-INHOUSE-SHARE", "GOV-SUPERVISORY-APPOINTED"} <= set(result.silent)
    assert {"- college appoints rvt", "- rvt supervises rvb"} <= edges(result)
    text = said(result)
    assert "Sturing van de gemeenteraad naar de raad van bestuur: er is geen keten meer" in text
    assert "WIJ Groningen: soort nu organisatieonderdeel" in text
    assert "Blijft bestaan, maar niet meer tussen deze organen" in text


def test_basis_jeugdhulp_in_the_regular_assignment(tried: Tried) -> None:
    result = tried("basis-jeugdhulp-in-reguliere-opdracht")
    assert not result.new
    assert rules(result.solved) == {"GOV-ASSIGNMENT-PURPOSE": 1}
    assert result.silent == ("GOV-PROGRAMME-START",)
    assert "- rvb memberOf bestuurlijke-stuurgroep" in edges(result)
    assert {f"{WIJ}rvb", f"{WIJ}ambtelijke-stuurgroep"} <= set(result.holding.lost)
    assert "bestuurders van de gemeente zijn geen lid meer" in said(result)  # a plural


def test_the_steps_of_losing_power_build_up(tried: Tried) -> None:
    names = ("1-goedkeuring", "2-benoeming", "3-informatie")
    steps = [edges(tried(f"college-verliest-{name}")) for name in names]
    assert steps[0] < steps[1] < steps[2]


def test_a_chain_that_runs_through_another_counts_its_links(tried: Tried) -> None:
    (chain,) = (
        c
        for c in tried("college-benoemt-rvb").chains
        if (c.process, c.start, c.end) == ("steering", f"{WIJ}raad", f"{WIJ}rvb")
    )
    names = ("raad", "college", "rvt", "rvb")
    assert chain.before == (tuple(WIJ + name for name in names),)
    assert chain.after == (tuple(WIJ + name for name in names if name != "rvt"),)
    assert "nu 2 schakels, was 3 schakels" in said(tried("college-benoemt-rvb"))


def test_what_is_said_is_marked_and_has_its_source(tried: Tried) -> None:
    text = said(tried("college-verliest-1-goedkeuring"))
    assert "verliest de goedkeuring van besluiten van de raad van bestuur" in text
    assert "bron: Berenschot 2023, 2.1, alinea 5: “" in text
    assert "betekent niet dat de verandering zonder gevolgen is" in text
    assert "veronderstelling" in text
    english = said(tried("een-overleg-per-jaar"), "en")
    assert "now at least once a year (was at least twice a year)" in english


def test_a_solved_finding_is_not_one_that_went_with_its_subject(
    tmp_path: Path, files: Dossier, before: Checked
) -> None:
    gone = HEADER + (
        "PREFIX wij: <https://w3id.org/wijgraph/id/>\nDELETE WHERE { wij:bestuurdersoverleg ?p ?o }"
    )
    result = try_it(gone, tmp_path, files, before)
    assert not result.solved
    assert [(v.finding.rule, v.why) for v in result.vanished] == [
        ("GOV-MEETING-PARTIES", "node"),
        ("GOV-MEETING-RHYTHM", "node"),
    ]
    other = "D wij:bestuurdersoverleg <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    result = try_it(f"{GRAPH}{other}gov:MeetingSeries .\n", tmp_path, files, before)
    assert {v.why for v in result.vanished} == {"node"}
    other = f"{other}gov:MeetingSeries .\n{other.replace('D wij', 'A wij')}gov:Instrument .\n"
    result = try_it(GRAPH + other, tmp_path, files, before)
    assert {v.why for v in result.vanished} == {"class"}
    mended = 'A wij:bestuurdersoverleg <https://schema.org/repeatFrequency> "P7D"^^x:duration .\n'
    prefix = 'PA "x" <http://www.w3.org/2001/XMLSchema#> .\n'
    result = try_it(GRAPH + prefix + mended, tmp_path, files, before)
    assert rules(result.solved) == {"GOV-MEETING-RHYTHM": 1}
    assert not result.vanished


def test_a_wrong_value_that_is_taken_away_is_not_mended(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    path = folder / "data" / "meetings.ttl"
    text = path.read_text()
    path.write_text(text.replace("gov:minimumPerYear 2 ;", 'gov:minimumPerYear "twee" ;', 1))
    files = wijgraph.open(folder).files
    wrong = 'D wij:overleg-college-rvb gov:minimumPerYear "twee" .\n'
    found = state(files)
    result = try_it(GRAPH + wrong, tmp_path, files, found)
    assert {(v.finding.rule, v.why) for v in result.vanished} == {("GOV-MEETING-MINIMUM", "value")}
    right = "A wij:overleg-college-rvb gov:minimumPerYear 2 .\n"
    result = try_it(GRAPH + wrong + right, tmp_path, files, found)
    assert "GOV-MEETING-MINIMUM" in rules(result.solved)
    assert not result.vanished


def test_adding_and_removing_the_same_changes_nothing(
    tmp_path: Path, files: Dossier, before: Checked
) -> None:
    text = GRAPH + "A wij:rvb gov:about wij:raad .\nD wij:rvb gov:about wij:raad .\n"
    text += "D wij:overleg-college-rvb gov:minimumPerYear 2 .\n"
    text += "A wij:overleg-college-rvb gov:minimumPerYear 2 .\n"
    result = try_it(text, tmp_path, files, before)
    assert not result.difference
    assert not (result.new or result.solved or result.vanished or result.left_out)
    assert not (result.gained or result.lost or result.chains or result.silent)
    assert not result.report().sections[1:]


def test_order_of_files_and_translated_labels_change_no_result(
    files: Dossier, tried: Tried
) -> None:
    scenario = scenarios.find(files, "college-benoemt-rvb")
    graph = Graph(files, [*reversed(Graph(files).documents)])
    applied = scenarios.apply(scenario, graph)
    other = tried("college-benoemt-rvb").applied
    assert (applied.added, applied.removed) == (other.added, other.removed)
    items = [i for s in tried("college-benoemt-rvb").report().sections for i in s.items]
    told = [[in_language(item.text, language) for item in items] for language in ("nl", "en")]
    assert all(one and one != other for one, other in zip(*told, strict=True))


def test_an_unrelated_municipality_changes_nothing_of_ours(tmp_path: Path, tried: Tried) -> None:
    folder = tmp_path / "two"
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    for path in sorted((ROOT / "tests" / "town" / "data").glob("*.ttl")):
        ours = "https://w3id.org/wijgraph/id/"
        text = path.read_text().replace(ours, "https://example.org/dike/")
        (folder / "data" / f"dike-{path.name}").write_text(text)
    files = wijgraph.open(folder).files
    result = whatif(files, scenarios.find(files, "college-benoemt-rvb"))
    alone = tried("college-benoemt-rvb")
    assert rules(result.new) == rules(alone.new)
    assert (result.gained, result.lost, result.chains) == (alone.gained, alone.lost, alone.chains)


def test_what_a_hypothesis_lacks_is_left_out_unless_strict(
    tmp_path: Path, files: Dossier, before: Checked
) -> None:
    text = FILES["rvb-informeert-raad"].read_text()
    result = try_it(text, tmp_path, files, before)
    assert rules(result.left_out) == {"GOV-NODE-CITATION": 1}
    assert "één bevinding over een veronderstelling" in said(result)
    strict = try_it(text, tmp_path, files, before, strict=True)
    assert rules(strict.new) == {"GOV-COUNCIL-CONTRACTOR": 1, "GOV-NODE-CITATION": 1}
    assert not strict.left_out
    assert "--strict" not in said(strict)
    # And where the scenario says so, with its line.
    (citation,) = (f for f in strict.new if f.rule == "GOV-NODE-CITATION")
    assert citation.position is not None
    assert citation.position.path.endswith("try.rdfp")
    assert (
        citation.position.line
        == text.splitlines().index("A fact:rvb-informs-raad rdf:type gov:InformationFlow .") + 1
    )


def test_a_line_without_effect_is_told(tmp_path: Path, files: Dossier, before: Checked) -> None:
    text = GRAPH + "D wij:college gov:appoints wij:rvt .\nA wij:college a: wij:x .\n"
    with pytest.raises(wijgraph.WijgraphError, match=r"try\.rdfp:8:15: .*'a'"):
        try_it(text, tmp_path, files, before)
    text = GRAPH + "D wij:college gov:appoints wij:rvt .\n"
    result = try_it(text, tmp_path, files, before)
    assert "Regel 7 haalt niets weg: wij:college gov:appoints wij:rvt" in said(result)
    assert not result.lost


def test_the_state_on_a_day(files: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "end.rdfp"
    path.write_text(
        GRAPH + f"A <{WIJ}relation/college-appoints-rvt> <https://schema.org/endDate> "
        '"2024-12-31"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    )
    scenario = scenarios.read(path)
    late = whatif(files, scenario, at=date(2025, 1, 1))
    assert "- college appoints rvt" in edges(late)
    assert "2025-01-01" in said(late)
    early = whatif(files, scenario, at=date(2024, 12, 31))
    assert not edges(early)
    # What begins later is not told, and certainly not as something that lapses.
    fact = (
        FILES["rvb-informeert-raad"]
        .read_text()
        .replace(
            "TC .",
            'A fact:rvb-informs-raad <https://schema.org/startDate> "2026-01-01"'
            "^^<http://www.w3.org/2001/XMLSchema#date> .\nTC .",
        )
    )
    path.write_text(fact)
    later = whatif(files, scenarios.read(path), at=date(2025, 12, 31))
    assert not later.new
    assert not later.report().sections[1:]


def test_the_command(run: Run, tmp_path: Path) -> None:
    listed = run("whatif", "--list")
    assert listed.code == 0
    assert all(name in listed.out for name in FILES)
    page, one, other = (tmp_path / name for name in ("x.html", "a.svg", "b.svg"))
    done = run(
        *("whatif", "college-benoemt-rvb", "-F", "json", "--fail-on", "violation"),
        *("--html", page, "--picture", one, other),
    )
    assert done.code == 1
    report = json.loads(done.out)
    assert [f["rule"] for f in report["findings"]["new"]] == [
        "GOV-EXECUTIVE-APPOINTED",
        "GOV-EXECUTIVE-APPOINTER",
    ]
    assert report["findings"]["new"][1]["file"].endswith("college-benoemt-rvb.ru")
    assert one.read_text().count("stroke-width:5") == 2  # what goes, in thick lines
    assert other.read_text().count("stroke-width:5") == 1
    assert page.read_text().count("<img ") == 2
    assert "<script" not in page.read_text()
    markdown = run("--lang", "en", "whatif", "een-overleg-per-jaar", "-F", "markdown")
    assert markdown.code == 0
    assert markdown.out.startswith("## What if: ")
    assert "\n### New findings\n" in markdown.out
    text = run("whatif", "een-overleg-per-jaar")
    assert max(map(len, text.out.splitlines())) <= 80


def test_bad_input_is_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.rdfp"
    bad.write_text(HEAD + "A <urn:a> <urn:b> .\n")
    out = tmp_path / "out.md"
    for arguments, words in (
        (["whatif"], "--list"),
        (["whatif", "college-benoemt-rvv"], "college-benoemt-rvb"),
        (["whatif", bad, "-o", out], "bad.rdfp:5:1"),
        (["whatif", "een-overleg-per-jaar", "--at", "gisteren"], "2025-03-31"),
        (["whatif", "een-overleg-per-jaar", "--view", "nee", "--html", out], "nee"),
        (["whatif", "een-overleg-per-jaar", "-o", tmp_path / "no" / "x"], "cannot be written"),
    ):
        done = run("--lang", "en", *arguments)
        assert done.code == 2, arguments
        assert words in done.err
        assert "Traceback" not in done.err
        assert not out.exists()


def test_hostile_labels_are_harmless(tmp_path: Path, run: Run) -> None:
    label = "<script>alert(1)</script> [x](javascript:y) \\u001B[31m \\u202E ::error::"
    path = tmp_path / "evil.rdfp"
    path.write_text(
        GRAPH.replace('title_nl "t"', f'title_nl "{label}"') + "A <https://x.example/%3Cscript%3E> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> gov:Gap .\n"
        "A <https://x.example/%3Cscript%3E> "
        f'<http://www.w3.org/2000/01/rdf-schema#label> "{label}"@nl .\n'
    )
    page = tmp_path / "evil.html"
    for form, more in (("text", ()), ("markdown", ("--html", page))):
        done = run("whatif", path, "-F", form, *more)
        assert done.code == 0
        assert "\x1b" not in done.out
        assert "\u202e" not in done.out
        if form == "markdown":
            assert "<script" not in done.out
            assert not re.search(r"(?<!\\)\]\(", done.out)
    html = page.read_text()
    assert "<script" not in html
    assert "\x1b" not in html
    assert "&lt;script&gt;" in html


def test_report_as_a_workbook(run: Run, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "report.xlsx"
    outcome = run("whatif", "college-verliest-1-goedkeuring", "-F", "xlsx", "-o", file)
    assert outcome.code == 0, outcome.err
    book = load_workbook(file)
    texts = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
    assert any("verliest de goedkeuring" in text for text in texts)
    assert len(book.sheetnames) > 2
