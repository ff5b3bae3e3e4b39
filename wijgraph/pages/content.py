"""The whole site as pages and files, in both languages, from one gathering of the facts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from wijgraph.messages import LANGUAGES, Message, word
from wijgraph.pages.actors import actor_pages
from wijgraph.pages.analyses import Analyses
from wijgraph.pages.gaps import gaps_page
from wijgraph.pages.home import home_page, title
from wijgraph.pages.linked import file_nodes, jsonld, own_nodes, turtle
from wijgraph.pages.live import CHAINS, live_pages
from wijgraph.pages.material import Material
from wijgraph.pages.page import Card, Page
from wijgraph.pages.pictures import Pictures
from wijgraph.pages.questions import (
    Block,
    blocks_of,
    question_pages,
    readable_csv,
    sparql_json,
)
from wijgraph.pages.relations import relation_pages
from wijgraph.pages.render import ASSETS, Frame, asset, render
from wijgraph.pages.rules import rule_pages
from wijgraph.pages.scenarios import (
    changes_card,
    changes_page,
    scenarios_card,
    scenarios_of,
    scenarios_page,
)
from wijgraph.pages.search import search_index
from wijgraph.pages.sources import source_pages
from wijgraph.pages.sparql import editor_files
from wijgraph.pages.vocabulary import vocabulary_page
from wijgraph.store import tabled
from wijgraph.store.canonical import steady
from wijgraph.views.page import assets

DOWNLOADS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "jsonld": "jsonld"}
DRAWN = {"actor.html", "view.html"}
File = tuple[str, bytes]  # its path from the root of the site, and its content


class Content:
    """All pages and files of the site of a dossier.

    Without ``pictures`` it has words only. ``url`` is where the site will stand, if that is known.
    Where it is ``live`` scenarios can be tried at once. ``since`` names another state of the
    dossier: a page tells what changed.
    """

    def __init__(
        self,
        material: Material,
        pictures: Pictures | None = None,
        *,
        url: str | None = None,
        live: bool = False,
        since: str | None = None,
    ) -> None:
        self.material = material
        self.pictures = pictures
        self.views: Sequence[Card] = pictures.cards if pictures else ()
        self.analyses = Analyses(material)
        self.url = url
        self.live = live
        self.since = since
        self._data: dict[str, str] = {}
        self._scenarios = scenarios_of(material)
        self.changes = (
            *(
                (Card(CHAINS, Message("words.chains_between"), Message("words.chains_lead")),)
                if live
                else ()
            ),
            *((scenarios_card(),) if self._scenarios else ()),
            *((changes_card(),) if since else ()),
        )

    @cached_property
    def _blocks(self) -> dict[str, dict[str, Block]]:
        return {language: blocks_of(self.material, language) for language in LANGUAGES}

    @cached_property
    def pages(self) -> dict[str, list[Page]]:
        """The pages of each language, in the order of the list of all pages."""
        return {language: self._pages(language) for language in LANGUAGES}

    def kinds(self, language: str) -> Mapping[str, Callable[[], Iterable[Page]]]:
        """Return what makes the pages of each kind, in order, but for the list of all pages."""
        material = self.material
        return {
            "home": lambda: [
                home_page(
                    material,
                    self._blocks[language],
                    self.views,
                    (*self.analyses.cards, *self.changes),
                    language,
                )
            ],
            "actors": lambda: actor_pages(material, language, self.pictures),
            "views": lambda: self.pictures.pages(language) if self.pictures else (),
            "relations": lambda: relation_pages(material, language),
            "questions": lambda: question_pages(
                material, self._blocks[language], language, live=self.live
            ),
            "analyses": lambda: self.analyses.pages(language),
            "changes": lambda: self._change_pages(language),
            "gaps": lambda: [gaps_page(material, language)],
            "rules": lambda: rule_pages(material, language),
            "sources": lambda: source_pages(material, language),
            "vocabulary": lambda: [vocabulary_page(material, language)],
            "downloads": lambda: [self._downloads(language)],
            "search": lambda: [Page("search.html", "search.html", word("search", language), {})],
        }

    def _downloads(self, language: str) -> Page:
        blocks = list(self._blocks[language].values())
        files = [f"dossier.{suffix}" for suffix in DOWNLOADS.values()]
        values = {"files": files, "blocks": blocks}
        return Page("downloads.html", "downloads.html", word("downloads", language), values)

    def _pages(self, language: str) -> list[Page]:
        pages = [page for make in self.kinds(language).values() for page in make()]
        return [*pages, self.sitemap(pages, language)]

    def sitemap(self, pages: Iterable[Page], language: str) -> Page:
        """Return the list of ``pages``."""
        heading = word("sitemap", language)
        listed = [(page.path, page.title, page.path.count("/")) for page in pages]
        if self.live:
            listed += [(path, title, 0) for path, title in live_pages(language)]
        listed.append(("sitemap.html", heading, 0))
        return Page("sitemap.html", "sitemap.html", heading, {"listed": listed})

    def _change_pages(self, language: str) -> Iterator[Page]:
        if self._scenarios:
            yield scenarios_page(self.material, self._scenarios, language, live=self.live)
        if self.since:
            yield changes_page(self.material, self.since, language)

    def _embedded(self, node: str) -> str:
        if node not in self._data:
            self._data[node] = jsonld(self.material, own_nodes(self.material, node))
        return self._data[node]

    def html(self) -> Iterator[File]:
        """Yield every page as a file: its path and content; those with a picture come last."""
        found = [(language, page) for language in LANGUAGES for page in self.pages[language]]
        for language, page in sorted(found, key=lambda one: one[1].template in DRAWN):
            yield self._frame(language).folder + page.path, self.written(page, language).encode()

    def written(self, page: Page, language: str) -> str:
        """Return a page as HTML."""
        data = self._embedded(page.node) if page.node else ""
        return render(page, self._frame(language), data)

    def _frame(self, language: str) -> Frame:
        return Frame(
            language, title(self.material, language), bool(self.views), self.url, self.live
        )

    def _assets(self) -> Iterator[File]:
        for name in ASSETS:
            yield name, asset(name)
        if self.pictures:
            yield from assets().items()
        if self.live:
            yield from editor_files().items()

    def files(self) -> Iterator[File]:
        """Yield every file that is not a page."""
        for path, make in self.makers(self.pages[LANGUAGES[0]]):
            yield path, make()

    def makers(self, pages: Iterable[Page]) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the path of every file that is not a page, beside ``pages``, with what makes it."""
        material = self.material
        for name, data in self._assets():
            yield f"assets/{name}", partial(bytes, data)
        for form, suffix in DOWNLOADS.items():
            yield f"files/dossier.{suffix}", partial(_whole, material, form)
        for page in pages:
            if page.node:
                stem = page.path.removesuffix(".html")
                yield f"{stem}.ttl", partial(_turtle, material, page.node)
                yield f"{stem}.jsonld", partial(_jsonld, material, page.node)
        for name, answered in material.answers.items():
            if answered.result:
                table, empty = answered.result.table, answered.result.empty
                yield f"files/{name}.csv", partial(tabled, table, "csv")
                yield f"questions/{name}.json", partial(sparql_json, table, empty)
        for language in LANGUAGES:
            folder = self._frame(language).folder
            cards = (*self.views, *self.analyses.cards, *self.changes)
            yield f"assets/search-{language}.js", partial(search_index, material, cards, language)
            for block in self._blocks[language].values():
                if block.asked:
                    path = f"{folder}questions/{block.id}.csv"
                    yield path, partial(readable_csv, block, language)
        if self.url:
            yield "sitemap.xml", self._sitemap

    def _sitemap(self) -> bytes:
        from xml.sax.saxutils import escape

        lines = [
            f"<url><loc>{escape(self._frame(language).address(path, language))}</loc></url>\n"
            for language in LANGUAGES
            for path in (page.path for page in self.pages[language])
        ]
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{''.join(lines)}</urlset>\n"
        ).encode()


def _whole(material: Material, form: str) -> bytes:
    return steady([*material.graph.triples(), *material.graph.derived], form)


def _turtle(material: Material, node: str) -> bytes:
    return turtle(material, file_nodes(material, node)).encode()


def _jsonld(material: Material, node: str) -> bytes:
    return f"{jsonld(material, file_nodes(material, node), indent=1)}\n".encode()
