"""Telling perspectives: the matrix with actors, the findings, and the relations they are about."""

from collections.abc import Iterator

from wijgraph.analysis.nsob import Perspective, Perspectives
from wijgraph.analysis.prose import tell
from wijgraph.analysis.section import (
    Row,
    Section,
    Table,
    listed,
    named,
    places_of,
    plain,
    sense_of,
)
from wijgraph.analysis.words import say


def sections(found: Perspectives, language: str) -> Iterator[Section]:
    """Yield the matrix, each perspective, the relations, and what is not known."""
    actors = tuple(actor.label[language] for actor in found.actors)
    matrix = tuple(
        Row(
            (
                named(perspective.node, language),
                *(plain(str(len(perspective.of(actor.iri)))) for actor in found.actors),
            ),
            places_of(perspective.findings),
        )
        for perspective in found.perspectives
    )
    yield Section(
        "nsob",
        tell("nsob_title", language),
        (tell("nsob_text", language),),
        Table((say("perspective", language), *actors), matrix) if matrix else None,
    )
    for number, perspective in enumerate(found.perspectives, 1):
        yield _perspective(perspective, number, language)
    relations = tuple(
        Row(
            (
                named(perspective.node, language),
                named(relation, language),
                plain(sense_of(relation, language)),
                listed(grounds, language, " "),
            ),
            places_of((relation, *grounds)),
        )
        for perspective in found.perspectives
        for relation, grounds in perspective.relations
    )
    headings = ("perspective", "relation", "holds_as", "finding")
    yield Section(
        "relations",
        tell("nsob_relations", language),
        (tell("nsob_relations_text", language),),
        Table(tuple(say(h, language) for h in headings), relations) if relations else None,
    )
    gaps = {gap.iri: gap for perspective in found.perspectives for gap in perspective.gaps}
    if gaps:
        rows = tuple(
            Row((named(gap, language), plain(sense_of(gap, language))), gap.places)
            for gap in gaps.values()
        )
        yield Section(
            "gaps",
            tell("nsob_gaps", language),
            (),
            Table((say("gap", language), say("reason", language)), rows),
        )


def _perspective(perspective: Perspective, number: int, language: str) -> Section:
    rows = [
        Row(
            (plain(say("itself", language)), named(s, language), plain(sense_of(s, language))),
            s.places,
        )
        for s in perspective.meaning
    ]
    rows += [
        Row(
            (listed(s.actors, language), named(s, language), plain(sense_of(s, language))), s.places
        )
        for s in perspective.findings
    ]
    headings = ("actor", "finding", "holds_as")
    return Section(
        f"nsob-{number}",
        perspective.node.label[language].capitalize(),
        (),
        Table(tuple(say(h, language) for h in headings), tuple(rows)),
    )
