"""The addresses under ``/api``: each with its parameters, formats and errors in OpenAPI."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from wijgraph.errors import UnknownNodeError
from wijgraph.web.answers import answered, language_of, led, pages_of, service_of
from wijgraph.web.api import models, things
from wijgraph.web.api.field_docs import LETTERS
from wijgraph.web.api.openapi import documented
from wijgraph.web.api.questions import ask
from wijgraph.web.api.terms import TERMS
from wijgraph.web.api.writing import Listing, Wanted, as_json, listed, offered
from wijgraph.web.negotiate import JSON, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.workers.making import Kept, Making

router = APIRouter(prefix="/api")
STRICT = {"extra": "forbid"}  # a parameter that is misspelt is told, and not passed over
Language = Annotated[
    Literal["nl", "en"] | None, Field(description="Language of labels; else Accept-Language.")
]
Word = Annotated[str, Field(max_length=LETTERS // 2)]  # twenty of them still are an address
Name = Annotated[
    str, Path(max_length=LETTERS, description="Short name, prefixed name, IRI or label.")
]
DAY = r"^\d{4}-\d\d-\d\d$"
Day = Annotated[  # not a date, for which pydantic takes a number too
    str | None,
    Field(
        pattern=DAY,
        description="Only what holds on this day.",
        json_schema_extra={"format": "date"},
    ),
]
ViewForm = Literal[(*things.VIEW_FORMATS, "html")]  # type: ignore[valid-type] # they are known only here
LIST: dict[int | str, dict[str, Any]] = documented(400, 404, 406, 503, tables=True, page=True)
# What shows a list to who reads pages; of another list there is no page.
PAGES = {
    "actors": "/actors.html",
    "relations": "/relations.html",
    "gaps": "/gaps.html",
    "queries": "/index.html#_questions",
    "views": "/index.html#_views",
    "rules": "/rules.html",
    "findings": "/rules.html",
    "terms": "/vocabulary.html",
}


class One(BaseModel, **STRICT):
    """How to tell of one node."""

    lang: Language = None
    format: Annotated[Literal["json", "html"] | None, Field(description="Format; else Accept.")] = (
        None
    )


class Part(BaseModel, **STRICT):
    """Which part of a list, and how."""

    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="How many to pass over.")] = 0
    lang: Language = None
    format: Annotated[
        Literal["json", "csv", "xlsx", "html"] | None, Field(description="Format; else Accept.")
    ] = None


class SeverePart(Part):
    """Which part of a list of what has a severity."""

    severity: Literal["violation", "warning", "info"] | None = None


class Look(BaseModel, **STRICT):
    """How to look at a view."""

    lang: Language = None
    format: Annotated[ViewForm | None, Field(description="Format; else Accept.")] = None
    focus: Annotated[Word | None, Field(description="Only what is near this actor.")] = None
    steps: Annotated[int, Field(ge=1, le=20, description="How many lines from the focus.")] = 1
    at: Day = None
    modality: Annotated[list[Word], Field(max_length=20)] = []
    process: Annotated[list[Word], Field(max_length=20)] = []
    source: Annotated[list[Word], Field(max_length=20)] = []


Asked = Annotated[Part, Query()]
AskedSevere = Annotated[SeverePart, Query()]


async def _list(
    request: Request, listing: Listing, part: Part, choose: Mapping[str, str | None] | None = None
) -> Response:
    language = language_of(request, part.lang)
    away = led(request, PAGES[listing.name], language, part.format, offered())
    if away:
        return away
    wanted = Wanted(part.limit, part.offset, part.lang, part.format, choose or {})
    heavy = listing is things.FINDINGS
    return await listed(request, service_of(request).now, listing, wanted, heavy=heavy)


@router.get("/actors", response_model=models.Actors, responses=LIST)
async def actors(request: Request, part: Asked) -> Response:
    """The roles and bodies that the documents name."""
    return await _list(request, things.ACTORS, part)


@router.get("/relations", response_model=models.Relations, responses=LIST)
async def relations(request: Request, part: Asked) -> Response:
    """Who does what towards whom: each fact on its own, with its source."""
    return await _list(request, things.RELATIONS, part)


@router.get("/gaps", response_model=models.Gaps, responses=LIST)
async def gaps(request: Request, part: Asked) -> Response:
    """What the sources do not say."""
    return await _list(request, things.GAPS, part)


@router.get("/queries", response_model=models.Questions, responses=LIST)
async def queries(request: Request, part: Asked) -> Response:
    """The questions that can be asked; each has an address of its own."""
    return await _list(request, things.QUESTIONS, part)


@router.get("/views", response_model=models.Views, responses=LIST)
async def views(request: Request, part: Asked) -> Response:
    """The named parts of the graph that can be looked at."""
    return await _list(request, things.VIEWS, part)


@router.get("/rules", response_model=models.Rules, responses=LIST)
async def rules(request: Request, part: AskedSevere) -> Response:
    """What the graph is checked for."""
    return await _list(request, things.RULES, part, {"severity": part.severity})


@router.get("/findings", response_model=models.Findings, responses=LIST)
async def findings(request: Request, part: AskedSevere) -> Response:
    """What the rules find, with the file and line of each."""
    return await _list(request, things.FINDINGS, part, {"severity": part.severity})


@router.get("/terms", response_model=models.Terms, responses=LIST)
async def terms(request: Request, part: Asked) -> Response:
    """The words of the vocabulary and the actors, with what they are called: to complete from."""
    return await _list(request, TERMS, part)


@router.get("/queries/{name}", include_in_schema=False)
async def query(request: Request, name: str) -> Response:
    """The answer to a question. Each question is described by itself in OpenAPI."""
    return await ask(request, name)


@router.get(
    "/actors/{name:path}",
    response_model=models.Explained,
    responses=documented(400, 404, 406, 503, page=True),
)
async def actor(request: Request, name: Name, asked: Annotated[One, Query()]) -> Response:
    """All that is known of an actor, or of any other node, in words and with its evidence."""
    serving = service_of(request).now
    try:
        iri = serving.snapshot.graph.node(name)
    except UnknownNodeError as error:
        raise Problem.of(error) from None
    language = language_of(request, asked.lang)
    page = pages_of(request).address(iri)
    away = page and led(request, page, language, asked.format, (JSON,))
    if away:
        return away
    pick(request.headers.get("accept"), (JSON,), asked.format)

    return await answered(
        request, serving, ("actor", iri, language), partial(_actor, iri, language)
    )


def _actor(iri: str, language: str, making: Making) -> Kept:
    return Kept(as_json(things.explained(making, iri, language)), JSON.type)


def _formats() -> tuple[Media, ...]:
    from wijgraph.views.exports import FORMATS

    return tuple(
        Media(FORMATS[name].media, name, FORMATS[name].ending.removeprefix("."))
        for name in things.VIEW_FORMATS
    )


@router.get("/views/{name:path}", responses=documented(400, 404, 406, 503, view=True, page=True))
async def view(request: Request, name: Name, look: Annotated[Look, Query()]) -> Response:
    """A view of the graph, or all that touches one actor, as data or as a picture."""
    serving = service_of(request).now
    language = language_of(request, look.lang)
    away = led(request, f"/views/{quote(name)}.html", language, look.format, _formats())
    if away:
        return away
    media = pick(request.headers.get("accept"), _formats(), look.format)

    key = ("view", name, media.form, language, look.model_dump_json(exclude={"lang", "format"}))
    job = partial(_view, name, language, media, look)
    return await answered(request, serving, key, job, heavy=True)


def _view(name: str, language: str, media: Media, look: Look, making: Making) -> Kept:
    seen = making.snapshot.dossier.view(
        name,
        language,
        focus=look.focus,
        steps=look.steps,
        at=look.at,
        modality=look.modality,
        process=look.process,
        source=look.source,
    )
    return Kept(seen.to(media.form), media.header)
