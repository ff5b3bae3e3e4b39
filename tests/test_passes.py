"""A pass is a pass only where something was checked; every way to get one without is refused."""

import io
import json
import shutil
import sys
from pathlib import Path

import pyoxigraph
import pytest

import wijgraph
from tests.conftest import ROOT, Run, outside
from wijgraph.errors import NothingCheckedError

PREFIXES = """\
@prefix ex: <http://example.org/t#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix concept: <https://w3id.org/wijgraph/concept/> .
@prefix gov: <https://w3id.org/wijgraph/ontology#> .
"""
SHAPES = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
)
GOOD = "ex:a a ex:C ; ex:p 1 ."
OTHER = "ex:o a ex:Other ; ex:p 1 ."
ALLOW = "--allow-nothing-checked"
NOTHING = "no rule looked at any node of"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WIJGRAPH_LANG", "en")
    return tmp_path


def write(**texts: str) -> None:
    for name, text in texts.items():
        Path(name.replace("_", ".")).write_text(PREFIXES + text)


def checks(out: str) -> tuple[int, int, int]:
    found = json.loads(out)["checks"]
    return found["total"], found["nodes"], found["shapes"]


# Counting.


def test_a_check_is_a_shape_on_a_node(run: Run) -> None:
    two = "ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:nodeKind sh:IRI ."
    write(data_ttl=GOOD + "ex:b ex:p 2 . ex:c a ex:C ; ex:p 3 .", shapes_ttl=SHAPES + two)
    outcome = run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl", "-F", "json")
    assert checks(outcome.out) == (5, 3, 2)  # a and c twice, b once
    text = run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl").out
    assert text == "3 nodes checked by 2 rules.\nThe dossier meets all rules.\n"
    text = run("--lang", "nl", "validate", "data.ttl", "-s", "shapes.ttl").out
    assert text == "3 knopen nagekeken door 2 regels.\nHet dossier voldoet aan alle regels.\n"


def test_both_engines_count_alike(run: Run) -> None:
    reference = 'ex:L a sh:NodeShape ; sh:targetClass ex:C ; sh:pattern "^h(t)\\\\1p" .'
    write(data_ttl=GOOD, shapes_ttl=SHAPES + reference)
    found = [
        run("validate", "data.ttl", "-s", "shapes.ttl", "-F", "json", "--engine", engine)
        for engine in ("auto", "pyshacl")
    ]
    assert [checks(outcome.out) for outcome in found] == [(2, 1, 2)] * 2


def test_the_vocabulary_beside_the_data_does_not_count(run: Run) -> None:
    """A term that the data only refers to, or a class of ours, is no node of the data."""
    write(data_ttl="ex:a ex:p gov:Council , concept:formal .")
    outcome = run("validate", "data.ttl")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{NOTHING} data.ttl" in outcome.err


def test_the_dossier_counts_its_data_only(run: Run, dossier: wijgraph.Dossier) -> None:
    own = json.loads(run("validate", "-F", "json").out)["checks"]
    report = dossier.validate()
    assert report.checks
    assert own["total"] == report.checks.total > 5000
    assert own["nodes"] == report.checks.nodes
    data = {t[0] for d in dossier.graph.documents if "ontology/" not in d.name for t in d.triples}
    assert report.checks.nodes <= len(data)
    assert report.checks.shapes + len(report.notices) <= report.checks.given


def test_a_store_counts_what_its_files_count(run: Run, town_folder: Path, tmp_path: Path) -> None:
    store = f"oxigraph:{tmp_path / 'store'}"
    assert run("--store", store, "register", "add", town_folder).code == 0
    there = json.loads(run("--store", store, "validate", "-F", "json").out)
    files = json.loads(run("validate", town_folder, "-F", "json").out)
    assert there["checks"] == files["checks"]
    assert [n["shape"] for n in there["notices"]] == [n["shape"] for n in files["notices"]]


# Nothing to be had without a check.

ONLY = {
    "no node with such a class": ("ex:S sh:targetClass ex:X ; sh:nodeKind sh:IRI .", GOOD),
    "a shape without a target": ("ex:S a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .", GOOD),
    "a class of OWL alone is no target": (
        "ex:C a owl:Class , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .",
        GOOD,
    ),
    "deactivated": (SHAPES.replace("sh:targetClass", "sh:deactivated true ; sh:targetClass"), GOOD),
    "all its properties deactivated": (SHAPES.replace("[ ", "[ sh:deactivated true ; "), GOOD),
    "asks nothing": ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:severity sh:Info .", GOOD),
    "negates twice what asks nothing": (
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:not [ sh:not [ sh:severity sh:Info ] ] .",
        GOOD,
    ),
    "not closed": ("ex:S sh:targetClass ex:C ; sh:closed false .", GOOD),
    "its query deactivated": (
        'ex:S sh:targetClass ex:C ; sh:sparql [ sh:deactivated true ; sh:select "SELECT $this '
        'WHERE { $this ?p ?o }" ] .',
        GOOD,
    ),
    "a path alone": ("ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ] .", GOOD),
    "a target that is not in the data": ("ex:S sh:targetNode ex:gone ; sh:nodeKind sh:IRI .", GOOD),
    "objects of what is not there": ("ex:S sh:targetObjectsOf ex:q ; sh:nodeKind sh:IRI .", GOOD),
    "a subclass that is not declared": (SHAPES, "ex:a a ex:D ; ex:p 1 ."),
}


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
@pytest.mark.parametrize("name", ONLY)
def test_no_check_is_no_pass(run: Run, name: str, engine: str) -> None:
    shapes, data = ONLY[name]
    write(data_ttl=data, shapes_ttl=shapes)
    arguments = ["--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl", "--engine", engine]
    refused = run(*arguments)
    assert (refused.code, refused.out) == (2, "")
    assert f"{NOTHING} data.ttl" in refused.err
    allowed = run(*arguments, ALLOW, "-F", "json")
    assert allowed.code == 0
    assert f"{NOTHING} data.ttl" in allowed.err
    report = json.loads(allowed.out)
    assert (report["conforms"], report["checks"]["total"]) == (False, 0)
    assert report["notices"][0]["code"] == "nothing-checked"


@pytest.mark.parametrize("level", ["violation", "warning", "info"])
def test_no_level_makes_it_a_pass(run: Run, level: str) -> None:
    write(data_ttl=OTHER, shapes_ttl=SHAPES)
    assert run("validate", "data.ttl", "-s", "shapes.ttl", "--fail-on", level).code == 2


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "junit", "sarif", "markdown",
                                  "html", "turtle"])  # fmt: skip
def test_no_format_makes_it_a_pass(run: Run, form: str) -> None:
    write(data_ttl=OTHER, shapes_ttl=SHAPES)
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "-F", form]
    assert run(*arguments).code == 2
    allowed = run(*arguments, ALLOW)
    assert allowed.code == 0
    assert "voldoet aan alle regels" not in allowed.out


def test_a_finding_about_what_is_not_there_is_no_check(run: Run) -> None:
    """It fails when it is a violation; as a warning it does not make a pass of nothing."""
    shape = "ex:S sh:targetNode ex:gone ; sh:property [ sh:path ex:p ; sh:minCount 1 {} ] ."
    write(data_ttl=OTHER, shapes_ttl=shape.format(""))
    assert run("validate", "data.ttl", "-s", "shapes.ttl").code == 1
    write(shapes_ttl=shape.format("; sh:severity sh:Warning"))
    outcome = run("validate", "data.ttl", "-s", "shapes.ttl")
    assert outcome.code == 2
    assert "warning" in outcome.out
    assert run("validate", "data.ttl", "-s", "shapes.ttl", ALLOW).code == 0


def test_shapes_that_are_only_an_ontology_are_no_shapes(run: Run) -> None:
    write(data_ttl=GOOD, shapes_ttl="ex:C a owl:Class ; rdfs:label 'c' .")
    assert run("validate", "data.ttl", "-s", "shapes.ttl").code == 2


def test_shapes_alone_are_tried_on_the_data_of_the_dossier(run: Run) -> None:
    write(shapes_ttl="ex:S sh:targetClass owl:Class ; sh:nodeKind sh:IRI .")
    assert run("validate", "-s", "shapes.ttl").code == 2  # classes are in its ontology only
    write(shapes_ttl="ex:S sh:targetClass gov:Council ; sh:nodeKind sh:IRI .")
    assert run("validate", "-s", "shapes.ttl").code == 0


@pytest.mark.parametrize(
    "data",
    [
        "ex:a a ex:C .",
        "ex:a rdfs:label 'a' .",
        "ex:a rdfs:label 'a' ; rdf:type ex:C ; rdfs:seeAlso ex:b .",
        "ex:D rdfs:subClassOf ex:C .",
        "[] a ex:C ; ex:p ( 1 2 ) .",
    ],
)
def test_rules_about_any_graph_do_not_count_for_the_data_of_others(run: Run, data: str) -> None:
    write(data_ttl=data)
    assert run("validate", "data.ttl").code in {1, 2}
    outcome = run("validate", "data.ttl", ALLOW, "-F", "json")
    assert checks(outcome.out) == (0, 0, 0)


def test_our_own_kind_of_data_counts(run: Run) -> None:
    write(data_ttl="ex:a a gov:Council .")
    outcome = run("validate", "data.ttl", "-F", "json")
    assert outcome.code == 1
    assert checks(outcome.out)[1] == 1


# Files.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", ""),
        ("a.ttl", "# only a comment\n@prefix ex: <http://e/> .\n"),
        ("a.trig", "<http://e/g> {}"),
        ("a.nt", "\n"),
        ("a.jsonld", '{"name": "no context", "list": [1, 2]}'),
        ("a.json", "[]"),
        ("a.rdf", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    ],
)
def test_a_file_without_triples_is_no_data(run: Run, name: str, text: str) -> None:
    write(shapes_ttl=SHAPES, good_ttl=GOOD)
    Path(name).write_text(text)
    for paths in ([name], ["good.ttl", name]):
        outcome = run("validate", *paths, "-s", "shapes.ttl", ALLOW)
        assert outcome.code == 2
        assert f"{name}: not one triple" in outcome.err
    assert run("validate", "good.ttl", "-s", "shapes.ttl", "-s", name).code == 2


@pytest.mark.parametrize("text", ["", "# nothing\n", "@prefix ex: <http://e/> ."])
def test_standard_input_without_triples(
    run: Run, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shapes_ttl=SHAPES)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    outcome = run("validate", "-", "-s", "shapes.ttl", ALLOW)
    assert outcome.code == 2
    assert "<stdin>: not one triple" in outcome.err


def test_a_folder_with_nothing_in_it(run: Run) -> None:
    Path("empty").mkdir()
    Path("comments").mkdir()
    Path("comments/a.ttl").write_text("# a\n")
    write(shapes_ttl=SHAPES)
    for folder in ("empty", "comments"):
        assert run("validate", folder, "-s", "shapes.ttl").code == 2
        assert run("validate", folder).code == 2


def test_a_file_with_comments_only_in_a_folder_is_told(run: Run) -> None:
    Path("data").mkdir()
    write(shapes_ttl=SHAPES)
    Path("data/a.ttl").write_text(PREFIXES + GOOD)
    Path("data/b.ttl").write_text("# to come\n")
    outcome = run("--lang", "en", "validate", "data", "-s", "shapes.ttl")
    assert outcome.code == 0
    assert "notice: there is not one triple in data/b.ttl\n" in outcome.out


def test_a_file_with_comments_only_in_a_dossier_is_told(run: Run, town_folder: Path) -> None:
    (town_folder / "data" / "later.ttl").write_text("# to come\n")
    found = json.loads(run("validate", town_folder, "-F", "json").out)["notices"]
    [notice] = [n for n in found if n["code"] == "file-without-triples"]
    assert notice["file"].endswith("data/later.ttl")


def test_a_file_that_nothing_looks_at_is_told(run: Run) -> None:
    write(data_ttl=GOOD, other_ttl=OTHER, shapes_ttl=SHAPES)
    outcome = run("--lang", "en", "validate", "data.ttl", "other.ttl", "-s", "shapes.ttl")
    assert outcome.code == 0
    assert "notice: no rule looked at any node of other.ttl\n" in outcome.out
    assert "data.ttl" not in outcome.out


def test_the_data_may_be_in_named_graphs_only(run: Run) -> None:
    write(data_trig=f"ex:g {{ {GOOD} }}", shapes_ttl=SHAPES)
    outcome = run("validate", "data.trig", "-s", "shapes.ttl", "-F", "json")
    assert (outcome.code, checks(outcome.out)) == (0, (1, 1, 1))


def test_the_vocabulary_given_as_data_is_data(run: Run) -> None:
    """It was named, so that the rules about terms did look at what was given."""
    shutil.copy(ROOT / "ontology" / "actor.ttl", "actor.ttl")
    outcome = run("validate", "actor.ttl", "-F", "json")
    assert checks(outcome.out)[0] > 0


# Dossiers, registers and stores.


@pytest.fixture
def bare(town_folder: Path) -> Path:
    """Return a dossier in whose data no rule has anything to look at."""
    shutil.rmtree(town_folder / "data")
    (town_folder / "data").mkdir()
    (town_folder / "data" / "a.ttl").write_text(PREFIXES + OTHER)
    return town_folder


def test_a_dossier_without_data(run: Run, bare: Path) -> None:
    outcome = run("validate", bare)
    assert outcome.code == 2
    assert NOTHING in outcome.err
    assert "data/a.ttl" in outcome.err
    with pytest.raises(NothingCheckedError, match=NOTHING):
        wijgraph.open(bare).validate()
    report = wijgraph.open(bare).validate(allow_nothing_checked=True)
    assert not report.passes
    assert report.notices[0].code == "nothing-checked"


def test_waivers_and_a_baseline_do_not_make_a_check(run: Run, bare: Path) -> None:
    (bare / "waivers.toml").write_text("")
    (bare / "baseline.json").write_text('{"version": 1, "findings": {}}')
    assert run("validate", bare).code == 2


def test_a_finding_that_is_waived_is_a_check(run: Run) -> None:
    write(data_ttl="ex:a a ex:C .", shapes_ttl=SHAPES)
    rule = "http://example.org/t#S/http://example.org/t#p"
    Path("waivers.toml").write_text(
        f'[[waiver]]\nrule = "{rule}"\nfocus = "http://example.org/t#a"\nreason = "asked"\n'
        'owner = "me"\nadded = 2026-01-01\nexpires = 2026-12-31\n'
    )
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "--waivers", "waivers.toml"]
    assert run(*arguments).code == 0


def test_a_register_without_dossiers_is_no_pass(run: Run, town_folder: Path) -> None:
    store = ["--lang", "en", "--store", f"oxigraph:{Path.cwd() / 'store'}", "register"]
    assert run(*store, "add", town_folder, "--name", "town").code == 0
    assert run(*store, "remove", "town").code == 0
    outcome = run(*store, "validate")
    assert outcome.code == 2
    assert "no dossier in the register" in outcome.err
    assert run(*store, "validate", ALLOW).code == 0


def test_one_unchecked_dossier_in_a_register_is_no_pass(
    run: Run, bare: Path, tmp_path: Path
) -> None:
    store = ["--lang", "en", "--store", f"oxigraph:{tmp_path / 'store'}", "register"]
    assert run(*store, "add", bare, "--name", "bare").code == 0
    for _ in range(2):  # the second time from what was kept
        outcome = run(*store, "validate")
        assert outcome.code == 2
        assert f"{NOTHING} bare" in outcome.err
    junit = run(*store, "validate", ALLOW, "-F", "junit")
    assert junit.code == 0
    assert "<skipped" in junit.out


def test_a_store_that_holds_only_the_vocabulary(run: Run, tmp_path: Path) -> None:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    for path in (ROOT / "ontology").glob("*.ttl"):
        store.load(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    store.flush()
    del store
    assert run("--store", f"oxigraph:{tmp_path / 'store'}", "validate").code == 2


# Asking for more.


def test_targets_can_be_required(run: Run) -> None:
    more = "ex:T a sh:NodeShape ; sh:targetClass ex:D ; sh:nodeKind sh:IRI ."
    write(data_ttl=GOOD, shapes_ttl=SHAPES + "\n" + more)
    arguments = ["--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl"]
    outcome = run(*arguments)
    assert outcome.code == 0
    assert "notice: shapes.ttl:9:1: ex:T had nothing to look at" in outcome.out
    assert run(*arguments, "--fail-on", "info").code == 0  # it is no finding
    required = run(*arguments, "--require-targets")
    assert required.code == 2
    assert "shapes.ttl:9:1: ex:T had nothing to look at" in required.err
    write(shapes_ttl=SHAPES)
    assert run(*arguments, "--require-targets").code == 0


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ("ex:T a sh:NodeShape ; sh:property [ sh:path ex:p ] .", "ex:T has no target"),
        ("ex:T sh:targetClass ex:C ; sh:nodeKind sh:IRI ; sh:deactivated true .", "is deactivated"),
        ("ex:T a sh:NodeShape ; sh:targetClass ex:C .", "asks nothing"),
        ("[] a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .", "shapes.ttl:9:1 has no target"),
    ],
)
def test_what_looks_at_nothing_is_told(run: Run, shape: str, says: str) -> None:
    write(data_ttl=GOOD, shapes_ttl=SHAPES + "\n" + shape)
    outcome = run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl")
    assert outcome.code == 0
    assert says in outcome.out
    used = "ex:U sh:targetClass ex:C ; sh:node ex:T ."
    if "has no target" in says and shape.startswith("ex:T"):
        write(shapes_ttl=SHAPES + "\n" + shape + used)
        assert says not in run("--lang", "en", "validate", "data.ttl", "-s", "shapes.ttl").out


CASES = ["08-json-no-context", "10-no-focus-node", "11-shape-without-target", "17-owl-class-target"]


@pytest.mark.parametrize("name", CASES)
def test_cases_of_others(run: Run, name: str) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / name
    [data] = [p for p in folder.iterdir() if p.suffix in {".json", ".ttl"} and p.stem != "shapes"]
    shapes = ["-s", folder / "shapes.ttl"] if (folder / "shapes.ttl").exists() else []
    outcome = run("validate", data, *shapes)
    assert (outcome.code, outcome.out) == (2, "")
    assert data.name in outcome.err
    assert run("validate", data, *shapes, ALLOW).code == (2 if name.startswith("08") else 0)
