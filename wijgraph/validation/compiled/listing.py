"""Queries that list the properties in use: a store reads every triple for that."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wijgraph.validation.compiled.patterns import iri
from wijgraph.validation.compiled.tokens import TOKEN

# A subquery whose rows are the properties in use; $this has no value in it and is joined with
# nothing, and nothing narrows it: it closes the group that it is in.
SUBQUERY = re.compile(
    r"(?i:\{\s*SELECT\s+DISTINCT)\s+[?$]this\s+[?$](?P<name>\w+)\s+(?i:WHERE)\s*"
    r"(?P<group>\{\s*[?$](?P<one>\w+)\s+[?$](?P=name)\s+[?$](?P<other>\w+)\s*\.?\s*\})\s*\}"
)


@dataclass(frozen=True)
class Listing:
    """A query around a group that lists the properties in use as ``name``."""

    before: str
    name: str
    after: str

    def of(self, predicates: Iterable[str]) -> str:
        """Return the query that has the same rows when these are the properties in use."""
        known = " ".join(map(iri, sorted(predicates)))
        return f"{self.before}{{ VALUES ?{self.name} {{ {known} }} }}{self.after}"


def listing(query: str) -> Listing | None:
    """Return ``query`` as one that lists the properties in use; None when it does not."""
    places = {match.start() for match in TOKEN.finditer(query)}  # it may stand in a text
    for found in SUBQUERY.finditer(query):
        names = {found["name"], found["one"], found["other"], "this"}
        if found.start() in places and len(names) == len(found.groups()):
            start, end = found.span("group")
            return Listing(query[:start], found["name"], query[end:])
    return None
