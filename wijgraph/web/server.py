"""The server: uvicorn, with what it lacks against clients that are slow on purpose."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.web.settings import KIB, Settings

HEAD = 128 * KIB  # of a request, before there is any answer to give
BACKLOG = 2048


def protocol(settings: Settings) -> type[HttpToolsProtocol]:
    """Return the HTTP protocol of a server: it closes a connection that takes too long."""

    class Guarded(HttpToolsProtocol):
        """HTTP by httptools, which refuses what could be read in two ways."""

        _slow: asyncio.TimerHandle | None = None
        _stuck: asyncio.TimerHandle | None = None
        _size = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            # Head and body are written apart: without this each answer waits 40 ms for the client.
            link = transport.get_extra_info("socket")
            if link is not None and link.family != getattr(socket, "AF_UNIX", None):
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._expect()

        def connection_lost(self, exc: Exception | None) -> None:
            self._arrived()
            self._stop("_stuck")
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._slow is not None:
                self._size += len(data)
                if self._size > HEAD:
                    self.transport.abort()
                    return
            super().data_received(data)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._expect()

        def on_headers_complete(self) -> None:
            self._arrived()
            super().on_headers_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._stop("_stuck")
            self._stuck = self.loop.call_later(settings.write_seconds, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            self._stop("_stuck")

        def _expect(self) -> None:
            if self._slow is None:
                self._size = 0
                self._slow = self.loop.call_later(settings.read_seconds, self.transport.abort)

        def _arrived(self) -> None:
            self._stop("_slow")

        def _stop(self, name: str) -> None:
            timer = getattr(self, name)
            if timer is not None:
                timer.cancel()
                setattr(self, name, None)

    return Guarded


class Server(uvicorn.Server):
    """A server that says when it can be asked."""

    def __init__(self, app: FastAPI, settings: Settings, ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=protocol(settings),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            limit_concurrency=settings.connections,
            timeout_keep_alive=settings.keep_alive_seconds,
            timeout_graceful_shutdown=settings.drain_seconds,
        )
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def listen(settings: Settings) -> socket.socket:
    """Return the socket to serve on; raise WijgraphError when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        raise WijgraphError(
            Message("web.listen", host=settings.host, port=settings.port, reason=str(error)),
            hint=Message("web.listen-hint"),
        ) from None


def address(link: socket.socket) -> str:
    """Return where ``link`` can be reached from this machine."""
    host, port = link.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(app: FastAPI, settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve ``app`` until a signal ends it; ``tell`` is given the address once it answers.

    SIGTERM and SIGINT end it when what runs is done, SIGHUP has it look at the files.
    """
    link = listen(settings)
    _log()
    where = address(link)
    server = Server(app, settings, lambda: tell(where))

    def look(_: int, __: FrameType | None) -> None:
        app.state.service.wanted.set()

    def nothing(_: int, __: FrameType | None) -> None:
        """Uvicorn raises a signal again when it has heeded it: by then all is done."""

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, nothing)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, look)
    with link, suppress(KeyboardInterrupt):
        server.run(sockets=[link])


def _log() -> None:
    """Let the log go to standard error, one line each; the access log is JSON already."""
    for name, form in (
        ("wijgraph.access", "%(message)s"),
        ("wijgraph.web", "%(levelname)s %(message)s"),
        ("uvicorn.error", "%(levelname)s %(message)s"),
    ):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter(form))
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        # A request that is not HTTP is no news for who runs a public service.
        logger.setLevel(logging.ERROR if name.startswith("uvicorn") else logging.INFO)
