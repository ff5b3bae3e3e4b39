"""Linked data: every IRI of the dossier answers, whatever host the service stands on.

``https://w3id.org/wijgraph/X`` is looked up at ``/X``. A thing is not a document: ``/id/X`` leads
to the page about it, or to ``/doc/X``. The ontology, the shapes, their modules and the questions
are documents, and answer themselves.
"""

import re
from collections.abc import Iterable
from functools import partial
from html import escape
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from wijgraph.graph.resolver import did_you_mean
from wijgraph.messages import Message
from wijgraph.namespaces import WIJ, shorten
from wijgraph.store import Triple
from wijgraph.store.canonical import steady
from wijgraph.web.answers import (
    answered,
    language_of,
    language_said,
    led,
    pages_of,
    service_of,
)
from wijgraph.web.middleware import POLICY
from wijgraph.web.negotiate import GRAPHS, HTML, Media, pick
from wijgraph.web.pages import listing, plain, table
from wijgraph.web.problems import KINDS, TYPES, Problem, no_page
from wijgraph.web.snapshot import HOME, Snapshot
from wijgraph.web.workers.making import Kept, Making

OFFERED = (*GRAPHS[:1], HTML, *GRAPHS[1:])
URI = "!#$%&'()*+,/:;=?@[]~"  # what stays as it is when an IRI becomes a URI
SUFFIX = re.compile(r"(?P<name>.+)\.(?P<suffix>html|ttl|nt|rdf|jsonld)\Z")
# What stays as it is in the path of an address: an escape of an IRI is one of its address too.
KEPT = "!$%&'()*+,/:;=@~"
NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
DOTS = {".", ".."}
router = APIRouter()
_Named = tuple[str, str | None]  # of one of ours, and the suffix of the format that is asked for


def _split(path: str) -> _Named:
    match = SUFFIX.match(path)
    return (match["name"], match["suffix"]) if match else (path, None)


def _find(paths: Iterable[str], snapshot: Snapshot, *, filed: bool = False) -> _Named:
    """Return which of ours the end of an address names; ``filed`` when a suffix may follow.

    Letters come first as they are in IRIs, since clients escape those; then it is taken as it
    stands, then decoded: other escapes in an IRI are part of its name. What is nothing comes back
    as it is read last.
    """
    found: list[_Named] = []
    for path in paths:
        once = unquote(path)
        half = NOT_ASCII.sub(lambda part: unquote(part[0]), path)
        found += [(name, None) for name in dict.fromkeys((half, path, once, unquote(once)))]
    if filed:  # a name may end like a file name; the thing itself goes first
        found += [_split(name) for name, _ in found]
    iris = snapshot.iris
    return next(
        (named for named in found if WIJ + named[0] in iris),
        next((named for named in found if snapshot.about(WIJ + named[0])), found[-1]),
    )


def _named(request: Request, *, filed: bool = False) -> _Named:
    """Return which of ours the address of ``request`` names, behind its first part."""
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = raw.decode("ascii", "replace").removeprefix("/").partition("/")[2]
    query = request.url.query
    paths = [f"{path}?{query}", path] if query else [path]
    return _find(paths, service_of(request).now.snapshot, filed=filed)


def _path(name: str, snapshot: Snapshot) -> str:
    """Return the end of an address that names ``name``, whatever its IRI holds.

    Clients take dots alone between slashes out of it, also when they are escaped once.
    """
    parts = name.split("/")
    longer = "/".join(p.replace(".", "%252E", 1) if p in DOTS else quote(p) for p in parts)
    if any(unquote(part) in DOTS for part in parts):
        return longer
    # Another IRI may read as any of these: all of a dossier hardly can.
    every = "".join(f"%{byte:02X}" for byte in name.encode())
    ways = (quote(name, safe=KEPT), longer, quote(longer), every)
    return next((way for way in ways if _find([way], snapshot)[0] == name), longer)


def _nothing(snapshot: Snapshot, iri: str) -> Problem:
    near = snapshot.near(iri)
    lists = "/api/actors, /api/relations, /api/queries"
    return Problem(
        "not-found",
        Message("web.nothing-called"),
        hint=did_you_mean(near) or Message("web.nothing-called-hint", lists=lists),
        near=near,
    )


@router.get("/id/{name:path}", include_in_schema=False)
async def thing(request: Request) -> Response:
    """Lead from a thing to the document about it: a page for who reads pages, data for others."""
    snapshot = service_of(request).now.snapshot
    name, _ = _named(request)
    iri = WIJ + name
    if not snapshot.about(iri):
        raise _nothing(snapshot, iri)
    media = pick(request.headers.get("accept"), OFFERED)
    page = pages_of(request).address(iri) if media == HTML else None
    if page is None:
        target = "/doc/" + _path(name, snapshot)
    else:
        target = page if language_of(request) == "nl" else f"/en{page}"
    return RedirectResponse(target, 303, {"Vary": "Accept, Accept-Language"})


@router.get("/doc/{path:path}", include_in_schema=False)
async def document(request: Request) -> Response:
    """Give the document about a thing."""
    name, suffix = _named(request, filed=True)
    path = _path(name, service_of(request).now.snapshot)
    return await _represent(request, WIJ + name, f"/doc/{path}", suffix)


@router.get("/query", include_in_schema=False)
@router.get("/query/{path:path}", include_in_schema=False)
@router.get("/ontology", include_in_schema=False)
@router.get("/ontology/{path:path}", include_in_schema=False)
@router.get("/ontology.{path}", include_in_schema=False)
@router.get("/shapes", include_in_schema=False)
@router.get("/shapes/{path:path}", include_in_schema=False)
@router.get("/shapes.{path}", include_in_schema=False)
async def own(request: Request) -> Response:
    """Give a document of the ontology, the shapes or the questions."""
    path = request.url.path.removeprefix("/")
    path = unquote(path)
    snapshot = service_of(request).now.snapshot
    name, suffix = (path, None) if HOME + path in snapshot.iris else _split(path)
    if name.startswith("query/"):
        question = f"/questions/{quote(name.removeprefix('query/'))}.html"
        away = led(request, question, language_of(request), suffix, GRAPHS)
        if away:
            return away
    return await _represent(request, HOME + name, "/" + quote(name), suffix)


async def _represent(request: Request, iri: str, path: str, suffix: str | None) -> Response:
    """Give what is known of ``iri``, in the format that the suffix or else the client asks for."""
    serving = service_of(request).now
    if suffix is not None:
        media = next(m for m in OFFERED if m.suffix == suffix)
    else:
        media = pick(request.headers.get("accept"), OFFERED)
    language = language_of(request)
    job = partial(_described, iri, path, media, language)
    headers = {
        "Content-Location": f"{path}.{media.suffix}" if media.suffix else path,
        # As a URI: a header has no room for other letters, and for line ends least of all.
        "Link": ", ".join(
            (f'<{quote(iri, safe=URI)}>; rel="describes"', *_alternates(path, media))
        ),
    }
    key = ("doc", iri, media.type, language if media == HTML else "")
    return await answered(request, serving, key, job, headers=headers)


def _described(iri: str, path: str, media: Media, language: str, making: Making) -> Kept:
    triples = making.snapshot.about(iri)
    if not triples:
        raise _nothing(making.snapshot, iri)
    if media != HTML:
        return Kept(steady(triples, media.form), media.header)
    page = making.pages.html(path, language)
    return Kept((page or _plain(making, iri, triples, language)).encode(), HTML.header)


def _alternates(path: str, media: Media) -> list[str]:
    return [
        f'<{path}.{other.suffix}>; rel="alternate"; type="{other.type}"'
        for other in OFFERED
        if other.suffix and other.type not in {media.type, "application/json"}
    ]


def _plain(making: Making, iri: str, triples: list[Triple], language: str) -> str:
    graph = making.snapshot.graph
    rows = [
        (graph.label(predicate.value, language), graph.text(obj, language))
        for subject, predicate, obj in triples
        if subject.value == iri
    ]
    name = shorten(iri).strip("<>")
    return plain(graph.label(iri, language), language, f"<p>{escape(name)}</p>\n{table(rows)}")


@router.get("/problem", include_in_schema=False)
@router.get("/problem/{code}", include_in_schema=False)
async def problem(request: Request, code: str = "") -> Response:
    """Say what a code of a problem means."""
    if code and code not in KINDS:
        known = Message("web.no-problem-hint", codes=", ".join(KINDS))
        raise Problem("not-found", Message("web.no-problem"), hint=known)
    language = language_said(request)
    lines = [f"{TYPES}{c}: {s} {t[language]}\n" for c, (s, t) in KINDS.items() if code in {"", c}]
    return Response("".join(lines), headers={"Vary": "Accept-Language"}, media_type="text/plain")


@router.get("/", include_in_schema=False)
@router.get("/{path:path}", include_in_schema=False)
async def page(request: Request, path: str = "") -> Response:
    """Give a page or a file of the pages; a language may stand before the path."""
    serving = service_of(request).now
    language, rest = ("en", path[2:]) if path == "en" or path.startswith("en/") else ("nl", path)
    if not path:  # only the first page asks what one reads; all others say so in their address
        language = language_of(request)
    wanted = "/" + rest.removeprefix("/")
    media = TYPES_OF_FILES.get(path.rpartition(".")[2])
    job = partial(paged, "/" + path, wanted, language)
    # The editor of others sets styles; it may run no other script and ask no other host either.
    headers = {"Content-Security-Policy": EDITOR_POLICY} if wanted == EDITOR else None
    key = ("page", wanted, language) if media is None else ("asset", path)
    vary = "Accept, Accept-Language" if media is None else "Accept"
    return await answered(request, serving, key, job, headers=headers, vary=vary)


def paged(path: str, wanted: str, language: str, making: Making) -> Kept:
    """Return the file at ``path``, or else the page that is ``wanted``."""
    data = making.pages.asset(path)
    if data is not None:
        media = TYPES_OF_FILES.get(path.rpartition(".")[2])
        return Kept(data, media or "application/octet-stream")
    text = making.pages.html(wanted, language)
    if text is None and wanted == "/":
        text = plain("wijgraph", language, listing(FRONT))
    if text is None:
        raise no_page()
    return Kept(text.encode(), HTML.header)


EDITOR = "/editor.html"
EDITOR_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
FRONT = {
    "SPARQL": "sparql",
    "API": "openapi.json",
    "Ontology": "ontology",
    "Shapes": "shapes",
    "Queries": "query",
    "Turtle": "downloads/dossier.ttl",
}
TYPES_OF_FILES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}
