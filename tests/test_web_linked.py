"""Linked data: every IRI answers, in every format, whatever the host."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Graph

import wijgraph
from tests.serving import QUIET, Served, served
from wijgraph.namespaces import WIJ
from wijgraph.web.negotiate import GRAPHS, TABLES, best, language, pick
from wijgraph.web.pages import Pages
from wijgraph.web.problems import Problem
from wijgraph.web.snapshot import HOME, Snapshot

FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
    "jsonld": ("application/ld+json", "json-ld"),
}
RVB = WIJ + "rvb"


class Some(Pages):
    """Pages of the rvb and of the front page."""

    def html(self, path: str, language: str) -> str | None:
        return f"<p>{path} {language}</p>" if path in {"/", "/actors/rvb.html"} else None

    def has(self, path: str) -> bool:
        return path == "/actors/rvb.html"

    def asset(self, path: str) -> bytes | None:
        return b"p {}" if path == "/assets/style.css" else None

    def address(self, iri: str) -> str | None:
        return "/actors/rvb.html" if iri == RVB else None


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier) as running:
        yield running


@pytest.fixture(scope="module")
def paged(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, Some) as running:
        yield running


def test_every_iri_answers(server: Served, dossier: wijgraph.Dossier) -> None:
    snapshot = Snapshot(dossier)
    own = sorted({iri.partition("#")[0] for iri in snapshot.iris if iri.startswith(HOME)})
    own += [f"{HOME}query/{name}" for name in dossier.queries] + [HOME + "query"]
    assert len(own) > 1000
    for iri in own[::7] + [i for i in own if "/id/" not in i]:
        path = "/" + iri.removeprefix(HOME)
        response = server.get(path, "text/turtle", follow_redirects=True)
        assert response.status_code == 200, iri
        assert len(response.history) == (1 if path.startswith("/id/") else 0)
        assert f"<{iri}>" in response.headers["Link"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD
@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "path", ["/doc/rvb", "/ontology", "/ontology/actor", "/shapes", "/query/gaps"]
)
def test_formats_hold_the_same(server: Served, path: str, suffix: str) -> None:
    media, form = FORMATS[suffix]
    wanted = Graph().parse(data=server.get(f"{path}.nt").content, format="nt")
    assert len(wanted) > 5
    named = server.get(f"{path}.{suffix}")
    asked = server.get(path, media)
    assert named.content == asked.content
    assert asked.headers["Content-Type"].startswith(media)
    assert asked.headers["Content-Location"] == f"{path}.{suffix}"
    assert "Accept" in asked.headers["Vary"]
    found = Graph().parse(data=asked.content, format=form)
    assert {t for t in found if not _blank(t)} == {t for t in wanted if not _blank(t)}
    assert len(found) == len(wanted)


def _blank(triple: tuple[object, ...]) -> bool:
    return any(type(term).__name__ == "BNode" for term in triple)


def test_a_thing_leads_to_its_document(server: Served, paged: Served) -> None:
    for accept in ("text/turtle", "text/html", None):
        response = server.get("/id/rvb", accept)
        assert response.status_code == 303
        assert response.headers["Location"] == "/doc/rvb"
        assert "Accept" in response.headers["Vary"]
    assert paged.get("/id/rvb", "text/turtle").headers["Location"] == "/doc/rvb"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    dutch = paged.get("/id/rvb", browser, headers={"Accept-Language": "nl"})
    assert dutch.headers["Location"] == "/actors/rvb.html"
    english = paged.get("/id/rvb", browser, headers={"Accept-Language": "en-GB, nl;q=0.5"})
    assert english.headers["Location"] == "/en/actors/rvb.html"
    page = paged.get(english.headers["Location"])
    assert page.text == "<p>/actors/rvb.html en</p>"
    assert paged.get("/", headers={"Accept-Language": "en"}).text == "<p>/ en</p>"
    assert paged.get("/").text == "<p>/ nl</p>"
    assert paged.get("/assets/style.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert paged.get("/api/actors/rvb", browser).headers["Location"] == "/actors/rvb.html"


def test_iris_stay_what_they_are_whatever_the_host(server: Served) -> None:
    for path in ("/doc/rvb", "/id/rvb", "/api/actors/rvb", "/sparql", "/", "/nothing"):
        response = server.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in response.text + str(response.headers)
    graph = Graph().parse(data=server.get("/doc/rvb").content, format="turtle")
    assert any(str(s) == RVB for s in graph.subjects())


def test_an_iri_in_a_header_is_a_uri(town_folder: Path) -> None:
    """A header holds no letters beyond Latin-1: what is called so could not be asked for."""
    name = "Ω-€-é"
    (town_folder / "data" / "far.ttl").write_text(f"<{WIJ}{name}> <http://ex/p> 1 .\n")
    with served(wijgraph.open(town_folder)) as server:
        found = server.get(f"/doc/{name}", "text/turtle")
    assert found.status_code == 200
    there = quote(WIJ + name, safe=":/")
    assert found.headers["Link"].startswith(f'<{there}>; rel="describes"')
    assert found.headers["Content-Location"] == f"/doc/{quote(name)}.ttl"


def test_an_answer_that_has_not_changed_is_not_sent_again(server: Served) -> None:
    for path in (
        "/doc/rvb",
        "/api/actors",
        "/api/queries/gaps",
        "/sparql?query=ASK%7B%7D",
        "/graphs?default",
    ):
        first = server.get(path)
        again = server.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        other = server.get(path, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200
    turtle, triples = (server.get("/doc/rvb", FORMATS[f][0]) for f in ("ttl", "nt"))
    assert turtle.headers["ETag"] != triples.headers["ETag"]


def test_what_is_not_there_helps(server: Served) -> None:
    response = server.get("/id/rvbb")
    assert response.status_code == 404
    assert RVB in response.json()["hint"]
    for path in (
        "/doc/x%3E%20%3Fp",
        "/id/%00",
        "/ontology/none",
        "/query/none",
        "/id/" + "x" * 5000,
    ):
        assert server.get(path).status_code == 404, path
    response = server.get("/doc/rvb", "image/png")
    assert response.status_code == 406
    assert "text/turtle" in response.json()["hint"]
    page = server.get("/nothing/here", "text/html")
    assert page.status_code == 404
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_head_has_the_headers_of_a_get(server: Served) -> None:
    for path in ("/doc/rvb.nt", "/graphs?default", "/downloads/dossier.ttl", "/health", "/sparql"):
        get, head = server.client.get(path), server.client.head(path)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["Content-Length"] == str(len(get.content))


# The Graph Store Protocol


def test_graphs_can_be_had(server: Served, dossier: wijgraph.Dossier) -> None:
    whole = Graph().parse(data=server.get("/graphs?default", "text/turtle").content)
    assert len(whole) == len(dossier.graph.store)
    parts = 0
    for name in ("ontology", "data", "derived"):
        response = server.get("/graphs", "application/n-triples", params={"graph": HOME + name})
        parts += len(Graph().parse(data=response.content, format="nt"))
    assert parts >= len(whole)
    shapes = server.get("/graphs", "text/turtle", params={"graph": HOME + "shapes"})
    assert "sh:NodeShape" in shapes.text
    assert server.get("/graphs?graph=http://ex/none").status_code == 404
    assert server.get("/graphs").status_code == 400
    assert server.get("/graphs?default&graph=http://ex/").status_code == 400
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        response = server.client.request(method, "/graphs?default", content=b"<a> <b> <c> .")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"


def test_named_graphs_answer_queries(server: Served) -> None:
    names = server.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    found = [row["g"]["value"] for row in names.json()["results"]["bindings"]]
    assert found == [HOME + name for name in ("data", "derived", "ontology", "shapes")]
    scoped = server.sparql(
        "SELECT * { GRAPH ?g { ?s ?p ?o } }", **{"default-graph-uri": HOME + "data"}
    )
    assert scoped.json()["results"]["bindings"] == []


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "nq"])
def test_downloads(server: Served, suffix: str) -> None:
    response = server.get(f"/downloads/dossier.{suffix}")
    assert response.status_code == 200
    assert f'filename="dossier.{suffix}"' in response.headers["Content-Disposition"]
    assert server.get("/downloads/../../etc/passwd").status_code == 404
    assert server.get("/downloads/..%2F..%2Fetc%2Fpasswd").status_code == 404


# Choosing


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/sparql-results+xml;q=0.1, application/sparql-results+json;q=0.9", "json"),
        ("application/sparql-results+json;q=0.1, application/sparql-results+xml;q=0.9", "xml"),
        ("text/*", "xml"),
        ("text/csv, */*;q=0.1", "csv"),
        ("text/csv;q=0, text/*", "xml"),
        ("TEXT/CSV", "csv"),
        ("text/csv; charset=utf-8; q=0.5", "csv"),
        ("text/csv;q=nonsense, text/tab-separated-values", "tsv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        (",,;;=,", None),
    ],
)
def test_accept(accept: str | None, form: str | None) -> None:
    found = best(accept, TABLES)
    assert (found and found.form) == form


def test_a_format_by_name_goes_before_accept() -> None:
    assert pick("text/turtle", GRAPHS, "nt").form == "ntriples"
    with pytest.raises(Problem):
        pick(None, GRAPHS, "png")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "nl"),
        ("en", "en"),
        ("de, en;q=0.3", "en"),
        ("nl;q=0.2, en-US", "en"),
        ("de", "nl"),
        ("*;q=x", "nl"),
        ("en;q=x", "nl"),
    ],
)
def test_language(accept: str | None, wanted: str) -> None:
    assert language(accept, "nl") == wanted
