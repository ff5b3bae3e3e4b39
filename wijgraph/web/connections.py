"""The connections: each has its time, each address its share, and none keeps others out."""

import asyncio
import socket
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wijgraph.web.clients import client
from wijgraph.web.settings import KIB, Settings

HEAD = 128 * KIB  # of a request, before or after its body: nobody need take what it holds
GRACE = 0.1  # seconds that who came has to say something, however many there are
AT_ONCE = 2  # times the limit: connections above it, for as long
WORKING = 4  # of urgency: it is we that the client waits for
KNOWN = ("closed", "refused")


class Crowd:
    """The connections of one server; when there are too many, those that only wait are closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._all: dict[Guarded, str] = {}
        self._thinning: asyncio.TimerHandle | None = None
        self.sizes: Counter[str] = Counter()  # by address
        self.counts = Counter(dict.fromkeys(KNOWN, 0))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all)

    def enter(self, one: "Guarded", address: str) -> None:
        """Take in a connection; others, or it, may have to go for it."""
        settings, name = self._settings, client(address) or address
        self._all[one] = name
        self.sizes[name] += 1
        free = address in settings.proxies or (client(address) is None and not settings.limit_local)
        if not free and self.sizes[name] > settings.client_connections:
            own = (other for other, at in self._all.items() if at == name and other is not one)
            self._close(min(own, key=Guarded.urgency))
        if len(self) > (1 + AT_ONCE) * settings.connections:
            self._thin()
        elif len(self) > settings.connections and self._thinning is None:
            self._thinning = one.loop.call_later(GRACE, self._thin)

    def leave(self, one: "Guarded") -> None:
        """Forget a connection."""
        name = self._all.pop(one, None)
        if name is None:
            return
        self.sizes[name] -= 1
        if not self.sizes[name]:
            del self.sizes[name]

    def _thin(self) -> None:
        """Close what waits, of those that have most, until there is room."""
        if self._thinning is not None:
            self._thinning.cancel()
            self._thinning = None
        most = self._settings.connections
        for one in self._ranked()[: max(0, len(self) - most)]:
            self._close(one)
        if len(self) > most:  # those that came just now
            self._thinning = asyncio.get_running_loop().call_later(GRACE, self._thin)

    def _ranked(self) -> list["Guarded"]:
        """Return what waits for its client, what should be closed first before all else."""
        lately = asyncio.get_running_loop().time() - GRACE
        waiting = [(one.urgency(), one) for one in self._all if one.waits and one.since <= lately]
        waiting.sort(key=lambda pair: pair[0])
        passed = Counter[str]()
        ranked = []
        for urgency, one in waiting:
            name = self._all[one]
            # Of a proxy that is trusted all are others' connections, and none has many.
            left = 1 if name in self._settings.proxies else self.sizes[name] - passed[name]
            passed[name] += 1
            ranked.append((-left, urgency, one))
        ranked.sort(key=lambda rank: rank[:2])
        return [one for _, _, one in ranked]

    def _close(self, one: "Guarded") -> None:
        self.counts["closed" if one.waits else "refused"] += 1
        self.leave(one)
        one.transport.abort()


class Guarded(HttpToolsProtocol):
    """HTTP by httptools, which refuses what could be read in two ways, with limits of time."""

    settings: Settings
    crowd: Crowd
    _slow: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _size = 0
    since = 0.0

    @property
    def waits(self) -> bool:
        """Whether it is the client that something is waited for."""
        return self.urgency()[0] < WORKING

    def urgency(self) -> tuple[int, float]:
        """Return how little is lost with this connection: the smallest goes first."""
        if self.cycle is None:
            kind = 0
        elif self.cycle.response_complete or self._slow is not None:
            kind = 1
        elif self.cycle.more_body and not self.flow.read_paused:
            kind = 2
        else:
            kind = 3 if self._stuck is not None else WORKING
        return kind, self.since

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        super().connection_made(transport)
        # Head and body are written apart: without this each answer waits 40 ms for the client.
        link = transport.get_extra_info("socket")
        if link is not None and link.family != getattr(socket, "AF_UNIX", None):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._expect()
        self.crowd.enter(self, (self.client or ("",))[0])

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.crowd.leave(self)
        self._stop("_slow")
        self._stop("_stuck")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take part of a request."""
        if self.cycle is not None and self.cycle.response_complete:
            self._expect()  # what comes now begins another one, or has no reader
        self._size += len(data)
        super().data_received(data)
        if self._size > HEAD:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """Wait for the rest of the head."""
        super().on_message_begin()
        self._expect()

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._stop("_slow")
        self._size = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take part of a body, which who answers counts; trailers after it count as a head."""
        self._size = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for a client to take what it was sent, but not for ever."""
        super().pause_writing()
        self._stop("_stuck")
        self._stuck = self.loop.call_later(self.settings.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        self._stop("_stuck")

    def _expect(self) -> None:
        if self._slow is None:
            self._size = 0
            self.since = self.loop.time()
            self._slow = self.loop.call_later(self.settings.read_seconds, self.transport.abort)

    def _stop(self, name: str) -> None:
        timer = getattr(self, name)
        if timer is not None:
            timer.cancel()
            setattr(self, name, None)


def protocol(settings: Settings, crowd: Crowd) -> type[Guarded]:
    """Return the HTTP protocol of one server."""
    return type("Protocol", (Guarded,), {"settings": settings, "crowd": crowd})
