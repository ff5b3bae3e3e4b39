"""The pages of the static site, made when they are asked for."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from wijgraph.analysis.catalogue import Reported
from wijgraph.api import Result
from wijgraph.messages import LANGUAGES
from wijgraph.model import Table, Term
from wijgraph.network import drawing_of
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
from wijgraph.pages.page import Page, Wrong
from wijgraph.pages.paths import VOCABULARY, Paths
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


def _kind(path: str) -> str:
    """Return the kind of the page at ``path``: the folder that it is in, or its own name."""
    name = path.partition("/")[0].removesuffix(".html")
    return "home" if name == "index" else name


class SitePages(Pages):
    """The same pages as ``wijgraph build`` writes, of one snapshot, under the same addresses."""

    def __init__(self, snapshot: Snapshot, *, public: bool = False) -> None:
        self._snapshot = snapshot
        self._public = public
        self._failed: dict[str, str] = {}  # kinds of pages that cannot be made, and why

    @cached_property
    def _paths(self) -> Paths:
        return Paths(self._snapshot.graph.facts)

    @cached_property
    def _content(self) -> Content:
        material = Material(
            self._snapshot.dossier, self._snapshot.checked.report, public=self._public
        )
        return Content(material, Pictures(material), live=True)

    @cached_property
    def _pages(self) -> Mapping[str, Mapping[str, Page]]:
        return {language: self._found(language) for language in LANGUAGES}

    def _found(self, language: str) -> Mapping[str, Page]:
        """Return the pages by their path; what cannot be made leaves the others as they are."""
        found: list[Page] = []
        for kind, make in self._content.kinds(language).items():
            try:
                for page in make():
                    found.append(page)
            except Exception:
                self._failed[kind] = traceback.format_exc()
        found.append(self._content.sitemap(found, language))
        return {page.path: page for page in found}

    @cached_property
    def _files(self) -> Mapping[str, Callable[[], bytes]]:
        return dict(self._content.makers(self._pages[LANGUAGES[0]].values()))

    def samples(self) -> Mapping[str, str]:
        """Return the path of a page of each kind."""
        found = {_kind(path): f"/{path}" for path in self._pages[LANGUAGES[0]]}
        return found | {kind: f"/{kind}.html" for kind in self._failed}

    def has(self, path: str) -> bool:
        """Return whether there is a page at ``path``; a guess for what each dossier has."""
        name = path.removeprefix("/")
        if name.startswith(QUESTIONS):
            return name.removeprefix(QUESTIONS).removesuffix(".html") in self._snapshot.queries
        if name.startswith(VIEW_PAGES):
            views = drawing_of(self._snapshot.graph).views
            return name.removeprefix(VIEW_PAGES).removesuffix(".html") in views
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
        if page is None and _kind(name) in self._failed:
            raise RuntimeError(self._failed[_kind(name)])
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
        return self._written(network_page(facts, table, query, language), language)

    def chains(self, ends: tuple[str, str], found: Sequence[Reported], language: str) -> str | None:
        """Return the page of the chains between two actors, ``found`` or yet to be asked for."""
        return self._written(chains_page(self._content.material, ends, found, language), language)

    def api(self, described: Mapping[str, Any], language: str) -> str | None:
        """Return the page of the interface, of which ``described`` is the OpenAPI."""
        return self._written(api_page(described, language), language)

    def problem(self, wrong: Wrong, language: str) -> str | None:
        """Return the page that tells what is ``wrong`` with what was asked."""
        return self._written(problem_page(wrong, language), language)

    def _written(self, page: Page | None, language: str) -> str | None:
        return None if page is None else self._content.written(page, language)

    def asset(self, path: str) -> bytes | None:
        """Return the file at ``path``; None when the site has none there."""
        make = None if path.endswith(".html") else self._files.get(path.removeprefix("/"))
        return None if make is None else make()

    def address(self, iri: str) -> str | None:
        """Return the path of the page about ``iri``; None when it has none of its own."""
        href = self._paths.href(iri)
        return f"/{href}" if href else None
