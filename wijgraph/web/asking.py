"""The pages that show an answer: a question filled in, an answer as a network, chains."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store import read_table
from wijgraph.web import guard
from wijgraph.web.answers import (
    answered,
    client_of,
    service_of,
    while_connected,
)
from wijgraph.web.api.analyses import between
from wijgraph.web.api.questions import given_in, result_of, terms_of
from wijgraph.web.linked import page
from wijgraph.web.negotiate import HTML
from wijgraph.web.problems import Problem, no_page
from wijgraph.web.service import Serving
from wijgraph.web.sparql import Asked, asked_of_address, dataset, raise_for
from wijgraph.web.workers.making import Job, Kept, Making

router = APIRouter()
NONE = Kept(b"", "")


def _both(path: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register an address in both languages."""

    def register(function: Callable[..., object]) -> Callable[..., object]:
        for start in ("", "/en"):
            router.add_api_route(start + path, function, methods=["GET"], include_in_schema=False)
        return function

    return register


def _language(request: Request) -> str:
    return "en" if request.url.path.startswith("/en/") else "nl"


@_both("/questions/{name}.html")
async def question(request: Request, name: str) -> Response:
    """Give the page of a question with the answer for what is filled in."""
    service = service_of(request)
    serving = service.now
    given = {key: value for key, value in given_in(request).items() if value.strip()}
    if not given or name not in serving.snapshot.queries:
        return await page(request, request.url.path.removeprefix("/"))
    query = serving.snapshot.queries[name]
    language = _language(request)
    key = ("asked", name, tuple(sorted(given.items())), language)
    result, terms = NONE, dict[str, Term]()
    if not kept(serving, key):
        terms = terms_of(request, serving, query, given)
        result = await result_of(request, serving, query, terms)
    job = partial(_question, name=name, given=given, terms=terms, result=result, language=language)
    return await _page(request, serving, key, job)


def _question(
    making: Making,
    *,
    name: str,
    given: dict[str, str],
    terms: Mapping[str, Term],
    result: Kept,
    language: str,
) -> Kept:
    table = read_table(result.body)
    return _written(making.pages.answer(name, given, terms, table, language), result)


@_both("/network.html")
async def network(request: Request) -> Response:
    """Give the answer to a query as a network."""
    service = service_of(request)
    settings, serving, language = service.settings, service.now, _language(request)
    asked = asked_of_address(request)
    if asked is None or asked.default is not None or asked.named is not None:
        raise Problem("bad-request", Message("web.network-query"))
    query = asked.query
    request.scope["sparql"] = query
    guard.check(query, settings)
    key = ("network", query, language)
    result = NONE
    if not kept(serving, key):
        forms = {"table": "json", "boolean": None, "graph": None}
        head = {**dataset(settings, Asked(query, None, None)), "forms": forms}
        with service.clients.query(client_of(request)):
            answer, body = await while_connected(request, serving.pool.ask(head))
            if answer.get("error") == "not-acceptable":
                raise Problem("bad-request", Message("web.network-select"))
            raise_for(answer, settings)
            result = Kept(body, "", {"notices": answer["notices"]})
    return await _page(
        request, serving, key, partial(_network, query, result, language), heavy=True
    )


def _network(query: str, result: Kept, language: str, making: Making) -> Kept:
    return _written(making.pages.network(query, read_table(result.body), language), result)


@_both("/analyses/paths.html")
async def chains(request: Request) -> Response:
    """Give the form for the chains between two actors, and what is between them."""
    serving, language = service_of(request).now, _language(request)
    start, goal = (given_in(request).get(name, "").strip() for name in ("from", "to"))
    key, job = ("chains", start, goal, language), partial(_chains, start, goal, language)
    return await _page(request, serving, key, job, heavy=bool(start and goal))


def _chains(start: str, goal: str, language: str, making: Making) -> Kept:
    found = [between(making.snapshot, start, goal)] if start and goal else []
    return _written(making.pages.chains((start, goal), found, language))


@_both("/api.html")
async def api(request: Request) -> Response:
    """Give the description of the interface, for people."""
    serving, language = service_of(request).now, _language(request)
    key = ("api", language)
    described = {} if kept(serving, key) else await asyncio.to_thread(request.app.openapi)
    return await _page(request, serving, key, partial(_api, described, language))


def _api(described: Mapping[str, Any], language: str, making: Making) -> Kept:
    return _written(making.pages.api(described, language))


def kept(serving: Serving, key: tuple[object, ...]) -> bool:
    """Return whether the page called ``key`` has been made."""
    return serving.cache.get(("page", *key)) is not None


async def _page(
    request: Request, serving: Serving, key: tuple[object, ...], job: Job, *, heavy: bool = False
) -> Response:
    return await answered(request, serving, ("page", *key), job, heavy=heavy)


def _written(text: str | None, result: Kept = NONE) -> Kept:
    if text is None:
        raise no_page()
    return Kept(text.encode(), HTML.header, result.told)
