"""Any legal IRI goes through pages, files, addresses and commands, and comes back as it was."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import wijgraph
from tests.conftest import Run, make_town
from tests.serving import QUIET, Served, served
from wijgraph.namespaces import GOV, RDF, WIJ, expand, slug
from wijgraph.pages.paths import slugs
from wijgraph.site.build import build
from wijgraph.spreadsheets import guard
from wijgraph.store import parse
from wijgraph.web.linked import _path
from wijgraph.web.sitepages import SitePages

ODD = [
    *(WIJ + local for local in (
        "a:b", "a/b", "a%2Fb", "a%252Fb", "caf\u00e9", "cafe\u0301", "caf%C3%A9", "caf%c3%a9",
        "caf%25C3%25A9", "caf%2525C3%2525A9", "cafe%CC%81", "\u65e5", "no\u00a0break",
        "CASE", "case", "..", "x/../y", "%2E%2E", "slash", "slash/", "hash#", "q?x=1", "q?x&y=%2F",
        "gov:Actor", "https://w3id.org/wijgraph/id/case", "actor:case", "CON", "nul.x", "sturing",
        "a'b(c)!$&*+,;=@~", "rapport.ttl", "l" * 1960, "",
    )),
    "http://elsewhere.example/case", "https://elsewhere.example/case#", "urn:x:case", "gov:Actor",
    "mailto:a@b.example", "https://xn--caf-dma.example/%C3%A9/\u00e9",
]  # fmt: skip
HEAD = """@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ACTOR = """<{0}> a gov:Organisation ; rdfs:label "Rol {1}"@nl , "Role {1}"@en .
<{2}relation/r{1}> a gov:Steering ; rdfs:label "Sturing {1}"@nl , "Steering {1}"@en ;
    gov:actor <{0}> ; gov:counterparty <{3}> ; gov:modality gov:statutory ;
    gov:citation <{2}citation/report-1-board> .
"""


def turtle() -> str:
    pairs = zip(ODD, [*ODD[1:], ODD[0]], strict=True)
    return HEAD + "".join(ACTOR.format(a, n, WIJ, b) for n, (a, b) in enumerate(pairs))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_town(tmp_path_factory.mktemp("odd") / "odd")
    (made / "data" / "odd.ttl").write_text(turtle())
    return made


@pytest.fixture(scope="module")
def odd(folder: Path) -> wijgraph.Dossier:
    return wijgraph.open(folder)


@pytest.fixture(scope="module")
def server(odd: wijgraph.Dossier) -> Iterator[Served]:
    with served(odd, QUIET, SitePages) as running:
        yield running


LOCAL = st.text(st.sampled_from("abAB:/#?%2F<>.\u00e9\u0301 govwij"), max_size=12)


@given(st.one_of(LOCAL.map(WIJ.__add__), LOCAL.map(GOV.__add__), LOCAL.map("gov:".__add__)))
def test_a_short_name_stands_for_one_iri(iri: str) -> None:
    assert expand(slug(iri)) == iri


def test_names_of_files_differ_everywhere() -> None:
    names = slugs(ODD)
    taken = [f"{names[WIJ + 'CASE']}", f"{names[WIJ + 'case']}"]  # somebody may be called that
    names = slugs([*ODD, *(WIJ + name for name in taken)])
    assert len({name.casefold() for name in names.values()}) == len(names)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9.-]{1,140}", name) and ".." not in name
        assert name.split(".")[0] not in {"con", "nul"}
    assert slugs([WIJ + "relation/a-b"]) == {WIJ + "relation/a-b": "relation-a-b"}


def test_every_name_finds_its_node(odd: wijgraph.Dossier) -> None:
    graph = odd.graph
    for iri in ODD:
        for name in (iri, f"<{iri}>", slug(iri), graph.resolver.slug(iri)):
            assert graph.node(name, GOV + "Actor") == iri
    assert odd.explain(WIJ + "a:b").iri == WIJ + "a:b"


@pytest.mark.parametrize("iri", [WIJ + "cafe\u0301", WIJ + "a%2Fb", "urn:x:case", "gov:Actor"])
def test_a_question_is_about_that_node(odd: wijgraph.Dossier, iri: str) -> None:
    result = odd.query("who-steers-whom", actor=f"<{iri}>")
    assert result.terms["actor"].value == iri
    assert {row["actor"].value for row in result.table if row["actor"]} == {iri}


def test_the_site_has_a_page_of_each(odd: wijgraph.Dossier, tmp_path: Path) -> None:
    report = wijgraph.Report(conforms=True, findings=())
    build(odd, report, tmp_path / "site", lambda *_: None)
    pages = {p.relative_to(tmp_path / "site").as_posix(): p for p in (tmp_path / "site").rglob("*")}
    assert len({name.casefold() for name in pages}) == len(pages)
    found = set()
    for name in [name for name in pages if re.match(r"actors/.*\.(ttl|jsonld)$", name)]:
        form = "turtle" if name.endswith("ttl") else "jsonld"
        triples = list(parse(pages[name].read_text(), name, form))
        found |= {(t[0].value, form) for t in triples if t[0].value in ODD}
    assert found >= {(iri, form) for iri in ODD for form in ("turtle", "jsonld")}
    texts = {name: p.read_text() for name, p in pages.items() if name.endswith(".html")}
    ids = {name: set(re.findall(r'\bid="([^"]*)"', text)) for name, text in texts.items()}
    for name, text in texts.items():
        for href in set(re.findall(r'\bhref="([^"]*)"', text)):
            target = urlsplit(urljoin(name, href.replace("&amp;", "&")))
            path = unquote(target.path) or name
            assert path in pages, (name, href)
            if target.fragment and path in ids:
                assert unquote(target.fragment) in ids[path], (name, href)


def strings(form: str, data: bytes) -> set[str]:
    """Return every text that a file of a format holds."""
    if form in {"graphml", "gexf"}:
        elements = list(ET.fromstring(data).iter())
        return {str(e.text) for e in elements} | {v for e in elements for v in e.attrib.values()}
    if form in {"cytoscape", "json-graph"}:
        found, ahead = set(), [json.loads(data)]
        for one in ahead:
            inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            ahead += inside
            found |= {one} if isinstance(one, str) else set()
        return found
    if form == "xlsx":
        sheets = load_workbook(io.BytesIO(data)).worksheets
        return {
            str(c) for sheet in sheets for row in sheet.iter_rows(values_only=True) for c in row
        }
    if form == "neo4j":
        files = zipfile.ZipFile(io.BytesIO(data))
        return {s for name in files.namelist() for s in strings("csv", files.read(name))}
    return {cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row}


@pytest.mark.parametrize("form", ["graphml", "gexf", "cytoscape", "json-graph", "neo4j", "xlsx"])
def test_networks_hold_each_iri(odd: wijgraph.Dossier, form: str) -> None:
    network = odd.view().network
    assert {data["iri"] for _, data in network.nodes(data=True)} >= set(ODD)
    written = guard if form == "neo4j" else str  # no cell of CSV is a formula
    assert strings(form, odd.view().to(form)) >= set(map(written, ODD))


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_exports_hold_each_iri(run: Run, folder: Path, tmp_path: Path, form: str) -> None:
    assert run("--dossier", folder, "export", "-F", form, "-o", tmp_path / "it").code == 0
    triples = list(parse((tmp_path / "it").read_text(), "it", form))
    assert {t[0].value for t in triples} >= set(ODD)


@pytest.mark.parametrize("name", ["a:b", "..", "gov:Actor", "cafe\u0301"])
def test_commands_take_each(run: Run, folder: Path, tmp_path: Path, name: str) -> None:
    about = f"<{WIJ}{name}>"
    for command in (["explain"], ["view", "-F", "json-graph", "-o", tmp_path / "it"]):
        outcome = run("--dossier", folder, *command, about)
        assert outcome.code == 0, outcome.err
    assert WIJ + name in strings("json-graph", (tmp_path / "it").read_bytes())


def told(text: str) -> set[str]:
    """Return what an answer of linked data is about: all that it tells the class of."""
    return {s.value for s, p, _ in parse(text, "it") if p.value == RDF + "type"}


def test_addresses_of_linked_data(server: Served) -> None:
    for iri in (iri for iri in ODD if iri.startswith(WIJ) and iri != WIJ):
        # As one would write it, and as the service writes it for clients that take dots away.
        there = server.service.now.snapshot
        name = iri.removeprefix(WIJ)
        response = server.get(f"/id/{_path(name, there)}", "text/turtle", follow_redirects=True)
        assert response.status_code == 200, iri
        assert told(response.text) == {iri}
        page = server.get(f"/id/{_path(name, there)}", "text/html", follow_redirects=True)
        assert page.status_code == 200 and "/actors/" in str(page.url), iri


def test_no_two_have_one_address(server: Served) -> None:
    there = server.service.now.snapshot
    ours = [iri.removeprefix(WIJ) for iri in ODD if iri.startswith(WIJ)]
    assert len({_path(name, there) for name in ours}) == len(ours)
    # The page that one is led to is a page about it.
    asked = [name for name in ours if "caf" in name]
    pages = {
        str(server.get(f"/id/{_path(name, there)}", "text/html", follow_redirects=True).url)
        for name in asked
    }
    assert len(pages) == len(asked) == 7


@pytest.mark.parametrize("path", ["a%2Fb", "caf%C3%A9", "q?x=1", "rapport.ttl"])
def test_an_iri_is_its_own_address(server: Served, path: str) -> None:
    said = server.get(f"/id/{path}", "text/turtle", follow_redirects=True).text
    assert told(said) == {WIJ + (unquote(path) if "%C3" in path else path)}


def test_the_api_tells_each(server: Served) -> None:
    listed = server.get("/api/actors?format=json&limit=1000").json()["items"]
    ids = {item["iri"]: item["id"] for item in listed}
    assert ids.keys() >= set(ODD) and len(set(ids.values())) == len(ids)
    for iri in ODD:
        answer = server.get(f"/api/actors/{quote(f'<{iri}>', safe='')}", "application/json")
        assert answer.status_code == 200, (iri, answer.text)
        assert answer.json()["iri"] == iri
