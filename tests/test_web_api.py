"""The interface for programs: questions, lists, views and validation."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rdflib import Graph

import wijgraph
from tests.serving import QUIET, Served, served
from wijgraph.namespaces import GOV, WIJ
from wijgraph.queries.catalogue import NamedQuery, Parameter
from wijgraph.reports import FORMATS
from wijgraph.web.api.openapi import _question
from wijgraph.web.api.things import VIEW_FORMATS

LISTS = ("actors", "relations", "gaps", "queries", "views", "rules", "findings")
COUNCIL = f"<{WIJ}nieuw> a <{GOV}Council> .\n"


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier) as running:
        yield running


@pytest.fixture(scope="module")
def schema(server: Served) -> dict[str, Any]:
    found: dict[str, Any] = server.get("/openapi.json").json()
    return found


def check(schema: dict[str, Any], path: str, data: Any) -> None:
    """Check ``data`` against what OpenAPI says of an answer."""
    content = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    whole = {**content["schema"], "components": schema["components"]}
    Draft202012Validator(whole).validate(data)


# Questions


def test_questions_give_what_the_package_gives(
    server: Served, dossier: wijgraph.Dossier, schema: dict[str, Any]
) -> None:
    for name, query in dossier.queries.items():
        if any(not p.optional for p in query.parameters):
            continue
        answer = server.get(f"/api/queries/{name}").json()
        check(schema, f"/api/queries/{name}", answer)
        table = dossier.query(name).table
        assert answer["total"] == len(answer["rows"]) == len(table)
        for row, wanted in zip(answer["rows"], table, strict=True):
            assert {k: v["value"] for k, v in row.items()} == {
                k: v.value for k, v in wanted.items() if v
            }


def test_labels_are_in_the_language_asked_for(server: Served, dossier: wijgraph.Dossier) -> None:
    rows = dossier.query("who-appoints-whom").rows("en")
    answer = server.get("/api/queries/who-appoints-whom?lang=en").json()
    found = [{k: v["label"] for k, v in row.items()} for row in answer["rows"]]
    assert found == [{k: v for k, v in row.items() if v} for row in rows]
    by_header = server.get("/api/queries/who-appoints-whom", headers={"Accept-Language": "en"})
    assert by_header.json() == answer
    assert "Accept-Language" in by_header.headers["Vary"]


def test_questions_in_every_format(server: Served, dossier: wijgraph.Dossier) -> None:
    path = "/api/queries/actor?actor=rvb"
    store, query = dossier.graph.store, dossier.queries["actor"]
    from wijgraph.queries.run import parameters

    bound = parameters(dossier.graph, query, {"actor": "rvb"})
    assert server.get(f"{path}&format=csv").content == store.results(query.sparql, "csv", bound)
    for form in ("tsv", "xml"):
        assert server.get(f"{path}&format={form}").content == store.results(
            query.sparql, form, bound
        )
    assert server.get(path, "text/csv").content == server.get(f"{path}&format=csv").content
    found = server.get(path, "application/sparql-results+json").json()
    assert found["results"]["bindings"]
    assert server.get(path, "image/png").status_code == 406
    assert server.get(f"{path}&format=png").status_code == 406


def test_workbooks_hold_text_only(server: Served) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for path in ("/api/queries/actor?actor=rvb&format=xlsx&lang=en", "/api/findings?format=xlsx"):
        response = server.get(path)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet.max_row > 2
        assert {c.data_type for row in sheet.iter_rows() for c in row if c.value} == {"s"}


def test_a_formula_in_a_workbook_is_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from wijgraph.web.api.writing import Sheet, as_xlsx

    nasty = ["=1+1", "+1", "@SUM(1)", "\x00\x1fx", "'x"]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(Sheet("x" * 50, ["a"], [[n] for n in nasty]))))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [c.value for c in cells] == ["=1+1", "+1", "@SUM(1)", "x", "'x"]
    assert {c.data_type for c in cells} == {"s"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("actor", 400),
        ("actor?actor=nobody", 404),
        ("actor?actor=rvb&actor=rvt", 400),
        ("actor?actor=rvb&colour=red", 400),
        ("actor?actor=" + "x" * 300, 400),
        ("actor?actor=rvb&limit=0", 400),
        ("actor?actor=rvb&limit=x", 400),
        ("actor?actor=rvb&limit=99999999999999999999", 400),
        ("actor?actor=rvb&limit=%C2%B2", 400),
        ("actor?actor=rvb&offset=-1", 400),
        ("actor?actor=rvb&lang=de", 400),
        ("changes?date=yesterday", 400),
        ("actor?actor=%3Chttp://x%3E%20%7D%20UNION%20%7B%20?s%20?p%20?o", 404),
        ("actor?actor=raad van bestuur", 200),
        ("actor?actor=wij:rvb", 200),
        ("actor?actor=https://w3id.org/wijgraph/id/rvb", 200),
        ("no-such-question", 404),
    ],
)
def test_parameters(server: Served, query: str, status: int) -> None:
    response = server.get(f"/api/queries/{query}")
    assert response.status_code == status
    if status != 200:
        assert response.headers["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == status
        assert problem["request"] == response.headers["X-Request-Id"]


def test_parameters_are_described_with_their_types(schema: dict[str, Any]) -> None:
    get = schema["paths"]["/api/queries/changes"]["get"]
    date = next(p for p in get["parameters"] if p["name"] == "date")
    assert date["schema"] == {"type": "string", "format": "date"}
    assert not date["required"]
    actor = schema["paths"]["/api/queries/actor"]["get"]["parameters"][0]
    assert actor["required"]
    number = Parameter("n", "integer", True, {"en": "n"})
    text = {"en": ""}
    question = NamedQuery("x", Path("x.rq"), text, text, (), (number,), {}, "")
    assert _question(question)["get"]["parameters"][0]["schema"] == {"type": "integer"}


# Lists


@pytest.mark.parametrize("name", LISTS)
def test_lists_come_in_parts(server: Served, schema: dict[str, Any], name: str) -> None:
    whole = server.get(f"/api/{name}?limit=1000").json()
    check(schema, f"/api/{name}", whole)
    assert len(whole["items"]) == whole["total"] > 5
    path: str | None = f"/api/{name}?limit=7"
    items: list[Any] = []
    while path:
        response = server.get(path)
        items += response.json()["items"]
        links = response.links
        path = links.get("next", {}).get("url")
        assert ("prev" in links) == (len(items) > 7)
    assert items == whole["items"]
    text = server.get(f"/api/{name}?limit=1000&format=csv").text
    assert len(list(csv.reader(io.StringIO(text)))) == whole["total"] + 1
    assert server.get(f"/api/{name}?offset=5000").json()["items"] == []


def test_lists_can_be_narrowed(server: Served) -> None:
    warnings = server.get("/api/findings?severity=warning").json()["items"]
    assert {f["severity"] for f in warnings} == {"warning"}
    assert server.get("/api/rules?severity=none").status_code == 400


def test_findings_are_those_of_the_command(server: Served, dossier: wijgraph.Dossier) -> None:
    items = server.get("/api/findings?limit=1000").json()["items"]
    wanted = dossier.validate().findings
    assert sorted((i["rule"], i["focus"]) for i in items) == sorted(
        (f.rule, f.focus.value) for f in wanted
    )
    assert all(not (i["file"] or "").startswith("/") for i in items)


def test_an_actor_is_explained(server: Served, schema: dict[str, Any]) -> None:
    answer = server.get("/api/actors/rvb?lang=en").json()
    check(schema, "/api/actors/{name}", answer)
    assert answer["label"] == "executive board"
    assert answer["groups"][0]["facts"][0]["evidence"]
    assert server.get("/api/actors/nobody").status_code == 404


def test_views(server: Served) -> None:
    for form in VIEW_FORMATS:
        response = server.get(f"/api/views/toezicht?format={form}&lang=en")
        assert response.status_code == 200, form
        assert response.content
    near = server.get("/api/views/vier-processen?focus=rvb&at=2024-01-01&modality=statutory")
    whole = server.get("/api/views/vier-processen")
    assert len(near.json()["nodes"]) < len(whole.json()["nodes"])
    assert server.get("/api/views/rvb").status_code == 200
    assert server.get("/api/views/none").status_code == 404
    assert server.get("/api/views/toezicht?at=never").status_code == 400
    assert server.get("/api/views/toezicht?modality=none").status_code == 400
    assert server.get("/api/views/toezicht?format=pdf").status_code == 400


# Validation


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text/turtle", COUNCIL),
        (
            "application/n-triples",
            COUNCIL.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "),
        ),
        ("application/trig", f"<http://ex/g> {{ {COUNCIL} }}"),
        ("application/ld+json", json.dumps({"@id": WIJ + "nieuw", "@type": GOV + "Council"})),
    ],
)
def test_what_is_sent_is_checked(server: Served, kind: str, data: str) -> None:
    response = server.client.post("/api/validate", content=data, headers={"Content-Type": kind})
    assert response.status_code == 200, response.text
    assert response.headers["Wijgraph-Conforms"] == "false"
    assert response.headers["Cache-Control"] == "no-store"
    found = response.json()["findings"]
    assert {f["focus"] for f in found} == {WIJ + "nieuw"}
    if kind == "text/turtle":
        assert {f["file"] for f in found} == {"upload.ttl"}
        assert found[0]["line"] == 1


@pytest.mark.parametrize("form", FORMATS)
def test_reports_in_every_format(server: Served, form: str) -> None:
    headers = {"Content-Type": "text/turtle"}
    path = f"/api/validate?format={form}&lang=en"
    response = server.client.post(path, content=COUNCIL, headers=headers)
    assert response.status_code == 200
    assert "nieuw" in response.text
    if form == "turtle":
        assert len(Graph().parse(data=response.text, format="turtle")) > 5


def test_forms_and_files_can_be_sent(server: Served) -> None:
    form = server.client.post("/api/validate", data={"data": COUNCIL, "syntax": "turtle"})
    file = server.client.post(
        "/api/validate", files={"data": ("../../x.ttl", COUNCIL.encode(), "text/turtle")}
    )
    direct = server.client.post(
        "/api/validate", content=COUNCIL, headers={"Content-Type": "text/turtle"}
    )
    assert form.status_code == file.status_code == 200
    assert form.content == file.content == direct.content


@pytest.mark.parametrize(
    ("kind", "data", "status", "says"),
    [
        ("text/turtle", "<http://a> <http://b>", 400, "not Turtle"),
        ("text/turtle", "\n<a> <b> <c> .", 400, "not Turtle"),
        ("text/turtle", b"\xff\xfe", 400, "UTF-8"),
        ("text/turtle", '<http://a> <http://b> "\\uD800" .', 400, "not Turtle"),
        ("text/turtle", "<!DOCTYPE html><html>", 400, "HTML"),
        ("text/turtle", "", 400, "no triples"),
        ("application/ld+json", '{"name": "undefined, and so nothing"}', 400, "no triples"),
        ("text/turtle", "<http://a\x00> <http://b> 1 .", 400, "not Turtle"),
        ("text/turtle", f'<http://a> <http://b> "{"x" * 2000}" .', 400, "literal"),
        (
            "text/turtle",
            "<http://a> <http://b> " + ",".join(map(str, range(300))) + " .",
            400,
            "triples",
        ),
        ("text/turtle", "#" * 70_000, 413, "larger"),
        (
            "application/ld+json",
            '{"@context":"http://127.0.0.1:1/x","@id":"http://a"}',
            400,
            "remote",
        ),
        (
            "application/ld+json",
            '{"@context":{"@version":1.1,"@import":"http://127.0.0.1:1/"}}',
            400,
            "remote",
        ),
        ("application/ld+json", '{"http://p":{"@context":["file:///etc/passwd"]}}', 400, "remote"),
        ("application/ld+json", '{"@id":"http://a","@id":"http://b"}', 400, "twice"),
        (
            "application/ld+json",
            '{"http://p":' + '{"@list":[' * 200 + "1" + "]}" * 200 + "}",
            400,
            "deep",
        ),
        ("application/ld+json", "[" * 60_000, 400, "deep"),
        ("application/ld+json", '{"a": ' + "9" * 5000 + "}", 400, "JSON"),
        ("application/rdf+xml", "<x/>", 415, "media type"),
        ("application/x-www-form-urlencoded", "x=1", 400, "data"),
        ("application/x-www-form-urlencoded", "data=x&syntax=rdfxml", 400, "syntax"),
        ("multipart/form-data", "x", 400, "data"),
        ("", "x", 415, "media type"),
    ],
)
def test_what_cannot_be_checked(
    small: Served, kind: str, data: str | bytes, status: int, says: str
) -> None:
    response = small.client.post("/api/validate", content=data, headers={"Content-Type": kind})
    assert response.status_code == status, response.text
    assert says in response.json()["detail"]
    assert "/tmp/" not in response.text


@pytest.fixture(scope="module")
def small(dossier: wijgraph.Dossier) -> Iterator[Served]:
    limits = replace(QUIET, upload_bytes=65_000, upload_triples=200, literal_bytes=1000)
    with served(dossier, limits) as running:
        yield running


def test_a_place_in_what_is_sent_is_told(server: Served) -> None:
    response = server.client.post(
        "/api/validate",
        content="<http://a> <http://b> 1 .\n<http://a> wrong:b 2 .",
        headers={"Content-Type": "text/turtle"},
    )
    assert (response.json()["line"], response.json()["column"]) == (2, 12)


def test_imports_are_not_followed(server: Served) -> None:
    from tests.canary import canary

    with canary() as (port, hits):
        owl = "http://www.w3.org/2002/07/owl#"
        for there in (f"http://127.0.0.1:{port}/", "file:///etc/passwd"):
            data = f"<http://o> a <{owl}Ontology> ; <{owl}imports> <{there}> .\n{COUNCIL}"
            response = server.client.post(
                "/api/validate", content=data, headers={"Content-Type": "text/turtle"}
            )
            assert response.status_code == 200
            assert "root:" not in response.text
    assert hits == []


def test_validation_is_stopped(dossier: wijgraph.Dossier) -> None:
    """A list that leads to itself, or anything else that takes long, ends at the limit."""
    with served(dossier, replace(QUIET, validate_seconds=0.01)) as server:
        response = server.client.post(
            "/api/validate", content=COUNCIL * 100, headers={"Content-Type": "text/turtle"}
        )
        assert response.status_code == 504
        assert server.sparql("ASK {}").status_code == 200
