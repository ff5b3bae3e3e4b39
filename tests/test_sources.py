"""Phrases are found once in their section; what nothing cites is told."""

import re
import subprocess
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, TOWN, Run
from wijgraph.errors import SourceTextError
from wijgraph.sources.check import check, citations, coverage, read_texts
from wijgraph.sources.text import HeadingMissingError, split_sections

SAMPLE = (TOWN / "texts" / "report.txt").read_text()
RUN = 12  # words in a row of a source: more is a copy


def test_paragraph_cut_by_a_page_break_is_whole_again() -> None:
    section = split_sections(SAMPLE, [("1", "1 Bestuur")])["1"]
    assert [block.kind for block in section.blocks] == ["paragraph", "item", "item"]
    assert section.blocks[0].text.endswith("blijft zo zolang de dijk er ligt.")


def test_heading_in_the_table_of_contents_is_not_the_section() -> None:
    assert "....." not in split_sections(SAMPLE, [("1", "1 Bestuur")])["1"].text


def test_missing_heading_is_an_error() -> None:
    with pytest.raises(HeadingMissingError, match="section 2"):
        split_sections(SAMPLE, [("2", "2 Geld")])


def test_good_citations_pass(town: wijgraph.Dossier) -> None:
    assert check(town.graph, read_texts(town.graph, TOWN / "texts")) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("De raad van Dijk overlegt", "De raad van Dijk vergadert", "occurs 0 times"),
        ("De raad van Dijk overlegt", "raad van", "occurs 2 times"),
        (
            "De raad van Dijk overlegt",
            "De raad van Dijk overlegt twee maal per jaar met",
            "8 words",
        ),
        ("gov:paragraph 2", "gov:paragraph 3", "paragraph 2, not 3"),
        ('gov:section "1"', 'gov:section "9"', "no section 9"),
    ],
)
def test_bad_citation_is_found(town_folder: Path, old: str, new: str, problem: str) -> None:
    path = town_folder / "data" / "town.ttl"
    text = path.read_text()
    head, mark, tail = text.partition("citation/report-1-board>\n    a gov:Citation")
    assert old in tail
    path.write_text(head + mark + tail.replace(old, new, 1))
    graph = wijgraph.open(town_folder).graph
    faults = check(graph, read_texts(graph, TOWN / "texts"))
    assert [problem in str(fault.problem) for fault in faults] == [True]
    assert faults[0].position


def test_coverage_names_what_is_not_cited(town: wijgraph.Dossier) -> None:
    [section] = coverage(town.graph)
    assert (section.paragraphs, section.cited, section.uncited) == (3, 2, (3,))


def test_missing_text_is_an_error(town: wijgraph.Dossier, tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match=r"report\.txt"):
        read_texts(town.graph, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "gov:paragraphCount 3",
            "gov:paragraphCount 4",
            "has 4 paragraphs here, but 3 in its text",
        ),
        ("gov:paragraphCount 3", "gov:paragraphCount 99999", "99999 paragraphs here"),
        ("gov:paragraphCount 3", "gov:paragraphCount 9999999", "'9999999', not a number"),
        ("gov:paragraphCount 3", 'gov:paragraphCount "drie"', "'drie', not a number"),
        ("gov:paragraphCount 3", "gov:paragraphCount -1", "'-1', not a number"),
        ("gov:paragraph 2", "gov:paragraph 2.5", "'2.5', not a number"),
    ],
)
def test_numbers_that_do_not_fit_the_text_are_told(
    run: Run, town_folder: Path, old: str, new: str, told: str
) -> None:
    path = town_folder / "data" / "town.ttl"
    text = path.read_text()
    path.write_text(text.replace(old, new, 1))
    asked = ("--lang", "en", "--dossier", town_folder, "sources", "coverage")
    outcome = run(*asked, "--texts", TOWN / "texts")
    assert (outcome.code, outcome.out) == (2, "")
    line = text[: text.index(old)].count("\n") + 1
    assert f"town.ttl:{line}:" in outcome.err
    assert told in outcome.err


def test_a_text_that_lost_a_paragraph_is_told(run: Run, town_folder: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    lines = (TOWN / "texts" / "report.txt").read_text().splitlines(keepends=True)
    (texts / "report.txt").write_text("".join(lines[:-1]))
    asked = ("--lang", "en", "--dossier", town_folder, "sources", "coverage")
    outcome = run(*asked, "--texts", texts)
    assert outcome.code == 2
    assert "in its text" in outcome.err


def test_every_citation_of_the_dossier_checks(dossier: wijgraph.Dossier, sources: Path) -> None:
    assert len(citations(dossier.graph)) > 500
    assert check(dossier.graph, read_texts(dossier.graph, sources)) == []


def test_paragraph_counts_are_those_of_the_texts(dossier: wijgraph.Dossier, sources: Path) -> None:
    texts = read_texts(dossier.graph, sources)
    for section in coverage(dossier.graph):
        assert section.paragraphs == len(texts[section.document][section.notation].blocks)


def test_nearly_everything_is_cited_and_the_rest_has_a_reason(dossier: wijgraph.Dossier) -> None:
    sections = coverage(dossier.graph)
    count = sum(s.paragraphs for s in sections)
    assert sum(s.cited for s in sections) / count >= 0.98
    assert [s.notation for s in sections if s.uncited and not s.omission] == []


def test_the_texts_themselves_stay_out_of_the_project(sources: Path) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    runs = set()
    for path in sources.glob("*.txt"):
        source = words(path.read_text())
        runs |= {tuple(source[i : i + RUN]) for i in range(len(source) - RUN + 1)}
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    copied = []
    for name in filter(None, tracked):
        if Path(name).suffix in {".ttl", ".py", ".md", ".rq", ".html"}:
            own = words((ROOT / name).read_text())
            copied += [
                (name, " ".join(own[i : i + RUN]))
                for i in range(len(own) - RUN + 1)
                if tuple(own[i : i + RUN]) in runs
            ]
    assert copied == []
