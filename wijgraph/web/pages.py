"""Where the HTML comes from: whoever makes pages hands them in; without one there is this little.

This is the only place where the application and its pages meet.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from wijgraph.model import Table, Term
from wijgraph.pages.page import Wrong

if TYPE_CHECKING:
    from wijgraph.analysis.catalogue import Reported


class Pages:
    """Makes the pages of one snapshot; this one makes none, so that plain ones are given instead.

    A path begins with a slash and has no language in it.
    """

    def __init__(self, snapshot: object) -> None:
        """Need nothing of ``snapshot``."""

    def html(self, path: str, language: str) -> str | None:
        """Return the page at ``path``, such as ``/`` or ``/doc/rvb``; None when there is none."""
        return None

    def samples(self) -> Mapping[str, str]:
        """Return the path of a page of each kind that there is."""
        return {}

    def has(self, path: str) -> bool:
        """Return whether there is a page at ``path``, as far as that is known without making it."""
        return False

    def answer(
        self,
        name: str,
        values: dict[str, str],
        terms: Mapping[str, Term],
        table: Table,
        language: str,
    ) -> str | None:
        """Return the page of the question called ``name`` with its answer for ``values``.

        ``terms`` are what these stand for.
        """
        return None

    def network(self, query: str, table: Table, language: str) -> str | None:
        """Return the answer to ``query`` as a network."""
        return None

    def chains(
        self, ends: tuple[str, str], found: "Sequence[Reported]", language: str
    ) -> str | None:
        """Return the page of the chains between two actors, ``found`` or yet to be asked for."""
        return None

    def api(self, described: Mapping[str, Any], language: str) -> str | None:
        """Return the page of the interface, of which ``described`` is the OpenAPI."""
        return None

    def problem(self, wrong: Wrong, language: str) -> str | None:
        """Return the page that tells what is ``wrong`` with what was asked."""
        return None

    def asset(self, path: str) -> bytes | None:
        """Return the file at ``path``, such as ``/assets/style.css``; None when there is none."""
        return None

    def address(self, iri: str) -> str | None:
        """Return the path of the page about ``iri``; None when it has none of its own."""
        return None


def plain(title: str, language: str, body: str) -> str:
    """Return a page of ``body``, which is HTML already."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/assets/style.css"></head>\n'
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def listing(items: Mapping[str, str]) -> str:
    """Return links by their text."""
    lines = (
        f'<li><a href="{escape(href)}">{escape(text)}</a></li>\n' for text, href in items.items()
    )
    return f"<ul>\n{''.join(lines)}</ul>\n"


def table(rows: list[tuple[str, Any]]) -> str:
    """Return names and values as a table."""
    lines = (
        f'<tr><th scope="row">{escape(str(name))}</th><td>{escape(str(value))}</td></tr>\n'
        for name, value in rows
    )
    return f"<table>\n{''.join(lines)}</table>\n"
