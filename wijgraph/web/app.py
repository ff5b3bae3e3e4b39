"""The application: its parts put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from wijgraph.api import Dossier
from wijgraph.messages import LANGUAGES, Message
from wijgraph.spreadsheets import Sheet, as_xlsx
from wijgraph.web import asking, graphs, linked, operations, sparql
from wijgraph.web.answers import refusal
from wijgraph.web.api import analyses, openapi, routes, validate
from wijgraph.web.api.invalid import told
from wijgraph.web.api.writing import offered
from wijgraph.web.middleware import Observe
from wijgraph.web.negotiate import XLSX
from wijgraph.web.pages import Pages
from wijgraph.web.problems import Problem
from wijgraph.web.service import Service
from wijgraph.web.settings import Settings
from wijgraph.web.snapshot import Snapshot
from wijgraph.web.workers.making import Kept, Making, nothing

CODES = {404: "not-found", 405: "method-not-allowed"}
REFUSED = {404: Message("web.nothing-here"), 405: Message("web.method")}


def build(
    dossier: Dossier,
    settings: Settings,
    pages: Callable[[Snapshot], Pages] | None = None,
    take: Callable[[Dossier], Snapshot] = Snapshot,
) -> FastAPI:
    """Return the application that serves ``dossier``.

    ``pages`` makes the pages of a snapshot, and ``take`` the snapshot.
    """
    service = Service(dossier, settings, take, pages or Pages, gather)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(service.start)
        watching = asyncio.create_task(service.watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await service.stop()

    app = FastAPI(
        title="wijgraph",
        lifespan=life,
        openapi_url=None,  # made once for each snapshot: see operations
        docs_url=None,  # those pages load scripts of others
        redoc_url=None,
        redirect_slashes=False,  # they would name the host that the client says this is
    )
    app.state.service = service
    app.add_middleware(Observe, settings=settings, metrics=service.metrics)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    parts = (operations, sparql, graphs, analyses, routes, validate, asking, linked)
    for part in parts:  # pages take what is left
        app.include_router(part.router)

    def described() -> dict[str, Any]:
        serving = service.now
        if serving.described is None:
            serving.described = openapi.describe(app, serving.snapshot, version("wijgraph"))
        return serving.described

    app.openapi = described  # type: ignore[method-assign] # as FastAPI documents it
    return app


def gather(making: Making) -> Kept:
    """Gather what most answers need, so that no worker begins with less."""
    from wijgraph.views import svg  # noqa: F401 - loaded, as all the modules are

    if XLSX in offered():
        as_xlsx([Sheet("", (), ())], LANGUAGES[0])
    making.snapshot.graph.facts  # noqa: B018 - kept
    for language in LANGUAGES:
        making.pages.html("/", language)
    making.pages.asset("/")
    return nothing(making)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # that is what it is registered for
    if error.code in {"busy", "rate-limited"}:
        # Who asks again at once would cost others more than this waiting costs anybody.
        await asyncio.sleep(request.app.state.service.settings.refusal_seconds)
    return await refusal(request, error)


async def _http(request: Request, error: Exception) -> Response:
    """Say what the framework refuses in our words."""
    assert isinstance(error, HTTPException)
    code = CODES.get(error.status_code, "bad-request")
    detail = REFUSED.get(error.status_code, Message("web.unreadable"))
    headers = dict(error.headers or {})
    return await refusal(request, Problem(code, detail, status=error.status_code, headers=headers))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await refusal(request, Problem("bad-request", told(error.errors()[0])))
