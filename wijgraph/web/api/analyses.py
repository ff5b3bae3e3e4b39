"""What follows from the graph: the chains between two actors, and the analyses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from wijgraph.analysis.links import actor_called
from wijgraph.errors import UnknownNodeError, WijgraphError
from wijgraph.messages import Message
from wijgraph.web.answers import answered, language_of, led, service_of
from wijgraph.web.api.analysis_models import Told
from wijgraph.web.api.field_docs import LETTERS
from wijgraph.web.api.openapi import documented
from wijgraph.web.api.routes import STRICT, Day, Language, Word
from wijgraph.web.api.writing import offered
from wijgraph.web.negotiate import JSON, XLSX, Media, pick
from wijgraph.web.problems import Problem
from wijgraph.web.snapshot import Snapshot
from wijgraph.web.workers.making import Kept, Making

if TYPE_CHECKING:
    from wijgraph.analysis.catalogue import Checked, Reported, Subject

router = APIRouter(prefix="/api")
MARKDOWN = Media("text/markdown", "markdown", "md")
ANSWERS: dict[int | str, dict[str, Any]] = documented(400, 404, 406, 503, page=True)
ANSWERS[200]["content"] |= {media.type: {"schema": {}} for media in (MARKDOWN, XLSX)}
Actor = Annotated[str, Field(min_length=1, max_length=LETTERS)]
Find = Callable[[Making], "Sequence[Reported]"]


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


def _paths(asked: Between, making: Making) -> "Sequence[Reported]":
    return [between(making.snapshot, asked.start, asked.goal, asked)]


def _offer(name: str, model: type[Telling], text: str) -> None:
    """Give an analysis an address; ``model`` has what it can be asked, ``text`` what it tells."""

    async def analysis(request: Request, asked: Annotated[model, Query()]) -> Response:  # type: ignore[valid-type]
        from wijgraph.analysis.catalogue import ANALYSES

        page = f"/analyses/{ANALYSES[name].page}.html"
        return await _told(request, name, asked, partial(_found, name, asked), page)

    # FastAPI takes the name and the text of the operation from the function.
    analysis.__name__, analysis.__doc__ = name, text
    router.get(f"/analyses/{name}", response_model=Told, responses=ANSWERS)(analysis)


def _found(name: str, asked: Telling, making: Making) -> "Sequence[Reported]":
    from wijgraph.analysis.catalogue import ANALYSES

    return ANALYSES[name].find(_subject(making.snapshot, asked))


def _subject(snapshot: Snapshot, asked: Telling) -> "Subject":
    from wijgraph.analysis.catalogue import Subject
    from wijgraph.validation.rules import rules_at

    def checked() -> "Checked":
        rules = rules_at(snapshot.graph, snapshot.dossier.files).values()
        return snapshot.checked.report.findings, tuple(rules)

    subject = Subject(snapshot.graph.facts, checked)
    if isinstance(asked, Dated):
        subject = replace(subject, at=_day(asked.at))
    if isinstance(asked, Measured):
        subject = replace(subject, view=asked.view)
    if isinstance(asked, Whose):
        subject = replace(subject, actors=[actor(snapshot, name) for name in asked.actor])
    return subject


_offer(
    "processes",
    Dated,
    "Which of the four processes run between each two actors, and which answer is missing.",
)
_offer("measures", Measured, "Who stands between whom in a view, and what rests on a single link.")
_offer("grip", Whose, "What the graph holds of each element of grip: a profile, not a number.")
_offer("nsob", Telling, "The findings by perspective and actor.")
_offer("modality", Dated, "What is formal, what is practice, and what was recommended.")
_offer("gaps", Telling, "What is open, as a research agenda.")


def between(snapshot: Snapshot, start: str, goal: str, asked: Between | None = None) -> "Reported":
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
    from wijgraph.report.document import Document
    from wijgraph.report.writers import written

    try:
        report = Document.of(one.report() for one in find(making))
    except WijgraphError as error:
        raise Problem.of(error, "not-found") from None
    made = written(media.form, report, language)
    return Kept(made if isinstance(made, bytes) else made.encode(), media.header)
