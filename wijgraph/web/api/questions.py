"""The answer to a named question."""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from starlette.responses import Response

from wijgraph.api import Result
from wijgraph.errors import AmbiguousNameError, ParameterError, UnknownNodeError
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.pages.rows import merge_sources
from wijgraph.queries.catalogue import NamedQuery
from wijgraph.queries.empty import Empty, of_question
from wijgraph.queries.run import parameters
from wijgraph.spreadsheets import Sheet, as_xlsx, for_people
from wijgraph.store import bind, read_table, retold
from wijgraph.web.answers import (
    answered,
    client_of,
    etag,
    language_of,
    led,
    service_of,
    unchanged,
)
from wijgraph.web.api.field_docs import LETTERS
from wijgraph.web.api.writing import Item, as_json, offered, page_links
from wijgraph.web.negotiate import JSON, SPREADSHEET, TABLES, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.service import Serving
from wijgraph.web.sparql import Asked, dataset, raise_for
from wijgraph.web.workers.making import Kept, Making

MOST = 100_000
RESULTS = tuple(media for media in TABLES if media.type not in {"application/json", "text/csv"})


async def ask(request: Request, name: str) -> Response:
    """Return the answer to the question called ``name`` with the values in the address."""
    service = service_of(request)
    serving = service.now
    snapshot = serving.snapshot
    if name not in snapshot.queries:
        near = nearest(name, snapshot.queries)
        raise Problem(
            "not-found",
            Message("web.no-question"),
            hint=did_you_mean(near) or Message("web.no-question-hint"),
            near=near,
        )
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
    result = Kept(b"", "")
    if not unchanged(request, etag(serving, *key)) and serving.cache.get(key) is None:
        result = await result_of(request, serving, question, terms)

    def told(kept: Kept) -> Mapping[str, str]:
        links = page_links(request, kept.told["total"], limit, offset) if limit else {}
        # Why it is empty, for the formats that have no place for it.
        return links | ({"Wijgraph-Empty": kept.told["empty"]} if kept.told["empty"] else {})

    part = slice(offset, offset + limit if limit else None)
    job = partial(_answer, name=name, terms=terms, result=result, part=part, media=media,
                  language=language)  # fmt: skip
    return await answered(request, serving, key, job, told=told)


def _answer(
    making: Making,
    *,
    name: str,
    terms: Mapping[str, Term],
    result: Kept,
    part: slice,
    media: Media,
    language: str,
) -> Kept:
    snapshot = making.snapshot
    question, dated = snapshot.queries[name], snapshot.dossier.at is not None
    table: Item = json.loads(result.body)
    rows = table["results"]["bindings"]
    total = len(rows)
    table["results"]["bindings"] = rows[part]
    empty = None if rows else of_question(snapshot.graph, question, terms, dated=dated)
    told = {**result.told, "total": total, "empty": empty.kind if empty else ""}
    told_part = Part(table, total, part.start, empty)
    return Kept(*_written(making, question, told_part, media, language), told)


def given_in(request: Request) -> dict[str, str]:
    """Return what is filled in in the address; raise Problem for what cannot be meant."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            raise Problem("bad-request", Message("web.given-twice", name=name[:50]))
        if len(value) > LETTERS:
            long = Message("web.given-long", name=name[:50], most=LETTERS)
            raise Problem("bad-request", long)
        found[name] = value
    return found


def _language(request: Request, given: dict[str, str]) -> str:
    wanted = given.pop("lang", None)
    if wanted not in {None, "nl", "en"}:
        raise Problem("bad-request", Message("web.given-language"))
    return language_of(request, wanted)


def _number(given: dict[str, str], name: str, least: int) -> int | None:
    text = given.pop(name, None)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and least <= int(text) <= MOST:
        return int(text)
    raise Problem("bad-request", Message("web.given-number", name=name, least=least, most=MOST))


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
    try:
        return parameters(serving.snapshot.graph, question, given)
    except ParameterError as error:
        cause = error.__cause__  # of a name that is not known, or not clear
        unknown = isinstance(cause, UnknownNodeError) and not isinstance(cause, AmbiguousNameError)
        raise Problem.of(error, "not-found" if unknown else "bad-request") from None


async def result_of(
    request: Request, serving: Serving, question: NamedQuery, terms: Mapping[str, Term]
) -> Kept:
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

        async def answered_by() -> Kept:
            head, body = await serving.pool.answer({**dataset(settings, asked), "forms": forms})
            raise_for(head, settings)
            return Kept(body, "", {"notices": head["notices"]})

        with account:
            kept = await serving.shared(key, answered_by)
        serving.cache.put(key, kept)
    return kept


@dataclass(frozen=True)
class Part:
    """A part of an answer: its rows as SPARQL has them, and what it is a part of."""

    table: Item
    total: int
    offset: int
    empty: Empty | None  # why there are no rows at all


def _written(
    making: Making, question: NamedQuery, part: Part, media: Media, language: str
) -> tuple[bytes, str]:
    table = part.table
    rows = table["results"]["bindings"]
    columns = list(question.columns)
    if media == JSON:
        answer: Item = {
            "id": question.id,
            "summary": question.summary[language],
            "columns": [{"name": c, "text": dict(question.columns[c])} for c in columns],
            "rows": [
                {name: _value(making, value, language) for name, value in row.items()}
                for row in rows
            ],
            "total": part.total,
            "offset": part.offset,
            **({"empty": part.empty.values()} if part.empty else {}),
        }
        return (as_json(answer), media.type)
    if media == SPREADSHEET:
        result = Result(read_table(as_json(table)), making.snapshot.graph, question)
        return (for_people(*merge_sources(result, language), language), media.header)
    if media.form == "xlsx":  # as people read it
        headings = [question.columns[column][language] for column in columns]
        cells = [
            [_value(making, row[c], language)["label"] if c in row else "" for c in columns]
            for row in rows
        ]
        return (as_xlsx([Sheet(question.id, headings, cells)], language), media.header)
    # CSV too is that of SPARQL 1.1, for programs: each value as it is.
    return (retold(as_json(table), media.form), media.header)


def _value(making: Making, value: Mapping[str, str], language: str) -> Item:
    kinds = {"uri": "iri", "bnode": "bnode"}
    term = Term(
        kinds.get(value["type"], "literal"), value["value"], value.get("xml:lang"),
        value.get("datatype"),
    )  # fmt: skip
    return {
        "type": value["type"],
        "value": value["value"],
        "label": making.snapshot.graph.text(term, language),
    }
