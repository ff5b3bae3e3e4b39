"""Telling loops: the matrix of processes, the facts of each pair, and what has no counterpart."""

from collections.abc import Iterator

from wijgraph.analysis.links import PROCESSES
from wijgraph.analysis.loops import Lack, Loops, Pair
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


def sections(loops: Loops, language: str) -> Iterator[Section]:
    """Yield the matrix, the relations without a counterpart, and the facts of each pair."""
    text = [tell("processes_text", language)]
    if loops.at:
        text.append(tell("at_text", language, loops.at.isoformat()))
    headings = ("who", "towards", "steers", "controls", "supervises", "accounted")
    yield Section(
        "processes",
        tell("processes_title", language),
        tuple(text),
        Table(
            tuple(say(h, language) for h in headings),
            tuple(_row(pair, language) for pair in loops.pairs),
        )
        if loops.pairs
        else None,
    )
    headings = ("who", "towards", "missing", "counterpart", "instead", "gap")
    yield Section(
        "lacks",
        tell("lacks_title", language),
        (tell("lacks_text", language),),
        Table(
            tuple(say(h, language) for h in headings),
            tuple(_lack(lack, language) for lack in loops.lacks),
        )
        if loops.lacks
        else None,
    )
    headings = ("who", "towards", "process", "relation", "basis", "holds_as")
    yield Section(
        "pairs",
        tell("pairs_title", language),
        (),
        Table(
            tuple(say(h, language) for h in headings),
            tuple(row for pair in loops.pairs for row in _facts(pair, language)),
        )
        if loops.pairs
        else None,
    )


def _row(pair: Pair, language: str) -> Row:
    cells = tuple(_state(pair, process, language) for process in PROCESSES)
    return Row((named(pair.one, language), named(pair.other, language), *cells))


def _state(pair: Pair, process: str, language: str) -> Cell:
    status = pair.status(process)
    if status:
        return plain(say(status, language))
    return plain(say("unstated" if pair.gaps.get(process) else "none", language))


def _lack(lack: Lack, language: str) -> Row:
    kinds = "; ".join(say(f"lack_{kind}", language) for kind in lack.kinds)
    accountable = lack.kinds == ("accountable",)
    who, whom = (lack.other, lack.one) if accountable else (lack.one, lack.other)
    return Row(
        (
            named(who, language),
            named(whom, language),
            plain(kinds),
            plain(say(f"state_{lack.state}", language)),
            told(lack.instead, language),
            listed(lack.gaps, language, " "),
        ),
        places_of((*lack.ground, *lack.instead, *lack.gaps)),
    )


def _facts(pair: Pair, language: str) -> Iterator[Row]:
    for process in PROCESSES:
        for s in pair.statements[process]:
            yield Row(
                (
                    listed(s.actors, language),
                    listed(s.counterparties, language),
                    plain(say(process, language)),
                    named(s, language),
                    listed(s.basis, language),
                    plain(sense_of(s, language)),
                ),
                s.places,
            )
