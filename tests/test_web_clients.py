"""Clients that nobody here wrote work with the service as they are."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

import wijgraph
from tests.conftest import ROOT, tool
from tests.serving import Served, served
from wijgraph.namespaces import GOV, WIJ

COUNT = f"SELECT (COUNT(*) AS ?n) {{ ?r a <{GOV}Gap> }}"
COMUNICA = ROOT / "tests" / "npm-comunica"


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier) as running:
        yield running


@pytest.fixture(scope="module")
def gaps(dossier: wijgraph.Dossier) -> int:
    return len(dossier.graph.facts.instances(GOV + "Gap"))


def need(name: str) -> None:
    """Skip when a module is missing; in CI its absence is a failure."""
    if os.environ.get("CI"):
        __import__(name)
    pytest.importorskip(name)


def test_sparqlwrapper(server: Served, gaps: int) -> None:
    need("SPARQLWrapper")
    from SPARQLWrapper import CSV, GET, JSON, N3, POST, TURTLE, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(server.url + "sparql")
    wrapper.setQuery(COUNT)
    for method in (GET, POST):
        wrapper.setMethod(method)
        for form in (JSON, XML, CSV):
            wrapper.setReturnFormat(form)
            found = wrapper.queryAndConvert()
            if form == JSON:
                assert found["results"]["bindings"][0]["n"]["value"] == str(gaps)  # type: ignore[index,call-overload]
    wrapper.setQuery(f"CONSTRUCT WHERE {{ <{WIJ}rvb> ?p ?o }}")
    for form in (TURTLE, N3):
        wrapper.setReturnFormat(form)
        data = wrapper.queryAndConvert()
        assert len(Graph().parse(data=data, format="turtle")) > 3  # type: ignore[arg-type]


def test_rdflib_store(server: Served, dossier: wijgraph.Dossier, gaps: int) -> None:
    graph = Graph(SPARQLStore(server.url + "sparql"))
    rows = list(graph.query(COUNT))
    assert int(rows[0][0]) == gaps  # type: ignore[index,arg-type]
    assert len(graph) == len(dossier.graph.store)
    assert set(graph.objects(URIRef(WIJ + "rvb"))) == {
        URIRef(t[2].value) if t[2].kind == "iri" else o
        for t, o in zip(
            sorted(t for t in dossier.graph.store.about(WIJ + "rvb") if t[0].value == WIJ + "rvb"),
            sorted(graph.objects(URIRef(WIJ + "rvb")), key=str),
            strict=True,
        )
        if t[2].kind == "iri" or o
    } | {o for o in graph.objects(URIRef(WIJ + "rvb")) if not isinstance(o, URIRef)}


def curl(*arguments: str) -> str:
    command = [tool("curl"), "--silent", "--show-error", "--fail", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_curl(server: Served, gaps: int) -> None:
    url = server.url + "sparql"
    for how in (["--get"], []):
        query = f"query={COUNT}"
        answer = curl(*how, "-H", "Accept: text/csv", "--data-urlencode", query, url)
        assert answer.split() == ["n", str(gaps)]
    direct = curl("-H", "Content-Type: application/sparql-query", "--data-binary", COUNT, url)
    assert json.loads(direct)["results"]["bindings"][0]["n"]["value"] == str(gaps)
    turtle = curl("--location", "-H", "Accept: text/turtle", f"{server.url}id/rvb")
    assert (URIRef(WIJ + "rvb"), None, None) in Graph().parse(data=turtle, format="turtle")
    head = curl("--head", f"{server.url}downloads/dossier.ttl")
    assert "200 OK" in head


def test_pandas(server: Served, dossier: wijgraph.Dossier, gaps: int) -> None:
    need("pandas")
    import pandas as pd

    frame = pd.read_csv(f"{server.url}api/queries/who-steers-whom?format=csv")
    table = dossier.query("who-steers-whom").table
    assert tuple(frame.columns) == table.columns
    assert len(frame) == len(table)
    url = server.client.build_request("GET", "/sparql", params={"query": COUNT, "format": "csv"})
    assert pd.read_csv(str(url.url))["n"][0] == gaps


def test_comunica(server: Served, gaps: int, tmp_path: Path) -> None:
    """Comunica, which federates: once over the endpoint alone, once with a file of its own."""
    npm, node = tool("npm"), tool("node")
    for name in ("package.json", "package-lock.json", "ask.mjs"):
        (tmp_path / name).write_bytes((COMUNICA / name).read_bytes())
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        if os.environ.get("CI"):
            pytest.fail(done.stderr)
        pytest.skip("npm cannot install Comunica here")
    own = tmp_path / "own.ttl"
    own.write_text(f'<{WIJ}rvb> <http://example.org/colour> "red" .\n')

    def ask(query: str, *sources: str) -> list[dict[str, str]]:
        command = [node, "ask.mjs", query, *sources]
        result = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
        )
        assert result.returncode == 0, result.stderr
        found: list[dict[str, str]] = json.loads(result.stdout)
        return found

    endpoint = server.url + "sparql"
    assert ask(COUNT, endpoint) == [{"n": str(gaps)}]
    both = "SELECT ?c ?k { ?a <http://example.org/colour> ?c . ?a a ?k }"
    assert ask(both, endpoint, str(own)) == [{"c": "red", "k": GOV + "ExecutiveBoard"}]
