"""The parts of the site: names, files for machines, tables to download and the search index."""

import csv
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from rdflib import Graph

import wijgraph
from wijgraph.analysis.explain import Incidence
from wijgraph.model import Table, Term
from wijgraph.namespaces import GOV, WIJ, XSD
from wijgraph.pages.content import Content
from wijgraph.pages.material import Material, day
from wijgraph.pages.page import Part, joined, text_of
from wijgraph.pages.paths import slugs
from wijgraph.pages.questions import Block, readable_csv, sparql_json
from wijgraph.pages.relations import derived_edges
from wijgraph.pages.render import without
from wijgraph.store import tabled

NOTHING = wijgraph.Report(conforms=True, findings=())
INCIDENT = f"""
PREFIX gov: <{GOV}>
SELECT DISTINCT ?statement WHERE {{
  ?statement ?role ?node ; gov:citation ?citation ; a ?kind .
  FILTER (?role != gov:citation && ?kind != gov:Citation)
}}"""


@pytest.fixture(scope="module")
def content(dossier: wijgraph.Dossier) -> Content:
    return Content(Material(dossier, NOTHING))


@pytest.fixture(scope="module")
def files(content: Content) -> Mapping[str, bytes]:
    return dict(content.files())


@pytest.fixture(scope="module")
def pages(content: Content) -> Mapping[str, str]:
    return {path: data.decode() for path, data in content.html()}


# rdflib reads JSON-LD by way of something that it calls old itself.
reads_jsonld = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")


class Data(HTMLParser):
    """The JSON-LD of a page, read as a browser reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = False
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found.append(data)
        self.inside = False


@reads_jsonld
def test_data_in_a_page_is_in_the_graph(pages: Mapping[str, str], content: Content) -> None:
    known = content.material.graph.rdflib
    nodes = [page for page in content.pages["nl"] if page.node]
    assert len(nodes) == len(content.material.paths.slugs.keys() & {p.node for p in nodes}) > 190
    for page in nodes:
        (text,) = Data(pages[page.path]).found
        found = Graph().parse(data=text, format="json-ld")
        assert len(found) > 4
        assert all(triple in known for triple in found), page.path


@reads_jsonld
def test_files_of_a_node_agree_and_are_in_the_graph(
    files: Mapping[str, bytes], content: Content
) -> None:
    known = content.material.graph.rdflib
    names = [name.removesuffix(".ttl") for name in files if name.endswith(".ttl")]
    names = [name for name in names if not name.startswith("files/")]
    assert len(names) == sum(1 for page in content.pages["nl"] if page.node)
    for name in names:
        turtle = Graph().parse(data=files[f"{name}.ttl"], format="turtle")
        assert set(turtle) == set(Graph().parse(data=files[f"{name}.jsonld"], format="json-ld"))
        assert all(triple in known for triple in turtle), name


def test_file_of_an_actor_holds_its_relations(files: Mapping[str, bytes], content: Content) -> None:
    facts = content.material.facts
    found = Graph().parse(data=files["actors/rvb.ttl"], format="turtle")
    described = {str(subject) for subject in found.subjects()}
    for role in ("actor", "counterparty", "participant"):
        statements = [n for n in facts if WIJ + "rvb" in facts.values(n, GOV + role)]
        assert statements
        for statement in statements:
            assert {statement, *facts.values(statement, GOV + "citation")} <= described


def test_no_context_is_asked_from_elsewhere(files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if name.endswith(".jsonld") and not name.startswith("files/"):
            assert isinstance(json.loads(data)["@context"], dict)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_search_finds_everything_that_has_a_place(
    files: Mapping[str, bytes], pages: Mapping[str, str], content: Content, language: str
) -> None:
    text = files[f"assets/search-{language}.js"].decode()
    entries = json.loads(text.removeprefix("globalThis.wijgraphIndex = ").rstrip(";\n"))
    paths = content.material.paths
    found = {path: label for label, _, path, _ in entries}
    for node in (*paths.actors, *paths.relations, *paths.sources, *paths.gaps):
        assert found[paths.href(node)] == content.material.graph.label(node, language)
    assert {f"questions/{q}.html" for q in content.material.dossier.queries} <= found.keys()
    assert sum(path.startswith("rules/") for path in found) == len(content.material.rules) > 100
    assert any("RvB" in names for _, _, path, names in entries if path == "actors/rvb.html")
    folder = "" if language == "nl" else "en/"
    for path in found:
        page, _, anchor = path.partition("#")
        assert not anchor or f'id="{anchor}"' in pages[folder + page]


def test_incidence_is_what_a_question_says(dossier: wijgraph.Dossier) -> None:
    incidence = Incidence(dossier.graph.facts)
    for slug in ("rvb", "wij", "relation/college-appoints-rvt", "statuten"):
        rows = dossier.graph.store.select(INCIDENT, {"node": Term("iri", WIJ + slug)})
        groups = incidence.groups(WIJ + slug)
        assert rows
        assert {row["statement"].value for row in rows if row["statement"]} == {
            statement for own in groups.values() for statement in own
        }


def test_relation_page_names_the_edges_that_follow_from_it(content: Content) -> None:
    material, graph = content.material, content.material.graph
    edges = [t for t in graph.derived if t[1].value.startswith(GOV)]
    from_origins = {
        (origin, " ".join(graph.label(term.value) for term in edge))
        for edge in edges
        for origin in graph.origins(*edge)
    }
    on_pages = {
        (relation, text_of(edge))
        for relation in material.paths.relations
        for edge in derived_edges(material, relation, "nl")
    }
    assert on_pages == from_origins
    assert len(on_pages) > 50


def test_links_to_the_parts_of_a_page_are_told_apart(pages: Mapping[str, str]) -> None:
    listed = [re.findall(r'<nav class="jump".*?</nav>', page, re.DOTALL) for page in pages.values()]
    texts = [re.findall(r">([^<>]+)</a>", nav) for navs in listed for nav in navs]
    assert len(texts) > 50
    assert [found for found in texts if len(set(found)) < len(found)] == []


def test_names_of_pages_are_safe_and_unlike() -> None:
    iris = [
        WIJ + "a/b-c",
        WIJ + "a-b/c",
        WIJ + "rvb",
        WIJ + "RVB",
        WIJ + "../../etc/passwd",
        WIJ + "con",
        WIJ + "",
        WIJ + "x" * 300,
        "https://example.org/ö?q=<script>",
    ]
    names = slugs(iris)
    assert len({name.lower() for name in names.values()}) == len(iris)
    assert slugs(reversed(iris)) == names
    assert all(re.fullmatch(r"[a-z0-9-][a-z0-9.-]{0,140}", name) for name in names.values())
    assert names[WIJ + "a/b-c"].startswith("a-b-c-")
    assert names[WIJ + "con"] != "con"
    assert slugs([WIJ + "relation/x"]) == {WIJ + "relation/x": "relation-x"}


def test_tables_to_download(files: Mapping[str, bytes]) -> None:
    text = files["questions/who-appoints-whom.csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:2] == ["wie benoemt", "wie wordt benoemd"]
    assert rows[1][:2] == ["college van B en W", "raad van toezicht"]
    assert (
        files["en/questions/who-appoints-whom.csv"].decode("utf-8-sig").startswith("who appoints")
    )


def test_formula_in_a_table_stays_text() -> None:
    block = Block("q", "", "", ["a", "=b"], [[(Part("=1+1"),), (Part("-2"),)]], (), asked=True)
    assert readable_csv(block, "nl").decode("utf-8-sig") == "a;'=b\r\n'=1+1;-2\r\n"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?node <http://www.w3.org/2000/01/rdf-schema#label> ?label }",
        f"SELECT * WHERE {{ ?meeting a <{GOV}MeetingSeries> "
        f"OPTIONAL {{ ?meeting <{GOV}minimumPerYear> ?often }} }}",
    ],
)
def test_sparql_results_are_those_of_the_engine(dossier: wijgraph.Dossier, query: str) -> None:
    store = dossier.graph.store
    table = store.select(query)
    assert tabled(table, "csv") == store.results(query, "csv")
    assert json.loads(sparql_json(table)) == json.loads(store.results(query, "json"))


def test_sparql_results_tell_what_a_term_is() -> None:
    blank = Table(("x",), ((Term("bnode", "b"),), (Term("literal", "1", None, XSD + "integer"),)))
    assert [row["x"]["type"] for row in json.loads(sparql_json(blank))["results"]["bindings"]] == [
        "bnode",
        "literal",
    ]


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("2023-12-15", "nl", "15 december 2023"),
        ("2023-03-01", "en", "1 March 2023"),
        ("2023-05", "nl", "mei 2023"),
        ("2025", "nl", "2025"),
        ("2023-13-01", "nl", "2023-13-01"),
    ],
)
def test_day(value: str, language: str, text: str) -> None:
    assert day(value, language) == text


def test_joined() -> None:
    cells = [(Part("Zin een."),), (Part("raad", "r.html"),), (Part("college"),)]
    assert "".join(part.text for part in joined(cells)) == "Zin een. raad; college"
    names = joined([(Part("raad", "r.html"),), (Part("rvb", "b.html"),)], ", ")
    assert without(names, "r.html") == (Part("rvb", "b.html"),)
