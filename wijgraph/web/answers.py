"""What all answers have in common: who asks, ETags, and giving an answer again."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from wijgraph.messages import FALLBACK, Message
from wijgraph.pages.page import Wrong
from wijgraph.web.negotiate import HTML, Media, best, language
from wijgraph.web.pages import Pages, plain, table
from wijgraph.web.problems import MEDIA, Problem
from wijgraph.web.service import MakingError, Service, Serving
from wijgraph.web.workers.making import Job, Kept, Making
from wijgraph.web.workers.noticing import header

Done = TypeVar("Done")
PROBLEM = Media(MEDIA, "json")
PASSED = ("format", "lang", "limit", "offset")  # a page has another address for each, or shows all


def service_of(request: Request) -> Service:
    """Return the service that a request is for."""
    service: Service = request.app.state.service
    return service


def pages_of(request: Request) -> Pages:
    """Return what tells which pages there are of what is served now; workers make them."""
    return service_of(request).now.pages


def language_of(request: Request, wanted: str | None = None) -> str:
    """Return the language that a request asks for."""
    if wanted in {"nl", "en"}:
        return wanted
    return language_said(request, service_of(request).settings.language)


def language_said(request: Request, standard: str = FALLBACK) -> str:
    """Return the language that ``Accept-Language`` asks for; ``standard`` when it asks for none."""
    return language(request.headers.get("accept-language"), standard)


def led(
    request: Request,
    path: str,
    language: str,
    wanted: str | None,
    formats: Sequence[Media],
    *,
    carried: Sequence[str] | None = (),
) -> Response | None:
    """Return what leads to the page at ``path``, for who wants a page before any of ``formats``.

    ``wanted`` is the format that was asked for by name. ``carried`` are the parameters that the
    page heeds, None for all but those of a part; one that asks for more than that is not led to
    something else. None when the client wants no page, or when there is none.
    """
    named = wanted == HTML.form
    if not named and (
        wanted is not None or best(request.headers.get("accept"), (*formats, HTML)) != HTML
    ):
        return None
    before, mark, anchor = path.partition("#")
    if not pages_of(request).has(before):
        return None
    query = [(k, v) for k, v in request.query_params.multi_items() if k not in PASSED]
    if carried is not None and any(name not in carried for name, _ in query):
        if not named:
            return None
        raise Problem("not-found", Message("web.no-part"), hint=Message("web.no-part-hint"))
    target = f"{'' if language == 'nl' else '/en'}{before}"
    target += f"?{urlencode(query)}" if query else ""
    return RedirectResponse(target + mark + anchor, 303, {"Vary": "Accept, Accept-Language"})


def client_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def etag(serving: Serving, *parts: object) -> str:
    """Return the ETag of an answer: it changes with the dossier and with what is asked."""
    text = "\x00".join((serving.snapshot.fingerprint, *(repr(part) for part in parts)))
    return f'"{hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Return whether the client has the answer with this ``tag`` already."""
    known = request.headers.get("if-none-match", "")
    return any(part.strip().removeprefix("W/") == tag for part in known.split(","))


def fresh(request: Request, tag: str, vary: str = "Accept") -> dict[str, str]:
    """Return the headers that let an answer be kept and asked for again."""
    age = service_of(request).settings.max_age
    return {"ETag": tag, "Cache-Control": f"public, max-age={age}", "Vary": vary}


async def answered(
    request: Request,
    serving: Serving,
    key: tuple[object, ...],
    job: Job,
    *,
    headers: Mapping[str, str] | None = None,
    told: Callable[[Kept], Mapping[str, str]] = lambda _: {},
    vary: str = "Accept, Accept-Language",
    heavy: bool = False,
) -> Response:
    """Return the answer to ``key``: not changed, given before, or made now, by a worker.

    ``told`` gives the headers that come from what is made. What is ``heavy`` to make counts as a
    query of the client.
    """
    tag = etag(serving, *key)
    own = fresh(request, tag, vary) | dict(headers or {})
    if unchanged(request, tag):
        return Response(status_code=304, headers=own)
    kept = serving.cache.get(key)
    service = service_of(request)
    service.metrics.count("cache", "hit" if kept else "miss")
    if kept is None:
        account = service.clients.query(client_of(request)) if heavy else nullcontext()
        with account:
            kept = await serving.make(key, job, heavy=heavy)
    # Given as a header, since the framework would add a charset to every text.
    return Response(
        kept.body, headers={**own, **told(kept), **header(kept.told), "Content-Type": kept.media}
    )


async def while_connected(request: Request, work: Awaitable[Done]) -> Done:
    """Return what ``work`` gives; stop it when whoever asked is gone."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        for one in (task, gone):
            if not one.done():
                one.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _page_language(request: Request, standard: str) -> tuple[str, str]:
    """Return the path of what was asked without its language, and that language.

    It is ``standard`` when neither the address nor a header asks for one.
    """
    path = request.url.path.removeprefix("/")
    english, path = path.startswith("en/"), path.removeprefix("en/")
    wanted = request.query_params.get("lang")
    if english or path.endswith(".html"):
        wanted = "en" if english else "nl"
    return path, wanted if wanted in {"nl", "en"} else language_said(request, standard)


async def _problem_page(request: Request, problem: Problem, path: str, language: str) -> str | None:
    """Return the page about ``problem`` with what was asked at ``path``, if it is made at once."""
    serving = service_of(request).now
    if not serving.pool.free:
        return None
    detail = [part for part in problem.told(language) if part]
    spoken = "en" if isinstance(problem.detail, str) else language
    form = path if path.endswith(".html") and pages_of(request).has(f"/{path}") else ""
    wrong = Wrong(problem.code, detail, spoken, _leading(request, problem), form)
    try:
        kept = await serving.made(partial(_told, wrong, language))
    except (Problem, MakingError):
        return None
    return kept.body.decode() or None


def _told(wrong: Wrong, language: str, making: Making) -> Kept:
    return Kept((making.pages.problem(wrong, language) or "").encode(), HTML.header)


def _leading(request: Request, problem: Problem) -> dict[str, str]:
    """Return the names that may have been meant, with where each of them would lead."""
    given = request.query_params.multi_items()
    if any(value.strip() == problem.name for _, value in given):
        return {
            name: "?" + urlencode([(k, name if v.strip() == problem.name else v) for k, v in given])
            for name in problem.near
        }
    found = {name: pages_of(request).address(name) for name in problem.near if ":" in name}
    return {name: address for name, address in found.items() if address}


async def refusal(request: Request, problem: Problem) -> Response:
    """Return ``problem`` as a page for who reads pages, and as JSON for all others.

    JSON of which no language is asked is in English, as its codes are.
    """
    service_of(request).metrics.count("problems", problem.code)
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language", **problem.headers}
    request_id = request.scope.get("request_id", "")
    if best(request.headers.get("accept"), (PROBLEM, HTML)) == HTML:
        path, language = _page_language(request, service_of(request).settings.language)
        page = await _problem_page(request, problem, path, language)
        if page is None:
            members = problem.members(request_id, language)
            page = plain(str(members["title"]), language, table(list(members.items())))
        return Response(page, problem.status, headers | {"Content-Type": HTML.header})
    body = problem.body(request_id, _page_language(request, FALLBACK)[1])
    return Response(body, problem.status, headers | {"Content-Type": MEDIA})
