"""What is read has a place: no finding is lost because another parser reads the text otherwise."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from tests.conftest import Run, outside
from tests.fuzzing import tries
from tests.turtling import Made, trig, turtle
from wijgraph.errors import TurtleError
from wijgraph.namespaces import RDF
from wijgraph.store import parse
from wijgraph.turtle import reader
from wijgraph.turtle.reader import spans

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://example.com/> .
e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:q ; sh:minCount 1 ] ;
  sh:property [ sh:path e:p ; sh:nodeKind sh:BlankNode ] .
"""
MARK = re.compile(r"\d{3,}")
HEAD = "@prefix e: <http://example.com/> .\n"


def fits(made: Made, form: str) -> None:
    """Fail unless each triple of a text has the place of its own object."""
    text = made.text
    triples = list(parse(text, "x", form, "http://base/"))
    found = spans(text, triples)
    assert found is not None, text
    own = [
        (triple, text[span.start : span.end], text[span.subject :])
        for triple, span in zip(triples, found, strict=True)
    ]
    written = Counter(words for (_, p, _), words, _ in own if p.value != f"{RDF}rest")
    assert written == Counter(made.objects)
    for (subject, _, obj), words, subject_words in own:
        if obj.kind != "bnode" and (mark := MARK.search(obj.value.removeprefix(RDF))):
            assert mark[0] in words, (words, text)
        if subject.kind == "bnode":
            assert subject_words.startswith(("[", "(", "_:")) or (subject, f"{RDF}first") in {
                (s, p.value) for s, p, _ in triples
            }
        elif mark := MARK.search(subject.value.removeprefix(RDF)):
            assert mark[0] in subject_words.split()[0], (subject_words[:40], text)


@tries(250)
@given(turtle())
def test_each_triple_of_turtle_has_the_place_of_its_object(made: Made) -> None:
    fits(made, "turtle")


@tries(80)
@given(trig())
def test_each_triple_of_trig_has_the_place_of_its_object(made: Made) -> None:
    fits(made, "trig")


def test_real_files_have_places(conformance: Path) -> None:
    count = 0
    for path in sorted(conformance.rglob("*.ttl"))[::3]:
        text = path.read_text(encoding="utf-8-sig")
        try:
            triples = list(parse(text, path.name, "turtle", "http://base/"))
        except TurtleError:
            continue
        assert spans(text, triples) is not None, path
        count += 1
    assert count > 50


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("@prefix a.b: <http://example.com/> .\na.b:s a.b:p a.b:o .\n", "2:1"),
        ("prefix : <http://example.com/>\n:s :p :.:x :y 1.\n", "2:1"),
        ("@prefix z.9-: <http://example.com/>.\nz.9-:s.t z.9-:p z.9-:o.5. z.9-:c a 1 .", "2:1"),
        (f"{HEAD}e:s e:p e:.e:c e:d 'x'.", "2:1"),
        (f"{HEAD}e:s\\. e:p e:\\~.\n", "2:1"),
        (f"{HEAD}e:a%2Eb e:p e:%41.\n", "2:1"),
        (f"{HEAD}<http://example.com/\\u00e9> e:p <x:\\U0001F600>.\n", "2:1"),
        (f"{HEAD}_:a.b e:p _:c.d.", "2:1"),
        (f"{HEAD}e:\U00010400 e:p '''x''y'''.", "2:1"),
        (f"{HEAD}\r\re:s e:p 1.", "4:1"),
        (f"{HEAD}\r\n\r\n  e:s\r\n e:p -.5e3.", "4:3"),
        (f"{HEAD}# c\re:s # e:t\n e:p +1,1.0,'a'@nl-NL.", "3:1"),
    ],
)  # fmt: skip
def test_a_finding_has_its_place(run: Run, tmp_path: Path, text: str, place: str) -> None:
    data, shapes = tmp_path / "d.ttl", tmp_path / "shapes.ttl"
    data.write_bytes(text.encode())
    shapes.write_text(SHAPES)
    for mark in (b"", b"\xef\xbb\xbf"):
        data.write_bytes(mark + text.encode())
        outcome = run("validate", data, "--shapes", shapes, "--format", "json")
        assert outcome.code == 1, outcome.err
        findings = json.loads(outcome.out)["findings"]
        places = {f"{f['line']}:{f['column']}" for f in findings if f["path"].endswith("q")}
        assert place in places


@pytest.mark.parametrize("case", ["26-ttl-prefix-dot", "28-ttl-empty-local-dot"])
def test_cases(run: Run, case: str) -> None:
    folder = outside("WIJGRAPH_CASES") / "foreign" / case
    outcome = run("validate", folder / "d.ttl", "-s", folder / "shapes.ttl", "--format", "json")
    assert outcome.code == 1, outcome.err
    [finding] = json.loads(outcome.out)["findings"]
    assert (finding["line"], finding["column"]) == (2, 1)


WORDS = ["1.50", "+1", ".5", "-.5e3", "1.e5", "007", "true"]
QUOTED = ['"P1Y"^^xsd:duration', '"P12M"^^xsd:duration', '"01"^^xsd:integer', '" 1 "^^xsd:integer']


def test_a_value_is_told_as_it_is_written(run: Run, tmp_path: Path) -> None:
    data, shapes = tmp_path / "d.ttl", tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    lines = [f"e:s{n} e:p {word} ; e:q 1 ." for n, word in enumerate(WORDS + QUOTED)]
    xsd = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    data.write_text(HEAD + xsd + "\n".join(lines))
    for engine in ("auto", "pyshacl"):
        outcome = run("validate", data, "-s", shapes, "--format", "json", "--engine", engine)
        found = {f["line"]: f for f in json.loads(outcome.out)["findings"]}
        assert len(found) == len(lines)
        for number, word in enumerate(WORDS + QUOTED):
            value = word.partition("^^")[0].strip('"')
            assert json.dumps(value) in json.dumps(found[number + 3]["value"]), (engine, value)
            assert found[number + 3]["column"] == len(f"e:s{number} e:p ") + 1


def test_without_places_the_file_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An Oxigraph that gives its triples in another order costs places, never a finding."""
    data, shapes = tmp_path / "d.ttl", tmp_path / "shapes.ttl"
    data.write_text(f"{HEAD}e:s e:p 1 .")
    shapes.write_text(SHAPES)
    monkeypatch.setattr(reader, "_fits", lambda *_: False)
    outcome = run("validate", data, "--shapes", shapes, "--format", "json")
    assert outcome.code == 1
    found = json.loads(outcome.out)["findings"]
    assert [(Path(f["file"]).name, f.get("line")) for f in found] == [("d.ttl", None)] * 2


def test_another_order_is_noticed() -> None:
    text = f"{HEAD}e:s e:p 1 , 2 , e:o , [] ."
    triples = list(parse(text, "x"))
    assert spans(text, triples) is not None
    assert spans(text, triples[::-1]) is None
    assert spans(text, triples[1:]) is None
    assert spans(text + " e:s !", triples) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('<a:b> <a:c> "x"@ar--rtl .', "1:16"),
        ("<a:b> <a:c> '--ltr ~'@nl ,\n  '''y'''@nl-BE--ltr .", "2:10"),
        ("<a:b> <a:c> <a:~> . # <<\n<a:b> <a:c> 1 ~ .", "2:15"),
        ("@prefix e: <a:> .\ne:\\~b e:c 1 {| e:d '~' |} .", "2:13"),
        ("\n << <a:b> <a:c> 1 >> <a:d> 2 .", "2:2"),
        ("<a:b> <a:c> <<( <a:b> <a:c> 1 )>> .", "1:13"),
    ],
)
def test_what_is_newer_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(TurtleError, match=r"RDF 1\.2") as caught:
        list(parse(text, "d.ttl"))
    assert f"d.ttl:{place}: " in str(caught.value)
