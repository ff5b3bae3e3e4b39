"""Where the HTML comes from: whoever makes pages hands them in; without one there is this little.

This is the only place where the application and its pages meet.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, Protocol


class Pages(Protocol):
    """Makes the pages of one snapshot. A path begins with a slash and has no language in it."""

    def html(self, path: str, language: str) -> str | None:
        """Return the page at ``path``, such as ``/`` or ``/doc/rvb``; None when there is none."""

    def asset(self, path: str) -> bytes | None:
        """Return the file at ``path``, such as ``/assets/style.css``; None when there is none."""

    def address(self, iri: str) -> str | None:
        """Return the path of the page about ``iri``; None when it has none of its own."""


class NoPages:
    """For who has no pages: every address that needs one gets the least that is of use."""

    def __init__(self, snapshot: object) -> None:
        """Need nothing of ``snapshot``."""

    def html(self, path: str, language: str) -> str | None:  # noqa: ARG002 - as Pages
        """Return nothing."""
        return None

    def asset(self, path: str) -> bytes | None:  # noqa: ARG002 - as Pages
        """Return nothing."""
        return None

    def address(self, iri: str) -> str | None:  # noqa: ARG002 - as Pages
        """Return nothing."""
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
