"""Telling grip: its definition, what the graph holds of each element, and the insights."""

from collections.abc import Iterator

from wijgraph.analysis.evidence import Statement
from wijgraph.analysis.grip import Element, Grip, Sought
from wijgraph.analysis.prose import tell
from wijgraph.analysis.section import (
    Cell,
    Row,
    Section,
    Table,
    listed,
    named,
    places_of,
    plain,
    sense_of,
    told,
)
from wijgraph.analysis.words import say


def sections(grip: Grip, language: str) -> Iterator[Section]:
    """Yield the profile of one actor's grip."""
    actor = grip.actor.label[language]
    source = (
        "grip_undefined"
        if not grip.definitions
        else "grip_defined"
        if grip.defined
        else "grip_borrowed"
    )
    text = [tell("grip_text", language), tell(source, language)]
    if grip.at:
        text.append(tell("at_text", language, grip.at.isoformat()))
    yield Section("grip", tell("grip_title", language, actor), tuple(text))
    yield _definition(grip, language)
    headings = ("element", "meaning", "held", "gap", "insight")
    yield Section(
        "elements",
        tell("grip_elements", language),
        (),
        Table(
            tuple(say(h, language) for h in headings),
            tuple(_element(element, language) for element in grip.elements),
        ),
    )
    if grip.insights:
        headings = ("insight", "aspects", "element_many", "held", "gap")
        yield Section(
            "insights",
            tell("grip_insights", language),
            (tell("grip_insights_text", language),),
            Table(
                tuple(say(h, language) for h in headings),
                tuple(_sought(sought, language) for sought in grip.insights),
            ),
        )


def _definition(grip: Grip, language: str) -> Section:
    groups = (
        (tell("definition", language), grip.definitions),
        (tell("verdict", language), grip.verdicts),
        (say("gap", language), grip.gaps),
    )
    rows = tuple(
        Row((plain(name), named(s, language), plain(sense_of(s, language))), s.places)
        for name, statements in groups
        for s in statements
    )
    headings = (say("kind", language), say("finding", language), say("holds_as", language))
    return Section(
        "definition",
        tell("grip_definition", language),
        () if grip.verdicts else (tell("no_verdict", language),),
        Table(headings, rows) if rows else None,
    )


def _held(statements: tuple[Statement, ...], language: str) -> Cell:
    return told(statements, language) or plain(say("nothing", language))


def _element(element: Element, language: str) -> Row:
    return Row(
        (
            named(element.node, language),
            listed(element.meaning, language, " "),
            _held(element.holds, language),
            listed(element.gaps, language, " "),
            listed(element.insights, language, " "),
        ),
        places_of((*element.meaning, *element.holds, *element.gaps)),
    )


def _sought(sought: Sought, language: str) -> Row:
    return Row(
        (
            named(sought.insight, language),
            listed(sought.aspects, language, " "),
            listed(sought.elements, language),
            _held(sought.holds, language),
            listed(sought.gaps, language, " "),
        ),
        places_of((sought.insight, *sought.aspects, *sought.holds, *sought.gaps)),
    )
