"""A store over the network that is not believed before it has shown that it answers right.

What it gets wrong decides what is asked there. The rest is answered here, from a copy of the graphs
that are asked, and that is said aloud.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from wijgraph.model import Term
from wijgraph.store.base import TripleStore
from wijgraph.store.embedded import Store
from wijgraph.store.lexical import Forms
from wijgraph.store.remote import Remote
from wijgraph.store.selftest import distrusted
from wijgraph.store.terms import Triple, bind


class Careful(TripleStore):
    """Some graphs of a store over the network, or its default graph."""

    def __init__(self, store: Remote, graphs: Sequence[str] | None = None) -> None:
        self._store = store
        self._graphs = graphs
        self.name = store.name
        self._here = False  # whether the last question was answered here

    @property
    def forms(self) -> Forms:
        """How literals in these graphs were written, as seen from where the last answer is of."""
        return self._copy.forms if self._here else self._there

    @cached_property
    def _there(self) -> Forms:
        return self._store.forms_in(self._graphs)

    def run(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        graphs: Sequence[str] | None = None,
    ) -> Any:
        """Answer there when the engine can be trusted with the query, else here."""
        if graphs is not None:
            return Careful(self._store, graphs).run(query, bindings)
        why = distrusted(bind(query, bindings or {}), self._store.outcomes)
        self._here = bool(why)
        if not why:
            return self._store.run(query, bindings, self._graphs)
        self._store.tell(why)
        return self._copy.run(query, bindings)

    @cached_property
    def _copy(self) -> Store:
        copy = Store()
        copy.add(self._store.triples(self._graphs))
        return copy

    def triples(self, graphs: Sequence[str] | None = None) -> Iterator[Triple]:
        """Yield every triple."""
        return self._store.triples(self._graphs if graphs is None else graphs)

    def over(self, graphs: Sequence[str] | None) -> TripleStore:
        """Return other graphs of this store."""
        return Careful(self._store, graphs)
