"""A store on disk, in a process of its own so that its memory can be measured."""

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
from loop import serve

from wijgraph.graph.documents import Document
from wijgraph.shacl.index import Index
from wijgraph.store import Store
from wijgraph.validation.engines import results_in
from wijgraph.validation.shapes import read_shapes

stores: list[Store] = []
rules: list[Index] = []


def opened(folder: str) -> Store:
    """Return the store in ``folder``; the one place that knows how it is kept."""
    store = Store()
    store._store = ox.Store(folder)
    return store


def load(data: str, folder: str, shapes: str) -> int:
    """Load a file into a new store; return how many triples there are."""
    stores[:] = [opened(folder)]
    stores[0]._store.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
    text = Path(shapes).read_text(encoding="utf-8")
    rules[:] = [read_shapes([Document(shapes, text, "turtle")])]
    return len(stores[0])


def validate() -> dict[str, int]:
    """Return how often each shape found something."""
    outcome = results_in(stores[0], rules[0])
    if outcome.left:
        raise SystemExit(f"not compiled: {outcome.left}")
    return dict(Counter(result.shape.value for result in outcome.results))


def query(text: str) -> int:
    """Return how many rows a query gives."""
    return sum(1 for _ in stores[0]._store.query(text))


serve({"load": load, "validate": validate, "query": query})
