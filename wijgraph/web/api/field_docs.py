"""The parts of the description of the interface that many addresses share."""

from typing import Any

from wijgraph.web.problems import KINDS, MEDIA

Schema = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
# What the service as a whole may answer, whatever is asked.
ALWAYS = (408, 413, 414, 429, 431, 500)
TITLES = {status: str(title) for status, title in reversed(list(KINDS.values()))}
BINARY: Schema = {"schema": {"type": "string", "format": "binary"}}
ETAG = {"ETag": {"schema": {"type": "string"}}, "Vary": {"schema": {"type": "string"}}}
LETTERS = 4_096  # of a name: an IRI may be long
UNCHANGED = {"description": "It has not changed."}


def problem(status: int) -> Schema:
    """Return the description of a problem."""
    return {"description": TITLES[status], "content": {MEDIA: {"schema": PROBLEM}}}


def problems(*statuses: int) -> dict[str, Schema]:
    """Return the descriptions of these problems, and of those that every address has."""
    return {str(status): problem(status) for status in sorted({*statuses, *ALWAYS})}
