"""What is refused is told in both languages: files, JSON, XML, citations, cells."""

from pathlib import Path

import pytest

from wijgraph.errors import WijgraphError, WriteError
from wijgraph.files import write_whole
from wijgraph.safety.inspect import inspect, load_json
from wijgraph.safety.limits import Limits
from wijgraph.safety.reading import mistake_in, read_text, text_of
from wijgraph.safety.service import refuse_service
from wijgraph.safety.supervise import out_of_memory, out_of_time
from wijgraph.safety.xml import plain


@pytest.mark.parametrize(
    ("data", "nl", "en"),
    [
        (b"\xff\xfea", "x:1: is UTF-16 (volgens de", "x:1: is UTF-16 (by its"),
        (b"\x1f\x8b", "is ingepakt met gzip\n  Pak het eerst uit.",
         "is compressed by gzip\n  Unpack it first."),
        (b"a\n\xe9", "x:2:1: is geen UTF-8 (byte 2)\n  Bewaar het als UTF-8.",
         "x:2:1: is not UTF-8 (byte 2)\n  Save it as UTF-8."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_text(data: bytes, nl: str, en: str) -> None:
    with pytest.raises(WijgraphError) as found:
        text_of(data, "x")
    assert nl in found.value.told("nl")
    assert en in found.value.told("en")


def test_a_file_that_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(WijgraphError) as found:
        read_text(tmp_path / "x")
    assert found.value.told("nl").endswith("gelezen: dit bestand of deze map is er niet")
    assert found.value.told("en").endswith("cannot be read: No such file or directory")
    with pytest.raises(WijgraphError) as found:
        read_text(tmp_path)
    assert found.value.told("nl").endswith(": is een map")
    with pytest.raises(WriteError) as failed:
        write_whole(tmp_path / "no" / "x", b"")
    assert failed.value.told("nl").endswith("geschreven: dit bestand of deze map is er niet")
    assert failed.value.told("en").endswith("cannot be written: No such file or directory")


@pytest.mark.parametrize(
    ("text", "nl", "en"),
    [
        ("{", "geen JSON", "not JSON"),
        ("[" * 600, "haakjes zijn dieper genest dan 500", "brackets are nested deeper than 500"),
        ('{"a":1,"a":2}', "twee keer dezelfde sleutel: 'a'", "the same key twice: 'a'"),
        ('{"@context":"http://a/"}', "van elders worden niet opgehaald: <http://a/>",
         "remote contexts are off: <http://a/>"),
    ],
)  # fmt: skip
def test_json_that_is_refused(text: str, nl: str, en: str) -> None:
    with pytest.raises(WijgraphError) as found:
        inspect(text, "jsonld")
        load_json(text)
    assert nl in found.value.told("nl")
    assert en in found.value.told("en")


def test_xml_that_is_refused() -> None:
    with pytest.raises(WijgraphError) as found:
        plain('<!DOCTYPE a [<!ENTITY b SYSTEM "c">]><a/>')
    assert "die buiten de tekst ligt: b\n  Schrijf uit" in found.value.told("nl")
    assert "an entity that lies outside it: b\n  Write out" in found.value.told("en")


def test_known_mistakes() -> None:
    html = mistake_in("<html>")
    assert html is not None
    assert (html["nl"], html["en"]) == ("dit lijkt op HTML", "this looks like HTML")


def test_what_a_command_may_cost() -> None:
    assert out_of_time(Limits()).told("nl").startswith("gestopt na 300 seconden\n  Vraag minder")
    assert out_of_time(Limits()).told("en").startswith("stopped after 300 seconds\n  Ask for less")
    assert "meer dan 2048 MiB nodig" in out_of_memory(Limits()).told("nl")
    assert "needs more than 2048 MiB" in out_of_memory(Limits()).told("en")


def test_another_server() -> None:
    with pytest.raises(WijgraphError) as found:
        refuse_service("SELECT * { SERVICE <http://a> {} }")
    assert found.value.told("nl").startswith("SERVICE staat uit: ")
    assert found.value.told("en").startswith("SERVICE is off: ")
