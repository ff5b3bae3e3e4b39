"""The pages of the static site, made when they are asked for."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from wijgraph.api import Result
from wijgraph.messages import LANGUAGES
from wijgraph.model import Table, Term
from wijgraph.network import VIEWS
from wijgraph.pages.content import Content
from wijgraph.pages.live import (
    CHECK,
    answered_page,
    api_page,
    chains_page,
    check_page,
    network_page,
    problem_page,
)
from wijgraph.pages.material import Material
from wijgraph.pages.page import Page
from wijgraph.pages.paths import VOCABULARY
from wijgraph.pages.pictures import Pictures
from wijgraph.pages.scenarios import whatif_page
from wijgraph.pages.sparql import EDITOR, SPARQL, editor_page, sparql_page
from wijgraph.web.pages import Pages
from wijgraph.web.snapshot import Snapshot

WHATIF, QUESTIONS, VIEW_PAGES = "whatif/", "questions/", "views/"
# Addresses that are no names of files.
NAMES = {"": "index.html", "sparql": SPARQL, "ontology": VOCABULARY}
LISTS = {
    "index.html", "actors.html", "relations.html", "gaps.html", "rules.html", VOCABULARY,
}  # fmt: skip
# The pages that need a server, but nothing that is asked.
LIVE: Mapping[str, Callable[[Material, str], Page]] = {
    SPARQL: lambda material, _: sparql_page(material),
    EDITOR: lambda _, language: editor_page(language),
    CHECK: lambda _, language: check_page(language),
}


class SitePages(Pages):
    """The same pages as ``wijgraph build`` writes, of one snapshot, under the same addresses."""

    def __init__(self, snapshot: Snapshot, *, public: bool = False) -> None:
        self._snapshot = snapshot
        self._public = public

    @cached_property
    def _answers(self) -> ThreadPoolExecutor:
        # Another one, so that no page of the dossier waits for what somebody asks.
        return ThreadPoolExecutor(1, thread_name_prefix="answers")

    @cached_property
    def _content(self) -> Content:
        material = Material(
            self._snapshot.dossier, self._snapshot.checked.report, public=self._public
        )
        return Content(material, Pictures(material), live=True)

    @cached_property
    def _pages(self) -> Mapping[str, Mapping[str, Page]]:
        pages = self._content.pages
        return {language: {page.path: page for page in pages[language]} for language in LANGUAGES}

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        return dict(self._content.files())

    def has(self, path: str) -> bool:
        """Return whether there is a page at ``path``; a guess for what each dossier has."""
        name = path.removeprefix("/")
        if name.startswith(QUESTIONS):
            return name.removeprefix(QUESTIONS).removesuffix(".html") in self._snapshot.queries
        if name.startswith(VIEW_PAGES):
            return name.removeprefix(VIEW_PAGES).removesuffix(".html") in VIEWS
        return name in LISTS or name.startswith(("analyses/", "actors/", "relations/", "sources/"))

    def html(self, path: str, language: str) -> str | None:
        """Return the page at ``path``; None when the site has none there."""
        name = path.removeprefix("/")
        name = NAMES.get(name, name)
        page = self._pages[language].get(name)
        if page is None and name in LIVE:
            page = LIVE[name](self._content.material, language)
        if page is None and name.startswith(WHATIF):
            page = whatif_page(self._content.material, name.removeprefix(WHATIF), language)
        return self._written(page, language)

    def answer(
        self,
        name: str,
        values: dict[str, str],
        terms: Mapping[str, Term],
        table: Table,
        language: str,
    ) -> str | None:
        """Return the page of the question called ``name`` with its answer for ``values``."""
        material, query = self._content.material, self._snapshot.queries[name]
        dated = material.dossier.at is not None
        result = Result(table, material.graph, query, terms, dated=dated)
        page = answered_page(material, query, values, result, language)
        return self._written(page, language)

    def network(self, query: str, table: Table, language: str) -> str | None:
        """Return the answer to ``query`` as a network."""
        facts = self._content.material.facts
        page = self._answers.submit(network_page, facts, table, query, language).result()
        return self._written(page, language)

    def chains(self, ends: tuple[str, str], found: Sequence[object], language: str) -> str | None:
        """Return the page of the chains between two actors, ``found`` or yet to be asked for."""
        return self._written(chains_page(self._content.material, ends, found, language), language)

    def api(self, described: Mapping[str, Any], language: str) -> str | None:
        """Return the page of the interface, of which ``described`` is the OpenAPI."""
        return self._written(api_page(described, language), language)

    def problem(self, code: str, detail: tuple[str, str], path: str, language: str) -> str | None:
        """Return the page that tells what is wrong, once there are others to put it among."""
        if "_content" not in self.__dict__:
            return None
        return self._written(problem_page(code, detail, path, language), language)

    def _written(self, page: Page | None, language: str) -> str | None:
        return None if page is None else self._content.written(page, language)

    def asset(self, path: str) -> bytes | None:
        """Return the file at ``path``; None when the site has none there."""
        return None if path.endswith(".html") else self._files.get(path.removeprefix("/"))

    def address(self, iri: str) -> str | None:
        """Return the path of the page about ``iri``; None when it has none of its own."""
        href = self._content.material.paths.href(iri)
        return f"/{href}" if href else None
