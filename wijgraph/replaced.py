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

VOCABULARY = "https://w3id.org/wijgraph/ontology#"  # of which terms were replaced
# Strings and comments, in which nothing is a name; then IRIs, and names with a prefix.
PARTS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|\#[^\n]*"
    r"|<(?P<iri>[^<>\"{}|^`\\\x00-\x20]*)>"
    r"|(?P<prefix>(?:[A-Za-z][\w.-]*)?):(?P<local>[A-Za-z]\w*)(?![\w.:%\\-]*[\w:%\\-])",
    re.DOTALL,
)
DECLARED = re.compile(r"\bPREFIX\s+(\S*?):\s*<([^<>\s]*)>", re.IGNORECASE)
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
    prefixes = dict(DECLARED.findall(query))

    def renamed(match: re.Match[str]) -> str:
        if match["local"]:
            iri = prefixes.get(match["prefix"], "") + match["local"]
        else:
            iri = match["iri"] or ""
        return match[0] if iri not in table() else f"<{current(iri)}>"

    return PARTS.sub(renamed, query)


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(sorted((iri.rpartition("#")[2] for iri in table()), key=len, reverse=True))
    return re.compile(rf"[:#](?:{names})(?![\w-])")
