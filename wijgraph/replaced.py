"""Names of terms that were replaced: for one version the old ones are read as the new.

The table is ``replaced.json``, old IRI by new, made of ``dct:isReplacedBy`` in the ontology: a test
holds the two together. Whoever reads a query, a file or a name of others goes by it; what was read
otherwise than it was written is told to whoever is ``replacing``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from wijgraph.shacl.sparql import pieces

VOCABULARY = "https://w3id.org/wijgraph/ontology#"  # of which terms were replaced
_read: ContextVar[set[str] | None] = ContextVar("replaced", default=None)


@contextmanager
def replacing() -> Iterator[set[str]]:
    """Collect the old IRIs that are read as others meanwhile."""
    found = set[str]()
    token = _read.set(found)
    try:
        yield found
    finally:
        _read.reset(token)


@cache
def table() -> Mapping[str, str]:
    """Return the new IRI of each old one."""
    known: dict[str, str] = json.loads(Path(__file__).with_name("replaced.json").read_text("utf-8"))
    return known


def current(iri: str) -> str:
    """Return the IRI that ``iri`` stands for now: itself, unless it was replaced."""
    if not iri.startswith(VOCABULARY) or (new := table().get(iri)) is None:
        return iri
    read = _read.get()
    if read is not None:
        read.add(iri)
    return new


def former(iri: str) -> str:
    """Return the name that ``iri`` had first, for what is to be known by the same ever after."""
    return _formers().get(iri, iri)


@cache
def _formers() -> Mapping[str, str]:
    return {new: old for old, new in table().items()}


def current_query(query: str) -> str:
    """Return a query or update in SPARQL in which each replaced term has its new name.

    It keeps its lines. What is in a string or a comment stays as it is.
    """
    if not _names().search(query):
        return query
    prefixes: dict[str, str] = {}
    declares, prefix, text = False, "", []  # whether PREFIX was read, and which one it declares
    for token in pieces(query):
        said = token.text
        if token.kind == "iri":
            if prefix:
                prefixes[prefix] = said[1:-1]
            elif said[1:-1] in table():
                said = f"<{current(said[1:-1])}>"
            declares, prefix = False, ""
        elif token.kind == "name":
            if declares:
                prefix = said
            start, _, local = said.partition(":")
            if (iri := prefixes.get(f"{start}:", "") + local) in table() and not declares:
                said = f"<{current(iri)}>"
        elif token.kind == "word":
            declares = token.word == "PREFIX"
        text.append(said)
    return "".join(text)


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(sorted((iri.rpartition("#")[2] for iri in table()), key=len, reverse=True))
    return re.compile(rf"[:#](?:{names})(?![\w-])")
