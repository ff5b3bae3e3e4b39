"""How the processes talk: a head in JSON and a body in bytes, each with its length before it."""

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from wijgraph.errors import Text, WijgraphError

LENGTHS = struct.Struct("!IQ")
CHUNK = 2**18
Head = dict[str, Any]


class ClosedError(Exception):
    """The other side is gone."""


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def refused(error: WijgraphError, code: str) -> Head:
    """Return ``error`` as the head of an answer, in every language that it is in."""
    return {
        "error": code,
        "detail": said(error.said),
        "hint": None if error.advice is None else said(error.advice),
        "line": error.line,
        "column": error.column,
    }


def said(text: Text) -> str | dict[str, str]:
    """Return ``text`` for JSON, in every language that it is in."""
    return text if isinstance(text, str) else dict(text)


def send(link: socket.socket, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a message."""
    try:
        link.sendall(pack(head, body))
    except OSError:
        raise ClosedError from None


def receive(link: socket.socket) -> tuple[Head, bytes]:
    """Return the next message; raise ClosedError when there will be none."""
    head, body = LENGTHS.unpack(_exactly(link, LENGTHS.size))
    return json.loads(_exactly(link, head)), _exactly(link, body)


def _exactly(link: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            part = link.recv(min(CHUNK, size - len(data)))
        except OSError:
            raise ClosedError from None
        if not part:
            raise ClosedError
        data += part
    return bytes(data)
