"""The pages of what follows from the graph: chains, loops, positions, grip and the rest."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from wijgraph.analysis.catalogue import ANALYSES, Reported, Subject
from wijgraph.analysis.chains import chains
from wijgraph.errors import Text
from wijgraph.messages import Message, in_language, word
from wijgraph.namespaces import GOV
from wijgraph.pages.material import Material, capital
from wijgraph.pages.page import Card, Cell, Page, Part
from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.report.document import Cell as Content
from wijgraph.report.document import Document, Place, Section, cited

# In the order in which one is led to them; chains are between every council and who carries out.
ORDER = ("chains", "loops", "positions", "grip", "perspectives", "practice", "agenda")


class Analyses:
    """Every analysis of a dossier, made once and told in either language."""

    def __init__(self, material: Material) -> None:
        self._material = material

    @cached_property
    def _made(self) -> dict[str, Sequence[Reported]]:
        material, facts = self._material, self._material.facts
        tops = facts.instances(GOV + "Council")
        bottoms = facts.instances(GOV + "ExecutiveBoard", GOV + "InHouseContractor")
        rules = [rule for rule, _ in material.rules]
        # The rules have run for the pages of rules: they do not run again.
        subject = Subject(facts, lambda: (material.report.findings, rules))
        found: dict[str, Sequence[Reported]] = {
            "chains": [chains(facts, a, b) for a in tops for b in bottoms],
            **{analysis.page: analysis.find(subject) for analysis in ANALYSES.values()},
        }
        return {name: found[name] for name in ORDER if found[name]}

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The ways to the analyses; one that would be empty is left out."""
        return tuple(
            Card(_path(name), *(Message(f"words.analysis_{name}{end}") for end in ("", "_text")))
            for name in self._made
        )

    def pages(self, language: str) -> Iterator[Page]:
        """Yield the page of each analysis."""
        for card in self.cards:
            name = card.path.removeprefix("analyses/").removesuffix(".html")
            parts = self.parts([made.report() for made in self._made[name]], language)
            values = {"text": card.text[language], "parts": parts}
            yield Page(card.path, "analysis.html", card.title[language], values, "analyses")

    def parts(self, reports: Sequence[Document], language: str) -> list[dict[str, object]]:
        """Return the sections of reports as the template ``sections.html`` has them."""
        return [
            self._part(section, f"{number}-{section.key}", report.title if index else "", language)
            for number, report in enumerate(reports)
            for index, section in enumerate(report.sections)
        ]

    def _part(self, section: Section, key: str, whole: Text, language: str) -> dict[str, object]:
        """Return a section; ``whole`` is the title of its report, empty for the head of it."""
        table, title = section.table, in_language(section.title, language)
        headings = [in_language(heading, language) for heading in table.headings] if table else []
        rows = [
            [self._cell(cell, language) for cell in row.cells]
            for row in (table.rows if table else ())
        ]
        if table and table.sourced:
            headings.append(word("where", language))
            for cells, row in zip(rows, table.rows, strict=True):
                cells.append(self._places(row.sources, language))
        return {
            "key": key,
            "title": title,
            # Two chains have sections of the same title; a table has one of its own.
            "caption": f"{in_language(whole, language)}: {title}" if whole else title,
            "level": 3 if whole else 2,
            "text": [in_language(text, language) for text in section.text],
            "headings": headings,
            "rows": rows,
            "empty": RECORDED_NOT.lines(language),
        }

    def _cell(self, cell: Content, language: str) -> Cell:
        href = self._material.paths.href
        return tuple(
            Part(in_language(span.text, language), href(span.iri) if span.iri else "")
            for span in cell
        )

    def _places(self, places: Iterable[Place], language: str) -> Cell:
        found: dict[str, list[Place]] = {}
        for place in places:
            found.setdefault(place.document.iri, []).append(place)
        parts: list[Part] = []
        for document, own in found.items():
            parts += [Part("; ")] * bool(parts)
            shown = capital(cited(own)[language])
            parts.append(Part(shown, self._material.paths.href(document)))
        return tuple(parts)


def _path(name: str) -> str:
    return f"analyses/{name}.html"
