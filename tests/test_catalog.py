"""``--catalog``: local files in the place of imports and JSON-LD contexts; nothing is fetched."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Run, outside
from wijgraph import dossier as dossiers
from wijgraph.errors import ShapesError, TurtleError
from wijgraph.model import Report
from wijgraph.validation.catalog import Catalog, embedded
from wijgraph.validation.run import check, documents_in

PREFIXES = (
    "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)
SHAPES = PREFIXES + (
    "ex:o a owl:Ontology ; owl:imports ex:one .\n"
    "ex:S a sh:NodeShape ; sh:targetClass ex:Town ; sh:property ex:P . #\n"
)
ONE = PREFIXES + "ex:one owl:imports ex:two . <#here> rdfs:label 'one' ."
TWO = PREFIXES + "ex:P sh:path ex:name ; sh:minCount 1 ."
DATA = PREFIXES + "ex:a a ex:Town ."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {"shapes": SHAPES, "one": ONE, "two": TWO, "data": DATA}
    for name, text in texts.items():
        (tmp_path / f"{name}.ttl").write_text(text)
    write(tmp_path, {"https://example.org/one": "one.ttl", "https://example.org/two": "two.ttl"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: dict[str, str], name: str = "catalog.toml") -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(k)} = {json.dumps(v)}\n" for k, v in files.items()))
    return path


def checked(folder: Path, data: str = "data.ttl", catalog: str = "catalog.toml") -> Report:
    read = Catalog.read(folder / catalog)
    documents = documents_in(folder / data, read)
    shapes = documents_in(folder / "shapes.ttl", read)
    return check(dossiers.builtin(), documents, shapes, catalog=read).report


def test_what_shapes_import_is_read_and_what_that_imports(folder: Path, run: Run) -> None:
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl"]
    refused = run("--lang", "en", *arguments)
    assert refused.code == 2
    assert "shapes.ttl:2:35: it imports <https://example.org/one>" in refused.err
    outcome = run(*arguments, "--catalog", "catalog.toml")
    assert (outcome.code, "ex:a" in outcome.out) == (1, True)
    assert len(checked(folder).findings) == 1


def test_all_that_is_missing_is_named_with_the_file_that_imports_it(folder: Path) -> None:
    (folder / "one.ttl").write_text(ONE + " ex:one owl:imports ex:three .")
    write(folder, {"https://example.org/one": "one.ttl"})
    with pytest.raises(ShapesError) as error:
        checked(folder)
    told = [(Path(str(f.path)).name, f.line, f.message.split("<")[1]) for f in error.value.faults]
    missing = [(name, iri.partition(">")[0].rpartition("/")[2]) for name, _, iri in told[:2]]
    assert missing == [("one.ttl", "two"), ("one.ttl", "three")]
    assert "--catalog" in str(error.value)


def test_imports_in_a_ring(folder: Path) -> None:
    (folder / "two.ttl").write_text(TWO + " ex:two owl:imports ex:one , ex:o .")
    assert len(checked(folder).findings) == 1


@pytest.mark.parametrize("iri", ["https://example.org/one#", "https://example.org/one/"])
def test_a_sign_at_the_end_makes_no_difference(folder: Path, iri: str) -> None:
    write(folder, {iri: "one.ttl", "https://example.org/two": "two.ttl"})
    assert len(checked(folder).findings) == 1


def test_what_the_data_import(folder: Path) -> None:
    """A town of another kind is only a town for who reads what the data import."""
    (folder / "shapes.ttl").write_text(SHAPES.replace("owl:imports ex:one", "rdfs:label 'o'") + TWO)
    (folder / "data.ttl").write_text(
        f"{PREFIXES} <urn:d> owl:imports ex:classes . ex:a a ex:City ."
    )
    (folder / "classes.ttl").write_text(f"{PREFIXES} ex:City rdfs:subClassOf ex:Town .")
    without = checked(folder)
    assert without.conforms
    assert [n.code for n in without.notices] == [
        "nothing-checked", "shape-without-focus-node", "import-missing"
    ]  # fmt: skip
    write(folder, {"https://example.org/classes": "classes.ttl"})
    report = checked(folder)
    assert (len(report.findings), report.notices) == (1, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x y", "catalog.toml:1:3: not TOML"),
        ('"https://example.org/x" = 3', "is no IRI with a file"),
        ('"https://example.org/x" = ""', "is no IRI with a file"),
        ('skos = "skos.ttl"', "'skos' is no IRI with a file"),
        ('[imports]\n"https://example.org/x" = "x.ttl"', "'imports' is no IRI with a file"),
        ('"urn:a" = "a.ttl"\n"urn:a" = "b.ttl"', "not TOML"),
    ],
)
def test_a_catalog_that_is_none(folder: Path, run: Run, text: str, words: str) -> None:
    (folder / "catalog.toml").write_text(text)
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "--catalog", "catalog.toml"]
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert "catalog.toml" in outcome.err


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nowhere.ttl", "nowhere.ttl: cannot be read"),
        (".", "is a folder"),
        ("catalog.toml", "cannot tell the format"),
        ("broken.ttl", "broken.ttl:1:"),
        ("/dev/zero", "is not a regular file"),
    ],
)
def test_a_file_of_a_catalog_that_cannot_be_used(
    folder: Path, run: Run, file: str, words: str
) -> None:
    (folder / "broken.ttl").write_text("no turtle")
    write(folder, {"https://example.org/one": file})
    arguments = ["validate", "data.ttl", "-s", "shapes.ttl", "--catalog", "catalog.toml"]
    outcome = run("--lang", "en", *arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err


def test_a_catalog_that_changes_is_read_again(folder: Path) -> None:
    assert len(checked(folder).findings) == 1
    (folder / "two.ttl").write_text(TWO.replace("minCount 1", "minCount 0"))
    assert checked(folder).conforms


# JSON-LD. The context in ctx.json gives ex:name the name "name", and ex:Town the name "Town".
CONTEXT = {"ex": "https://example.org/", "name": "ex:name", "Town": "ex:Town"}
NAMES = "https://example.org/ctx"
FULL = {"@id": "https://example.org/a", "@type": "Town", "name": "x"}
WITH_CONTEXTS = {
    "one": {"@context": NAMES, **FULL},
    "list": {"@context": [NAMES, {"other": "ex:other"}], **FULL, "other": "y"},
    "list of one": {"@context": [NAMES], **FULL},
    "nested": {"@graph": [{"@context": NAMES, **FULL}]},
    "array": [{"@context": NAMES, **FULL}],
    "within a term": {
        "@context": {"part": {"@id": "https://example.org/part", "@context": NAMES}},
        "part": FULL,
    },
    "imported": {"@context": {"@version": 1.1, "@import": NAMES, "more": "ex:more"}, **FULL},
    "over a context": {"@context": [{"name": "https://example.org/wrong"}, NAMES], **FULL},
    "own word first": {"@context": [NAMES, {"x": "ex:x"}], **FULL, "x": 1},
}


@pytest.mark.parametrize("name", WITH_CONTEXTS)
def test_contexts_wherever_they_stand(folder: Path, name: str) -> None:
    (folder / "shapes.ttl").write_text(
        PREFIXES + "ex:S sh:targetClass ex:Town ; sh:property [ sh:path ex:name ; sh:maxCount 0 ] ."
    )
    (folder / "ctx.jsonld").write_text(json.dumps({"@context": CONTEXT}))
    (folder / "data.jsonld").write_text(json.dumps(WITH_CONTEXTS[name]))
    (folder / "none.toml").write_text('"https://example.org/other" = "ctx.jsonld"\n')
    with pytest.raises(TurtleError, match=f"remote contexts are off: <{NAMES}>"):
        checked(folder, "data.jsonld", "none.toml")
    write(folder, {NAMES: "ctx.jsonld"})
    [finding] = checked(folder, "data.jsonld").findings
    assert finding.focus.value == "https://example.org/a"


def put_in(data: object, contexts: Mapping[str, object]) -> object:
    texts = {iri: json.dumps(context) for iri, context in contexts.items()}
    return json.loads(embedded(json.dumps(data), texts.get, "data.jsonld"))


def test_contexts_that_name_contexts() -> None:
    contexts = {
        "https://example.org/a": {"@context": ["b", {"@base": "urn:gone", "x": "ex:x"}]},
        "https://example.org/b": {"@context": CONTEXT, "title": "not a part of it"},
    }
    assert put_in({"@context": "https://example.org/a"}, contexts) == {
        "@context": [CONTEXT, {"x": "ex:x"}]
    }
    # What is no context is left alone, and so is what is not in the catalog.
    data = {
        "@context": ["https://example.org/b", "https://example.org/c"],
        "x": "https://example.org/b",
    }
    assert put_in(data, contexts) == {**data, "@context": [CONTEXT, "https://example.org/c"]}


def test_what_an_object_says_itself_goes_before_what_it_imports() -> None:
    contexts = {NAMES: {"@context": {"name": "ex:name", "town": "ex:town"}}}
    data = {"@context": {"@import": NAMES, "name": "ex:other"}}
    assert put_in(data, contexts) == {"@context": {"name": "ex:other", "town": "ex:town"}}


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ("no JSON", "cannot be used: .*not JSON"),
        ('{"name": "ex:name"}', "has no @context"),
        ("[]", "has no @context"),
        (f'{{"@context": "{NAMES}"}}', "leads to itself"),
        (f'{{"@context": ["{NAMES}"]}}', "leads to itself"),
        (f'{{"@context": {{"x": {{"@id": "urn:x", "@context": "{NAMES}"}}}}}}', "leads to itself"),
        ("[" * 600 + "]" * 600, "nested deeper"),
    ],
)
def test_a_context_that_cannot_be_used(context: str, words: str) -> None:
    text = json.dumps({"@context": NAMES})
    with pytest.raises(TurtleError, match=f"data.jsonld: .*{words}"):
        embedded(text, {NAMES: context}.get, "data.jsonld")


def test_contexts_that_grow_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each names the next ten times: together they would be larger than any memory."""
    monkeypatch.setenv("WIJGRAPH_FILE_MEGABYTES", "1")
    texts = {f"urn:c{n}": json.dumps({"@context": [f"urn:c{n + 1}"] * 10}) for n in range(15)}
    texts["urn:c15"] = json.dumps({"@context": {"x": "urn:x"}})
    with pytest.raises(TurtleError, match="larger than 1 MiB together"):
        embedded('{"@context": "urn:c0"}', texts.get, "data.jsonld")


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', "[" * 1000])
def test_a_text_that_is_no_json_is_told_by_who_reads_it(text: str) -> None:
    assert embedded(text, lambda _: None, "data.jsonld") == text


def test_all_missing_contexts_are_named() -> None:
    from wijgraph.store import parse

    data = [{"@context": ["https://b.example/", {"x": {"@context": "https://a.example/"}}]}]
    with pytest.raises(TurtleError) as error:
        list(parse(json.dumps(data), "d.jsonld", "jsonld"))
    assert "<https://a.example/>, <https://b.example/>" in str(error.value)
    assert "--catalog" in str(error.value)


def test_the_case_of_a_remote_context(tmp_path: Path, run: Run) -> None:
    shutil.copy(outside("WIJGRAPH_CASES") / "foreign/25-remote-context/d.jsonld", tmp_path)
    assert run("validate", tmp_path / "d.jsonld").code == 2
    (tmp_path / "schema.json").write_text('{"@context": {"@vocab": "https://schema.org/"}}')
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <https://schema.org/> . "
        "s:S sh:targetClass s:Dataset ; sh:property [ sh:path s:description ; sh:minCount 1 ] ."
    )
    catalog = write(tmp_path, {"https://schema.org/": "schema.json"})
    outcome = run(
        "--lang", "en", "validate", tmp_path / "d.jsonld", "-s", tmp_path / "shapes.ttl",
        "--catalog", catalog,
    )  # fmt: skip
    assert (outcome.code, "1 violation" in outcome.out) == (1, True)


def test_the_imports_of_a_published_profile(tmp_path: Path) -> None:
    source = outside("WIJGRAPH_CONFORMANCE") / "nl-sbb" / "skos-ap-nl.ttl"
    (tmp_path / "any.ttl").write_text("<urn:x> <urn:y> 1 .")
    imports = ("2004/02/skos/core", "iso25964/skos-thes", "dc/terms/", "xmlns.com/foaf/0.1/")
    hosts = ("http://www.w3.org/", "http://purl.org/", "http://purl.org/", "http://")
    files = {host + name: "any.ttl" for host, name in zip(hosts, imports, strict=True)}
    catalog = Catalog.read(write(tmp_path, files))
    (tmp_path / "d.ttl").write_text("<urn:c> a <http://www.w3.org/2004/02/skos/core#Concept> .")
    report = check(
        dossiers.builtin(), documents_in(tmp_path / "d.ttl"), documents_in(source), catalog=catalog
    ).report
    assert {notice.code for notice in report.notices} == {"shape-without-focus-node"}
    assert not report.conforms
