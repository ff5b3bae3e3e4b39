"""The process that has the connections: it counts them, and has the answers made elsewhere.

It reads heads of requests and nothing more, and makes nothing: so it answers whether the service
lives whatever goes on behind it.
"""

import asyncio
from collections import Counter
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import Message as Event
from starlette.types import Receive, Scope, Send

from wijgraph.messages import Message
from wijgraph.web.behind import Behind
from wijgraph.web.clients import client
from wijgraph.web.connections import Crowd
from wijgraph.web.metrics import Metrics
from wijgraph.web.middleware import Observe, refuse
from wijgraph.web.problems import Problem
from wijgraph.web.relay import LostError
from wijgraph.web.settings import KIB, Settings

STARTING = 30.0  # seconds that a request waits for the dossier to be read
SLOWEST = 16 * KIB  # bytes a second that a reader takes at least
SPARE = 50  # requests more at a time, of who has few
FEW = 4
HEALTH, READINESS = "/health", "/ready"
PLAIN = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class Front:
    """The application of that process."""

    def __init__(self, settings: Settings, behind: Behind, crowd: Crowd) -> None:
        self._settings = settings
        self._behind = behind
        self._crowd = crowd
        self._running: Counter[str] = Counter()
        self._counts = Counter({"left": 0, "slow": 0, "lost": 0})
        self._own = Observe(self._say, settings, Metrics())
        self.refusing = Observe(self._refuse, settings, Metrics())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path, asked = scope["path"], scope["method"] in {"GET", "HEAD"}
        early = path == READINESS and not self._behind.ready.is_set()
        if asked and (path == HEALTH or early):
            await self._own(scope, receive, send)
            return
        name = (scope.get("client") or ("",))[0]
        problem = self._full(name)
        if problem is not None:
            await self.refusing({**scope, "problem": problem}, receive, send)
            return
        self._running[name] += 1
        try:
            await self._pass(scope, receive, send)
        finally:
            self._running[name] -= 1
            if not self._running[name]:
                del self._running[name]

    def _full(self, name: str) -> Problem | None:
        """Return why a request of ``name`` has to wait, if it has."""
        settings, own = self._settings, self._running[name]
        local = client(name) is None and not settings.limit_local
        if not local and own >= settings.client_connections:
            return Problem("rate-limited", Message("web.limit-running", count=own),
                           headers={"Retry-After": "1"})  # fmt: skip
        most = settings.connections + (SPARE if own < FEW else 0)
        return busy() if self._running.total() >= most else None

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = {"connections": len(self._crowd), **self._crowd.counts, **self._counts}
        scope = {**scope, "front": told}
        paced, started = Paced(send, self._settings.write_seconds), False
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(STARTING):
                    await self._behind.ready.wait()
            await self._behind.ask(scope, receive, paced)
        except ClientDisconnect:
            self._counts["left"] += 1
        except SlowError:
            self._counts["slow"] += 1
            raise
        except LostError as error:
            self._counts["lost"] += 1
            started = bool(error.args[0])
            if started:
                raise  # which closes the connection: what was sent is no whole answer
            await self.refusing({**scope, "problem": busy()}, receive, send)

    async def _say(self, scope: Scope, _: Receive, send: Send) -> None:
        fine = scope["path"] == HEALTH
        body = b'{"status": "ok"}\n' if fine else b'{"status": "starting"}\n'
        headers = [*PLAIN, (b"content-length", str(len(body)).encode())]
        status = 200 if fine else 503
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _refuse(self, scope: Scope, _: Receive, send: Send) -> None:
        await refuse(scope["problem"], scope, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._behind.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self._behind.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def busy() -> Problem:
    """Return the problem that there is no room."""
    return Problem("busy", Message("web.busy"), headers={"Retry-After": "5", "Connection": "close"})


class SlowError(Exception):
    """A reader takes its answer too slowly."""


class Paced:
    """Sends an answer, as long as its reader takes it at some speed."""

    def __init__(self, send: Send, seconds: float) -> None:
        self._send = send
        self._seconds = seconds
        self._spent = 0.0
        self._sent = 0

    async def __call__(self, message: Event) -> None:
        """Send a part; raise SlowError when the parts before it took too long."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        await self._send(message)
        self._spent += loop.time() - start
        self._sent += len(message.get("body", b""))
        if self._spent > self._seconds and self._sent < self._spent * SLOWEST:
            raise SlowError
