"""What follows from the graph: the chains between two actors, and the analyses."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from wijgraph.analysis.links import actor_called
from wijgraph.errors import UnknownNodeError, WijgraphError
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.web.answers import answered, language_of, led, service_of
from wijgraph.web.api.described import LETTERS
from wijgraph.web.api.openapi import documented
from wijgraph.web.api.routes import STRICT, Day, Language, Word
from wijgraph.web.api.told import Told
from wijgraph.web.api.writing import offered
from wijgraph.web.negotiate import JSON, XLSX, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.snapshot import Snapshot
from wijgraph.web.workers.making import Kept, Making

router = APIRouter(prefix="/api")
MARKDOWN = Media("text/markdown", "markdown", "md")
ANSWERS: dict[int | str, dict[str, Any]] = documented(400, 404, 406, 503, page=True)
ANSWERS[200]["content"] |= {media.type: {"schema": {}} for media in (MARKDOWN, XLSX)}
Actor = Annotated[str, Field(min_length=1, max_length=LETTERS)]
Find = Callable[[Making], Sequence[object]]


class Telling(BaseModel, **STRICT):
    """How an analysis is told."""

    lang: Language = None
    format: Annotated[
        Literal["json", "markdown", "xlsx", "html"] | None,
        Field(description="Format; else Accept."),
    ] = None


class Dated(Telling):
    """How an analysis of one day is told."""

    at: Day = None


class Between(Dated):
    """Between whom, and by which routes."""

    start: Annotated[Actor, Field(alias="from", description="An actor.", examples=["raad"])]
    goal: Annotated[Actor, Field(alias="to", description="Another actor.", examples=["rvb"])]
    parts: Annotated[
        bool | None,
        Field(description="Step between a part and its whole; else only where nothing else leads."),
    ] = None
    longest: Annotated[int, Field(ge=1, le=10, description="Steps of the longest route.")] = 6


class Measured(Dated):
    """Of which view."""

    view: Annotated[Word, Field(description="The view that is measured.")] = "vier-processen"


class Whose(Dated):
    """Of which actors."""

    actor: Annotated[
        list[Actor], Field(max_length=20, description="Whose; else councils and who is judged.")
    ] = []


@router.get("/paths", response_model=Told, responses=ANSWERS)
async def paths(request: Request, asked: Annotated[Between, Query()]) -> Response:
    """The chains between two actors, forth and back, and where they end."""
    page, find = "/analyses/paths.html", partial(_paths, asked)
    return await _told(request, "paths", asked, find, page, carried=("from", "to"))


def _paths(asked: Between, making: Making) -> Sequence[object]:
    return [between(making.snapshot, asked.start, asked.goal, asked)]


@router.get("/analyses/processes", response_model=Told, responses=ANSWERS)
async def processes(request: Request, asked: Annotated[Dated, Query()]) -> Response:
    """Which of the four processes run between each two actors, and which answer is missing."""
    find = partial(_processes, asked)
    return await _told(request, "processes", asked, find, "/analyses/loops.html")


def _processes(asked: Dated, making: Making) -> Sequence[object]:
    from wijgraph.analysis.loops import loops

    return [loops(_facts(making), _day(asked.at))]


@router.get("/analyses/measures", response_model=Told, responses=ANSWERS)
async def measures(request: Request, asked: Annotated[Measured, Query()]) -> Response:
    """Who stands between whom in a view, and what rests on a single link."""
    find = partial(_measures, asked)
    return await _told(request, "measures", asked, find, "/analyses/positions.html")


def _measures(asked: Measured, making: Making) -> Sequence[object]:
    from wijgraph.analysis.measures import measures as measured

    return [measured(_facts(making), asked.view, at=_day(asked.at))]


@router.get("/analyses/grip", response_model=Told, responses=ANSWERS)
async def grip(request: Request, asked: Annotated[Whose, Query()]) -> Response:
    """What the graph holds of each element of grip: a profile, not a number."""
    return await _told(request, "grip", asked, partial(_grip, asked), "/analyses/grip.html")


def _grip(asked: Whose, making: Making) -> Sequence[object]:
    from wijgraph.analysis.grip import grip as profile
    from wijgraph.analysis.grip import holders

    facts = _facts(making)
    actors = [actor(making.snapshot, name) for name in asked.actor] or holders(facts)
    return [profile(facts, one, _day(asked.at)) for one in actors]


@router.get("/analyses/nsob", response_model=Told, responses=ANSWERS)
async def nsob(request: Request, asked: Annotated[Telling, Query()]) -> Response:
    """The findings by perspective and actor."""
    return await _told(request, "nsob", asked, _nsob, "/analyses/perspectives.html")


def _nsob(making: Making) -> Sequence[object]:
    from wijgraph.analysis.nsob import nsob as perspectives

    return [perspectives(_facts(making))]


@router.get("/analyses/modality", response_model=Told, responses=ANSWERS)
async def modality(request: Request, asked: Annotated[Dated, Query()]) -> Response:
    """What is formal, what is practice, and what was recommended."""
    find = partial(_modality, asked)
    return await _told(request, "modality", asked, find, "/analyses/practice.html")


def _modality(asked: Dated, making: Making) -> Sequence[object]:
    from wijgraph.analysis.modality import modality as compared

    return [compared(_facts(making), _day(asked.at))]


@router.get("/analyses/gaps", response_model=Told, responses=ANSWERS)
async def gaps(request: Request, asked: Annotated[Telling, Query()]) -> Response:
    """What is open, as a research agenda."""
    return await _told(request, "gaps", asked, _gaps, "/analyses/agenda.html")


def _gaps(making: Making) -> Sequence[object]:
    from wijgraph.analysis.agenda import agenda
    from wijgraph.validation.rules import rules_at

    snapshot = making.snapshot
    rules = rules_at(snapshot.graph, snapshot.dossier.files).values()
    return [agenda(_facts(making), snapshot.checked.report.findings, rules)]


def between(snapshot: Snapshot, start: str, goal: str, asked: Between | None = None) -> object:
    """Return the chains between the actors called ``start`` and ``goal``.

    Raises Problem when one of them is not known, or when they are the same.
    """
    from wijgraph.analysis.chains import LONGEST, chains

    one, other = actor(snapshot, start), actor(snapshot, goal)
    if one == other:
        raise Problem("bad-request", Message("web.chain-itself"))
    return chains(
        snapshot.graph.facts,
        one,
        other,
        parts=asked.parts if asked else None,
        longest=asked.longest if asked else LONGEST,
        at=_day(asked.at) if asked else None,
    )


def actor(snapshot: Snapshot, name: str) -> str:
    """Return the IRI of the actor called ``name``; raise Problem when there is none, or several."""
    try:
        return actor_called(snapshot.graph.facts, name)
    except UnknownNodeError as error:
        raise Problem.of(error) from None


def _facts(making: Making) -> Facts:
    return making.snapshot.graph.facts


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Problem("bad-request", Message("web.given-day")) from None


async def _told(
    request: Request,
    name: str,
    asked: Telling,
    find: Find,
    page: str,
    *,
    carried: Sequence[str] = (),
) -> Response:
    """Return what ``find`` finds, in the language and format that a client wants.

    Who reads pages is led to ``page``, which heeds the parameters ``carried``.
    """
    serving, language = service_of(request).now, language_of(request, asked.lang)
    formats = (JSON, MARKDOWN, *(media for media in offered() if media == XLSX))
    away = led(request, page, language, asked.format, formats, carried=carried)
    if away:
        return away
    media = pick(request.headers.get("accept"), formats, asked.format)

    what = asked.model_dump_json(exclude={"lang", "format"})
    key = ("told", name, what, media.type, language)
    job = partial(_telling, find, media, language)
    return await answered(request, serving, key, job, heavy=True)


def _telling(find: Find, media: Media, language: str, making: Making) -> Kept:
    from wijgraph.analysis import writers
    from wijgraph.analysis.tell import sections

    try:
        told = [section for one in find(making) for section in sections(one, language)]
    except WijgraphError as error:
        raise Problem.of(error, "not-found") from None
    if media == XLSX:
        return Kept(writers.xlsx(told, language), media.header)
    write = writers.as_json if media == JSON else writers.markdown
    return Kept(write(told, language).encode(), media.header)
