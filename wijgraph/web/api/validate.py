"""Validation as a service: send data, get the report; nothing is kept."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wijgraph.messages import Message
from wijgraph.report.writers import FORMATS
from wijgraph.web.answers import client_of, language_of, service_of, while_connected
from wijgraph.web.api.openapi import documented
from wijgraph.web.negotiate import Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.sparql import raise_for
from wijgraph.web.workers import wire
from wijgraph.web.workers.forms import ENDINGS, FORM, PARTS

SYNTAXES = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/trig": "trig",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
}
REPORTS = (
    Media("application/json", "json", "json"),
    Media("text/html", "html", "html"),
    Media("text/turtle", "turtle", "ttl"),
    Media("application/sarif+json", "sarif", "sarif"),
    Media("text/markdown", "markdown", "md"),
    Media("application/xml", "junit", "xml"),
    Media("text/plain", "text", "txt"),
    Media("text/plain", "github"),
    Media("application/json", "gitlab"),
)
OTHERS = ("GET", "PUT", "PATCH", "DELETE", "OPTIONS")
router = APIRouter(prefix="/api")
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string"}} for kind in SYNTAXES}
        | {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "data": {"type": "string", "maxLength": 10_000},
                        "syntax": {"type": "string", "enum": sorted(ENDINGS)},
                    },
                    "required": ["data"],
                    "additionalProperties": False,
                }
            },
        },
    }
}
ANSWERS = documented(400, 406, 415, 422, 503, 504, 507)
ANSWERS[200] = {
    "description": "The report; whether the data conform is in the header too.",
    "content": {media.type: {"schema": {}} for media in REPORTS},
    "headers": {"Wijgraph-Conforms": {"schema": {"type": "string", "enum": ["true", "false"]}}},
}
ANSWERS.pop(304)


@router.api_route("/validate", methods=list(OTHERS), include_in_schema=False)
async def nothing() -> Response:
    """Say that data are to be sent: without this, pages would take the address."""
    raise Problem("method-not-allowed", Message("web.post"), headers={"Allow": "POST"})


@router.post("/validate", openapi_extra=BODY, responses=ANSWERS)
async def validate(
    request: Request,
    format: Annotated[Literal[tuple(FORMATS)] | None, Query()] = None,  # type: ignore[valid-type]  # noqa: A002 - the values are known only here
    lang: Annotated[Literal["nl", "en"] | None, Query()] = None,
    allow_nothing_checked: Annotated[bool, Query()] = False,
) -> Response:
    """Check data with the ontology and the rules of this dossier.

    When no rule looks at any node of the data that is an error, unless it is allowed.

    Send Turtle, TriG, N-Triples or JSON-LD as the body, or as ``data`` (and ``syntax``) of a form.
    """
    service = service_of(request)
    settings = service.settings
    media = pick(request.headers.get("accept"), REPORTS, format)
    head = _told(request) | {
        "form": media.form,
        "most": settings.upload_bytes,
        "language": language_of(request, lang),
        "triples": settings.upload_triples,
        "literal": settings.literal_bytes,
        "bytes": settings.result_bytes,
        "nothing": allow_nothing_checked,
    }
    who = client_of(request)
    # Counted before anything of what is sent is read, which the worker does.
    with service.clients.query(who), service.received.hold() as held:
        data = b"".join([held(part) async for part in request.stream()])
        checking = service.now.pool.validate(head, data, who)
        answer, report = await while_connected(request, checking)
        raise_for(answer, settings)
    headers = {
        "Content-Type": media.header,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
        "Wijgraph-Conforms": str(answer["conforms"]).lower(),
        # The page for people has its style within it, and nothing else.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Wijgraph-Checks": ", ".join(f"{k}={n}" for k, n in answer["checks"].items()),
        "Wijgraph-Findings": ", ".join(f"{k}={n}" for k, n in answer["counts"].items()),
    }
    return Response(report, headers=headers)


def _told(request: Request) -> wire.Head:
    """Return what is sent: its syntax, or the kind of form; raise Problem for anything else."""
    kind = request.headers.get("content-type", "")
    name = kind.partition(";")[0].strip().lower()
    if name in SYNTAXES:
        return {"syntax": SYNTAXES[name], "name": f"upload.{ENDINGS[SYNTAXES[name]]}"}
    if name in {FORM, PARTS}:
        return {"type": kind.strip()}  # which the worker reads
    kinds = ", ".join((*SYNTAXES, FORM, PARTS))
    raise Problem("media-type", Message("web.data-media"), hint=kinds)
