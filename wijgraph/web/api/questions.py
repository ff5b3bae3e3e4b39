"""The answer to a named question."""

import json
from collections.abc import Mapping
from contextlib import nullcontext

from fastapi import Request
from starlette.responses import Response

from wijgraph.api import Result
from wijgraph.errors import ParameterError
from wijgraph.model import Term
from wijgraph.pages.rows import merge_sources
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.queries.run import parameters
from wijgraph.spreadsheets import Sheet, as_xlsx, for_people
from wijgraph.store import bind, read_table, retold
from wijgraph.web.answers import (
    answered,
    client_of,
    etag,
    fresh,
    language_of,
    led,
    service_of,
    unchanged,
)
from wijgraph.web.api.writing import Item, as_json, offered, page_links
from wijgraph.web.negotiate import JSON, SPREADSHEET, TABLES, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.service import Kept, Serving
from wijgraph.web.sparql import Asked, dataset, raise_for

OWN = ("format", "lang", "limit", "offset")
LONGEST = 200  # letters of a value
MOST = 100_000
RESULTS = tuple(media for media in TABLES if media.type not in {"application/json", "text/csv"})


async def ask(request: Request, name: str) -> Response:
    """Return the answer to the question called ``name`` with the values in the address."""
    service = service_of(request)
    serving = service.now
    snapshot = serving.snapshot
    if name not in snapshot.queries:
        near = snapshot.near_query(name)
        hint = f"Did you mean: {', '.join(near)}?" if near else "/api/queries lists them."
        raise Problem("not-found", "There is no question called that.", hint=hint)
    question = snapshot.queries[name]
    given = given_in(request)
    wanted = given.pop("format", None)
    language = _language(request, given)
    formats = (*offered(), *RESULTS, SPREADSHEET)
    away = led(request, f"/questions/{name}.html", language, wanted, formats, carried=None)
    if away:
        return away
    media = pick(request.headers.get("accept"), formats, wanted)
    limit, offset = _number(given, "limit", 1), _number(given, "offset", 0) or 0
    terms = terms_of(request, serving, question, given)
    key = ("answer", name, tuple(sorted(terms.items())), media, language, limit, offset)
    tag = etag(serving, *key)
    headers = fresh(request, tag, "Accept, Accept-Language")
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    kept = serving.cache.get(key)
    if kept is None:
        result = await result_of(request, serving, question, terms)

        def make() -> Kept:
            table: Item = json.loads(result)
            rows = table["results"]["bindings"]
            total = len(rows)
            table["results"]["bindings"] = rows[offset:][:limit]
            serving.cache.put((*key, "total"), Kept(str(total).encode(), ""))
            return _written(serving, question, table, media, language, total=total, offset=offset)

        kept = await serving.make(key, make)
    count = serving.cache.get((*key, "total"))
    if limit and count:
        headers |= page_links(request, int(count.body), limit, offset)
    return await answered(request, serving, key, lambda: kept, headers=headers)


def given_in(request: Request) -> dict[str, str]:
    """Return what is filled in in the address; raise Problem for what cannot be meant."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            raise Problem("bad-request", f"{name[:50]!r} is given twice.")
        if len(value) > LONGEST:
            raise Problem("bad-request", f"{name[:50]!r} has more than {LONGEST} letters.")
        found[name] = value
    return found


def _language(request: Request, given: dict[str, str]) -> str:
    wanted = given.pop("lang", None)
    if wanted not in {None, "nl", "en"}:
        raise Problem("bad-request", "lang is nl or en.")
    return language_of(request, wanted)


def _number(given: dict[str, str], name: str, least: int) -> int | None:
    text = given.pop(name, None)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and least <= int(text) <= MOST:
        return int(text)
    raise Problem("bad-request", f"{name} is a whole number from {least} to {MOST}.")


def terms_of(
    request: Request, serving: Serving, question: NamedQuery, given: Mapping[str, str]
) -> dict[str, Term]:
    """Return the values as terms; raise Problem for one that does not fit or names nothing.

    That is a mistake of the client, and too many of those are refused.
    """
    try:
        return _terms(serving, question, given)
    except Problem:
        with service_of(request).clients.query(client_of(request)):
            raise


def _terms(serving: Serving, question: NamedQuery, given: Mapping[str, str]) -> dict[str, Term]:
    values = dict(given)
    for parameter in question.parameters:
        if parameter.type == "iri" and parameter.name in values:
            iri = serving.snapshot.node(values[parameter.name])
            if iri is None:
                raise Problem(
                    "not-found",
                    f"{parameter.name}: nothing is called {values[parameter.name]!r}.",
                    hint="/api/actors and /api/relations list what there is.",
                )
            values[parameter.name] = iri
    try:
        return parameters(serving.snapshot.graph, question, values)
    except ParameterError as error:
        # Its hint is for the command line.
        names = ", ".join(p.name for p in question.parameters) or "none"
        raise Problem("bad-request", f"{error.message}.", hint=f"Parameters: {names}.") from None


async def result_of(
    request: Request, serving: Serving, question: NamedQuery, terms: Mapping[str, Term]
) -> bytes:
    """Return the result as SPARQL has it in JSON, from before, or from a worker.

    The latter counts as a query of the client, but for what is the same for all.
    """
    key = ("table", question.id, tuple(sorted(terms.items())))
    kept = serving.cache.get(key)
    if kept is None:
        service = service_of(request)
        settings = service.settings
        asked = Asked(bind(question.sparql, terms), None, None)
        forms = {"table": "json", "boolean": "json", "graph": None}
        account = service.clients.query(client_of(request)) if terms else nullcontext()
        with account:
            head, body = await serving.pool.answer({**dataset(settings, asked), "forms": forms})
            raise_for(head, settings)
        kept = Kept(body, "")
        serving.cache.put(key, kept)
    return kept.body


def _written(
    serving: Serving,
    question: NamedQuery,
    table: Item,
    media: Media,
    language: str,
    *,
    total: int,
    offset: int,
) -> Kept:
    rows = table["results"]["bindings"]
    columns = list(question.columns)
    if media == JSON:
        answer = {
            "id": question.id,
            "summary": question.summary[language],
            "columns": [{"name": c, "text": dict(question.columns[c])} for c in columns],
            "rows": [
                {name: _value(serving, value, language) for name, value in row.items()}
                for row in rows
            ],
            "total": total,
            "offset": offset,
        }
        return Kept(as_json(answer), media.type)
    if media == SPREADSHEET:
        result = Result(read_table(as_json(table)), serving.snapshot.graph, question)
        return Kept(for_people(*merge_sources(result, language), language), media.header)
    if media.form == "xlsx":  # as people read it
        headings = [question.columns[column][language] for column in columns]
        cells = [
            [_value(serving, row[c], language)["label"] if c in row else "" for c in columns]
            for row in rows
        ]
        return Kept(as_xlsx([Sheet(question.id, headings, cells)], language), media.header)
    # CSV too is that of SPARQL 1.1, for programs: each value as it is.
    return Kept(retold(as_json(table), media.form), media.header)


def _value(serving: Serving, value: Mapping[str, str], language: str) -> Item:
    kinds = {"uri": "iri", "bnode": "bnode"}
    term = Term(
        kinds.get(value["type"], "literal"), value["value"], value.get("xml:lang"),
        value.get("datatype"),
    )  # fmt: skip
    return {
        "type": value["type"],
        "value": value["value"],
        "label": serving.snapshot.graph.text(term, language),
    }
