"""The server: uvicorn, with what it lacks against clients that are slow on purpose."""

import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety import sandbox
from wijgraph.web.behind import Behind
from wijgraph.web.connections import Crowd, protocol
from wijgraph.web.front import Front
from wijgraph.web.settings import Settings

BACKLOG = 2048


class Server(uvicorn.Server):
    """A server that says when it can be asked."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        ready: Callable[[], None] = lambda: None,
        crowd: Crowd | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            http=protocol(settings, crowd or Crowd(settings)),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            backlog=BACKLOG,
            timeout_keep_alive=settings.keep_alive_seconds,
            timeout_graceful_shutdown=settings.drain_seconds,
        )
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self.ready()


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


def serve(settings: Settings, command: Sequence[str], tell: Callable[[str], None]) -> int:
    """Serve until a signal ends it, and return the exit code.

    ``command`` starts the process that answers; ``tell`` is given the address once it does. SIGTERM
    and SIGINT end it when what runs is done, SIGHUP has it look at the files.
    """
    asked = list[int]()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Uvicorn raises a signal again when it has heeded it: by then all is done.
        signal.signal(number, lambda number, _: asked.append(number))
    link = listen(settings)
    log()
    # Of a request that is not HTTP, or a client that left, is nothing to be told.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    sandbox.give_back()
    sandbox.open_many()
    crowd = Crowd(settings)
    behind = Behind(command, lambda: tell(address(link)))
    server = Server(Front(settings, behind, crowd), settings, crowd=crowd)

    def end() -> None:
        server.should_exit = True

    behind.ended = end
    server.ready = lambda: end() if asked else None
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda _, __: behind.look())
    with link, suppress(KeyboardInterrupt):
        server.run(sockets=[link])
    if behind.untold is not None:
        raise behind.untold
    return behind.code or 0


def log() -> None:
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
