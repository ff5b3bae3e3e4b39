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
from tests.conftest import Run
from tests.exporting import hostile_dossier
from tests.serving import QUIET, Served, served
from tests.test_spreadsheets import bad_cells
from wijgraph.namespaces import GOV, WIJ
from wijgraph.queries.catalogue import NamedQuery, Parameter
from wijgraph.report.writers import FORMATS
from wijgraph.web.api.openapi import _question
from wijgraph.web.api.things import VIEW_FORMATS
from wijgraph.web.sitepages import SitePages

LISTS = ("actors", "relations", "gaps", "queries", "views", "rules", "findings", "terms")
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


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_question_for_a_spreadsheet_is_that_of_the_command(
    server: Served, run: Run, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "own.csv"
    asked = ("--lang", language, "query", "run", "actor", "actor=rvb", "-F", "spreadsheet")
    assert run(*asked, "-o", file).code == 0
    path = f"/api/queries/actor?actor=rvb&lang={language}"
    plain = server.get(f"{path}&format=csv")
    for _ in range(2):  # the second time it is kept, and not mixed up with the other CSV
        found = server.get(f"{path}&format=spreadsheet")
        assert found.content == file.read_bytes() != plain.content
        assert found.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert server.get(f"{path}&format=csv").content == plain.content


def test_lists_as_csv_hold_no_formula(tmp_path: Path) -> None:
    with served(hostile_dossier(tmp_path / "hostile")) as server:
        for name in ("actors", "relations"):
            data = server.get(f"/api/{name}?limit=1000&format=csv").content
            assert b",'=cmd|" in data
            assert bad_cells(data) == []


def test_workbooks_hold_text_only(server: Served) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for path in ("/api/queries/actor?actor=rvb&format=xlsx&lang=en", "/api/findings?format=xlsx"):
        response = server.get(path)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet.max_row > 2
        assert {c.data_type for row in sheet.iter_rows() for c in row if c.value} == {"s"}


def test_a_formula_in_a_workbook_is_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from wijgraph.spreadsheets import Sheet, as_xlsx

    nasty = ["=1+1", "+1", "@SUM(1)", "\x00\x1fx", "'x"]
    data = as_xlsx([Sheet("x" * 50, ["a"], [[n] for n in nasty])], "nl")
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]
    assert [c.value for c in cells] == ["=1+1", "+1", "@SUM(1)", "x", "'x"]
    assert {c.data_type for c in cells} == {"s"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("actor", 400),
        ("actor?actor=nobody", 404),
        ("actor?actor=rvb&actor=rvt", 400),
        ("actor?actor=rvb&colour=red", 400),
        ("actor?actor=" + "x" * 4097, 400),
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
        ("application/ld+json", '{"a": ' + "9" * 5000 + "}", 400, "more digits"),
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


# What follows from the graph

ANALYSES = ("processes", "measures", "grip", "nsob", "modality", "gaps")


def test_chains_are_those_of_the_command(server: Served, schema: dict[str, Any], run: Run) -> None:
    answer = server.get("/api/paths?from=raad&to=rvb&lang=en")
    check(schema, "/api/paths", answer.json())
    assert run("--lang", "en", "paths", "raad", "rvb", "-F", "json").out == answer.text
    for query, status in (
        ("from=raad&to=nope", 404),
        ("from=raad&to=berenschot-2023", 404),  # which is known, and no actor
        ("from=raad&to=Gemeenteraad", 400),
        ("from=raad", 400),
        ("from=raad&to=rvb&longest=11", 400),
        ("from=raad&to=rvb&at=2023-02-30", 400),
    ):
        assert server.get(f"/api/paths?{query}").status_code == status, query


@pytest.mark.parametrize("name", ANALYSES)
def test_analyses_are_those_of_the_command(
    server: Served, schema: dict[str, Any], run: Run, name: str
) -> None:
    answer = server.get(f"/api/analyses/{name}?lang=nl")
    check(schema, f"/api/analyses/{name}", answer.json())
    assert run("analyse", name, "-F", "json").out == answer.text
    markdown = server.get(f"/api/analyses/{name}?lang=nl", "text/markdown")
    assert run("analyse", name, "-F", "markdown").out == markdown.text
    assert server.get(f"/api/analyses/{name}?format=xlsx").content.startswith(b"PK")


def test_an_analysis_takes_what_it_can_do_something_with(server: Served) -> None:
    profile = server.get("/api/analyses/grip?actor=raad&lang=en").json()["sections"]
    assert "council" in profile[0]["title"]
    assert server.get("/api/analyses/measures?view=overleg").status_code == 200
    assert server.get("/api/analyses/measures?view=nope").status_code == 404
    assert server.get("/api/analyses/grip?actor=nope").status_code == 404
    assert server.get("/api/analyses/nsob?at=2023-01-01").status_code == 400
    assert server.get("/api/analyses/nope").status_code == 404


def test_words_to_complete_from(server: Served, dossier: wijgraph.Dossier) -> None:
    page = server.get("/api/terms?limit=1000").json()
    words = {item["id"]: item for item in page["items"]}
    assert len(words) == page["total"]
    assert words["gov:steers"]["kind"] == "property"
    assert words["gov:Appointment"]["kind"] == "class"
    assert words["gov:statutory"]["label"]["en"] == dossier.graph.label(GOV + "statutory", "en")
    actors = {item["iri"] for item in page["items"] if item["kind"] == "actor"}
    assert actors == set(dossier.graph.facts.instances(GOV + "Actor"))
    assert all(item["text"]["nl"] for item in page["items"] if item["id"].startswith("gov:Gr"))


def test_who_reads_pages_is_led_to_one(dossier: wijgraph.Dossier) -> None:
    with served(dossier, QUIET, SitePages) as paged:
        for path, target in (
            ("/api/actors", "/actors.html"),
            ("/api/gaps?lang=en", "/en/gaps.html"),
            ("/api/queries", "/index.html#_questions"),
            ("/api/terms", "/vocabulary.html"),
            ("/api/queries/actor?actor=rvb&lang=en", "/en/questions/actor.html?actor=rvb"),
            ("/api/analyses/processes", "/analyses/loops.html"),
            ("/api/paths?from=raad&to=rvb", "/analyses/paths.html?from=raad&to=rvb"),
            ("/api/queries/actor?actor=rvb&limit=5", "/questions/actor.html?actor=rvb"),
            ("/api/views/toezicht?lang=en", "/en/views/toezicht.html"),
            ("/api/actors/rvb?lang=en", "/en/actors/rvb.html"),
        ):
            mark = "&" if "?" in path else "?"
            for asked in (
                paged.get(path, "text/html", follow_redirects=False),
                paged.get(f"{path}{mark}format=html", follow_redirects=False),
            ):
                assert (asked.status_code, asked.headers["Location"]) == (303, target)
            assert paged.get(target, "text/html").status_code == 200
            if path.startswith("/api/views"):
                continue  # which is no JSON
            assert (
                paged.get(path, "application/json")
                .headers["Content-Type"]
                .startswith("application/json")
            )
        # A page that would show something else is none.
        for path in ("/api/findings?severity=warning", "/api/paths?from=raad&to=rvb&longest=2"):
            assert paged.get(path, "text/html,*/*;q=0.8").headers["Content-Type"] != "text/html"
            assert paged.get(f"{path}&format=html").status_code == 404
    assert server_without_pages(dossier) == 406


def server_without_pages(dossier: wijgraph.Dossier) -> int:
    with served(dossier) as plain:
        return plain.get("/api/actors?format=html").status_code


def test_the_protocols_are_described(schema: dict[str, Any]) -> None:
    assert {"get", "post"} <= schema["paths"]["/sparql"].keys()
    assert "get" in schema["paths"]["/graphs"]
    summaries = [o["summary"] for path in schema["paths"].values() for o in path.values()]
    assert "Who does what towards whom: each fact on its own, with its source." in summaries
    assert "Actors" not in summaries  # the name of a function, which says less


def test_questions_are_on_the_account_of_who_asks(dossier: wijgraph.Dossier) -> None:
    limited = replace(QUIET, limit_local=True, client_errors=5)
    with served(dossier, limited, SitePages) as server:
        path = "/questions/section.html?document=berenschot-2023&section="
        assert server.get(f"{path}2.1", "text/html").status_code == 200
        for number in range(5):
            assert server.get(f"/api/queries/actor?actor=nope{number}").status_code == 404
        assert server.get(f"{path}2.2", "text/html").status_code == 429
        assert server.get("/api/queries/meetings").status_code == 200  # the same for all
        assert server.get(f"{path}2.1", "text/html").status_code == 200  # it is there already


def test_the_description_is_made_once(server: Served) -> None:
    first = server.get("/openapi.json")
    again = server.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert server.app.openapi() is server.app.openapi()


def test_what_is_not_there_is_not_unchanged(server: Served) -> None:
    for path in ("/nothing", "/api/actors/nope"):
        assert server.get(path, headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        "<http://e/a> a <http://e/Gemeente> .",
        '<http://e/a> a <http://e/G> ; <http://www.w3.org/2000/01/rdf-schema#label> "a" .',
        f"<http://e/a> <http://e/p> <{GOV}Council> .",
    ],
)
@pytest.mark.parametrize("form", ["json", "junit", "turtle", "html"])
def test_what_no_rule_looks_at_does_not_conform(server: Served, data: str, form: str) -> None:
    headers = {"Content-Type": "text/turtle"}
    path = f"/api/validate?format={form}"
    response = server.client.post(path, content=data, headers=headers)
    assert response.status_code == 422
    assert response.json()["code"] == "nothing-checked"
    assert "no rule looked at any node of upload.ttl" in response.json()["detail"]
    allowed = server.client.post(
        f"{path}&allow_nothing_checked=true", content=data, headers=headers
    )
    assert allowed.status_code == 200
    assert allowed.headers["Wijgraph-Conforms"] == "false"
    assert "total=0" in allowed.headers["Wijgraph-Checks"]
    if form == "json":
        assert allowed.json()["conforms"] is False
        assert allowed.json()["notices"][0]["code"] == "nothing-checked"


def test_how_much_was_looked_at_is_told(server: Served) -> None:
    response = server.client.post(
        "/api/validate", content=COUNCIL, headers={"Content-Type": "text/turtle"}
    )
    checks = response.json()["checks"]
    assert checks["nodes"] == 1
    assert checks["total"] == checks["shapes"] > 0
    assert f"total={checks['total']}" in response.headers["Wijgraph-Checks"]
    assert {n["code"] for n in response.json()["notices"]} == {"shape-without-focus-node"}
