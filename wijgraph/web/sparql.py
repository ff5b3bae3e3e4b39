"""The SPARQL 1.1 Protocol, for queries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from wijgraph.messages import Message
from wijgraph.namespaces import WIJ
from wijgraph.web import guard
from wijgraph.web.answers import (
    client_of,
    etag,
    fresh,
    language_of,
    service_of,
    unchanged,
    while_connected,
)
from wijgraph.web.clients import client
from wijgraph.web.description import describe
from wijgraph.web.negotiate import GRAPHS, HTML, TABLES, Media, best, not_acceptable, pick
from wijgraph.web.pages import plain
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings
from wijgraph.web.workers.making import Kept, Making
from wijgraph.web.workers.noticing import header
from wijgraph.web.workers.wire import Head

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
FIELDS = 100  # more than any query has
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*\Z")
METHODS = ("GET", "POST", "OPTIONS")
ALLOW = "GET, HEAD, POST, OPTIONS"
router = APIRouter()


@dataclass(frozen=True)
class Asked:
    """A query and the dataset that the protocol gives for it."""

    query: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    form: str | None = None


def dataset(settings: Settings, asked: Asked) -> Head:
    """Return ``asked`` for a worker."""
    return {
        "query": asked.query,
        "default": asked.default,
        "named": asked.named,
        "base": WIJ,
        "rows": settings.rows,
        "bytes": settings.result_bytes,
    }


async def asked_of(request: Request) -> Asked | None:
    """Return what a request asks, or None when it asks nothing.

    Raises Problem for what the protocol does not allow.
    """
    pairs = _pairs(request.scope["query_string"])
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        if kind == FORM:
            pairs += _pairs(body)
        elif kind == QUERY:
            if any(name == "query" for name, _ in pairs):
                raise Problem("bad-request", Message("web.two-queries"))
            pairs.append(("query", _text(body)))
        elif kind == UPDATE:
            raise _no_updates()
        else:
            raise Problem(
                "media-type", Message("web.query-media", query=QUERY, form=FORM),
                headers={"Accept-Post": f"{QUERY}, {FORM}"},
            )  # fmt: skip
    return _asked(pairs, request.method)


def asked_of_address(request: Request) -> Asked | None:
    """Return what the address of a request asks, or None when it asks nothing."""
    return _asked(_pairs(request.scope["query_string"]), request.method)


def _asked(pairs: list[tuple[str, str]], method: str) -> Asked | None:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise (
            _no_updates() if method == "POST" else Problem("bad-request", Message("web.update-get"))
        )
    queries = values.get("query", [])
    if not queries:
        if method == "GET" and not {"default-graph-uri", "named-graph-uri"} & values.keys():
            return None
        raise Problem("bad-request", Message("web.no-query"), hint=Message("web.no-query-hint"))
    if len(queries) > 1:
        raise Problem("bad-request", Message("web.queries"))
    default, named = values.get("default-graph-uri"), values.get("named-graph-uri")
    for iri in (*(default or ()), *(named or ())):
        if not IRI.match(iri):
            raise Problem("bad-request", Message("web.no-iri", text=iri[:100]))
    return Asked(
        queries[0],
        None if default is None else tuple(default),
        None if named is None else tuple(named),
        values["format"][0] if "format" in values else None,
    )


def _no_updates() -> Problem:
    return Problem("update-disabled", Message("web.no-updates"))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem("syntax", Message("web.not-utf8", byte=error.start)) from None


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        # Byte for byte, so that what is not UTF-8 is seen and not mended; and decoded only once.
        pairs = parse_qsl(
            text.decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=FIELDS,
            encoding="latin-1",
        )
    except ValueError:
        raise Problem("too-large", Message("web.fields", most=FIELDS)) from None
    return [(_text(n.encode("latin-1")), _text(v.encode("latin-1"))) for n, v in pairs]


def forms(accept: str | None, name: str | None) -> dict[str, str | None]:
    """Return the media type for each kind of result, None where the client wants none of ours.

    The protocol knows no ``format``, and clients send words that are not ours: then Accept counts.
    """
    chosen: dict[str, Media | None] = {
        kind: next((m for m in offered if name in m.names), None)
        for kind, offered in OFFERED.items()
    }
    if not any(chosen.values()):
        chosen = {kind: best(accept, offered) for kind, offered in OFFERED.items()}
    if not any(chosen.values()):
        raise not_acceptable((*TABLES, *GRAPHS))
    return {kind: media.type if media else None for kind, media in chosen.items()}


OFFERED: Mapping[str, tuple[Media, ...]] = {"table": TABLES, "boolean": TABLES, "graph": GRAPHS}
WRITES = {(kind, media.type): media for kind, offered in OFFERED.items() for media in offered}


@router.api_route("/sparql", methods=list(METHODS), include_in_schema=False)
@router.api_route("/sparql/", methods=list(METHODS), include_in_schema=False)
async def sparql(request: Request) -> Response:
    """Answer a query, or describe the service."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=PREFLIGHT)
    asked = await asked_of(request)
    if asked is None:
        return await _front(request)
    service = service_of(request)
    settings, serving = service.settings, service.now
    request.scope["sparql"] = asked.query
    guard.check(asked.query, settings)
    wanted = forms(request.headers.get("accept"), asked.form)
    tag = etag(serving, asked, tuple(wanted.items()))
    headers = limits(settings) | fresh(request, tag)
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    types = {k: WRITES[k, t].form if t else None for k, t in wanted.items()}
    with service.clients.query(client_of(request)):
        head, body = await while_connected(
            request, serving.pool.ask({**dataset(settings, asked), "forms": types})
        )
        raise_for(head, settings)
    media = WRITES[head["kind"], wanted[head["kind"]] or ""]
    return Response(body, headers={**headers, **header(head), "Content-Type": media.header})


def raise_for(head: Head, settings: Settings) -> None:
    """Raise Problem when a worker did not give an answer."""
    code = head.get("error")
    if code is None:
        return
    if code == "result-limit":
        over = (
            Message("web.result-rows", most=settings.rows)
            if head["limit"] == "rows"
            else Message("web.result-bytes", most=settings.result_bytes)
        )
        raise Problem(code, over, hint=Message("web.result-hint"))
    if code == "not-acceptable":
        raise not_acceptable(OFFERED[head["kind"]])
    if "detail" in head:
        raise Problem.told_in(head)
    texts = {
        "query-memory": Message("web.query-memory", megabytes=settings.query_megabytes),
        "service-disabled": Message("web.service-off"),
    }
    raise Problem(code, texts[code])


def limits(settings: Settings) -> dict[str, str]:
    """Return the header that tells what a query may cost."""
    told = (
        f"seconds={settings.query_seconds:g}, rows={settings.rows}, "
        f"bytes={settings.result_bytes}, query-bytes={settings.query_bytes}"
    )
    return {"Wijgraph-Limits": told}


PREFLIGHT = {
    "Allow": ALLOW,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


async def _front(request: Request) -> Response:
    """Return what is here: a page for a browser, a description for a program."""
    service = service_of(request)
    media = pick(request.headers.get("accept"), (*GRAPHS, HTML))
    headers = limits(service.settings) | {"Vary": "Accept", "Content-Type": media.header}
    if media == HTML and request.url.path.endswith("/"):
        # What its page leads to is seen from the address without a slash.
        return RedirectResponse("/sparql", 303, {"Vary": "Accept"})
    if media == HTML:
        language = language_of(request)
        kept = await service.now.make(("page", "/sparql", language), partial(_form, language))
    else:
        address = _address(request)
        job = partial(_service, media, address)
        kept = await service.now.make(("service", media.form, address), job)
    return Response(kept.body, headers=headers)


def _form(language: str, making: Making) -> Kept:
    text = making.pages.html("/sparql", language) or plain("SPARQL", language, NOTHING)
    return Kept(text.encode(), HTML.header)


def _service(media: Media, address: str | None, making: Making) -> Kept:
    return Kept(describe(making.snapshot, media.form, address), media.header)


def _address(request: Request) -> str | None:
    """Return where the endpoint is, when the name that it was called by is one of its own."""
    name = (request.url.hostname or "").lower()
    known = {"localhost", (request.scope.get("server") or ("",))[0]}
    if name in known or name in service_of(request).settings.hosts or client(name) is None:
        return str(request.url.replace(query="", fragment=""))
    return None


NOTHING = (
    '<form action="sparql"><p><label for="query">SPARQL</label></p>'
    '<p><textarea id="query" name="query" rows="12" cols="80"></textarea></p>'
    '<p><button name="format" value="csv">CSV</button> '
    '<button name="format" value="json">JSON</button> '
    '<button name="format" value="turtle">Turtle</button></p></form>\n'
)
