"""The SPARQL 1.1 Graph Store Protocol, for reading, and the dossier as files."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from wijgraph.messages import Message
from wijgraph.store.canonical import steady
from wijgraph.web.answers import answered, service_of
from wijgraph.web.negotiate import GRAPHS, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.service import Serving
from wijgraph.web.workers.making import Kept, Making

FILES = tuple(media for media in GRAPHS if media.suffix)
QUADS = Media("application/n-quads", "nquads", "nq")
router = APIRouter()


def _graph(iri: str | None, media: Media, making: Making) -> Kept:
    snapshot = making.snapshot
    if media == QUADS:
        return Kept(snapshot.quads(), media.type)
    triples = snapshot.default if iri is None else snapshot.graphs[iri]
    return Kept(steady(triples, media.form), media.header)


def _there_are(serving: Serving) -> Message:
    return Message("web.no-graph-hint", names=", ".join(serving.snapshot.graphs))


@router.api_route("/graphs", methods=["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
                  include_in_schema=False)  # fmt: skip
async def graphs(request: Request) -> Response:
    """Give a graph of the dossier: ``?default`` or ``?graph=IRI``; without either, their names."""
    if request.method != "GET":
        raise Problem(
            "method-not-allowed", Message("web.only-reads"), headers={"Allow": "GET, HEAD"}
        )
    serving = service_of(request).now
    wanted = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if len(wanted) + default != 1:
        raise Problem("bad-request", Message("web.one-graph"), hint=_there_are(serving))
    iri = wanted[0] if wanted else None
    if iri is not None and iri not in serving.snapshot.graphs:
        raise Problem("not-found", Message("web.no-graph"), hint=_there_are(serving))
    media = pick(request.headers.get("accept"), GRAPHS, request.query_params.get("format"))
    key, job = ("graph", iri, media.type), partial(_graph, iri, media)
    return await answered(request, serving, key, job, vary="Accept")


@router.get("/downloads/{name}", include_in_schema=False)
async def download(request: Request, name: str) -> Response:
    """Give the whole dossier as a file: ``dossier.ttl`` and so on, or ``dossier.nq`` for all."""
    serving = service_of(request).now
    files = {f"dossier.{media.suffix}": media for media in (*FILES, QUADS)}
    if name not in files:
        known = Message("web.no-download-hint", names=", ".join(files))
        raise Problem("not-found", Message("web.no-download"), hint=known)
    job = partial(_graph, None, files[name])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return await answered(request, serving, ("file", name), job, headers=headers, vary="Accept")
