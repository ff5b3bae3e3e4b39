"""Answers of stores over the network are whole or told to be none; secrets go to one host."""

import json
from collections.abc import Callable, Sized
from urllib.parse import parse_qs

import pytest

from tests.conftest import Run
from tests.test_store_remote import QUICK, Asked, Said, server
from wijgraph.errors import StoreError
from wijgraph.model import Term
from wijgraph.store import TABLE_FORMATS, Store, kind_of, written
from wijgraph.store.http import Access, host_of
from wijgraph.store.remote import Remote
from wijgraph.store.sending import RemoteWriter

LIMITS = [1, 7, 100, 999, 1000, 1001, 10_000]
SAID = Term("iri", "https://e/p")
ALL = "SELECT ?s ?o WHERE { ?s ?p ?o }"
TABLE = TABLE_FORMATS["json"]
TWO = '{"head": {"vars": ["s", "o"]}, "results": {"bindings": [%s, %s]}}' % (
    ('{"s": {"type": "uri", "value": "https://e/1"}}',) * 2
)
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def filled(count: int) -> Store:
    store = Store()
    store.add((Term("iri", f"https://e/{n // 3}"), SAID, Term("literal", str(n)))
              for n in range(count))  # fmt: skip
    return store


def limited(
    store: Store, limit: int, headers: tuple[tuple[str, str], ...] = (), beside: str = ""
) -> Callable[[Asked], Said]:
    """Answer right, but with ``limit`` rows or triples at most; told in a header, a word or not."""

    def answer(asked: Asked) -> Said:
        result = store.run(parse_qs(asked.body)["query"][0])
        if kind_of(result) == "graph":
            triples = list(result)
            cut = len(triples) > limit
            data = written(triples[:limit], "ntriples")
            return Said(data, kind="application/n-triples", headers=headers if cut else ())
        document = json.loads(result.serialize(format=TABLE))
        found = document["results"]["bindings"]
        cut = len(found) > limit
        document["results"]["bindings"] = found[:limit]
        if cut and beside:
            document["results"][beside] = True
        return Said(json.dumps(document), headers=headers if cut else ())

    return answer


def numbers(remote: Remote, query: str) -> list[int]:
    return sorted(int(row["o"].value) for row in remote.run(query))


@pytest.mark.parametrize("limit", LIMITS)
def test_rows_are_all_whatever_the_limit(limit: int) -> None:
    count = 3 * limit + 1 if limit < 100 else 2100
    with server(limited(filled(count), limit)) as (url, _):
        remote = Remote(url, QUICK)
        assert numbers(remote, ALL) == list(range(count))
        assert len(numbers(remote, f"{ALL} ORDER BY DESC(?s)")) == count


@pytest.mark.parametrize("count", [6, 7, 8, 14])
def test_a_limit_that_is_just_met(count: int) -> None:
    with server(limited(filled(count), 7)) as (url, _):
        remote = Remote(url, QUICK)
        assert [numbers(remote, ALL) for _ in range(2)] == [list(range(count))] * 2


@pytest.mark.parametrize("limit", LIMITS)
def test_graphs_are_all_or_an_error(limit: int) -> None:
    count = 2100 if limit > 100 else 10 * limit
    with server(limited(filled(count), limit)) as (url, _):
        made: list[Callable[[Remote], Sized]] = [
            lambda remote: remote.construct(GRAPH),
            lambda remote: list(remote.triples()),
        ]
        for given in made:
            try:
                assert len(given(Remote(url, QUICK))) == count
            except StoreError as error:
                assert limit < 100, error  # in parts of so few rows it would take too many


@pytest.mark.parametrize(("limit", "whole"), [(1, False), (7, False), (50, True), (100, True)])
def test_a_part_that_was_asked_for_is_whole_or_an_error(limit: int, whole: bool) -> None:
    with server(limited(filled(200), limit)) as (url, _):
        if whole:
            assert len(numbers(Remote(url, QUICK), f"{ALL} LIMIT 50")) == 50
        else:
            with pytest.raises(StoreError, match="a part of the answer only"):
                Remote(url, QUICK).run(f"{ALL} LIMIT 50")
    with server(limited(filled(20), 100)) as (url, _):
        assert len(numbers(Remote(url, QUICK), f"{ALL} LIMIT 50")) == 20


@pytest.mark.parametrize(
    "told",
    [
        ("X-SPARQL-MaxRows", "7"),
        ("X-SQL-State", "S1TAT"),
        ("X-Partial-Results", "true"),
        ("X-Result-Truncated", "yes"),
        ("Incomplete", "1"),
    ],
)
def test_a_part_that_is_told_in_a_header(told: tuple[str, str]) -> None:
    with server(limited(filled(20), 7, (told,))) as (url, _):
        assert numbers(Remote(url, QUICK), ALL) == list(range(20))
        for query in (f"{ALL} LIMIT 15", GRAPH):
            with pytest.raises(StoreError, match="a part of the answer only"):
                Remote(url, QUICK).run(query)


@pytest.mark.parametrize("word", ["truncated", "partial", "isIncomplete"])
def test_a_part_that_is_told_beside_the_rows(word: str) -> None:
    with server(limited(filled(20), 7, beside=word)) as (url, _):
        assert numbers(Remote(url, QUICK), ALL) == list(range(20))
        with pytest.raises(StoreError, match="a part of the answer only"):
            Remote(url, QUICK).run(f"{ALL} LIMIT 15")


def test_a_server_that_knows_no_pages_gives_no_answer() -> None:
    with server(lambda _: Said(TWO)) as (url, seen), pytest.raises(StoreError, match="a part"):
        Remote(url, QUICK).run(ALL)
    assert len(seen) < 5


def test_the_command_never_shows_a_part(run: Run) -> None:
    """What a command prints from a store with a limit is what it prints without, or an error."""
    query = ("query", "sparql", ALL, "-F", "csv")
    with server(limited(filled(30), 10_000)) as (url, _):
        whole = run("--lang", "en", "--store", url, *query)
    with server(limited(filled(30), 11)) as (url, _):
        cut = run("--lang", "en", "--store", url, *query)
    assert cut.code == 2 or sorted(cut.out.split()) == sorted(whole.out.split())


# Secrets.


SECRETS = [
    {"WIJGRAPH_STORE_TOKEN": "geheim"},
    {"WIJGRAPH_STORE_USER": "me", "WIJGRAPH_STORE_PASSWORD": "geheim"},
]


def asking(_: Asked) -> Said:
    """Ask for a password, which nobody who has none for this host can give."""
    return Said("", 401, "text/plain", (("WWW-Authenticate", 'Basic realm="x"'),))


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("given_for", [None, "elsewhere.example", "127.0.0.1", "127.0.0.1:1"])
def test_a_secret_for_another_host_is_not_sent(
    secret: dict[str, str], given_for: str | None, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("NETRC", "/nowhere")
    for name, value in secret.items():
        monkeypatch.setenv(name, value)
    if given_for:
        monkeypatch.setenv("WIJGRAPH_STORE_HOST", given_for)
    with server(asking) as (url, seen):
        outcome = run("--lang", "en", "--store", url, "query", "who-steers-whom")
        assert outcome.code == 2
        assert f"WIJGRAPH_STORE_HOST={host_of(url)}" in outcome.err
    assert seen
    assert not [asked for asked in seen if "authorization" in asked.headers]


@pytest.mark.parametrize("name", ["WIJGRAPH_STORE_HOST", "WIJGRAPH_STORE"])
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_for_the_host_that_is_named(secret: dict[str, str], name: str) -> None:
    for url in ("http://e:8/sparql", "http://E:8/other"):
        given = "e:8" if name.endswith("HOST") else url
        access = Access.of(url, {**secret, name: given, "NETRC": "/nowhere"})
        assert (access.token, access.password) != (None, None)
    for url in ("http://e:9/sparql", "http://e/sparql", "http://e:8.other/", "http://other/e:8"):
        given = "e:8" if name.endswith("HOST") else "http://e:8/sparql"
        access = Access.of(url, {**secret, name: given, "NETRC": "/nowhere"})
        assert (access.token, access.user, access.password) == (None, None, None)


@pytest.mark.parametrize("which", ["update_url", "graph_store_url"])
def test_updates_elsewhere_get_no_secret_of_the_store(
    which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETRC", "/nowhere")
    with server(asking) as (here, _), server(asking) as (there, seen):
        writer = RemoteWriter(here, Access("me", "geheim", "geheim", seconds=2), **{which: there})
        with pytest.raises(StoreError, match="401"):
            writer.put({"https://g/1": b"<https://e/a> <https://e/p> 1 .\n"})
    assert seen
    assert not [asked for asked in seen if "authorization" in asked.headers]
