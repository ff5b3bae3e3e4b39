"""Files of strangers: what they may be, and what is said of those that they may not be."""

import gzip
import os
from itertools import pairwise
from pathlib import Path

import pytest

from tests.commanding import command
from tests.conftest import Run

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://ex/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
GOOD = b"@prefix ex: <http://ex/> .\nex:a a ex:C ; ex:p 1 .\n"
DEEP = '{"http://ex/p":' + '{"@list":[' * 300 + "1" + "]}" * 300 + "}"
LOL = (
    '<?xml version="1.0"?><!DOCTYPE rdf:RDF [\n<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in pairwise("abcdefgh"))
    + ']>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="http://a&h;"/></rdf:RDF>'
)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES)
    return path


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (("a.ttl", GOOD.decode().encode("utf-16")), (":1: ", "UTF-16")),
        (("a.ttl", GOOD + b"# \xff\n"), (":3:3: ", "not UTF-8")),
        (("a.ttl", gzip.compress(GOOD, mtime=0)), (":1: ", "gzip")),
        (("a.ttl", b"<!DOCTYPE html><html><body>404</body></html>"), (":1:", "looks like HTML")),
        (("a.ttl", GOOD + b"<<<<<<< HEAD\nex:b a ex:C .\n"), (":3:", "unfinished merge")),
        (("a.ttl", b"<http://ex/\x00> <http://b> 1 ."), (":1:", "not Turtle")),
        (("a.ttl", b'"x" <http://b> 1 .'), (":1:", "not Turtle")),
        (("a.ttl", b'<http://a> <http://b> "\\uD800" .'), (":1:", "not Turtle")),
        (("a.ttl", b"<a> <b> <c> .\n<http://a> <http://b c> 1 ."), (":2:", "not Turtle")),
        (("a.ttl", b"<http://a> <http://b> '" + b"x" * (17 * 2**20) + b"' ."), (": ", "too large")),
        (("a.ttl", GOOD + b"ex:b a ex:C ~ ."), (":3:13: ", "RDF 1.2")),
        (
            ("a.nt", b"<http://a> <http://b> <<( <http://a> <http://b> <http://c> )>> ."),
            (":1:23: ", "RDF 1.2"),
        ),
        (("a.jsonld", DEEP.encode()), (":1:", "nested deeper than 500")),
        (
            ("a.jsonld", b'{"@context":"http://127.0.0.1:1/","@id":"http://a"}'),
            (": ", "contexts are off"),
        ),
        (
            ("a.jsonld", b'{"@context":{"@import":"http://127.0.0.1:1/"}}'),
            (": ", "contexts are off"),
        ),
        (
            ("a.jsonld", b'{"http://p":{"@context":["file:///etc/passwd"]}}'),
            (": ", "contexts are off"),
        ),
        (("a.jsonld", b'{"@id":"http://a",\n"@id":"http://b"}'), (": ", "same key twice: '@id'")),
        (("a.jsonld", b'{"@id":}'), (":1:8: ", "not JSON")),
        (("a.jsonld", b'{"http://p": ' + b"9" * 5000 + b"}"), (": ", "more digits")),
        (("a.rdf", LOL.encode()), (":2:", "10 times as long")),
        (
            ("a.rdf", LOL.replace('"lol"', 'SYSTEM "file:///etc/hostname"').encode()),
            (":2:", "an entity that lies outside it"),
        ),
        (("a.rdf", b"<rdf:RDF"), (":1:1: ", "not XML")),
    ],
    ids=lambda value: value[1] if isinstance(value[1], str) else value[0],
)
def test_what_cannot_be_read_has_a_place(
    run: Run, tmp_path: Path, shapes: Path, file: tuple[str, bytes], told: tuple[str, str]
) -> None:
    path = tmp_path / file[0]
    path.write_bytes(file[1])
    outcome = run("--lang", "en", "validate", path, "--shapes", shapes)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{path}{told[0]}" in outcome.err
    assert told[1] in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_of_utf8_is_nothing(
    run: Run, tmp_path: Path, shapes: Path, mark: bytes
) -> None:
    for file in (tmp_path / "a.ttl", shapes):
        file.write_bytes(mark + (file.read_bytes() if file == shapes else GOOD))
    assert run("validate", tmp_path / "a.ttl", "--shapes", shapes).code == 0


def test_a_literal_that_looks_like_a_merge_is_fine(run: Run, tmp_path: Path, shapes: Path) -> None:
    text = GOOD.decode() + "ex:a ex:says '''\n<<<<<<< HEAD\n=======\n''' .\n"
    (tmp_path / "a.ttl").write_text(text)
    assert run("validate", tmp_path / "a.ttl", "--shapes", shapes).code == 0


def test_a_value_is_kept_as_it_is_written(run: Run, tmp_path: Path) -> None:
    """What other parsers mend, lose or choke on: a date that is none, a number of a gigabyte."""
    from wijgraph.store import parse

    odd = {
        "1E999999999": "decimal",
        "%%%": "base64Binary",
        "99999-99-99": "date",
        "-99999999999999-01-01": "date",
        "9" * 6000: "integer",
    }
    path = tmp_path / "a.ttl"
    path.touch()
    for value, kind in odd.items():
        text = f'<http://a> <http://b> "{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}> .'
        [(_, _, found)] = parse(text, "a.ttl")
        assert found.value == value
        path.write_text(path.read_text() + text.replace(">", f"{kind}>", 1) + "\n")
    assert run("diff", path, path).code == 0


def test_only_regular_files_are_read(tmp_path: Path, shapes: Path) -> None:
    fifo = tmp_path / "fifo.ttl"
    os.mkfifo(fifo)
    for path in (fifo, Path("/dev/zero"), Path("/dev/stdin"), tmp_path):
        own: list[list[str | Path]] = [
            ["query", "run", "-f", path],
            ["validate", shapes, "--shapes", shapes, "--waivers", path],
        ]
        for arguments in own:
            outcome = command("--lang", "en", *arguments, WIJGRAPH_SECONDS="20")
            assert (outcome.code, outcome.out) == (2, ""), arguments
            assert "regular file" in outcome.err or "folder" in outcome.err
    link = tmp_path / "link.ttl"
    link.symlink_to("/dev/zero")
    for path in (link, fifo):
        outcome = command("--lang", "en", "validate", path, "--shapes", shapes)
        assert "regular file" in outcome.err


def test_size_is_limited(tmp_path: Path, shapes: Path) -> None:
    big = tmp_path / "big.ttl"
    big.write_bytes(b"#" * (2**20 + 1))
    outcome = command("--lang", "en", "validate", big, "--shapes", shapes,
                      WIJGRAPH_FILE_MEGABYTES="1")  # fmt: skip
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{big}: is larger than 1 MiB" in outcome.err
    for arguments in (["validate", "-", "--shapes", str(shapes)], ["query", "run", "-f", "-"]):
        outcome = command("--lang", "en", *arguments, stdin=big.read_bytes(),
                          WIJGRAPH_FILE_MEGABYTES="1")  # fmt: skip
        assert (outcome.code, outcome.out) == (2, "")
        assert "larger than 1 MiB" in outcome.err


def test_the_number_of_triples_is_limited(tmp_path: Path, shapes: Path) -> None:
    data = tmp_path / "a.nt"
    data.write_text("".join(f"<http://a> <http://b> <http://c{i}> .\n" for i in range(11)))
    allowed = "--allow-nothing-checked"
    fine = command("validate", data, "--shapes", shapes, allowed, WIJGRAPH_TRIPLES="11")
    assert fine.code == 0, fine.err
    outcome = command("--lang", "en", "validate", data, "--shapes", shapes, WIJGRAPH_TRIPLES="10")
    assert outcome.code == 2
    assert "more than 10 triples" in outcome.err


PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:1/> {} }" ]', "SERVICE"),
        (r'sh:sparql [ sh:select "SELECT $this { SERVI\\u0043E <http://a> {} }" ]', r"\u"),
        (r'sh:sparql [ sh:select "SELECT $this { ?a ?b \"\\u0022 SERVICE" ]', r"\u"),
        ('sh:sparql [ sh:select "SELECT $this FROM <file:///etc/hostname> {}" ]', "FROM"),
        ('sh:sparql [ sh:select "SELECT $this from named <http://a/> {}" ]', "FROM"),
        ('sh:sparql [ sh:ask "ASK { SERVICE <http://127.0.0.1:1/> {} }" ]', "SERVICE"),
        ('sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT {} {}" ]', "not be acted on"),
        ('sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this {}" ]', "not be acted on"),
        ("sh:js [ a sh:JSConstraint ]", "not be acted on"),
        ("ex:see [ a sh:SPARQLFunction ]", "not be acted on"),
    ],
)
def test_no_shape_reaches_out_or_runs_code(run: Run, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n  {text} .\n")
    data = tmp_path / "a.ttl"
    data.write_bytes(GOOD)
    for engine in ("auto", "pyshacl", "compiled"):
        outcome = run("--lang", "en", "validate", data, "--shapes", path, "--engine", engine)
        assert (outcome.code, outcome.out) == (2, "")
        assert words in outcome.err
        assert f"{path}:" in outcome.err


def test_a_query_of_shapes_may_say_from_in_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    query = "SELECT $this { $this <http://ex/from> ?from FILTER(?from = 'FROM <x>') } # FROM"
    path.write_text(
        f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n"
        f'  sh:sparql [ sh:message "m" ; sh:select """{query}""" ] .\n'
    )
    data = tmp_path / "a.ttl"
    data.write_bytes(GOOD)
    assert run("validate", data, "--shapes", path).code == 0


def test_no_source_has_a_name_that_leads_out(run: Run, town_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret\n")
    texts = tmp_path / "texts"
    texts.mkdir()
    (town_folder / "data" / "own.ttl").write_text(
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<https://example.org/s> a gov:Section ; gov:document\n"
        "  <https://w3id.org/wijgraph/id/../secret> ; skos:notation '1' ; gov:heading 'secret' ;\n"
        "  gov:paragraphCount 1 ; <https://schema.org/position> 1 .\n"
    )
    outcome = run("--lang", "en", "--dossier", town_folder, "sources", "check", "--texts", texts)
    assert outcome.code == 2
    assert "no name that a file can have" in outcome.err
