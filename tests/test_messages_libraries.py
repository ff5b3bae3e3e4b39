"""What libraries say of a text that they cannot read, in the language of the reader."""

from pathlib import Path

import pytest

from tests.conftest import Run
from wijgraph.errors import QueryError, reason_of
from wijgraph.messages import Message, quoted
from wijgraph.shacl.regex import RegexError

# A file, what Dutch says of it and where.
FILES = [
    ("a.ttl", "<http://a> <http://b> ; .", ":1:23: geen Turtle: ; kan hier geen object zijn"),
    ("b.ttl", "x:y a x:Z .", ":1:1: geen Turtle: de prefix x: is nergens verklaard"),
    ("a.nt", "<http://a> <http://b> .", ": geen N-Triples: het object van een triple is een IRI"),
    ("a.rdf", "<a></b>", ": geen XML: een element wordt met een andere naam afgesloten"),
    ("b.rdf", "<a>&x;</a>", ": geen XML: een entiteit die nergens verklaard is"),
    ("a.jsonld", "{'a': 1}", ":1:2: geen JSON: hier hoort een naam tussen dubbele"),
    ("b.jsonld", '{"a": 1} x', ": geen JSON: na het einde staat nog iets"),
    ("a.toml", "a = ", ":1: geen TOML: hier hoort een waarde"),
    ("b.toml", "x = 1\n[a]\n[a]", ":3:3: geen TOML: ('a',) staat er twee keer"),
]


@pytest.mark.parametrize(("name", "text", "said"), FILES)
def test_a_file_that_cannot_be_read(
    run: Run, tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    command = ("serve", "--config", path) if name.endswith("toml") else ("validate", path)
    outcome = run(*command)
    assert (outcome.code, outcome.out) == (2, "")
    assert str(path) in outcome.err and said in outcome.err
    english = run("--lang", "en", *command).err
    assert said.rpartition(": ")[2] not in english and str(path) in english


def test_what_is_not_known_is_quoted() -> None:
    assert quoted("Out of {cheese}") == {
        "en": "Out of {cheese}",
        "nl": "de bibliotheek meldt (Engels): “Out of {cheese}”",
    }


def test_what_a_library_quotes_stands_in_the_sentence() -> None:
    assert quoted("Invalid IRI code point ' '")["nl"] == "in een IRI mag geen ' ' staan"


def test_a_pattern_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        r'[] <http://www.w3.org/ns/shacl#pattern> "(a)\\1{99999999999}" ; '
        "<http://www.w3.org/ns/shacl#targetNode> <urn:a> ; "
        "<http://www.w3.org/ns/shacl#path> <urn:p> ."
    )
    command = ("validate", shapes, "-s", shapes)
    outcome = run(*command)
    assert outcome.code == 2
    assert "kan niet gebruikt worden: een aantal herhalingen is te groot" in outcome.err
    assert "the repetition number is too large" in run("--lang", "en", *command).err


def test_why_an_error_is_there() -> None:
    own = Message("shacl.regex-plain")
    assert reason_of(RegexError(own)) is reason_of(ValueError(own)) is own
    assert reason_of(QueryError(own)) is own
    assert reason_of(ValueError("first\nsecond")) == quoted("first")
    assert reason_of(KeyError()) == quoted("KeyError")
