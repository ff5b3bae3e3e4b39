"""The command line: answers on stdout, errors that say what, where and how to mend, exit codes."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.conftest import TOWN, Run
from wijgraph.cli.main import COMMANDS
from wijgraph.messages import LANGUAGES

SUBCOMMANDS = (
    "query run",
    "sources check",
    "rule show",
    "waiver add",
    "waiver list",
    "waiver prune",
    "baseline write",
    "baseline show",
    "baseline prune",
    "register add",
    "register list",
    "register validate",
    "register query",
    "register compare",
    "register remove",
)
GOLDEN = Path(__file__).parent / "golden" / "help"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [None, *COMMANDS, *SUBCOMMANDS])
def test_help(name: str | None, language: str, run: Run, request: pytest.FixtureRequest) -> None:
    text = run("--lang", language, *(name or "").split(), "--help").out
    golden = GOLDEN / language / f"{(name or 'wijgraph').replace(' ', '-')}.txt"
    if request.config.getoption("--accept"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()
    assert max(map(len, text.splitlines())) <= 80


def test_named_question(run: Run) -> None:
    outcome = run("query", "run", "who-steers-whom")
    assert outcome.code == 0
    assert "Berenschot 2023: 2.1" in " ".join(outcome.out.split())
    assert run("query", "who-steers-whom").out == outcome.out


def test_csv_is_standard(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("query", "who-steers-whom", "-F", "csv").out)))
    assert {row["section"] for row in rows} >= {"2.1"}
    assert all(row["document"].startswith("https://") for row in rows)


def test_json_is_standard(run: Run) -> None:
    document = json.loads(run("query", "who-steers-whom", "-F", "json").out)
    assert document["results"]["bindings"]


def test_own_sparql_from_file(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert run("query", "run", "-f", query).code == 0
    query.write_text("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 1")
    assert " ." in run("query", "run", "-f", query).out
    query.write_text("ASK { }")
    assert json.loads(run("query", "run", "-f", query).out)["boolean"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "run", "who-stears-whom"], ["who-stears-whom", "who-steers-whom"]),
        (["query", "run", "actor"], ["actor", "needs the parameter"]),
        (["query", "run", "actor", "actor=nobody-here"], ["nobody-here"]),
        (["query", "run", "who-steers-whom", "colour=red"], ["no parameter", "It takes"]),
        (["query", "run", "who-steers-whom", "actor"], ["NAME=VALUE"]),
        (["query", "run"], ["query list"]),
        (["query", "run", "-f", "nowhere.rq"], ["nowhere.rq"]),
        (["explain", "nobody-here"], ["nobody-here"]),
        (["explain", "https://w3id.org/wijgraph/id/rvbb"], ["rvb"]),
        (["--dossier", "nowhere", "validate"], ["nowhere", "no such folder"]),
        (["format", "nowhere.ttl"], ["nowhere.ttl"]),
        (["sources", "check", "--texts", "nowhere"], ["nowhere"]),
        (["nonsense"], ["nonsense"]),
    ],
)
def test_bad_input_says_what_and_how_to_mend(
    run: Run, arguments: list[str], words: list[str]
) -> None:
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    for word in words:
        assert word in outcome.err


def test_broken_sparql_has_a_place(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text("SELECT ?s\nWHERE { ?s }")
    outcome = run("query", "run", "-f", query)
    assert outcome.code == 2
    assert f"{query}:2:" in outcome.err


def test_broken_turtle_has_a_place_and_leaves_output_alone(run: Run, town_folder: Path) -> None:
    output = town_folder / "findings.json"
    output.write_text("earlier")
    (town_folder / "data" / "broken.ttl").write_text("<https://example.org/a>\n  oops .\n")
    outcome = run("--dossier", town_folder, "validate", "-F", "json", "-o", output)
    assert outcome.code == 2
    assert "data/broken.ttl:2:" in outcome.err
    assert output.read_text() == "earlier"


def test_empty_folder_is_no_dossier(run: Run, tmp_path: Path) -> None:
    outcome = run("--lang", "en", "--dossier", tmp_path, "query", "list")
    assert outcome.code == 2
    assert "not a dossier" in outcome.err


def test_dossier_without_shapes_never_passes(run: Run, town_folder: Path) -> None:
    (town_folder / "shapes").rename(town_folder / "elsewhere")
    outcome = run("--lang", "en", "--dossier", town_folder, "validate")
    assert outcome.code == 2
    assert "no shapes" in outcome.err


def test_misspelt_shacl_word_never_passes(run: Run, town_folder: Path) -> None:
    (town_folder / "shapes" / "own.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/s> a sh:NodeShape ;\n  sh:minCoutn 1 .\n"
    )
    outcome = run("--dossier", town_folder, "validate")
    assert outcome.code == 2
    assert "shapes/own.ttl:3:" in outcome.err
    assert "sh:minCount" in outcome.err


def test_validate_conforms(run: Run) -> None:
    outcome = run("validate")
    assert outcome.code == 0, outcome.out


def test_validate_tells_file_and_line(run: Run, town_folder: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    lines = path.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "gov:modality concept:judged" in line)
    lines[at] = lines[at].replace("concept:judged", "gov:nonsense")
    path.write_text("".join(lines))
    outcome = run("--dossier", town_folder, "validate", "-F", "json")
    report = json.loads(outcome.out)
    assert outcome.code == 1
    assert not report["conforms"]
    places = {(f["rule"], f["file"], f["line"]) for f in report["findings"]}
    assert places == {
        ("GOV-MODALITY-SCHEME", "data/town.ttl", at + 1),
        ("GOV-GRAPH-DESCRIBED", "data/town.ttl", at + 1),
    }


def test_a_town_of_its_own_meets_all_rules(run: Run, town_folder: Path) -> None:
    outcome = run("--dossier", town_folder, "validate")
    assert outcome.code == 0, outcome.out


def test_format_check(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<https://example.org/a> a <https://example.org/B> .")
    assert run("format", "--check", path).code == 1
    assert run("format", path).code == 0
    assert run("format", "--check", path).code == 0


def test_format_leaves_a_broken_file_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<https://example.org/a> oops")
    outcome = run("format", path)
    assert (outcome.code, path.read_text()) == (2, "<https://example.org/a> oops")
    assert f"{path}:1:" in outcome.err


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's JSON-LD
@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_export_holds_everything(run: Run, form: str, town_folder: Path) -> None:
    from rdflib import Graph

    import wijgraph

    names = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
    outcome = run("--dossier", town_folder, "export", "-F", form)
    graph = Graph().parse(data=outcome.out, format=names[form])
    assert len(graph) == len(wijgraph.open(town_folder).graph.store)


def test_explain_tells_evidence_in_both_languages(run: Run) -> None:
    dutch, english = run("explain", "rvb").out, run("--lang", "en", "explain", "rvb").out
    assert "Benoeming van de raad van bestuur" in " ".join(dutch.split())
    assert "Appointment of the executive board" in " ".join(english.split())
    assert "“benoemen de raad van bestuur”" in dutch
    assert max(map(len, dutch.splitlines())) <= 80


def test_explain_tells_what_a_term_is_in_words(run: Run) -> None:
    dutch, english = (
        run("explain", "benoemt").out,
        run("--lang", "en", "explain", "gov:Council").out,
    )
    assert (
        "eigenschap die twee dingen verbindt · " in dutch and "wordt gezegd van een: actor" in dutch
    )
    assert "class: a kind of things · " in english and "falls under the class: " in english
    assert not re.search(r"\b(owl|rdfs|org|skos):", dutch + english)


def test_sources_check(run: Run, town_folder: Path) -> None:
    outcome = run("--dossier", town_folder, "sources", "check", "--texts", TOWN / "texts")
    assert (outcome.code, outcome.out.strip()) == (0, "2 / 2 vindplaatsen ok")


def test_sources_coverage(run: Run, town_folder: Path) -> None:
    outcome = run("--dossier", town_folder, "sources", "coverage", "--texts", TOWN / "texts")
    assert "2/3" in outcome.out
    assert "Een derde punt dat niemand" in outcome.out


def test_doctor(run: Run) -> None:
    assert run("doctor").code == 0


def test_output_to_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    outcome = run("--lang", "en", "query", "who-steers-whom", "-o", tmp_path / "no" / "x.txt")
    assert outcome.code == 2
    assert "cannot be written" in outcome.err


def test_at_a_day_only_what_held_then(run: Run) -> None:
    programme = "relation/gemeente-commissions-wij-basis-jeugdhulp"
    assert run("explain", programme).code == 0
    assert run("--at", "2023-01-01", "explain", programme).code == 0
    assert run("--at", "2022-12-31", "explain", programme).code == 2
    then = run("--at", "2022-12-31", "export", "--format", "ntriples")
    assert programme not in then.out
    for whole in ("validate", "serve", "doctor"):  # these are about all that is written
        assert run("--at", "2022-12-31", whole).code == 2
    told = run("--at", "2022-12-31", "whatif", "rvb-informeert-raad", "-F", "json")
    assert json.loads(told.out)["at"] == "2022-12-31"
    assert run("--at", "2022-13-31", "query", "list").code == 2
