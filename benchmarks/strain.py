"""What clients do that mean no good, or know no better: uploads, floods, and reading slowly.

Each goes on until a moment on the clock, from addresses of its own within 127.0.0.0/8.
"""

import asyncio
import itertools
import random
import socket
import time
from collections import Counter
from contextlib import suppress
from urllib.parse import quote

LARGE = "SELECT * { ?s ?p ?o BIND(STR(?s) AS ?t) BIND(STR(?p) AS ?u) }"
TURTLE = "".join(
    f"<https://w3id.org/wijgraph/id/x{n}> a <https://w3id.org/wijgraph/ontology#Council> .\n"
    for n in range(2000)
).encode()
WORDS = (
    b'--x\r\nContent-Disposition: form-data; name="data"; filename="' + b"=?utf-8?q?a?= " * 20000
)
BODIES = (
    ("text/turtle", TURTLE),
    ("text/turtle", TURTLE * 8),
    ("multipart/form-data; boundary=x", WORDS + b'"\r\n\r\n<a:a> <a:b> 1 .\r\n--x--\r\n'),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n" * 60_000 + b"--x--\r\n"),
    ("application/x-www-form-urlencoded", b"a=" + b"(" * 500_000),
)
NUMBERS = itertools.count(1)


def address() -> str:
    """Return an address of this machine that nobody has used before."""
    number = next(NUMBERS)
    return f"127.{1 + number // 60000 % 250}.{number // 250 % 240}.{1 + number % 250}"


async def connected(port: int, own: str, buffer: int = 0) -> socket.socket:
    """Return a connection from the address ``own``."""
    link = socket.socket()
    link.setblocking(False)
    if buffer:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    try:
        link.bind((own, 0))
        await asyncio.wait_for(
            asyncio.get_running_loop().sock_connect(link, ("127.0.0.1", port)), 5
        )
    except BaseException:
        link.close()
        raise
    return link


async def upload(port: int, seen: Counter[str], until: float, chance: random.Random) -> None:
    """Send what is to be checked, some of it as nobody should; leave before the answer at times."""
    loop, own = asyncio.get_running_loop(), address()
    while time.monotonic() < until:
        kind, body = chance.choice(BODIES)
        head = (
            f"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        with suppress(OSError, TimeoutError), await connected(port, own) as link:
            async with asyncio.timeout(20):
                await loop.sock_sendall(link, head + body)
                if chance.random() < 0.2:
                    continue
                found = await loop.sock_recv(link, 4096)
            seen[found[9:12].decode() or "closed"] += 1
        await asyncio.sleep(chance.uniform(0, 1))


async def flood(port: int, seen: Counter[str], until: float, chance: random.Random) -> None:
    """Open connections from ever other addresses, and leave them at nothing or half a request."""
    loop, held = asyncio.get_running_loop(), list[socket.socket]()
    while time.monotonic() < until:
        with suppress(OSError, TimeoutError):
            link = await connected(port, address())
            held.append(link)
            seen["flood"] += 1
            if chance.random() < 0.5:
                await loop.sock_sendall(link, b"GET / HTTP/1.1\r\nHost: loc")
        if len(held) > 400:
            held.pop(0).close()
        await asyncio.sleep(0.005)
    for link in held:
        link.close()


async def slow_read(port: int, seen: Counter[str], until: float, chance: random.Random) -> None:
    """Ask for much, and take little of it."""
    loop, own = asyncio.get_running_loop(), address()
    while time.monotonic() < until:
        with suppress(OSError, TimeoutError), await connected(port, own, 4096) as link:
            path = chance.choice((f"/sparql?query={quote(LARGE)}", "/downloads/dossier.nq"))
            asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            await loop.sock_sendall(link, asked)
            leave = min(until, time.monotonic() + chance.uniform(2, 20))
            while time.monotonic() < leave:
                async with asyncio.timeout(5):
                    if not await loop.sock_recv(link, 512):
                        break
                await asyncio.sleep(0.2)
            seen["slow"] += 1
        await asyncio.sleep(0.1)
