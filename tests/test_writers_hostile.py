"""Whatever a label is, every writer makes a file that holds it as text and nothing more."""

import csv
import io
import json
import re
from collections import Counter
from copy import deepcopy
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import wijgraph
from tests import test_exports
from tests.conftest import make_town
from tests.exporting import expected, held, line
from tests.fuzzing import tries
from wijgraph.cli.common import redacted, shown
from wijgraph.network import project
from wijgraph.report.document import Document, Grid, Item, Section, row
from wijgraph.report.writers import jsonfile, markdown, written
from wijgraph.spreadsheets import guard
from wijgraph.views import NetworkView

# What means something to one of the formats, beside any text at all.
SIGNS = [
    "<", ">", "&", '"', "'", "`", "]]>", "<!--", "-->", "</script>", "<script>", "<img src=x ",
    "onerror=alert(1)>", "javascript:alert(1)", "{{", "}}", "{%", "${", "=", "+", "-", "@", "\t",
    "\n", "\r", "\x00", "\x07", "\x1b[31m", "\x1b]8;;http://e\x07", "\u202e", "\u2066", "\u200b",
    "\u2028", "\ufeff", "\ufffe", "|", "[", "]", "(", ")", "#", "::error::", "##[error]", "%%{",
    "click A", ";", ",", "\\", "\\n", "\\N", "\\u003c", "&lt;", "&#60;", "\uff1d", "1", "a", " ",
]  # fmt: skip
TEXT = st.one_of(
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=6).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)


@cache
def network() -> Any:
    """Return a small network with names to replace."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        facts = wijgraph.open(make_town(Path(folder) / "town")).graph.facts
        return project(facts, "toezicht")


def named(text: str) -> Any:
    """Return the network in which every text is ``text``."""
    changed = deepcopy(network())

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            if "nl" in value:
                return {**value, "nl": text, "en": text}
            return {
                k: text if k in {"phrase", "section"} and v else put(v) for k, v in value.items()
            }
        return [put(item) for item in value] if isinstance(value, list) else value

    for _, data in changed.nodes(data=True):
        for key in ("label", "notes", "acts", "gaps", "evidence"):
            data[key] = put(data[key])
    for _, _, data in changed.edges(data=True):
        for key in ("label", "text", "notes", "evidence"):
            data[key] = put(data[key])
    return changed


FILES = sorted(set(test_exports.READERS) - {"dot"})


@tries(25)
@given(TEXT)
@example("=1+1")
@example("\x1b]0;x\x07")
def test_files_hold_the_text(text: str) -> None:
    assume(line(text))  # a name of which nothing can be written is no name
    changed = named(text)
    for form in FILES:
        data = test_exports.write(form, changed, "nl")
        read = test_exports.READERS[form](data)
        wanted = held(expected(changed, "nl"), form)
        assert Counter(read.nodes.values()) == Counter(wanted.nodes.values()), form
        assert sum(read.edges.values()) == sum(wanted.edges.values()), form


@tries(6)
@given(TEXT)
@example('x"] --> Y["click me')
def test_dot_and_mermaid_have_no_more_lines(text: str) -> None:
    changed = named(text)
    read = test_exports.READERS["dot"](test_exports.write("dot", changed, "nl"))
    assert (len(read.nodes), sum(read.edges.values())) == (len(changed), changed.size())
    drawn = test_exports.write("mermaid", changed, "nl").decode()
    calm = test_exports.write("mermaid", named("calm"), "nl").decode()
    assert drawn.count("\n") == calm.count("\n")
    assert drawn.count('"') == calm.count('"')
    assert not re.search(r"^\s*(?:click|%%\{)", drawn, re.M)


# Where a browser goes, or what it loads: in any other attribute an address is a text.
ADDRESSES = {"action", "background", "data", "formaction", "href", "poster", "src", "xlink:href"}


def tags(text: str) -> Counter[str]:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    for element in elements:
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on"), name
            if str(name).rpartition("}")[2].lower() in ADDRESSES:
                assert not re.match(r"\s*(?:javascript:|vbscript:|data:text/html)", value, re.I)
    return Counter(e.tag.rpartition("}")[2] for e in elements)


@pytest.mark.parametrize(
    "text",
    [
        "<a href='javascript:alert(1)'>",
        "<img src=x onerror=alert(1)>",
        "<svg><a xlink:href=' JavaScript:alert(1)'></a></svg>",
        "<iframe src='data:text/html,x'>",
    ],
)
def test_what_could_run_is_seen(text: str) -> None:
    with pytest.raises(AssertionError):
        tags(text)


SHOWN = {
    "script",
    "style",
    "img",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "meta",
    "link",
    "a",
}


@cache
def calm(form: str) -> dict[str, int]:
    return {t: n for t, n in tags(page(form, "calm")).items() if t in SHOWN}


def page(form: str, text: str) -> str:
    return NetworkView(named(text), "nl").to(form).decode()


@pytest.mark.parametrize("form", ["html", "pyvis", "svg"])
@tries(6)
@given(TEXT)
@example("</script><script>alert(1)</script>")
@example('"><img src=x onerror=alert(1)>')
@example("javascript:alert(1)")
def test_pages_have_no_more_elements(form: str, text: str) -> None:
    found = page(form, text)
    assert {t: n for t, n in tags(found).items() if t in SHOWN} == calm(form)
    if form == "svg":
        ET.fromstring(found)


# What is told in text: terminal, Markdown, JSON


@tries(200)
@given(TEXT)
def test_a_terminal_gets_visible_signs_only(text: str) -> None:
    told = shown(text)
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", told
    )
    assert told.count("\n") == text.count("\n")
    assert not any(line.startswith(("::", "##[")) for line in told.split("\n"))
    if text.isprintable() and "::" not in text and "##" not in text:
        assert told == text


@tries(100)
@given(TEXT)
def test_a_report_as_a_page_and_as_csv(text: str) -> None:
    def made(form: str, label: str) -> str:
        listed = Section("list", label, (label,), items=(Item(label, (label,)),))
        tabled = Section("table", label, (), Grid((label,), (row(label),)))
        data = written(form, Document((listed, tabled)), "nl")
        return data.decode("utf-8-sig") if isinstance(data, bytes) else data

    assert tags(made("html", text)) == tags(made("html", "calm"))
    rows = list(csv.reader(io.StringIO(made("csv", text), newline=""), delimiter=";"))
    assert len({len(cells) for cells in rows}) == 1
    assert all(guard(cell) == cell for cells in rows for cell in cells)


@tries(100)
@given(TEXT)
def test_markdown_and_json_of_an_analysis(text: str) -> None:
    report = Document((Section("key", text, (text,), None),))
    told = shown(markdown.document(report, "nl"))
    assert "\x1b" not in told
    assert not re.search(r"(?<!\\)<[a-z/!]", told)
    assert not re.search(r"(?<!\\)\]\(", told)
    assert json.loads(shown(jsonfile.document(report, "nl")))["sections"][0]["title"] == text


@pytest.mark.parametrize(
    "address",
    [
        "http://user:secret@host/x",
        "https://secret@host",
        "ftp:/user:secret@host",
        "HTTP://a:secret@h",
    ],
)
def test_no_secret_is_told(address: str) -> None:
    assert "secret" not in redacted(f"wijgraph: {address}: there is no such folder")
    assert redacted("a@b.example and http://host/@x") == "a@b.example and http://host/@x"
