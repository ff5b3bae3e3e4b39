"""A server that means harm: it sends whatever bytes a test gives it."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

Said = Callable[[str], Iterable[bytes]]  # what is sent, in parts, to a request
JSON = "application/sparql-results+json"


def answer(
    body: bytes | str = b"", kind: str = JSON, status: str = "200 OK", *more: str
) -> list[bytes]:
    """Return the bytes of an answer."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}",
             "Connection: close", *more, "", ""]  # fmt: skip
    return ["\r\n".join(lines).encode() + data]


def request(visitor: socket.socket) -> str:
    """Return all of a request."""
    found = b""
    while part := visitor.recv(65536):
        found += part
        head, end, body = found.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)  # fmt: skip
        if end and len(body) >= length:
            break
    return found.decode(errors="replace")


@contextmanager
def hostile(said: Said) -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server on this machine, and what it is asked."""
    seen: list[str] = []
    ended = threading.Event()

    def talk(visitor: socket.socket) -> None:
        with visitor, suppress(OSError):
            visitor.settimeout(5)
            seen.append(request(visitor))
            for part in said(seen[-1]):
                if ended.is_set():
                    return
                visitor.sendall(part)

    def listen(link: socket.socket) -> None:
        while not ended.is_set():
            try:
                visitor, _ = link.accept()
            except TimeoutError:
                continue
            threading.Thread(target=talk, args=(visitor,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as link:
        link.settimeout(0.05)
        thread = threading.Thread(target=listen, args=(link,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{link.getsockname()[1]}/sparql", seen
        finally:
            ended.set()
            thread.join()
