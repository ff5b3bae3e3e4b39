"""The pages of what follows from the graph: chains, loops, positions, grip and the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from wijgraph.analysis.agenda import agenda
from wijgraph.analysis.chains import chains
from wijgraph.analysis.evidence import Place
from wijgraph.analysis.grip import grip, holders
from wijgraph.analysis.loops import loops
from wijgraph.analysis.measures import measures
from wijgraph.analysis.modality import modality
from wijgraph.analysis.nsob import nsob
from wijgraph.analysis.section import Cell as Told
from wijgraph.analysis.section import Section, cited
from wijgraph.analysis.tell import sections
from wijgraph.messages import Message, word
from wijgraph.namespaces import GOV
from wijgraph.pages.material import Material, capital
from wijgraph.pages.page import Card, Cell, Page, Part
from wijgraph.queries.empty import RECORDED_NOT

POSITIONS = "vier-processen"  # the view whose positions are measured


class Analyses:
    """Every analysis of a dossier, made once and told in either language."""

    def __init__(self, material: Material) -> None:
        self._material = material

    @cached_property
    def _made(self) -> dict[str, list[object]]:
        material, facts = self._material, self._material.facts
        tops = facts.instances(GOV + "Council")
        bottoms = facts.instances(GOV + "ExecutiveBoard", GOV + "InHouseContractor")
        rules = [rule for rule, _ in material.rules]
        makers: dict[str, Callable[[], list[object]]] = {
            "chains": lambda: [chains(facts, a, b) for a in tops for b in bottoms],
            "loops": lambda: [loops(facts)],
            "positions": lambda: [measures(facts, POSITIONS)],
            "grip": lambda: [grip(facts, holder) for holder in holders(facts)],
            "perspectives": lambda: [nsob(facts)],
            "practice": lambda: [modality(facts)],
            "agenda": lambda: [agenda(facts, material.report.findings, rules)],
        }
        return {name: made for name, make in makers.items() if (made := make())}

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The ways to the analyses; one that would be empty is left out."""
        return tuple(
            Card(
                _path(name),
                Message(f"words.analysis_{name}"),
                Message(f"words.analysis_{name}_text"),
            )
            for name in self._made
        )

    def pages(self, language: str) -> Iterator[Page]:
        """Yield the page of each analysis."""
        for card in self.cards:
            name = card.path.removeprefix("analyses/").removesuffix(".html")
            told = [sections(made, language) for made in self._made[name]]
            parts = self.parts(told, language)
            values = {"text": card.text[language], "parts": parts}
            yield Page(card.path, "analysis.html", card.title[language], values, "analyses")

    def parts(self, told: Sequence[Sequence[Section]], language: str) -> list[dict[str, object]]:
        """Return the sections of each analysis as the template ``sections.html`` has them."""
        return [
            {
                "key": f"{number}-{section.key}",
                "title": section.title,
                # Two chains have sections of the same title; a table has one of its own.
                "caption": f"{own[0].title}: {section.title}" if index else section.title,
                "level": 3 if index else 2,
                "text": section.text,
                "headings": self._headings(section, language),
                "rows": self._rows(section, language),
                "empty": RECORDED_NOT.lines(language),
            }
            for number, own in enumerate(told)
            for index, section in enumerate(own)
        ]

    def _headings(self, section: Section, language: str) -> list[str]:
        if section.table is None:
            return []
        headings = list(section.table.headings)
        return [*headings, word("where", language)] if section.table.sourced else headings

    def _rows(self, section: Section, language: str) -> list[list[Cell]]:
        table = section.table
        if table is None:
            return []
        return [
            [
                *(self._cell(cell) for cell in row.cells),
                *([self._places(row.sources, language)] if table.sourced else []),
            ]
            for row in table.rows
        ]

    def _cell(self, cell: Told) -> Cell:
        href = self._material.paths.href
        return tuple(Part(part.text, href(part.iri) if part.iri else "") for part in cell)

    def _places(self, places: Iterable[Place], language: str) -> Cell:
        found: dict[str, list[Place]] = {}
        for place in places:
            found.setdefault(place.document.iri, []).append(place)
        parts: list[Part] = []
        for document, own in found.items():
            if parts:
                parts.append(Part("; "))
            parts.append(Part(capital(cited(own, language)), self._material.paths.href(document)))
        return tuple(parts)


def _path(name: str) -> str:
    return f"analyses/{name}.html"
