"""What was given to ``validate`` is what is checked: no pass for something else."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

PREFIXES = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
DATA = PREFIXES + "ex:ann a ex:Person .\n"
ASKS = "sh:property [ sh:path ex:name ; sh:minCount 1 ]"
SHAPES = PREFIXES + f"ex:S a sh:NodeShape ; sh:targetClass ex:Person ; {ASKS} .\n"
ONTOLOGY = PREFIXES + "ex:Person a <http://www.w3.org/2002/07/owl#Class> .\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "d.ttl").write_text(DATA)
    (tmp_path / "s.ttl").write_text(SHAPES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("target", ["sh:target", "sh:targetShape", "sh:targetclass"])
def test_the_only_target_left_out_is_no_pass(folder: Path, run: Run, target: str) -> None:
    (folder / "s.ttl").write_text(f"{PREFIXES}ex:S a sh:NodeShape ; {target} [ ] ; {ASKS} .")
    shapes = ("-s", "s.ttl", "--lenient", "--allow-nothing-checked")
    outcome = run("--lang", "en", "validate", "d.ttl", *shapes)
    assert outcome.code == 2
    assert "all shapes that have a target were left out" in outcome.err
    assert "s.ttl:2:" in outcome.err


@pytest.mark.parametrize("data", [None, "Data"])
def test_a_dossier_without_data_is_no_folder_of_data(
    folder: Path, run: Run, data: str | None
) -> None:
    files = {"ontology": ONTOLOGY, "shapes": SHAPES} | ({data: DATA} if data else {})
    for part, text in files.items():
        (folder / "a" / part).mkdir(parents=True)
        (folder / "a" / part / "x.ttl").write_text(text)
    outcome = run("--lang", "en", "validate", "a")
    assert (outcome.code, "data/" in outcome.err) == (2, True)
    assert run("validate", "a", "-s", "s.ttl").code == (1 if data else 2)  # files, if chosen


@pytest.mark.parametrize("args", [("", "-s", "s.ttl"), ("d.ttl", "-s", "")])
def test_an_empty_name_is_not_the_working_folder(run: Run, args: tuple[str, ...]) -> None:
    outcome = run("--lang", "en", "validate", *args)
    assert (outcome.code, "the name is empty" in outcome.err) == (2, True)


@pytest.mark.parametrize("name", ["d.ttl", "./s.ttl"])
def test_a_report_is_not_written_over_what_is_checked(folder: Path, run: Run, name: str) -> None:
    outcome = run("--lang", "en", "validate", "d.ttl", "-s", "s.ttl", "-o", f"json={name}")
    assert (outcome.code, "to another file" in outcome.err) == (2, True)
    assert ((folder / "d.ttl").read_text(), (folder / "s.ttl").read_text()) == (DATA, SHAPES)


def test_a_folder_that_is_named_twice_is_one(run: Run) -> None:
    once, twice = (run("validate", *[ROOT] * count, "-F", "json") for count in (1, 2))
    assert once == twice
    assert once.code == 0
