"""Triple stores and their SPARQL: Oxigraph in memory or on disk, and any SPARQL 1.1 endpoint."""

from wijgraph.store.base import TripleStore, read_table
from wijgraph.store.embedded import Store
from wijgraph.store.reading import (
    current_triple,
    parse,
    prefixes_in,
    query_error,
    read_text,
    turtle_error,
    undeclared_prefix,
)
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
    "TABLE_FORMATS",
    "Store",
    "Triple",
    "TripleStore",
    "bind",
    "current_triple",
    "kind_of",
    "parse",
    "prefixes_in",
    "query_error",
    "read_table",
    "read_text",
    "retold",
    "tabled",
    "to_oxigraph",
    "turtle_error",
    "undeclared_prefix",
    "written",
]
