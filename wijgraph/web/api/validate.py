"""Validation as a service: send data, get the report; nothing is kept."""

from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import PurePath
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wijgraph.messages import Message
from wijgraph.reports import FORMATS
from wijgraph.store import FORMATS as FORMATS_OF
from wijgraph.web.answers import client_of, language_of, service_of, while_connected
from wijgraph.web.api.openapi import documented
from wijgraph.web.negotiate import Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.sparql import raise_for

SYNTAXES = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/trig": "trig",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
}
ENDINGS = {"turtle": "ttl", "trig": "trig", "ntriples": "nt", "jsonld": "jsonld"}
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
FIELDS = 100
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
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
    syntax, data = await _upload(request)
    if len(data) > settings.upload_bytes:
        raise Problem("too-large", Message("web.data", most=settings.upload_bytes))
    head = {
        "name": f"upload.{ENDINGS[syntax]}",
        "syntax": syntax,
        "form": media.form,
        "language": language_of(request, lang),
        "triples": settings.upload_triples,
        "literal": settings.literal_bytes,
        "bytes": settings.result_bytes,
        "nothing": allow_nothing_checked,
    }
    with service.clients.query(client_of(request)):
        answer, report = await while_connected(request, service.now.pool.validate(head, data))
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


async def _upload(request: Request) -> tuple[str, bytes]:
    """Return the syntax and the text of what is sent; raise Problem when that cannot be told."""
    kind = request.headers.get("content-type", "")
    name = kind.partition(";")[0].strip().lower()
    body = await request.body()
    if name in SYNTAXES:
        return SYNTAXES[name], body
    if name == FORM:
        try:
            fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS)
        except ValueError:
            raise Problem("syntax", Message("web.form")) from None
        found = {name: values[0].encode() for name, values in fields.items()}
    elif name == PARTS:
        found = _parts(kind, body)
        if not found.get("syntax"):
            found |= {"syntax": _ending(kind, body)}
    else:
        kinds = ", ".join((*SYNTAXES, FORM, PARTS))
        raise Problem("media-type", Message("web.data-media"), hint=kinds)
    if "data" not in found:
        raise Problem("bad-request", Message("web.form-data"))
    if found.keys() - {"data", "syntax"}:
        raise Problem("bad-request", Message("web.form-fields"))
    syntax = found.get("syntax", b"turtle").decode("latin-1")
    if syntax not in ENDINGS:
        raise Problem("bad-request", Message("web.no-syntax"), hint=", ".join(sorted(ENDINGS)))
    return syntax, found["data"]


def _message(kind: str, body: bytes) -> Mail:
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    return BytesParser(policy=HTTP).parsebytes(head + body)


def _ending(kind: str, body: bytes) -> bytes:
    """Return the syntax that the name of the file tells; Turtle when it tells none."""
    names = (part.get_filename() or "" for part in _message(kind, body).walk())
    forms = (FORMATS_OF.get(PurePath(name).suffix.lower()) for name in names)
    return next((form for form in forms if form in ENDINGS), "turtle").encode()


def _parts(kind: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a form with files; of their names only the ending is looked at."""
    message = _message(kind, body)
    found: dict[str, bytes] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(data, bytes):
            found.setdefault(name, data)
    return found
