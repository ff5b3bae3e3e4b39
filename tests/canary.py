"""A server that nobody should ask: it notes who knocks, and answers as a SPARQL endpoint would."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BODY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


@contextmanager
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """Give a port of this machine, and the list of those who knocked there."""
    hits: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as link:
        link.settimeout(0.05)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    visitor, _ = link.accept()
                except TimeoutError:
                    continue
                with visitor, suppress(OSError):
                    hits.append(b"knock")
                    visitor.settimeout(0.2)
                    hits[-1] = visitor.recv(4096) or b"knock"
                    visitor.sendall(ANSWER)

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield link.getsockname()[1], hits
            time.sleep(0.2)
        finally:
            ended.set()
            thread.join()


def ways_out(port: int) -> list[str]:
    """Return queries that ask another server, each in a way that fools some filter."""
    there = f"<http://127.0.0.1:{port}/sparql>"
    inside = "{?x ?y ?z}"
    return [
        f"SELECT * {{ SERVICE {there} {inside} }}",
        f"SELECT * {{ SERVICE SILENT {there} {inside} }}",
        f"SELECT * {{ service#x\n{there}{inside} }}",
        f"SELECT * {{ BIND(<x:'> AS ?i) SERVICE {there} {inside} BIND(<x:'> AS ?j) }}",
        f"SELECT * {{ BIND(<http://ex/#> AS ?i) SERVICE {there} {inside} }}",
        f"SELECT * {{ ?s ?a ?b FILTER(?a<?b)SERVICE#>\n{there} {inside} }}",
        f"SELECT * {{ ?s ?a ?b FILTER(1<2)SERVICE#>\n{there} {inside} }}",
        f"ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {there} {inside} }} }}",
        f"PREFIX e: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE e:sparql {inside} }}",
        f"PREFIX : <http://127.0.0.1:{port}/> SELECT * {{ SERVICE:sparql {inside} }}",
        f"PREFIX : <http://127.0.0.1:{port}/> PREFIX SERVICE: <x:y> ASK {{ SERVICE:a {inside} }}",
        f"SELECT * {{ ?s ?p 1SERVICE {there} {inside} }}",
        f"SELECT * {{ ?s ?p trueSERVICE {there} {inside} }}",
        f"SELECT * {{ VALUES ?s {{ {there} }} SERVICE ?s {inside} }}",
        f"CONSTRUCT {{ ?x ?y ?z }} {{ SERVICE {there} {inside} }}",
        f"SELECT * {{ SERVICE <https://127.0.0.1:{port}/sparql> {inside} }}",
    ]
