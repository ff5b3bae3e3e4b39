"""``wijgraph waiver`` and ``wijgraph baseline``, on a town with something wrong."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run, make_town
from tests.waiving import (
    NOON,
    TODAY,
    changed,
)
from wijgraph.dossier import Dossier
from wijgraph.namespaces import GOV, WIJ
from wijgraph.validation.baseline import read_baseline
from wijgraph.validation.naming import key
from wijgraph.validation.run import check
from wijgraph.validation.waivers import read_waivers, settle

# A town with two things wrong: a relation without modality, and a blank node among the data.
FAULTY = f"""\
@prefix gov: <{GOV}> .
@prefix wij: <{WIJ}> .
wij:board gov:bodyKind [ gov:note "een"@nl ; gov:part [ gov:note "diep" ] ] .
"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    folder = make_town(tmp_path / "town")
    shutil.rmtree(folder / "shapes")  # three rules are enough here, and fast
    (folder / "shapes").mkdir()
    (folder / "shapes" / "own.ttl").write_text(SHAPES)
    (folder / "data" / "own.ttl").write_text(FAULTY)
    return folder


SHAPES = f"""\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix gov: <{GOV}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rule: <https://w3id.org/wijgraph/shapes#> .
rule:Kind a sh:NodeShape ; dct:identifier "GOV-KIND" ; sh:targetSubjectsOf gov:bodyKind ;
  sh:property [ sh:path gov:bodyKind ; dct:identifier "GOV-KIND-IRI" ; sh:nodeKind sh:IRI ;
    sh:message "Noem het."@nl ] .
rule:Note a sh:NodeShape ; sh:targetSubjectsOf gov:note ;
  sh:property [ sh:path ( gov:part gov:note ) ; dct:identifier "GOV-NOTE" ; sh:minCount 2 ] .
"""


def keys_of(folder: Path) -> set[tuple[str, str]]:
    checked = check(Dossier(folder))
    found, data = checked.report, checked.graph
    return {(f.rule, key(f, data)) for f in found.findings}


def test_keys_outlive_renaming_reordering_and_rewording(faulty: Path) -> None:
    before = keys_of(faulty)
    assert [rule for rule, _ in sorted(before)] == ["GOV-KIND-IRI", "GOV-NOTE", "GOV-NOTE"]
    (faulty / "data" / "own.ttl").unlink()
    (faulty / "data" / "aaa.ttl").write_text(
        f"@prefix gov: <{GOV}> .\n\n\n_:z gov:note 'diep' .\n"
        "_:y gov:part _:z ; gov:note 'een'@nl .\n"
        f"<{WIJ}board> gov:bodyKind _:y .\n"
    )
    shapes = SHAPES.replace("Noem het.", "Geef het een naam.").splitlines()
    (faulty / "shapes" / "own.ttl").write_text("\n".join([*shapes[:4], *shapes[7:], *shapes[4:7]]))
    assert keys_of(faulty) == before


def test_waiver_commands(faulty: Path, run: Run) -> None:
    path = faulty / "waivers.toml"
    path.write_text("# Van ons.\n")
    town = ("--dossier", faulty)
    options = ("--reason", "Overleg.", "--owner", "team data", "--expires", "2027-03-01")
    assert run(*town, "waiver", "add", "GOV-KIND-IRI", "board", *options).code == 0
    idle = run(*town, "--lang", "en", "waiver", "add", "GOV-NOTE", "board", *options,
               "--path", "gov:part/gov:note", "--value", "een")  # fmt: skip
    assert idle.code == 0
    assert "warning: there is no finding now" in idle.err
    assert "GOV-NOTE board" in idle.out
    with path.open("a") as file:
        file.write("\n# oud\n" + changed("rule", "'GOV-NOTE'").replace("2027-03", "2026-09"))
    assert path.read_text().startswith("# Van ons.\n\n[[waiver]]\nrule = ")
    rows = json.loads(run(*town, "waiver", "list", "-F", "json").out)
    assert [(r["rule"], r["state"], r["line"]) for r in rows] == [
        ("GOV-KIND-IRI", "active", 3),
        ("GOV-NOTE", "unused", 11),
        ("GOV-NOTE", "expired", 22),
    ]
    assert rows[0]["focus"] == WIJ + "board"
    assert rows[0]["added"] == "2026-10-01"
    dutch = " ".join(run(*town, "waiver", "list").out.split())
    for word in ("GOV-KIND-IRI", "raad van toezicht", "Overleg.", "2027-03-01"):
        assert word in dutch
    for word in ("geldig", "ongebruikt", "verlopen"):
        assert word in dutch
    english = run(*town, "--lang", "en", "waiver", "list", "--iris").out
    assert "supervisory" not in english
    for word in ("active", "unused", "expired", "board"):
        assert word in english
    assert max(map(len, english.splitlines())) <= 80
    pruned = run(*town, "waiver", "prune")
    assert pruned.code == 0
    assert "ongebruikt: " in pruned.out
    assert "verlopen: " in pruned.out
    assert "1 / 3 ontheffingen" in pruned.out
    assert "oud" not in path.read_text()
    assert path.read_text().startswith("# Van ons.\n\n[[waiver]]\nrule = ")
    assert [w.rule for w in read_waivers(path, {"GOV-KIND-IRI"}, TODAY)] == ["GOV-KIND-IRI"]


def test_list_of_nothing(faulty: Path, run: Run) -> None:
    assert run("--dossier", faulty, "waiver", "list").out == "Er zijn geen ontheffingen.\n"
    assert run("--dossier", faulty, "waiver", "list", "-F", "json").out == "[]\n"
    assert run("--dossier", faulty, "waiver", "prune").out == "0 / 0 ontheffingen\n"
    assert run("--dossier", faulty, "baseline", "show").out == "Er is geen baseline.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["waiver", "add", "GOV-KINDS", "board"], ["no rule GOV-KINDS", "GOV-KIND"]),
        (["waiver", "add", "GOV-NOTE", "board", "--expires", "2028-01-01"], ["12 months"]),
        (["waiver", "add", "GOV-NOTE", "board", "--expires", "soon"], ["soon"]),
        (["waiver", "add", "GOV-NOTE", "board", "--reason", " "], ["reason is empty"]),
        (["waiver", "add", "GOV-NOTE", "board", "--path", "part"], ["path is no property"]),
        (["waiver", "list", "--waivers", "nowhere.toml"], ["nowhere.toml", "cannot be read"]),
        (["baseline", "prune"], ["there is no baseline", "baseline write"]),
        (["baseline", "show", "--baseline", "nowhere.json"], ["nowhere.json", "cannot be read"]),
        (["baseline", "write", "--baseline", "no/where.json"], ["cannot be written"]),
    ],
)
def test_bad_input(faulty: Path, run: Run, arguments: list[str], words: list[str]) -> None:
    options = ["--reason", "x", "--owner", "y", "--expires", "2027-01-01"]
    given = [*arguments[:2], *options, *arguments[2:]] if "add" in arguments else arguments
    outcome = run("--lang", "en", "--dossier", faulty, *given)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Traceback" not in outcome.err
    for word in words:
        assert word in outcome.err
    assert not (faulty / "waivers.toml").exists()


def test_missing_option_is_usage(faulty: Path, run: Run) -> None:
    outcome = run("--dossier", faulty, "waiver", "add", "GOV-NOTE", "board")
    assert outcome.code == 2
    assert "--reason" in outcome.err


def test_baseline_commands(faulty: Path, run: Run) -> None:
    town = ("--dossier", faulty)
    path = faulty / "baseline.json"
    (faulty / "waivers.toml").write_text(changed("rule", "'GOV-KIND-IRI'").replace("rvb", "board"))
    written = run(*town, "baseline", "write")
    assert (written.code, written.out) == (0, f"{path}: 2 in de baseline\n")
    assert {k.rule for k in read_baseline(path).values()} == {"GOV-NOTE"}  # the other is waived
    checked = check(Dossier(faulty))
    found, data = checked.report, checked.graph
    assert all(f.waived for f in settle(found, data, faulty, TODAY).report.findings)
    (faulty / "waivers.toml").unlink()
    refused = run("--lang", "en", *town, "baseline", "write")
    assert refused.code == 2
    assert "only shrinks: GOV-KIND-IRI board" in refused.err

    own = faulty / "data" / "own.ttl"
    own.write_text(own.read_text().replace('[ gov:note "diep" ]', '[ gov:other "diep" ]'))
    rows = json.loads(run(*town, "baseline", "show", "-F", "json").out)
    assert [r["state"] for r in rows] == ["gone", "gone"]  # the outer one is described otherwise
    own.write_text(FAULTY.replace("een", "twee"))
    rows = json.loads(run(*town, "baseline", "show", "-F", "json").out)
    assert sorted(r["state"] for r in rows) == ["gone", "open"]
    table = run(*town, "baseline", "show").out
    assert "verdwenen" in table
    assert "GOV-NOTE" in table
    assert max(map(len, table.splitlines())) <= 80
    pruned = run(*town, "--lang", "en", "baseline", "prune")
    assert pruned.code == 0
    assert "gone: GOV-NOTE _:" in pruned.out
    assert pruned.out.endswith("1 in the baseline\n")
    assert len(read_baseline(path)) == 1
    english = run(*town, "--lang", "en", "baseline", "show", "--iris").out
    assert "open" in english
    assert "_:" in english


def test_baseline_write_may_shrink(faulty: Path, run: Run) -> None:
    assert run("--dossier", faulty, "baseline", "write").code == 0
    (faulty / "data" / "own.ttl").unlink()
    again = run("--dossier", faulty, "--lang", "en", "baseline", "write")
    assert again.out.endswith(": 0 in the baseline\n")


@pytest.mark.parametrize("name", ["add", "list", "prune", "write", "show"])
def test_help_fits_and_has_an_example(name: str, run: Run) -> None:
    groups = [g for g in ("waiver", "baseline") if f"  {name} " in run(g, "--help").out]
    assert groups
    for group in groups:
        text = run(group, name, "--help").out
        assert "Voorbeeld:" in text
        assert max(map(len, text.splitlines())) <= 80
