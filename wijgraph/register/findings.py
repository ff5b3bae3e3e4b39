"""What was found as it is kept in a store: one literal each, from which it comes back whole."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from wijgraph.errors import StoreError
from wijgraph.graph.manifest import WORDS
from wijgraph.messages import Message
from wijgraph.model import Citation, Finding, Position, Term
from wijgraph.store import Triple, TripleStore, written
from wijgraph.validation.counting import TEXTS

T = TypeVar("T")
FINDING, IDLE = WORDS + "finding", WORDS + "idle"
READ = "SELECT ?value WHERE {{ ?report <{}> ?value }} ORDER BY ?value"


def as_triples(
    findings: Iterable[Finding], graph: str, idle: Mapping[str, str] | None = None
) -> bytes:
    """Return ``findings``, and rules that looked at nothing, as N-Triples for that graph."""
    me, word = Term("iri", graph), Term("iri", FINDING)

    def triples() -> Iterable[Triple]:
        for finding in findings:
            yield me, word, Term("literal", json.dumps(asdict(finding), sort_keys=True))
        for pair in (idle or {}).items():
            yield me, Term("iri", IDLE), Term("literal", json.dumps(pair))

    return written(triples(), "ntriples")


def findings_in(store: TripleStore, graph: str) -> list[Finding]:
    """Return the findings in a graph, those of one rule together.

    Raises StoreError when what is there are none.
    """
    found = _kept(store, graph, FINDING, _finding)
    return sorted(found, key=lambda f: (f.rule, f.focus, f.path or "", repr(f.value)))


def idle_in(store: TripleStore, graph: str) -> dict[str, str]:
    """Return the rules that looked at nothing, each with the code of the notice that says why.

    Raises StoreError when what is there is something else.
    """
    return dict(_kept(store, graph, IDLE, _pair))


def _kept(store: TripleStore, graph: str, word: str, made: Callable[[Any], T]) -> list[T]:
    rows = store.over([graph]).select(READ.format(word))
    try:
        return [made(json.loads(row["value"].value)) for row in rows if row["value"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StoreError(Message("register.findings-broken", store=store.name)) from None


def _pair(said: Any) -> tuple[str, str]:
    rule, code = said
    if not isinstance(rule, str) or code not in TEXTS:
        raise ValueError(said)
    return rule, code


def _finding(said: Mapping[str, Any]) -> Finding:
    def made(kind: Any, name: str) -> Any:
        return kind(**said[name]) if said[name] else None

    def term(name: str) -> Term | None:
        return Term(*said[name]) if said[name] else None

    parts = dict(said) | {
        "focus": term("focus"),
        "value": term("value"),
        "position": made(Position, "position"),
        "shape_position": made(Position, "shape_position"),
        "source": made(Citation, "source"),
        "origins": tuple(said["origins"]),
    }
    return Finding(**parts)
