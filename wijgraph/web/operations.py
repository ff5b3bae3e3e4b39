"""For who runs the service: whether it lives, whether it can answer, and what it does."""

import asyncio
import logging
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from wijgraph.safety.sandbox import memory
from wijgraph.web.answers import etag, fresh, service_of, unchanged
from wijgraph.web.api.writing import as_json
from wijgraph.web.linked import paged
from wijgraph.web.metrics import MEDIA
from wijgraph.web.negotiate import JSON
from wijgraph.web.problems import Problem
from wijgraph.web.service import MakingError, Serving
from wijgraph.web.workers import wire
from wijgraph.web.workers.making import Kept, Making

LOG = logging.getLogger("wijgraph.web")
router = APIRouter()
# What the process that has the connections counts.
FRONT = {
    "connections": "Connections that are open.",
    "connections_closed_total": "Connections closed because there were too many.",
    "connections_refused_total": "Connections refused because one address had too many.",
    "connections_left_total": "Clients that left before they had their answer.",
    "connections_slow_total": "Readers that took their answer too slowly.",
    "connections_lost_total": "Requests lost because the process that answers ended.",
}


def _json(data: dict[str, Any], status: int = 200) -> Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(as_json(data), status, headers)


@router.get("/health", include_in_schema=False)
async def health() -> Response:
    """Say that the process answers."""
    return _json({"status": "ok"})


@router.get("/ready", include_in_schema=False)
async def ready(request: Request) -> Response:
    """Say whether questions are answered, of which dossier, and why not the newest."""
    service = service_of(request)
    serving = service.now
    snapshot = serving.snapshot
    said = {"fingerprint": snapshot.fingerprint, "triples": len(snapshot.graph.store)}
    forms = {"boolean": "json"}
    head: wire.Head = {"query": "ASK {}", "forms": forms, "rows": 1, "bytes": 1000}
    try:
        await serving.pool.answer(head)
        failed = await failing(serving)
    except Problem as problem:
        return _json({"status": problem.code, **said}, 503)
    if failed:
        return _json({"status": "pages", "failed": failed, **said}, 503)
    if service.failed:
        said["changes"] = "not served: the changed dossier cannot be read"
    return _json({"status": "ok", **said})


async def failing(serving: Serving) -> list[str]:
    """Return the kinds of pages of which one that was tried cannot be made."""
    found = []
    samples = await serving.make(("samples",), _samples)
    for kind, path in samples.told["samples"].items():
        try:
            await serving.make(("page", path, "nl"), partial(paged, path, path, "nl"))
        except (Problem, MakingError) as error:
            if isinstance(error, Problem) and error.code == "busy":
                raise  # which tells nothing of the page
            LOG.exception("a page of the kind %s cannot be made", kind)
            found.append(kind)
    return found


def _samples(making: Making) -> Kept:
    return Kept(b"", "", {"samples": making.pages.samples()})


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Describe the interface."""
    serving = service_of(request).now
    tag = etag(serving, "openapi")
    headers = fresh(request, tag)
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    body = as_json(await asyncio.to_thread(request.app.openapi))
    return Response(body, headers={**headers, "Content-Type": JSON.type})


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Give the counters to Prometheus."""
    service = service_of(request)
    pool = service.now.pool
    gauges: dict[str, tuple[str, float]] = {
        "triples": ("Triples that are served.", len(service.now.snapshot.graph.store)),
        "memory_bytes": ("Memory of the application itself.", memory()[1]),
        "stale": ("Whether the newest files cannot be served.", float(bool(service.failed))),
    }
    front: dict[str, float] = request.scope.get("front", {})
    gauges |= {n: (text, front[n.removesuffix("_total").removeprefix("connections_")])
               for n, text in FRONT.items() if front}  # fmt: skip
    for name, text in {
        "started": "Workers started.",
        "slow": "Queries that went on in the slow lane.",
        "killed": "Workers stopped at their limit, or because the client left.",
        "died": "Workers that died of their query.",
    }.items():
        gauges[f"workers_{name}_total"] = (text, pool.counts[name])
    for name, lane in pool.lanes.items():
        gauges[f"lane_{name}_running"] = (f"Jobs that run in the lane {name}.", lane.running)
        gauges[f"lane_{name}_waiting"] = (f"Jobs that wait for the lane {name}.", lane.waiting)
    return Response(service.metrics.text(gauges), headers={"Content-Type": MEDIA})
