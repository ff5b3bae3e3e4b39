"""What a server answers, looked at before it is believed: whole, of the right kind, well-formed."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from wijgraph.errors import StoreError
from wijgraph.messages import Message, quoted
from wijgraph.store.http import Answer, escaped

# How servers say that they gave a part: a header, or a word beside the rows. Virtuoso has three.
PARTIAL = re.compile(r"partial|truncat|incomplete|max-?rows|x-sql-(?:state|message)", re.IGNORECASE)
NO = {"false", "no", "0", "none", ""}


def partial(answer: Answer, document: Any = None) -> bool:
    """Return whether a server says that this is not all: by 206, in a header or in the result."""
    said = [*answer.headers.items()]
    for part in (document, document and document["head"], document and document["results"]):
        said += [(key, value) for key, value in (part or {}).items() if key != "bindings"]
    return answer.status == 206 or any(  # noqa: PLR2004
        PARTIAL.search(name) and str(value).strip().lower() not in NO for name, value in said
    )


def table_of(answer: Answer, name: str, columns: Sequence[str]) -> Any:
    """Return a table with these columns; raise StoreError when it is anything else."""
    try:
        document = json.loads(answer.body)
        rows, heads = document["results"]["bindings"], document["head"]["vars"]
        if isinstance(rows, list) and {*heads} == {*columns} and all(map(_row, rows)):
            return document
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise StoreError(Message("store.no-result", name=name, said=answer.start))


def _row(row: Any) -> bool:
    return isinstance(row, dict) and all(
        isinstance(term, dict) and isinstance(term.get("value"), str) for term in row.values()
    )


def mended_names(document: Any) -> bytes | None:
    """Give blank nodes names that are allowed, where they have others; None when all have."""
    changed = bool(document["results"].keys() - {"bindings"})  # which Oxigraph refuses
    document["results"] = {"bindings": document["results"]["bindings"]}
    for row in document["results"]["bindings"]:
        for term in row.values():
            if term.get("type") == "bnode" and "://" in term["value"]:
                term["value"] = term["value"].rpartition("/")[2]
                changed = True
    return json.dumps(document).encode() if changed else None


def parsed(body: bytes, name: str) -> Any:
    """Return a result as Oxigraph has it; raise StoreError when it is malformed."""
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            Message("store.result-malformed", name=name, reason=quoted(escaped(str(error))))
        ) from None


def triples_of(answer: Answer, name: str) -> list[Any]:
    """Return the triples of a graph, each once; raise StoreError when it is malformed."""
    try:
        quads = list(ox.parse(answer.body, ox.RdfFormat.TURTLE))  # which N-Triples is as well
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            Message("store.no-triples", name=name, reason=quoted(escaped(str(error))))
        ) from None
    return list(dict.fromkeys(quad.triple for quad in quads))
