"""Every analysis by the name that commands and the interface have for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wijgraph.analysis.agenda import agenda
from wijgraph.analysis.grip import grip, holders
from wijgraph.analysis.loops import loops
from wijgraph.analysis.measures import ROUTES, VIEW, measures
from wijgraph.analysis.perspectives import perspectives
from wijgraph.analysis.practice import practice
from wijgraph.graph.facts import Facts
from wijgraph.model import Finding
from wijgraph.report.document import Document
from wijgraph.validation.rules import Rule

Checked = tuple[Sequence[Finding], Sequence[Rule]]


class Reported(Protocol):
    """What an analysis found."""

    def report(self) -> Document:
        """Return it as a report, in no language yet."""
        ...


@dataclass(frozen=True)
class Subject:
    """What is analysed, and how: each analysis takes of it what it knows."""

    facts: Facts
    checked: Callable[[], Checked] = lambda: ((), ())  # what the rules find, and the rules
    at: date | None = None
    actors: Sequence[str] = ()  # whose grip; of whom it is defined or judged when empty
    view: str = VIEW
    ends: tuple[str, str] | None = None
    routes: int = ROUTES


@dataclass(frozen=True)
class Analysis:
    """An analysis: the name of its page, and what makes it."""

    page: str
    find: Callable[[Subject], Sequence[Reported]]


def _grip(subject: Subject) -> Sequence[Reported]:
    actors = subject.actors or holders(subject.facts)
    return [grip(subject.facts, actor, subject.at) for actor in actors]


def _measures(subject: Subject) -> Sequence[Reported]:
    ends, routes = subject.ends, subject.routes
    return [measures(subject.facts, subject.view, ends=ends, routes=routes, at=subject.at)]


ANALYSES: Mapping[str, Analysis] = {
    "processes": Analysis("loops", lambda s: [loops(s.facts, s.at)]),
    "measures": Analysis("positions", _measures),
    "grip": Analysis("grip", _grip),
    "nsob": Analysis("perspectives", lambda s: [perspectives(s.facts)]),
    "modality": Analysis("practice", lambda s: [practice(s.facts, s.at)]),
    "gaps": Analysis("agenda", lambda s: [agenda(s.facts, *s.checked())]),
}
