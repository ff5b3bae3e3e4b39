"""A server on a free port of this machine, as the tests of the web application need it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from fastapi import FastAPI

import wijgraph
from wijgraph.web.app import build
from wijgraph.web.pages import Pages
from wijgraph.web.server import Server, address, listen
from wijgraph.web.settings import Settings
from wijgraph.web.snapshot import Snapshot

QUIET = Settings(port=0, access_log=False, reload_seconds=0)


@dataclass
class Served:
    """An application that answers at ``url``."""

    app: FastAPI
    url: str
    client: httpx.Client

    def get(self, path: str, accept: str | None = None, **options: Any) -> httpx.Response:
        headers = {"Accept": accept} if accept else {}
        return self.client.get(path, headers=headers | options.pop("headers", {}), **options)

    def sparql(self, query: str, accept: str | None = None, **parameters: Any) -> httpx.Response:
        return self.get("/sparql", accept, params={"query": query, **parameters})

    @property
    def service(self) -> Any:
        return self.app.state.service


@contextmanager
def served(
    dossier: wijgraph.Dossier,
    settings: Settings = QUIET,
    pages: Callable[[Snapshot], Pages] | None = None,
    take: Callable[[wijgraph.Dossier], Snapshot] = Snapshot,
) -> Iterator[Served]:
    """Serve ``dossier`` as ``wijgraph serve`` does, in a thread."""
    settings = replace(settings, port=0)
    app = build(dossier, settings, pages, take)
    link = listen(settings)
    started = threading.Event()
    server = Server(app, settings, started.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [link]}, daemon=True)
    thread.start()
    try:
        assert started.wait(30)
        url = address(link)
        with httpx.Client(base_url=url, timeout=30) as client:
            yield Served(app, url, client)
    finally:
        server.should_exit = True
        thread.join(30)
        link.close()
        assert not thread.is_alive()
