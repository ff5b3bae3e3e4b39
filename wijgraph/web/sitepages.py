"""The pages of the static site, made when they are asked for."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from wijgraph.pages.content import LANGUAGES, Content
from wijgraph.pages.material import Material
from wijgraph.pages.page import Page
from wijgraph.pages.pictures import Pictures
from wijgraph.pages.scenarios import whatif_page
from wijgraph.pages.sparql import sparql_page
from wijgraph.views.layout import lay_out
from wijgraph.web.snapshot import Snapshot

FIRST = "index.html"
WHATIF = "whatif/"


class SitePages:
    """The same pages as ``wijgraph build`` writes, of one snapshot, under the same addresses."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def _content(self) -> Content:
        material = Material(self._snapshot.dossier, self._snapshot.checked.report)
        pictures = Pictures(material)
        # The layout engine belongs to the thread that made it, and pages come from any.
        one = ThreadPoolExecutor(1, thread_name_prefix="layout")
        pictures.layout = lambda name: one.submit(lay_out, pictures.networks[name]).result()
        return Content(material, pictures, live=True)

    @cached_property
    def _pages(self) -> Mapping[str, Mapping[str, Page]]:
        pages = self._content.pages
        return {language: {page.path: page for page in pages[language]} for language in LANGUAGES}

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        return dict(self._content.files())

    def html(self, path: str, language: str) -> str | None:
        """Return the page at ``path``; None when the site has none there."""
        name = path.removeprefix("/")
        page = self._pages[language].get(name or FIRST)
        if name == "sparql":
            page = sparql_page(self._content.material)
        if page is None and name.startswith(WHATIF):
            page = whatif_page(self._content.material, name.removeprefix(WHATIF), language)
        return None if page is None else self._content.written(page, language)

    def asset(self, path: str) -> bytes | None:
        """Return the file at ``path``; None when the site has none there."""
        return None if path.endswith(".html") else self._files.get(path.removeprefix("/"))

    def address(self, iri: str) -> str | None:
        """Return the path of the page about ``iri``; None when it has none of its own."""
        href = self._content.material.paths.href(iri)
        return f"/{href}" if href else None
