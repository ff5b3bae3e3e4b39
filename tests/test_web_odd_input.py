"""Whatever is filled in, sent twice or misspelt: an answer or a refusal, and never a failure."""

from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wijgraph
from tests.fuzzing import tries
from tests.serving import QUIET, Served, served
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.web.sitepages import SitePages

ODD = [
    "", " ", "\x00", "\t\r\n", "<", "<>", "<<>>", "<x", "a b", ":", "::", "gov:", ":x", "wij:",
    "http://", "http://[", "https://w3id.org/wijgraph/id/", "//", "../..", "%", "%00", "?", "#",
    "'", '"', "\\", "\\u0000", "${7*7}", "{{7*7}}", "{0}", "%s", "-1", "0", "1e9", "NaN", "٣", "²",
    "9999-99-99", "0000-01-01", "2023-02-30", "\uff12023-01-01", "\N{SNOWMAN}", "\U0010ffff",
    "\ufffe",
    "\N{ZERO WIDTH SPACE}", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "e\u0301" * 30, "ß", "İ", "ŉ", "ﬁ",
    "a" * 200, "a" * 4097, "raad " * 39, "-" * 200, "\N{COMBINING ACUTE ACCENT}" * 100, "rvb,rvt",
    "RvB", "raad van bestuur", "Council", "gov:Steering", "rdf:type", "actor:", "actor:actor:rvb",
    "berenschot-2023", "2.1", "§", "paragraaf", "True", "[]", "null", "*",
]  # fmt: skip
value = st.one_of(
    st.sampled_from(ODD).map(lambda text: quote(text, safe="")),
    st.text(max_size=210).map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")),
    st.binary(max_size=12).map(quote_from_bytes),
)
languages = st.sampled_from(["", "/en"])
accepts = st.sampled_from(["text/html", "application/json", "text/csv", "*/*", ";;q=x"])
CAREFUL = tries(60)


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        running.get("/", "text/html")
        yield running


def pairs(names: list[str]) -> st.SearchStrategy[str]:
    """Return addresses with any of ``names``, twice or misspelt as it may be."""
    name = st.one_of(st.sampled_from([*names, "lang", "format", "limit", "offset"]), value)
    return st.lists(st.tuples(name, value), max_size=4).map(
        lambda found: "&".join(f"{n}={v}" for n, v in found)
    )


@st.composite
def question(draw: st.DrawFn, queries: list[NamedQuery]) -> tuple[str, str]:
    query = draw(st.sampled_from(queries))
    return query.id, draw(pairs([p.name for p in query.parameters] or ["actor"]))


def refused_or_answered(server: Served, path: str, accept: str) -> None:
    answer = server.get(path, accept)
    assert answer.status_code < 500, (path, accept, answer.text)
    assert "Traceback" not in answer.text


@CAREFUL
@given(data=st.data())
def test_forms_of_questions(server: Served, dossier: wijgraph.Dossier, data: st.DataObject) -> None:
    asking = [query for query in dossier.queries.values() if query.parameters]
    name, asked = data.draw(question(asking))
    accept, language = data.draw(accepts), data.draw(languages)
    refused_or_answered(server, f"{language}/questions/{name}.html?{asked}", accept)
    refused_or_answered(server, f"/api/queries/{name}?{asked}", accept)


@CAREFUL
@given(asked=pairs(["from", "to", "parts", "longest", "at"]), accept=accepts, language=languages)
def test_form_of_the_chains(server: Served, asked: str, accept: str, language: str) -> None:
    refused_or_answered(server, f"{language}/analyses/paths.html?{asked}", accept)
    refused_or_answered(server, f"/api/paths?{asked}", accept)


@CAREFUL
@given(
    name=value,
    asked=pairs(["focus", "steps", "at", "modality", "process", "source", "view", "actor"]),
    accept=accepts,
)
def test_names_in_addresses(server: Served, name: str, asked: str, accept: str) -> None:
    for path in (
        f"/api/views/{name or 'x'}?{asked}", f"/api/views/toezicht?{asked}",
        f"/api/actors/{name or 'x'}?{asked}", f"/api/queries/{name or 'x'}?{asked}",
        f"/api/analyses/grip?{asked}", f"/api/analyses/measures?{asked}",
        f"/questions/{name or 'x'}.html?{asked}", f"/actors/{name or 'x'}.html",
        f"/views/{name or 'x'}.html", f"/id/{name or 'x'}", f"/doc/{name or 'x'}",
    ):  # fmt: skip
        refused_or_answered(server, path, accept)


@pytest.mark.parametrize("text", ODD)
def test_each_of_the_odd_values(server: Served, text: str) -> None:
    filled = quote(text, safe="")
    for path in (
        f"/questions/actor.html?actor={filled}", f"/en/questions/actor.html?actor={filled}",
        f"/questions/section.html?document=berenschot-2023&section={filled}",
        f"/questions/changes.html?date={filled}", f"/questions/assignments.html?kind={filled}",
        f"/analyses/paths.html?from={filled}&to=rvb", f"/api/views/toezicht?focus={filled}",
        f"/api/views/toezicht?modality={filled}&format=json-graph",
        f"/network.html?query={filled}", f"/sparql?query={filled}",
    ):  # fmt: skip
        refused_or_answered(server, path, "text/html")


@CAREFUL
@given(name=st.one_of(st.sampled_from(ODD), st.text(max_size=210)))
def test_names_in_python(dossier: wijgraph.Dossier, name: str) -> None:
    try:
        dossier.graph.node(name)
    except wijgraph.WijgraphError as error:
        assert error.told("nl") and error.told("en")
    for question, values in (
        ("section", {"document": "berenschot-2023", "section": name}),
        ("changes", {"date": name}),
        ("actor", {"actor": name}),
    ):
        try:
            dossier.query(question, **values)
        except wijgraph.WijgraphError as error:
            assert str(error)
