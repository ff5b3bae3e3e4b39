"""Triple stores and their SPARQL: Oxigraph in memory or on disk, and any SPARQL 1.1 endpoint."""

from wijgraph.store.base import TripleStore, read_table
from wijgraph.store.embedded import Store
from wijgraph.store.reading import SPARQL_PLACE, parse, prefixes_in, read_text, turtle_error
from wijgraph.store.terms import (
    FORMATS,
    GRAPH_FORMATS,
    TABLE_FORMATS,
    Triple,
    bind,
    kind_of,
    retold,
    tabled,
    to_oxigraph,
    written,
)

__all__ = [
    "FORMATS",
    "GRAPH_FORMATS",
    "SPARQL_PLACE",
    "TABLE_FORMATS",
    "Store",
    "Triple",
    "TripleStore",
    "bind",
    "kind_of",
    "parse",
    "prefixes_in",
    "read_table",
    "read_text",
    "retold",
    "tabled",
    "to_oxigraph",
    "turtle_error",
    "written",
]
