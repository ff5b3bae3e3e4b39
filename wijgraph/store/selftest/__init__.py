"""Questions with known answers: what an engine gets wrong, and which questions that matters for."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from wijgraph.errors import QueryError, StoreError
from wijgraph.model import Term
from wijgraph.namespaces import XSD
from wijgraph.store.base import Over, TripleStore
from wijgraph.store.embedded import Store
from wijgraph.store.terms import to_oxigraph
from wijgraph.store.text import bare
from wijgraph.store.writing import Graphs, Writable

FOLDER = Path(__file__).parent
GRAPHS = "https://w3id.org/wijgraph/register/selftest/"
ASKED = (f"{GRAPHS}1", f"{GRAPHS}2")  # the third one must not be seen
PREFIXES = """\
PREFIX ex: <https://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
AT_ONCE = 6  # questions; a store may be far away
Row = tuple[Term | None, ...]
ROUNDING = 14  # characters of a decimal that must be right


@dataclass(frozen=True)
class Check:
    """A question with its answer."""

    id: str
    nl: str
    en: str
    query: str
    rows: str
    uses: str = ""
    stored: bool = False
    ordered: bool = False
    core: bool = False
    remark: bool = False

    @property
    def text(self) -> str:
        """The query, whole."""
        return PREFIXES + self.query

    def needed_by(self, bared: str) -> bool:
        """Return whether a query, without its strings and comments, needs this."""
        return re.search(self.uses, bared, re.IGNORECASE | re.DOTALL) is not None


@dataclass(frozen=True)
class Outcome:
    """How one check went: ``wrong`` tells what came instead, empty when it went well."""

    check: Check
    wrong: str = ""
    skipped: bool = False


@cache
def checks() -> tuple[Check, ...]:
    """Return all checks."""
    found = tomllib.loads((FOLDER / "checks.toml").read_text(encoding="utf-8"))["check"]
    return tuple(Check(**one) for one in found)


def data() -> Graphs:
    """Return the graphs that the checks ask."""
    graphs: dict[str, list[Any]] = {}
    for quad in ox.parse((FOLDER / "data.trig").read_bytes(), ox.RdfFormat.TRIG):
        graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    return {
        iri: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        for iri, triples in graphs.items()
    }


def lie_there(store: TripleStore) -> bool:
    """Return whether the graphs that the checks ask are in ``store``."""
    return Over(store, ASKED).ask("ASK { ?s ?p ?o }")


def lay(store: Writable) -> None:
    """Write the graphs that the checks ask."""
    store.put(data())


def clear(store: Writable) -> None:
    """Take them out again."""
    store.drop(data())


def examine(store: TripleStore, chosen: Iterable[Check], *, stored: bool) -> list[Outcome]:
    """Return how ``store`` does on checks; without ``stored`` those about triples are skipped.

    Raises StoreError when it cannot be reached at all.
    """
    store.ask("ASK { }")

    def outcome(check: Check) -> Outcome:
        skipped = check.stored and not stored
        return Outcome(check, skipped=True) if skipped else _tried(store, check)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(outcome, chosen))


def _tried(store: TripleStore, check: Check) -> Outcome:
    try:
        found = _answer(Over(store, ASKED) if check.stored else store, check)
    except (QueryError, StoreError) as error:
        return Outcome(check, error.message)
    got, wanted = (list(map(_rounded, rows)) for rows in (found, _expected(check)))
    if got == wanted or (not check.ordered and Counter(got) == Counter(wanted)):
        return Outcome(check)
    return Outcome(check, ", ".join(map(_shown, found)) or "–")


def _answer(store: TripleStore, check: Check) -> list[Row]:
    if check.rows in {"true", "false"}:
        return [(Term("literal", str(store.ask(check.text)).lower()),)]
    return list(store.select(check.text).rows)


def _expected(check: Check) -> list[Row]:
    if check.rows in {"true", "false"}:
        return [(Term("literal", check.rows),)]
    names = " ".join(f"?{v.value}" for v in Store().run(check.text).variables)
    text = f"{PREFIXES} SELECT {names} WHERE {{ VALUES ({names}) {{ {check.rows} }} }}"
    return list(Store().select(text).rows)


def _rounded(row: Row) -> Row:
    """Return a row with those digits of its decimals that matter."""
    return tuple(
        term._replace(value=term.value[:ROUNDING])
        if term and term.datatype == f"{XSD}decimal"
        else term
        for term in row
    )


def _shown(row: Row) -> str:
    return "(" + " ".join("–" if term is None else str(to_oxigraph(term)) for term in row) + ")"


def distrusted(query: str, outcomes: Iterable[Outcome]) -> list[str]:
    """Return the checks that went wrong and for which ``query`` cannot be left to that engine."""
    bared = bare(query)
    return [
        outcome.check.id
        for outcome in outcomes
        if outcome.wrong
        and not outcome.check.remark
        and (outcome.check.core or outcome.check.needed_by(bared))
    ]
