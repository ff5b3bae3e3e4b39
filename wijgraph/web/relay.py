"""Requests from the process that has the connections, answered by the one that has the dossier.

Each request has a pair of sockets of its own, of which one end is handed over: who closes it is
gone. What goes through is ASGI, in frames of a kind, a length and so many bytes.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

FRAME = struct.Struct("!cI")
HEAD, PART, LAST = b"h", b"p", b"l"
CHUNK = 64 * 2**10  # bytes that are under way, each way, of one request
SENT = ("method", "path", "scheme", "http_version", "client", "server", "root_path")
BYTES = ("raw_path", "query_string")
Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class LostError(Exception):
    """The other process ended before it had answered."""


async def opened(link: socket.socket) -> Link:
    """Return the two directions of a socket."""
    link.setblocking(False)
    return await asyncio.open_unix_connection(sock=link, limit=CHUNK)


async def _write(writer: asyncio.StreamWriter, kind: bytes, data: bytes | memoryview) -> None:
    writer.write(FRAME.pack(kind, len(data)))
    if data:
        writer.write(data)
    await writer.drain()


async def _write_body(writer: asyncio.StreamWriter, body: bytes, *, more: bool) -> None:
    """Send a body in parts, so that no more than some of it is copied."""
    view = memoryview(body)
    for start in range(0, len(view), CHUNK):
        await _write(writer, PART, view[start : start + CHUNK])
    if not more:
        await _write(writer, LAST, b"")


async def _read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the next frame; raise EOFError or OSError when there is none."""
    kind, size = FRAME.unpack(await reader.readexactly(FRAME.size))
    return kind, await reader.readexactly(size)


def _packed(headers: Any) -> list[list[str]]:
    return [[part.decode("latin-1") for part in pair] for pair in headers]


def _unpacked(headers: list[list[str]]) -> list[tuple[bytes, ...]]:
    return [tuple(part.encode("latin-1") for part in pair) for pair in headers]


async def ask(link: socket.socket, scope: Scope, receive: Receive, send: Send) -> None:
    """Have a request answered at the other end of ``link``; raise LostError when that is gone."""
    reader, writer = await opened(link)
    told = {name: scope.get(name) for name in SENT} | {"front": scope.get("front", {})}
    told |= {name: (scope.get(name) or b"").decode("latin-1") for name in BYTES}
    told["headers"] = _packed(scope["headers"])
    passing = asyncio.ensure_future(_pass(receive, writer, json.dumps(told).encode()))
    started = False
    try:
        while True:
            kind, data = await _read(reader)
            if kind == HEAD:
                head = json.loads(data)
                await send({"type": "http.response.start", "status": head["status"],
                            "headers": _unpacked(head["headers"])})  # fmt: skip
                started = True
            else:
                more = kind != LAST
                await send({"type": "http.response.body", "body": data, "more_body": more})
                if not more:
                    return
    except (EOFError, OSError):
        if passing.done() and passing.result():
            raise ClientDisconnect from None
        raise LostError(started) from None
    finally:
        passing.cancel()
        await asyncio.gather(passing, return_exceptions=True)
        writer.transport.abort()


async def _pass(receive: Receive, writer: asyncio.StreamWriter, head: bytes) -> bool:
    """Pass a request on as it comes in; return whether the client left."""
    try:
        await _write(writer, HEAD, head)
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                writer.transport.abort()  # which the other side takes for its leaving
                return True
            more = message.get("more_body", False)
            await _write_body(writer, message.get("body", b""), more=more)
    except OSError:  # the other side wants no more of it
        return False


class Outgoing:
    """What is held for those that read it; when that is too much, the oldest has to go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[asyncio.StreamWriter, int] = {}

    @contextmanager
    def hold(self, writer: asyncio.StreamWriter, size: int) -> Iterator[None]:
        """Hold ``size`` bytes for the reader at the other end of ``writer``."""
        if size <= CHUNK:
            yield
            return
        self._held[writer] = size
        while sum(self._held.values()) > self._most and len(self._held) > 1:
            oldest = next(iter(self._held))
            del self._held[oldest]
            oldest.transport.abort()
        try:
            yield
        finally:
            self._held.pop(writer, None)


async def answer(app: ASGIApp, link: socket.socket, outgoing: Outgoing) -> None:
    """Answer the request that comes over ``link`` with ``app``."""
    reader, writer = await opened(link)
    try:
        _, data = await _read(reader)
        scope = json.loads(data)
        scope |= {name: scope[name].encode("latin-1") for name in BYTES}
        scope |= {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "state": {}}
        scope["headers"] = _unpacked(scope["headers"])
        scope["client"] = tuple(scope["client"] or ()) or None
        scope["server"] = tuple(scope["server"] or ()) or None
        await app(scope, _receiver(reader), _sender(writer, outgoing))
        # Not closed before the other side has read it: what it still writes would break the line.
        while await reader.read(CHUNK):
            pass
    except Exception:
        pass
    finally:
        writer.close()


def _receiver(reader: asyncio.StreamReader) -> Receive:
    async def receive() -> Event:
        try:
            kind, data = await _read(reader)
        except (EOFError, OSError):
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": data, "more_body": kind != LAST}

    return receive


def _sender(writer: asyncio.StreamWriter, outgoing: Outgoing) -> Send:
    async def send(message: Event) -> None:
        try:
            if message["type"] == "http.response.start":
                head = {"status": message["status"], "headers": _packed(message["headers"])}
                await _write(writer, HEAD, json.dumps(head).encode())
            else:
                body = message.get("body", b"")
                with outgoing.hold(writer, len(body)):
                    await _write_body(writer, body, more=message.get("more_body", False))
        except OSError:
            raise ClientDisconnect from None

    return send
