"""``wijgraph validate``: any data, any form, places that are right, telling exit codes."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from wijgraph.report.writers import FORMATS

SHAPES = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Town a sh:NodeShape ;
    sh:targetClass ex:Town ;
    sh:property ex:Town-name .
ex:Town-name a sh:PropertyShape ;
    sh:path ex:name ;
    sh:maxLength 8 ;
    sh:severity sh:Warning ;
    sh:message "Kort de naam in."@nl , "Shorten the name."@en .
"""
DATA = {
    "data.ttl": """\
@prefix ex: <https://example.org/> .

ex:a a ex:Town ;
    ex:name "short" ,
        "much too long a name" .
""",
    "data.trig": """\
@prefix ex: <https://example.org/> .

ex:graph {
  ex:a a ex:Town ; ex:name "much too long a name" .
}
""",
    "data.jsonld": """\
{"@id": "https://example.org/a", "@type": "https://example.org/Town",
 "https://example.org/name": "much too long a name"}
""",
    "data.nt": "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<https://example.org/Town> .\n"
    '<https://example.org/a> <https://example.org/name> "much too long a name" .\n',
}
PLACES = {"data.ttl": (5, 9), "data.trig": (4, 28), "data.jsonld": (1, 9)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    for name, text in DATA.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", DATA)
def test_any_data_with_any_shapes(run: Run, folder: Path, name: str) -> None:
    shapes = folder / "shapes.ttl"
    outcome = run("validate", folder / name, "--shapes", shapes, "-F", "json")
    report = json.loads(outcome.out)
    assert outcome.code == 0
    [finding] = report["findings"]
    assert finding["value"] == "much too long a name"
    assert finding["file"].endswith(name)
    if name in PLACES:
        assert (finding["line"], finding["column"]) == PLACES[name]
    assert run("validate", folder / name, "-s", shapes, "--fail-on", "warning").code == 1


def test_standard_input(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(DATA["data.ttl"].encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    outcome = run("validate", "-", "--shapes", folder / "shapes.ttl", "-F", "json")
    assert json.loads(outcome.out)["findings"][0]["file"] == "<stdin>"


def test_several_files_and_a_folder(run: Run, folder: Path) -> None:
    shapes = folder / "shapes.ttl"
    both = run("validate", folder / "data.ttl", folder / "data.trig", "-s", shapes, "-F", "json")
    assert len(json.loads(both.out)["findings"]) == 1  # the same triple
    whole = run("validate", folder, "-s", shapes, "-F", "json")
    assert len(json.loads(whole.out)["findings"]) == 1


def test_several_forms_at_once(run: Run, folder: Path) -> None:
    outputs = [part for form in FORMATS for part in ("-o", f"{form}={folder / form}.out")]
    outcome = run("validate", folder / "data.ttl", "-s", folder / "shapes.ttl", *outputs)
    assert "Kort de naam in." in outcome.out
    for form in FORMATS:
        assert (folder / f"{form}.out").stat().st_size > 20


def test_language_of_the_messages(run: Run, folder: Path) -> None:
    arguments = ["validate", folder / "data.ttl", "-s", folder / "shapes.ttl", "--lang", "en"]
    assert "Shorten the name." in run(*arguments).out


def test_a_folder_that_is_a_dossier(run: Run, town_folder: Path) -> None:
    one, other = run("validate", town_folder), run("--dossier", town_folder, "validate")
    assert (one.code, one.out) == (other.code, other.out)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SHAPES.replace("sh:maxLength", "sh:maxLenght"), "sh:maxLength"),
        (SHAPES + "ex:o <http://www.w3.org/2002/07/owl#imports> ex:elsewhere .", "is not here"),
        (SHAPES + "ex:Town sh:node ex:Town .", "leads to itself"),
        (SHAPES.replace("sh:path ex:name", "sh:path ()"), "empty path"),
        (SHAPES.replace("    sh:path ex:name ;\n", ""), "exactly one path"),
        (SHAPES.replace("8 ;", '"eight" ;'), "a whole number"),
        (SHAPES + "ex:Town sh:js ex:code .", "sh:js"),
        (SHAPES + "ex:Town sh:rule ex:rule .", "sh:rule"),
        ("@prefix ex: <https://example.org/> . ex:a ex:b ex:c .", "no shapes"),
        ("nothing of the kind", "not Turtle"),
        (
            SHAPES + 'ex:Town sh:sparql [ sh:select "SELECT $this WHERE { $this nope }" ] .',
            "is not SPARQL",
        ),
    ],
)
def test_broken_shapes_never_pass(
    run: Run,
    folder: Path,
    text: str,
    words: str,
) -> None:
    (folder / "shapes.ttl").write_text(text)
    arguments = ("validate", folder / "data.ttl", "--shapes", folder / "shapes.ttl")
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2, outcome.out
    assert outcome.out == ""
    assert words in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["validate", "nowhere.ttl"], "nowhere.ttl"),
        (["validate", "-o", "pdf=x.pdf"], "pdf"),
        (["validate", "README.md"], "cannot tell the format"),
        (["validate", "--waivers", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_bad_usage(run: Run, arguments: list[str], words: str) -> None:
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2
    assert words in outcome.err


def test_broken_data_leaves_earlier_output(run: Run, folder: Path) -> None:
    (folder / "data.ttl").write_text("<https://example.org/a> oops")
    (folder / "out.sarif").write_text("earlier")
    outcome = run("validate", folder / "data.ttl", "-o", f"sarif={folder / 'out.sarif'}")
    assert outcome.code == 2
    assert (folder / "out.sarif").read_text() == "earlier"


def test_expired_waiver_under_strict(run: Run, town_folder: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    path.write_text(path.read_text().replace('dct:identifier "gm9999" ;\n', ""))
    assert run("--dossier", town_folder, "validate").code == 1
    waiver = """\
[[waiver]]
rule = "GOV-MUNICIPALITY-IDENTIFIER"
focus = "town"
reason = "The code has been asked for."
owner = "the secretary"
added = 2020-01-01
expires = 2020-06-01
"""
    (town_folder / "waivers.toml").write_text(waiver)
    assert run("--dossier", town_folder, "validate").code == 1
    assert run("--dossier", town_folder, "validate", "--strict").code == 3


def test_derived_findings_say_so(run: Run, town_folder: Path) -> None:
    (town_folder / "own.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "<https://example.org/s> a sh:PropertyShape ; sh:targetSubjectsOf gov:appoints ;\n"
        "  sh:path gov:appoints ; sh:class gov:ExecutiveBoard .\n"
    )
    arguments = ["--dossier", town_folder, "validate", "--shapes", town_folder / "own.ttl"]
    [finding] = json.loads(run(*arguments, "-F", "json").out)["findings"]
    assert finding["derived"]
    assert "relation/executive-appoints-board" in str(finding["origins"])
    text = (town_folder / "data" / "town.ttl").read_text().splitlines()
    assert "executive-appoints-board" in text[finding["line"] - 1]


def test_a_blank_node_of_one_file_is_not_that_of_another(run: Run, folder: Path) -> None:
    shapes = SHAPES.replace("sh:maxLength 8", "sh:maxCount 1")
    (folder / "shapes.ttl").write_text(shapes)
    for name in ("one", "two"):
        text = f'_:a a <https://example.org/Town> ; <https://example.org/name> "{name}" .'
        (folder / f"{name}.nt").write_text(
            text.replace(" a <", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <").replace(
                " ; ", " .\n_:a "
            )
        )
    arguments = ["validate", folder / "one.nt", folder / "two.nt", "-s", folder / "shapes.ttl"]
    assert json.loads(run(*arguments, "-F", "json").out)["findings"] == []


def test_the_rules_of_a_report_are_those_that_were_used(run: Run, folder: Path) -> None:
    rule = 'ex:Town-name <http://purl.org/dc/terms/identifier> "EX-NAME" .'
    (folder / "shapes.ttl").write_text(SHAPES + rule)
    arguments = ["validate", folder / "data.ttl", "-s", folder / "shapes.ttl", "-F", "sarif"]
    driver = json.loads(run(*arguments).out)["runs"][0]["tool"]["driver"]
    assert [r["id"] for r in driver["rules"]] == ["EX-NAME"]
