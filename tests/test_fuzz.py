"""Any input: parsers, guard, headers and compiler give an answer or an error of ours."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import wijgraph
from tests.conftest import make_town
from tests.fuzz.oracle import check
from tests.fuzzing import tries
from tests.serving import QUIET, Served, served
from wijgraph.analysis import update
from wijgraph.errors import WijgraphError
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document
from wijgraph.safety.inspect import inspect
from wijgraph.safety.reading import text_of
from wijgraph.shacl.sparql import asks_service
from wijgraph.store import GRAPH_FORMATS, parse
from wijgraph.turtle import patch
from wijgraph.turtle.writer import format_turtle
from wijgraph.validation.run import check_with
from wijgraph.validation.waivers import entries_of
from wijgraph.web import guard
from wijgraph.web.negotiate import GRAPHS, TABLES, pick
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings

TURTLE = st.lists(
    st.sampled_from(
        ["@prefix a: <http://a/> .\n", "@base <http://b/> .\n", "a:b ", "<c> ", "a ", "[", "]", "(",
         ")", ";", ",", ".\n", '"x"', "'''y\n'''", "@en", "^^a:d", "1", "-2.5", "1e9", "true",
         "_:n ", "#c\n", "\\", "\\u00e9", "\ufeff", "\r\n", "\t", "\x00", "é", "<", ">", "{", "}",
         "GRAPH ", "PREFIX ", "a:", ":", "%20", "\ud7ff", "a:b%zz ", "'", '"'],
    ),
    max_size=14,
).map("".join)  # fmt: skip
SPARQL = st.lists(
    st.sampled_from(
        ["SELECT ", "* ", "?a ", "{", "}", "(", ")", "[", "]", "FILTER", "BIND(", " AS ?x)", "<",
         ">", "<http://e/>", "'", '"', "'''", "#", "\n", "\\", "SERVICE ", "SERVI\\u0043E ", "1",
         "1SERVICE", ":", "ex:", "_:b ", "^", "/", "|", "*", "+", "!", "VALUES ", "FROM ", "\x00",
         "UNION", "OPTIONAL", ";", ",", ".", "@en", "^^", "é", "\u2028", "ASK", "service"],
    ),
    max_size=20,
).map("".join)  # fmt: skip


# Parsers


@tries(300)
@given(st.one_of(TURTLE, st.text(max_size=60)))
@example("")
@example("[" * 2000)
@example("<http://a> <http://b> '\\uD800' .")
def test_turtle_with_places(text: str) -> None:
    with suppress(UnicodeEncodeError):
        text.encode()
        check(text)


@tries(150)
@given(st.one_of(TURTLE, st.text(max_size=60)))
def test_the_house_form_of_any_turtle(text: str) -> None:
    with suppress(UnicodeEncodeError):
        text.encode()
        for house in (False, True):
            with suppress(WijgraphError):
                once = format_turtle(text, "x.ttl", house=house)
                assert format_turtle(once, "x.ttl", house=house) == once


JSONLD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["@id", "@context", "@type", "@graph", "@list", "@value", "@language",
                             "@import", "@vocab", "@reverse", "http://p", "a"]),
            inner, max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@tries(200)
@given(st.sampled_from(sorted(GRAPH_FORMATS)), st.one_of(TURTLE, st.text(max_size=60)))
def test_every_format(form: str, text: str) -> None:
    with suppress(WijgraphError, UnicodeEncodeError):
        text.encode()
        list(parse(text, "x", form))


@tries(200)
@given(JSONLD)
def test_json_ld(value: object) -> None:
    text = json.dumps(value)
    with suppress(WijgraphError):
        inspect(text, "jsonld")
        list(parse(text, "x", "jsonld"))
        # What is let through has no context that would have to be fetched.
        assert not re.search(r'"@(?:context|import)": ?"', text)


@tries(200)
@given(st.binary(max_size=60))
def test_bytes(data: bytes) -> None:
    with suppress(WijgraphError):
        assert text_of(data, "x").encode() == data.removeprefix(b"\xef\xbb\xbf")


@tries(150)
@given(st.one_of(TURTLE, SPARQL, st.text(max_size=60)))
def test_scenarios_and_waivers(text: str) -> None:
    from pathlib import Path

    for reading in (
        lambda: patch.read(text, "x.rdfp"),
        lambda: update.check(text, "x.ru"),
        lambda: entries_of(text, Path("waivers.toml")),
    ):
        with suppress(WijgraphError):
            reading()


# The guard and the compiler


@tries(400)
@given(st.one_of(SPARQL, st.text(max_size=60)))
def test_the_guard_has_an_answer(query: str) -> None:
    assert asks_service(query) in {True, False}
    with suppress(Problem):
        guard.check(query, Settings())


HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix ex: <http://ex/> .\n"
    "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n"
)
DATA = "@prefix ex: <http://ex/> . ex:a a ex:C ; ex:p 1, 'x'@en, ex:a ."
WORDS = st.sampled_from(
    ["minCount", "maxCount", "datatype", "class", "nodeKind", "pattern", "in", "hasValue", "or",
     "not", "node", "property", "path", "languageIn", "uniqueLang", "closed", "equals", "lessThan",
     "minLength", "minInclusive", "qualifiedValueShape", "qualifiedMinCount", "message", "flags"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["1", "-1", "'x'", "'['", "'(a+)+$'", "true", "ex:p", "ex:C", "sh:IRI", "( ex:a 1 )", "()",
     "[ sh:path ex:p ; sh:minCount 2 ]", "[ sh:datatype ex:d ]", "( [ sh:class ex:C ] )",
     "[ sh:inversePath ex:p ]", "( ex:p ex:p )", "[ sh:zeroOrMorePath ex:p ]", "'\\u0000'", "[]"]
)  # fmt: skip


@tries(120)
@given(st.lists(st.tuples(WORDS, VALUES), min_size=1, max_size=4), st.booleans())
def test_shapes_of_any_kind(constraints: list[tuple[str, str]], on_property: bool) -> None:
    inside = " ; ".join(f"sh:{word} {value}" for word, value in constraints)
    body = f"sh:property [ sh:path ex:p ; {inside} ]" if on_property else inside
    dossier = wijgraph.open().files
    with suppress(WijgraphError):
        shapes = [Document("shapes.ttl", f"{HEAD}{body} .", "turtle")]
        checked = check_with(Graph(dossier, [Document("data.ttl", DATA, "turtle")]), shapes)
        assert checked.report.conforms == (not checked.report.findings)


# Headers and the protocol


@tries(300)
@given(st.text(max_size=80))
@example("*/*;q=")
@example("text/html;q=nan")
@example("a/b;q=1e999,*/*")
def test_accept(header: str) -> None:
    for offered in (TABLES, GRAPHS):
        with suppress(Problem):
            assert pick(header, offered) in offered


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    town = wijgraph.open(make_town(tmp_path_factory.mktemp("fuzz") / "town"))
    with served(town, QUIET) as running:
        yield running


PATHS = st.one_of(
    st.sampled_from(["/sparql", "/id/", "/doc/", "/graphs", "/api/queries/", "/api/views/",
                     "/query/", "/downloads/", "/whatif/", "/ontology", "/shapes", "/en/", "/"]),
    st.text(max_size=12).map(lambda text: "/" + quote(text.encode(errors="replace"), safe="/")),
)  # fmt: skip
ODD = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=30)


@tries(250)
@given(PATHS, st.text(max_size=20), ODD, st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT"]))
@example("/id/", "%0d%0aX-Evil: 1", "text/html", "GET")
@example("/doc/", "\r\nX-Evil: 1", "text/turtle", "GET")
@example("/api/actors", "", "text/html;q=x", "GET")
def test_any_request_has_an_answer(
    server: Served, path: str, more: str, accept: str, method: str
) -> None:
    address = path + quote(more.encode(errors="replace"), safe="?&=")
    header = accept.encode("latin-1").strip() or b"*/*"
    try:
        response = server.client.request(method, address, headers={b"Accept": header})
    except (httpx.InvalidURL, httpx.LocalProtocolError):
        return
    assert response.status_code != 500, (method, address, accept)
    assert "x-evil" not in response.headers
    assert "Traceback" not in response.text
    for value in response.headers.values():
        assert not re.search(r"[\r\n\x00]", value)
    if response.status_code != 400 or response.headers.get("x-request-id"):
        assert response.headers["x-content-type-options"] == "nosniff"
