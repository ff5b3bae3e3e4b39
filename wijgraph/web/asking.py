"""The pages that show an answer: a question filled in, an answer as a network, chains."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store import read_table
from wijgraph.web import guard
from wijgraph.web.answers import (
    answered,
    client_of,
    pages_of,
    service_of,
    while_connected,
)
from wijgraph.web.api.analyses import between
from wijgraph.web.api.questions import given_in, result_of, terms_of
from wijgraph.web.linked import page
from wijgraph.web.negotiate import HTML
from wijgraph.web.problems import Problem, no_page
from wijgraph.web.service import Kept, Serving
from wijgraph.web.sparql import Asked, asked_of_address, dataset, raise_for

if TYPE_CHECKING:
    from wijgraph.analysis.catalogue import Told

router = APIRouter()


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
    serving, pages = service.now, pages_of(request)
    given = {key: value for key, value in given_in(request).items() if value.strip()}
    if not given or name not in serving.snapshot.queries:
        return await page(request, request.url.path.removeprefix("/"))
    query = serving.snapshot.queries[name]
    language = _language(request)
    key = ("asked", name, tuple(sorted(given.items())), language)
    result, terms = b"", dict[str, Term]()
    if not kept(serving, key):
        terms = terms_of(request, serving, query, given)
        result = await result_of(request, serving, query, terms)
    return await _page(
        request,
        serving,
        key,
        lambda: pages.answer(name, given, terms, read_table(result), language),
    )


@_both("/network.html")
async def network(request: Request) -> Response:
    """Give the answer to a query as a network."""
    service = service_of(request)
    settings, serving, language = service.settings, service.now, _language(request)
    pages = pages_of(request)
    asked = asked_of_address(request)
    if asked is None or asked.default is not None or asked.named is not None:
        raise Problem("bad-request", Message("web.network-query"))
    query = asked.query
    request.scope["sparql"] = query
    guard.check(query, settings)
    key = ("network", query, language)
    body = b""
    if not kept(serving, key):
        forms = {"table": "json", "boolean": None, "graph": None}
        head = {**dataset(settings, Asked(query, None, None)), "forms": forms}
        with service.clients.query(client_of(request)):
            answer, body = await while_connected(request, serving.pool.ask(head))
            if answer.get("error") == "not-acceptable":
                raise Problem("bad-request", Message("web.network-select"))
            raise_for(answer, settings)
    return await _page(
        request, serving, key, lambda: pages.network(query, read_table(body), language), heavy=True
    )


@_both("/analyses/paths.html")
async def chains(request: Request) -> Response:
    """Give the form for the chains between two actors, and what is between them."""
    serving, pages, language = service_of(request).now, pages_of(request), _language(request)
    start, goal = (given_in(request).get(name, "").strip() for name in ("from", "to"))

    def find() -> "Sequence[Told]":
        return [between(serving.snapshot, start, goal)] if start and goal else []

    key = ("chains", start, goal, language)
    return await _page(
        request,
        serving,
        key,
        lambda: pages.chains((start, goal), find(), language),
        heavy=bool(start and goal),
    )


@_both("/api.html")
async def api(request: Request) -> Response:
    """Give the description of the interface, for people."""
    serving, pages, language = service_of(request).now, pages_of(request), _language(request)
    described = request.app.openapi
    return await _page(
        request, serving, ("api", language), lambda: pages.api(described(), language)
    )


def kept(serving: Serving, key: tuple[object, ...]) -> bool:
    """Return whether the page called ``key`` has been made."""
    return serving.cache.get(("page", *key)) is not None


async def _page(
    request: Request,
    serving: Serving,
    key: tuple[object, ...],
    make: Callable[[], str | None],
    *,
    heavy: bool = False,
) -> Response:
    def made() -> Kept:
        wrong = no_page()
        text = None
        try:
            text = make()
        except WijgraphError as error:  # an answer that no page can show
            # Raised below, since what the error holds of Oxigraph has to go in this thread.
            wrong = Problem.of(error)
        if text is None:
            raise wrong
        return Kept(text.encode(), HTML.header)

    return await answered(request, serving, ("page", *key), made, heavy=heavy)
