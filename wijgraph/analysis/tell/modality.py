"""Telling formal against practice: side by side, and what has only one side."""

from collections.abc import Iterable, Iterator

from wijgraph.analysis.evidence import FORMAL, PRACTICE, WISHED, Statement
from wijgraph.analysis.modality import Comparison, Modalities
from wijgraph.analysis.prose import tell
from wijgraph.analysis.section import (
    Cell,
    Part,
    Row,
    Section,
    Table,
    listed,
    named,
    places_of,
    plain,
    told,
)
from wijgraph.analysis.words import say


def sections(found: Modalities, language: str) -> Iterator[Section]:
    """Yield what is both, what is only one, the differences named, and the recommendations."""
    text = [tell("modality_text", language)]
    if found.at:
        text.append(tell("at_text", language, found.at.isoformat()))
    yield Section("modality", tell("modality_title", language), tuple(text))
    yield _both([c for c in found.comparisons if c.state == "both"], language)
    for state in (FORMAL, PRACTICE, WISHED):
        alone = [c for c in found.comparisons if c.state == state]
        yield _one_sided(alone, state, language)
    if found.tensions:
        yield _tensions(found, language)
    yield _advice(found, language)


def _both(found: Iterable[Comparison], language: str) -> Section:
    rows = tuple(
        Row(
            (
                *_ends(c, language),
                named(c.kind, language),
                _with_subject(c.formal, language),
                _with_subject(c.practice, language),
                listed(c.gaps, language, " "),
            ),
            places_of((*c.formal, *c.practice, *c.gaps)),
        )
        for c in found
    )
    headings = ("who", "towards", "kind", "formal", "practice", "gap")
    return Section(
        "both",
        tell("modality_both", language),
        (tell("modality_both_text", language),),
        _table(headings, rows, language),
    )


def _ends(comparison: Comparison, language: str) -> tuple[Cell, Cell]:
    return listed(comparison.actors, language), listed(comparison.counterparties, language)


def _with_subject(statements: Iterable[Statement], language: str) -> Cell:
    """Return statements with what each is about, to see whether they are about the same."""
    parts: list[Part] = []
    for statement in statements:
        parts += [*([Part("; ")] if parts else []), *told([statement], language)]
        if statement.about:
            about = ", ".join(node.label[language] for node in statement.about)
            parts.append(Part(f" ({say('about', language)}: {about})"))
    return tuple(parts)


def _one_sided(found: Iterable[Comparison], state: str, language: str) -> Section:
    """Return what has one side; what is open matters for what has no formal ground."""
    open_too, based = state != FORMAL, state == PRACTICE
    rows = []
    for c in found:
        statements = (*c.formal, *c.practice, *c.wished)
        bases = {node.iri: node for s in statements for node in s.basis}
        cells = [*_ends(c, language), named(c.kind, language), told(statements, language)]
        cells += [listed(bases.values(), language)] if based else []
        cells += [listed(c.gaps, language, " ")] if open_too else []
        rows.append(Row(tuple(cells), places_of((*statements, *(c.gaps if open_too else ())))))
    headings = ["who", "towards", "kind", "relation"]
    headings += ["basis"] * based + ["gap"] * open_too
    return Section(
        state,
        tell(f"modality_{state}", language),
        (tell("modality_praktijk_text", language),) if based else (),
        _table(headings, tuple(rows), language),
    )


def _tensions(found: Modalities, language: str) -> Section:
    rows = tuple(
        Row((named(tension, language), told(poles, language)), places_of((tension, *poles)))
        for tension, poles in found.tensions
    )
    headings = ("tension", "finding")
    return Section(
        "tensions", tell("modality_tensions", language), (), _table(headings, rows, language)
    )


def _advice(found: Modalities, language: str) -> Section:
    rows = tuple(
        Row(
            (
                named(one.recommendation, language),
                listed(one.addressed, language) or plain(say("unstated", language)),
                told(one.adopted, language) or plain(say("nothing", language)),
                listed(one.gaps, language, " "),
            ),
            places_of((one.recommendation, *one.adopted, *one.gaps)),
        )
        for one in found.advice
    )
    headings = ("recommendation", "addressed", "adopted", "gap")
    return Section(
        "advice",
        tell("modality_advice", language),
        (tell("modality_advice_text", language),),
        _table(headings, rows, language),
    )


def _table(headings: Iterable[str], rows: tuple[Row, ...], language: str) -> Table | None:
    return Table(tuple(say(h, language) for h in headings), rows) if rows else None
