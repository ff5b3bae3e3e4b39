"""Findings as they are kept in a store: one literal each, from which they come back whole."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from wijgraph.errors import StoreError
from wijgraph.graph.manifest import WORDS
from wijgraph.model import Citation, Finding, Position, Term
from wijgraph.store import Triple, TripleStore, written

FINDING = WORDS + "finding"
READ = f"SELECT ?value WHERE {{ ?report <{FINDING}> ?value }} ORDER BY ?value"


def as_triples(findings: Iterable[Finding], graph: str) -> bytes:
    """Return ``findings`` as N-Triples for the graph of that name."""
    me, word = Term("iri", graph), Term("iri", FINDING)

    def triples() -> Iterable[Triple]:
        for finding in findings:
            yield me, word, Term("literal", json.dumps(asdict(finding), sort_keys=True))

    return written(triples(), "ntriples")


def findings_in(store: TripleStore, graph: str) -> list[Finding]:
    """Return the findings in a graph, those of one rule together.

    Raises StoreError when what is there are none.
    """
    rows = store.over([graph]).select(READ)
    try:
        found = [_finding(json.loads(row["value"].value)) for row in rows if row["value"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StoreError(f"the findings kept in {store.name} are broken") from None
    return sorted(found, key=lambda f: (f.rule, f.focus, f.path or "", repr(f.value)))


def _finding(said: Mapping[str, Any]) -> Finding:
    def made(kind: Any, name: str) -> Any:
        return kind(**said[name]) if said[name] else None

    def term(name: str) -> Term | None:
        return Term(*said[name]) if said[name] else None

    parts = dict(said) | {
        "focus": term("focus"),
        "value": term("value"),
        "position": made(Position, "position"),
        "source": made(Citation, "source"),
        "origins": tuple(said["origins"]),
    }
    return Finding(**parts)
