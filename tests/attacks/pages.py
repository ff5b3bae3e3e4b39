"""Samples over HTTP for the pages that show what was asked."""

import re
import socket
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx

from tests.attacks.behaviour import CARTESIAN, idle
from tests.attacks.bench import Bench, until
from tests.attacks.http import raw, send
from tests.attacks.payloads import Attack, by_hand
from wijgraph.namespaces import WIJ
from wijgraph.web.answers import etag

EVIL = "evil.example"
LEAVING = 10  # clients that ask for heavy pages, and leave
PAGE = {"Accept": "text/html"}
TOLD = ("/", "/en/", "/openapi.json", "/api/actors?limit=2", "/api/queries/gaps?limit=1",
        "/id/rvb", "/doc/rvb.ttl", "/none", "/api.html", "/network.html?query=ASK%7B%7D",
        "/analyses/paths.html", "/questions/actor.html?actor=rvb")  # fmt: skip


@by_hand("own-forwarded-host")
def other_hosts(bench: Bench, _: Attack) -> None:
    for name in (f"localhost@{EVIL}", f"{EVIL}:80"):
        headers = {"Host": name, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "gopher",
                   "Forwarded": f"host={EVIL}", "X-Original-URL": f"//{EVIL}/", **PAGE}  # fmt: skip
        for path in TOLD:
            answer = send(bench, "GET", path, headers=headers)
            assert EVIL not in answer.text + str(answer.headers), (name, path)
            after = send(bench, "GET", path, headers=PAGE)
            assert EVIL not in after.text + str(after.headers), (name, path)
    bench.check()


@by_hand("own-known-etag")
def known_tags(bench: Bench, _: Attack) -> None:
    """Who knows the fingerprint can reckon the tag of an answer that there never was."""
    serving: Any = SimpleNamespace(
        snapshot=SimpleNamespace(fingerprint=str(bench.first["fingerprint"]))
    )
    for name in ("€", "x\rSet-Cookie: a=b", 'x>; rel="next", <http://evil/', "\x0b", "\x7f"):
        tag = etag(serving, "doc", WIJ + name, "text/turtle", "")
        for path in (f"/doc/{quote(name)}", f"/doc/{quote(name)}.ttl"):
            request = (
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/turtle\r\n"
                f"If-None-Match: {tag}\r\nConnection: close\r\n\r\n"
            )
            answer = raw(bench, request.encode())
            assert answer.status in {304, 404}, (name, answer)
            assert "set-cookie" not in answer.headers
            for value in answer.headers.values():
                assert re.fullmatch(r"[\x20-\x7e]*", value), value
                assert "<http://evil/" not in value
    bench.check()


@by_hand("own-editor-policy")
def policies(bench: Bench, _: Attack) -> None:
    for path in ("/editor.html", "/en/editor.html"):
        policy = send(bench, "GET", path).headers["Content-Security-Policy"]
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert parts["default-src"] == "'none'"
        assert [name for name, value in parts.items() if "unsafe" in value] == ["style-src"]
        assert {parts[name] for name in ("script-src", "connect-src", "form-action")} == {"'self'"}
    for path in ("/editor.html/", "//editor.html", "/editor.html%00", "/%65ditor.htm",
                 "/check.html", "/network.html?query=ASK%7B%7D", "/api.html"):  # fmt: skip
        answer = send(bench, "GET", path, headers=PAGE)
        strict = "unsafe" not in answer.headers["Content-Security-Policy"]
        assert strict or answer.text == send(bench, "GET", "/editor.html").text, path


@by_hand("own-network-turns")
def leaving(bench: Bench, _: Attack) -> None:
    url = httpx.URL(bench.url)
    paths = [f"/network.html?query={quote(CARTESIAN)}", "/analyses/paths.html?from=raad&to=rvb",
             "/api/analyses/grip"]  # fmt: skip
    for number in range(LEAVING):
        with socket.create_connection((url.host, url.port or 0)) as link:
            path = paths[number % len(paths)]
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert until(lambda: idle(bench), 3)
    assert send(bench, "GET", "/api/queries/gaps").took < 1
    bench.check()


MARKUP = ("<img src=x onerror=window.__x=1>", '"><script>window.__x=1</script>',
          "</textarea><svg onload=window.__x=1>", "{{7*7}}'><b>")  # fmt: skip


@by_hand("own-page-markup")
def markup(bench: Bench, _: Attack) -> None:
    for text in MARKUP:
        literal = quote("SELECT ?x { VALUES ?x { '''" + text.replace("'", "") + "''' } }")
        wrong = quote(f"SELECT {text}")
        there = quote(text, safe="")
        for path in (f"/network.html?query={literal}", f"/network.html?query={wrong}",
                     f"/analyses/paths.html?from={there}&to=rvb", f"/{there}", f"/en/{there}.html",
                     f"/questions/actor.html?actor={there}", f"/questions/{there}.html?a=1",
                     f"/editor.html?query={there}", f"/sparql?query={wrong}",
                     f"/api/paths?from={there}&to=rvb&format=html"):  # fmt: skip
            answer = send(bench, "GET", path, headers=PAGE)
            if answer.status == 303:
                answer = send(bench, "GET", answer.headers["Location"], headers=PAGE)
            assert "text/html" in answer.headers["Content-Type"], path
            for start in ("<img src=x", "<script>window", "<svg onload", "<b>"):
                assert start not in answer.text, (path, start)
            bench.check(answer.text)
