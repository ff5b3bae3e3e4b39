"""The endpoint beyond the tests of W3C: its errors, its formats and its edges."""

import time
from collections.abc import Iterator

import pytest

import wijgraph
from tests.serving import Served, served


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier) as running:
        yield running


def test_percent_signs_are_decoded_once(server: Served) -> None:
    query = 'SELECT ("%2525 %41 +" AS ?x) {}'
    asked = {
        "get": server.sparql(query, "text/csv"),
        "form": server.client.post("/sparql", data={"query": query, "format": "csv"}),
        "body": server.client.post(
            "/sparql?format=csv",
            content=query,
            headers={"Content-Type": "application/sparql-query"},
        ),
    }
    for how, response in asked.items():
        assert response.text == "x\r\n%2525 %41 +\r\n", how


def test_an_error_has_its_place(server: Served) -> None:
    response = server.sparql("SELECT * {\n  ?s ?p }")
    assert response.status_code == 400
    problem = response.json()
    assert (problem["code"], problem["line"], problem["column"]) == ("syntax", 2, 10)
    assert response.headers["Cache-Control"] == "no-store"
    unknown = server.sparql("SELECT * { ?s wrong:p ?o }").json()
    assert "prefix" in unknown["hint"].lower()


def test_an_error_is_no_page_of_its_query(server: Served) -> None:
    assert server.sparql("ASK </script>", "text/html").status_code == 406
    graph = {"default-graph-uri": "</script>"}
    page = server.sparql("ASK {}", "text/html, */*;q=0.1", **graph)
    assert page.status_code == 400
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "</script" not in page.text
    assert "&lt;/script" in page.text


@pytest.mark.parametrize(
    ("accept", "kind", "start"),
    [
        ("text/csv", "text/csv", "true"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("application/json", "application/json", "{"),
        (None, "application/sparql-results+json", "{"),
    ],
)
def test_a_truth_in_every_format(server: Served, accept: str | None, kind: str, start: str) -> None:
    response = server.sparql("ASK {}", accept)
    assert response.headers["Content-Type"].startswith(kind)
    assert response.text.startswith(start)
    assert "Accept" in response.headers["Vary"]


def test_the_kind_of_result_decides_what_there_is(server: Served) -> None:
    table, graph = "SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
    assert server.sparql(table, "text/turtle").status_code == 406
    assert server.sparql(graph, "text/csv").status_code == 406
    both = "text/turtle, text/csv;q=0.5"
    assert server.sparql(table, both).headers["Content-Type"] == "text/csv; charset=utf-8"
    assert server.sparql(graph, both).headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert server.sparql(table, format="turtle").status_code == 406
    # Words that other endpoints know do no harm.
    assert server.sparql(table, "text/csv", format="sparql-csv").status_code == 200


def test_a_graph_holds_each_triple_once(server: Served) -> None:
    query = "CONSTRUCT { <http://ex/a> <http://ex/b> 1 } WHERE { ?s ?p ?o }"
    response = server.sparql(query, "application/n-triples")
    assert response.text.count("\n") == 1


@pytest.mark.parametrize(
    ("method", "query", "body", "kind", "status"),
    [
        ("GET", "?query=", "", "", 400),
        ("GET", "?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "", "", 400),
        ("GET", "?default-graph-uri=http://ex/", "", "", 400),
        ("GET", "?query=ASK%20%7B%7D&default-graph-uri=no%20iri", "", "", 400),
        ("GET", "?query=ASK%20%7B%7D%FF", "", "", 400),
        ("GET", "?query=ASK%20%7B%7D%00", "", "", 400),
        ("GET", "?update=CLEAR%20ALL", "", "", 400),
        ("GET", "?query=CLEAR%20ALL", "", "", 400),
        ("GET", "?query=ASK%20%7B%7D%20;%20DROP%20ALL", "", "", 400),
        ("POST", "", "update=CLEAR+ALL", "application/x-www-form-urlencoded", 403),
        ("POST", "", "CLEAR ALL", "application/sparql-update", 403),
        ("POST", "", "ASK {}", "text/plain", 415),
        ("POST", "", "x=1", "application/x-www-form-urlencoded", 400),
        ("POST", "?query=ASK%20%7B%7D", "ASK {}", "application/sparql-query", 400),
        ("POST", "", "ASK {}\xff", "application/sparql-query", 400),
        ("PUT", "?default", "<a> <b> <c> .", "text/turtle", 405),
        ("POST", "", "ASK {}", "application/sparql-query; charset=utf-8", 200),
        ("POST", "", "query=ASK+%7B%7D", "APPLICATION/x-www-form-urlencoded", 200),
    ],
)
def test_what_the_protocol_allows(
    server: Served, *, method: str, query: str, body: str, kind: str, status: int
) -> None:
    response = server.client.request(
        method, "/sparql" + query, content=body.encode("latin-1"), headers={"Content-Type": kind}
    )
    assert response.status_code == status, response.text
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"


def test_an_answer_does_not_wait_for_the_client(server: Served) -> None:
    """Head and body go out at once; a client that acknowledges late would cost 40 ms each."""
    server.get("/health")
    seconds = []
    for _ in range(50):
        start = time.perf_counter()
        assert server.sparql("ASK {}").status_code == 200
        seconds.append(time.perf_counter() - start)
    assert sorted(seconds)[10] < 0.035  # the machine may be busy: not each of them
