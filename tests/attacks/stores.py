"""Stores: elsewhere, in the hands of somebody who means harm."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_plus

import pytest

from tests.attacks.bench import Bench
from tests.attacks.cli import town
from tests.attacks.hostile import JSON, answer, hostile
from tests.attacks.payloads import Attack, by_hand
from tests.conftest import make_town
from wijgraph.dossier import find
from wijgraph.errors import StoreError, WijgraphError
from wijgraph.graph.documents import Document
from wijgraph.graph.manifest import KIND, REGISTER, TYPE, WORDS, entries
from wijgraph.model import Term
from wijgraph.register import Register
from wijgraph.register.findings import FINDING, findings_in
from wijgraph.register.laying import Common
from wijgraph.store import Store
from wijgraph.store.http import TRIES, Access
from wijgraph.store.mending import LACKS, mended
from wijgraph.store.remote import Remote
from wijgraph.store.sending import RemoteWriter
from wijgraph.store.writing import dropped, inserted, quads_of

SECONDS = 1  # for a store elsewhere
QUICK = Access(seconds=SECONDS, most=2**20)
BREAKING = "x> ; DROP ALL ; #"
ESCAPES = "\x1b]0;owned\x07\x1b[31m"
ROWS = "SELECT ?s WHERE { ?s ?p ?o }"


def table(*rows: object, columns: tuple[str, ...] = ("s",)) -> str:
    """Return rows as SPARQL has them in JSON."""
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}})


def elsewhere(bench: Bench, url: str, *arguments: str, stdin: bytes = b"") -> str:
    """Ask a store elsewhere by the command, which fails in time; return what it says."""
    start = time.monotonic()
    outcome = bench.command(
        "--store", url, *arguments, stdin=stdin, WIJGRAPH_STORE_SECONDS=str(SECONDS)
    )
    assert time.monotonic() - start < SECONDS + 4  # a process has to start too
    assert (outcome.code, outcome.out) == (2, ""), outcome
    assert "\x1b" not in outcome.err
    assert "wijgraph itself" not in outcome.err, outcome
    return outcome.err


@by_hand("cli-remote-hang")
def hanging(bench: Bench, _: Attack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as link:
        url = f"http://127.0.0.1:{link.getsockname()[1]}/sparql"
        assert f"did not answer within {SECONDS} seconds" in elsewhere(bench, url, "query", "gaps")


@by_hand("cli-remote-html")
def page(bench: Bench, _: Attack) -> None:
    body = f"<html>{ESCAPES}" + "".join(f"<{number:02}>" for number in range(100))
    with hostile(lambda _: answer(body, "text/html")) as (url, _seen):
        told = elsewhere(bench, url, "query", "gaps")
    assert "answers with text/html" in told
    assert "<html>\\x1b]0;owned\\x07\\x1b[31m<00><01>" in told
    # The first 200 characters, and no more.
    assert "<43>" in told
    assert "<45>" not in told


@by_hand("cli-remote-update")
def not_written(bench: Bench, _: Attack) -> None:
    town(bench, "noord")
    with hostile(lambda _: answer(table())) as (url, seen):
        for arguments in (["add", "noord"], ["remove", "noord"]):
            assert "--write" in elsewhere(bench, url, "register", *arguments)
        assert seen == []


@by_hand("cli-config-url")
def other_schemes(bench: Bench, _: Attack) -> None:
    for url in ("file:///etc/passwd", "gopher://x", "ftp://user:secret@host/",
                "http://user:secret@127.0.0.1/sparql", "HTTPS://secret@127.0.0.1/"):  # fmt: skip
        refused(bench, "--store", url, "query", "gaps")
    for flag in ("--store", "--dossier"):
        refused(bench, flag, "file:///etc/passwd", "query", "gaps")
        refused(bench, "query", "gaps", flag, "ftp://user:secret@host/")
    refused(bench, "query", "gaps", store="http://user:secret@127.0.0.1/sparql")


def refused(bench: Bench, *arguments: str, store: str = "") -> str:
    """Return what a command says that is refused; nothing is read, and no secret is told."""
    outcome = bench.command(*arguments, WIJGRAPH_STORE=store)
    assert (outcome.code, outcome.out) == (2, ""), arguments
    assert "root:x:" not in outcome.err
    assert "secret" not in outcome.err, outcome
    return outcome.err


@by_hand("own-store-secret")
def secrets(bench: Bench, _: Attack) -> None:
    town(bench, "noord")
    with hostile(lambda _: answer(table())) as (url, seen):
        there = url.replace("http://", "http://user:secret@")
        for arguments in (
            ["--store", url, "register", "--update-url", there, "add", "noord", "--write"],
            ["--store", url, "register", "--graph-store-url", there, "add", "noord", "--write"],
            ["--store", there, "query", "gaps"], ["doctor", "--store", there],
        ):  # fmt: skip
            assert "a name or a password in the address" in refused(bench, *arguments)
        refused(bench, "--store", url, "register", "--update-url", "file:///etc/passwd",
                "add", "noord", "--write")  # fmt: skip
        assert seen == []


HARM = {
    "deep JSON": "[" * 200_000,
    "deep in a part nobody reads": table()[:-1] + ',"x":' + '{"a":' * 100_000,
    "no rows": '{"head":{"vars":["s"]},"results":{"bindings":7}}',
    "a row that is none": table(1),
    "a term that is none": table({"s": 1}),
    "a term without a value": table({"s": {"type": "uri"}}),
    "a value that is none": table({"s": {"type": "uri", "value": ["x"]}}),
    "an IRI that breaks out": table({"s": {"type": "uri", "value": BREAKING}}),
    "a kind that is none": table({"s": {"type": ESCAPES, "value": "x"}}),
    "a column more": table(columns=("s", "evil")),
    "another column": table({"evil": {"type": "uri", "value": "https://e/"}}, columns=("evil",)),
    "a truth": '{"head":{},"boolean":true}',
    "an escape": f'"{ESCAPES}"',
    "a lone surrogate": '{"head":{"vars":["s"]},"results":{"bindings":"\\ud800"}}',
    "a huge number": '{"head":{"vars":["s"]},"results":{"bindings":' + "9" * 10_000 + "}}",
}


@by_hand("own-store-hostile")
def answers_that_are_none(bench: Bench, _: Attack) -> None:
    for what, body in HARM.items():
        with hostile(lambda _, body=body: answer(body)) as (url, _seen):  # type: ignore[misc]
            store = Remote(url, QUICK)
            for ask in (lambda s=store: s.select(ROWS), lambda s=store: s.results(ROWS, "csv"),
                        lambda s=store: list(s.triples()), lambda s=store: entries(s)):  # fmt: skip
                try:
                    ask()
                except WijgraphError:
                    continue
                assert what == "a lone surrogate", what
    for what, body in (("a table", table()), ("a list", "[]"), ("a word", '{"boolean":"yes"}')):
        with hostile(lambda _, body=body: answer(body)) as (url, _seen):  # type: ignore[misc]
            with pytest.raises(WijgraphError):
                Remote(url, QUICK).ask("ASK {}")
            assert what
    twice = gzip.compress(gzip.compress(bytes(5 * 10**7)))
    coding = "Content-Encoding: gzip, gzip"
    with hostile(lambda _: answer(twice, JSON, "200 OK", coding)) as (url, _seen):
        assert "coding not asked for" in elsewhere(bench, url, "query", "gaps")
    once = gzip.compress(bytes(5 * 10**7))
    with (
        hostile(lambda _: answer(once, JSON, "200 OK", coding[:22])) as (url, _seen),
        pytest.raises(StoreError, match="gives more than"),
    ):
        Remote(url, replace(QUICK, seconds=60)).select(ROWS)
    for what in ("deep JSON", "an escape"):
        with hostile(lambda _, w=what: answer(HARM[w])) as (url, _seen):  # type: ignore[misc]
            assert "gives no SPARQL result" in elsewhere(bench, url, "query", "gaps")


def dripping(_: str) -> Iterator[bytes]:
    """Send headers letter by letter."""
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    for _letter in range(100):
        time.sleep(0.05)
        yield b"x"


def endless(_: str) -> Iterator[bytes]:
    """Send a body that nobody would keep."""
    yield f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n\r\n".encode()
    for _part in range(10_000):
        yield b" " * 65536


@by_hand("own-store-endless")
def without_an_end(bench: Bench, _: Attack) -> None:
    for said, words in ((dripping, "did not answer within"), (endless, "gives more than")):
        with hostile(said) as (url, _seen):
            start = time.monotonic()
            with pytest.raises(StoreError, match=words):
                Remote(url, QUICK).select(ROWS)
            assert time.monotonic() - start < SECONDS + 1
    with hostile(dripping) as (url, _seen):
        assert "did not answer within" in elsewhere(bench, url, "query", "gaps")


@by_hand("own-store-redirect")
def led_away(bench: Bench, _: Attack) -> None:
    for status, target in (
        ("302 Found", "file:///etc/passwd"), ("301 Moved", "/sparql"), ("303 Other", "//evil"),
        ("307 Temporary Redirect", f"http://127.0.0.1:{bench.port}/"),
        ("308 Permanent Redirect", "gopher://127.0.0.1/"), ("302 Found", "http://[evil/"),
    ):  # fmt: skip
        where = f"Location: {target}"
        with hostile(lambda _, s=status, w=where: answer("", JSON, s, w)) as (url, seen):  # type: ignore[misc]
            with pytest.raises(StoreError, match=r"redirect|Invalid URL in location"):
                Remote(url, QUICK).select(ROWS)
            assert len(seen) <= TRIES
    bench.check()


def manifest(**said: str) -> str:
    """Return the register of a store with one dossier, of which this is ``said``."""
    me = {"type": "uri", "value": REGISTER + "noord"}
    words = {TYPE: {"type": "uri", "value": KIND.value}}
    words |= {WORDS + name: {"type": "literal", "value": value} for name, value in said.items()}
    rows = [
        {"manifest": me, "dossier": me, "word": {"type": "uri", "value": word}, "value": value}
        for word, value in words.items()
    ]
    return table(*rows, columns=("manifest", "dossier", "word", "value"))


@by_hand("own-store-manifest")
def a_register_that_lies(bench: Bench, _: Attack) -> None:
    common = Common.of(find(make_town(bench.folder / "lied" / "town")))
    laid = common.lay([Document("a.ttl", "<http://e/s> <http://e/p> 1 .", "turtle")])
    for said in ({"pending": BREAKING}, {"fingerprint": "x", "data": BREAKING},
                 {"fingerprint": "x", "validated": "x", "findings": BREAKING}):  # fmt: skip
        with hostile(lambda _, said=said: answer(manifest(**said))) as (url, seen):  # type: ignore[misc]
            with pytest.raises(WijgraphError):
                Register(RemoteWriter(url, QUICK)).add("noord", laid)
            with pytest.raises(WijgraphError):
                Register(RemoteWriter(url, QUICK)).remove(["noord"])
            assert not [one for one in seen if "DROP ALL" in unquote_plus(one)]
    for write in (dropped, lambda names: inserted(dict.fromkeys(names, b"")),
                  lambda names: quads_of(dict.fromkeys(names, b"<a:b> <c:d> 1 ."))):  # fmt: skip
        with pytest.raises(WijgraphError, match="not a valid iri"):
            write([BREAKING])
    for said in ({"triples": "many"}, {"validated": "x", "violation": "9" * 5000}):
        with (
            hostile(lambda _, said=said: answer(manifest(**said))) as (url, _seen),  # type: ignore[misc]
            pytest.raises(StoreError, match=r"register|a part of the answer"),
        ):
            entries(Remote(url, QUICK))


@by_hand("own-store-kept")
def what_was_kept(bench: Bench, _: Attack) -> None:
    """Findings and notes come back from a store, in which somebody else may have written."""
    for text in ("{", "[1]", '{"rule": 1}', '{"focus": {"evil": 1}}', "[" * 100_000, "9" * 5000):
        store, graph = Store(), "https://e/findings"
        store.load(f"<{graph}> <{FINDING}> {json.dumps(text)} .".encode(), "ntriples", graph)
        with pytest.raises(StoreError, match="are broken"):
            findings_in(store, graph)
    me = Term("iri", "https://e/")
    for line in (BREAKING, "<a> <b> <c> .", ESCAPES):
        with pytest.raises(StoreError, match="is broken"):
            list(mended([], [(me, Term("iri", LACKS), Term("literal", line))]))
    bench.check()


@by_hand("own-store-service")
def asks_others(bench: Bench, _: Attack) -> None:
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{bench.port}/> {{ ?s ?p ?o }} }}"
    with hostile(lambda _: answer(table())) as (url, seen):
        told = elsewhere(bench, url, "query", "run", "-f", "-", stdin=query.encode())
        assert "SERVICE" in told
        assert not [one for one in seen if "SERVICE" in one]
