"""RDF/XML as others write it is read, within bounds; what is none is told with its place."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Run, outside
from tests.fuzzing import tries
from wijgraph.errors import TurtleError
from wijgraph.safety.reading import UnreadableError, text_of
from wijgraph.safety.xml import plain
from wijgraph.store import parse

DTD = '<!DOCTYPE rdf:RDF [\n<!ENTITY ex "http://example.com/" >\n<!ENTITY sub "&ex;sub#" >\n{}]>\n'
XML_LITERAL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"
SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.com/> .
ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxLength 1 ] .
"""


def rdf(inside: str, *, of_root: str = "", about: str = "http://a") -> str:
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
        f' xmlns:ex="http://example.com/" {of_root}>\n'
        f'<rdf:Description rdf:about="{about}">{inside}</rdf:Description>\n</rdf:RDF>\n'
    )


def value(text: str, base: str | None = None) -> str:
    """Return the value of the one triple in a text."""
    [(_, _, found)] = parse(text, "d.rdf", "rdfxml", base)
    return found.value


BOMB = "".join(f'<!ENTITY a{i} "{(f"&a{i - 1};" if i else "lol") * 10}">\n' for i in range(10))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rdf("<ex:p>a <![CDATA[<x>]]></ex:p>"), "a <x>"),
        (rdf("<ex:p><![CDATA[&amp;]]>&amp;<![CDATA[]]></ex:p>"), "&amp;&"),
        (rdf("<ex:p>a<!-- c -->b</ex:p>"), "ab"),
        (rdf("<?x <!-- ?><ex:p>a<!-- c -->b</ex:p><!-- d -->"), "ab"),
        (rdf('<ex:p rdf:resource="&lt;"/>'.replace("&lt;", "x:&#233;")), "x:é"),
        (DTD.format("") + rdf("<ex:p>&sub;</ex:p>"), "http://example.com/sub#"),
        (DTD.format("") + rdf('<ex:p rdf:resource="&sub;a"/>'), "http://example.com/sub#a"),
        (DTD.format('<!ENTITY q "&#34;&#38;amp;">') + rdf('<ex:p ex:q="&q;"/>'), '"&'),
        (
            DTD.format("<!-- <!ENTITY % x 'y'> -->") + rdf("<ex:p>&ex;</ex:p>"),
            "http://example.com/",
        ),
        (DTD.format('<!ENTITY m "<ex:p>1</ex:p>">') + rdf("&m;"), "1"),
        (DTD.format(BOMB) + rdf("<ex:p>&a0;</ex:p>"), "lol" * 10),
        ('<?xml version="1.1"?>\n' + rdf("<ex:p>x</ex:p>"), "x"),
        ('<?xml version="1.0" standalone="yes"?>\n<!DOCTYPE rdf:RDF>' + rdf("<ex:p>x</ex:p>"), "x"),
    ],
)
def test_what_others_write_is_read(text: str, found: str) -> None:
    if 'ex:q="' in text:
        assert found in {o.value for _, _, o in parse(text, "d.rdf", "rdfxml")}
    else:
        assert value(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rdf('<ex:p rdf:resource="#z"/>', of_root='xml:base=""'), "http://b/c#z"),
        (rdf('<ex:p rdf:resource="z"/>', of_root="xml:base=''"), "http://b/z"),
        (rdf('<ex:p rdf:resource="z"/>', of_root='xml:base="d/"'), "http://b/d/z"),
        (rdf('<ex:p xml:base="" rdf:resource="z"/>', of_root='xml:base="http://q/"'), "http://q/z"),
    ],
)
def test_an_empty_or_relative_base_is_that_around_it(text: str, found: str) -> None:
    assert value(text, "http://b/c") == found


def test_language_and_literals_of_xml() -> None:
    inside = (
        '<ex:p xml:lang="nl-BE">é</ex:p><ex:q rdf:parseType="Literal"><b>x<!--c-->{}</b></ex:q>'
    )
    [(_, _, text), (_, _, xml)] = parse(rdf(inside.format("<![CDATA[<]]>")), "d.rdf", "rdfxml")
    assert (text.value, text.language) == ("é", "nl-be")
    assert xml.datatype == XML_LITERAL
    assert xml.value.endswith(">x&lt;</b>")
    # The same as Oxigraph alone makes of it.
    assert xml.value == next(
        o.value
        for _, _, o in parse(rdf(inside.format("&lt;")), "d.rdf", "rdfxml")
        if not o.language
    )


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-16", "UTF-16"), ("utf-16-le", "utf-16"), ("utf-16-be", "UTF-16"),
     ("iso-8859-1", "ISO-8859-1"), ("windows-1252", "windows-1252"), ("utf-8-sig", "UTF-8")],
)  # fmt: skip
def test_the_encoding_that_it_tells(run: Run, tmp_path: Path, encoding: str, told: str) -> None:
    text = f'<?xml version="1.0" encoding="{told}"?>\n' + rdf("<ex:p>één</ex:p>")
    data, shapes = tmp_path / "d.rdf", tmp_path / "shapes.ttl"
    data.write_bytes(text.encode(encoding))
    shapes.write_text(SHAPES)
    outcome = run("validate", data, "--shapes", shapes, "--format", "json")
    assert outcome.code == 1, outcome.err
    assert [f["value"] for f in json.loads(outcome.out)["findings"]] == ["één"]


def test_no_other_text_is_utf_16() -> None:
    for text in ("<http://a> <http://b> 1 .", "{}", "?xml"):
        with pytest.raises(UnreadableError, match="UTF-16"):
            text_of(text.encode("utf-16"), "x")
    with pytest.raises(UnreadableError, match="not UTF-16"):
        text_of("<?xml version='1.0'?>".encode("utf-16") + b"\x00\xd8", "x")
    with pytest.raises(UnreadableError, match="not US-ASCII"):
        text_of(b"<?xml version='1.0' encoding='us-ascii'?>\xe9", "x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DTD.format(BOMB) + rdf("<ex:p>&a9;</ex:p>"), "10 times as long"),
        (DTD.format(BOMB) + rdf('<ex:p ex:q="&a9;"/>'), "10 times as long"),
        (DTD.format(BOMB) + rdf("<ex:p>x</ex:p>", about="&a9;"), "10 times as long"),
        (DTD.format(BOMB + '<!ATTLIST ex:p ex:q CDATA "&a9;">') + rdf("<ex:p/>"), "XML: limit"),
        (DTD.format(f'<!ENTITY b "{"x" * 50000}">') + rdf("<ex:p>&b;</ex:p>" * 900), "10 times"),
        (
            DTD.format(f'<!ATTLIST ex:p ex:q CDATA "{"x" * 60000}">') + rdf("<ex:p/>" * 900),
            "10 times as long",
        ),
        (DTD.format('<!ENTITY b "&c;"><!ENTITY c "&b;">') + rdf("<ex:p>&b;</ex:p>"), "deeper"),
        (
            DTD.format("".join(f'<!ENTITY e{i} "&e{i - 1};">' for i in range(999)))
            + rdf("<ex:p>&e998;</ex:p>"),
            "nested deeper than 20",
        ),
        (DTD.format('<!ENTITY x SYSTEM "file:///etc/hostname">') + rdf("<ex:p>&x;</ex:p>"), ":4:"),
        (DTD.format('<!ENTITY % x "y">%x;') + rdf("<ex:p>x</ex:p>"), "a parameter entity: x"),
        (DTD.format('<!ENTITY % x SYSTEM "http://127.0.0.1:1/">%x;') + rdf(""), "parameter entity"),
        (rdf("<ex:p>&nope;</ex:p>"), ":3:45: not XML: undefined entity"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/">\n' + rdf("<ex:p>&x;</ex:p>"), "&x; is"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/">\n' + rdf("<ex:p/>", about="&x;"), ":4:29: "),
        (rdf("<ex:p>x</ex:q>"), ":3:48: not XML: mismatched tag"),
        (DTD.format("") + "\n\n" + rdf("<ex:p>x</ex:q>"), ":9:48: not XML: mismatched tag"),
        ("<rdf:RDF", ":1:1: not XML"),
        ("<a/>", ":1:1: this is XML but not RDF/XML: its root is <a>"),
        ("<!-- c -->\n <x:a xmlns:x='http://x/'><x:b><x:c>1</x:c></x:b></x:a>", ":2:2: this is"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>", "like HTML"),
        (rdf("<ex:p>x<ex:q/></ex:p>"), "not RDF/XML: "),
    ],
)  # fmt: skip
def test_what_is_refused_has_its_place(text: str, told: str) -> None:
    begin = time.monotonic()
    with pytest.raises(TurtleError) as caught:
        list(parse(text, "d.rdf", "rdfxml"))
    assert told in str(caught.value)
    assert time.monotonic() - begin < 2


def test_many_entities_take_no_longer_than_their_text() -> None:
    many = "".join(f'<!ENTITY e{i} "&big;">' for i in range(20_000))
    big = f'<!ENTITY big "{"&ex;" * 20_000}">'
    begin = time.monotonic()
    assert value(DTD.format(big + many) + rdf("<ex:p>&ex;</ex:p>")) == "http://example.com/"
    assert time.monotonic() - begin < 5


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)


@tries(100)
@given(texts, texts, st.booleans())
def test_a_text_stays_what_it_is(one: str, two: str, within: bool) -> None:
    def escaped(text: str) -> str:
        return text.replace("&", "&#38;").replace("<", "&lt;").replace('"', "&#34;")

    safe = escaped(one).replace("&", "&#38;").replace("%", "&#37;")
    cdata = two.replace("]]>", "")
    text = DTD.format(f'<!ENTITY t "{safe}">') + rdf(
        f"<ex:p>&t;<![CDATA[{cdata}]]></ex:p>" if within else f"<ex:p>{escaped(one + cdata)}</ex:p>"
    )
    assert value(text) == one + cdata
    assert value(plain(text)) == one + cdata


@pytest.mark.parametrize(
    ("case", "file", "told"),
    [
        ("29-rdfxml-cdata", "d.rdf", None),
        ("31-rdfxml-entities", "d.rdf", None),
        ("47-roo-xml", "roo.xml", "this is XML but not RDF/XML"),
    ],
)
def test_cases(case: str, file: str, told: str | None) -> None:
    text = text_of((outside("WIJGRAPH_CASES") / "foreign" / case / file).read_bytes(), file)
    if told:
        with pytest.raises(TurtleError, match=told):
            list(parse(text, file, "rdfxml"))
    else:
        assert value(text) in {"a <x>", "x"}
