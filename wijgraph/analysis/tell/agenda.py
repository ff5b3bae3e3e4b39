"""Telling the research agenda: the open questions by subject, and where to look."""

from collections.abc import Iterator, Mapping

from wijgraph.analysis.agenda import GAP, LACK, RULE, Agenda, Question, Theme
from wijgraph.analysis.prose import tell
from wijgraph.analysis.section import Part, Row, Section, Table, listed, named, plain
from wijgraph.analysis.words import say
from wijgraph.messages import word
from wijgraph.network import slug

HEADINGS = (
    "id",
    "question",
    "about",
    "reason",
    "answer_documents",
    "answer_roles",
    "insights",
    "rules",
)


def sections(agenda: Agenda, language: str) -> Iterator[Section]:
    """Yield the introduction, and a table for each subject."""
    kinds = [question.kind for question in agenda.questions]
    counts = {"gaps": kinds.count(GAP), "rules": kinds.count(RULE), "lacks": kinds.count(LACK)}
    yield Section("gaps", tell("gaps_title", language), (tell("gaps_text", language, **counts),))
    if agenda.insights:
        yield _insights(agenda, language)
    numbers = {insight.iri: number for number, insight in agenda.insights}
    for theme in agenda.themes:
        yield _theme(theme, numbers, language)


def _insights(agenda: Agenda, language: str) -> Section:
    rows = tuple(
        Row((plain(str(number or "")), named(insight, language)), insight.places)
        for number, insight in agenda.insights
    )
    headings = (word("number", language), say("insight", language))
    return Section("insights", tell("agenda_insights", language), (), Table(headings, rows))


def _theme(theme: Theme, numbers: Mapping[str, int | None], language: str) -> Section:
    return Section(
        theme.key,
        say(f"theme_{theme.key}", language),
        (),
        Table(
            tuple(say(h, language) for h in HEADINGS),
            tuple(_row(question, numbers, language) for question in theme.questions),
        ),
    )


def _row(question: Question, numbers: Mapping[str, int | None], language: str) -> Row:
    insights: list[Part] = []
    for insight in question.insights:
        number = numbers[insight.iri]
        insights += [Part(", ")] * bool(insights)
        insights.append(Part(str(number) if number else insight.label[language], insight.iri))
    return Row(
        (
            plain(slug(question.id)),
            plain(question.text[language]),
            listed(question.about, language, "; "),
            plain(question.reason[language]),
            listed((*question.documents, *question.figures), language, "; "),
            listed(question.roles, language, "; "),
            tuple(insights),
            plain(", ".join(question.rules)),
        ),
        question.places,
    )
