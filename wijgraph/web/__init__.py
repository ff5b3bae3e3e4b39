"""The web application: a standard SPARQL endpoint, linked data, an interface and pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from wijgraph.api import Dossier
    from wijgraph.web.pages import Pages
    from wijgraph.web.settings import Settings
    from wijgraph.web.snapshot import Snapshot


def create_app(
    dossier: "Dossier",
    settings: "Settings | None" = None,
    pages: "Callable[[Snapshot], Pages] | None" = None,
) -> "FastAPI":
    """Return the application that serves ``dossier``.

    ``pages`` makes the HTML of a snapshot; when left out, it is that of the static site.

    FastAPI is imported here and not above: the worker processes are started from this package, and
    need none of it.
    """
    from functools import partial

    from wijgraph.web.app import build
    from wijgraph.web.settings import Settings
    from wijgraph.web.sitepages import SitePages

    chosen = settings or Settings()
    return build(dossier, chosen, pages or partial(SitePages, public=chosen.public))
