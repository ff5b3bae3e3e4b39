"""Values that an engine does not keep as they were written, kept beside them as plain text.

Virtuoso 7 makes the duration P14D 1.2096e+06. So what is written is read back at once, and what
came back otherwise is written down in a graph of its own: the line that is lacking, and the line
that stands in its place. Who fetches the graph gets it as it was written.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from wijgraph.errors import StoreError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store.terms import Terms, Triple, written

LACKS = "https://w3id.org/wijgraph/register#lacks"
INSTEAD = "https://w3id.org/wijgraph/register#instead"


def mending(graph: str) -> str:
    """Return the graph that tells what ``graph`` does not hold as it was written."""
    return f"{graph}/mended"


def mended(triples: Iterable[Triple], notes: Iterable[Triple]) -> Iterator[Triple]:
    """Yield ``triples`` as they were written, by the ``notes`` that were made then.

    Raises StoreError when these are broken.
    """
    said: dict[str, set[str]] = {LACKS: set(), INSTEAD: set()}
    for _, word, line in notes:
        said.setdefault(word.value, set()).add(line.value)
    if not said[INSTEAD]:
        yield from triples
    else:
        yield from (triple for triple in triples if _line(triple) not in said[INSTEAD])
    try:
        lacking = list(ox.parse("\n".join(sorted(said[LACKS])), ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        raise StoreError(Message("store.values-broken")) from None
    yield from map(Terms().triple, lacking)


def compared(graph: str, sent: bytes, found: Iterable[Triple], name: str) -> bytes:
    """Return, as N-Triples, the notes on what was sent to ``graph`` and is there otherwise.

    Raises StoreError when something has gone that nothing stands in the place of.
    """
    wanted = {line for line in sent.decode().splitlines() if line}
    there = {_line(triple): triple for triple in found}
    anonymous = [line for line in wanted if _anonymous(line)]
    lacking = sorted(wanted.difference(there, anonymous))
    instead = sorted(line for line in there.keys() - wanted if not _anonymous(line))
    about = {tuple(line.split(" ", 2)[:2]) for line in instead}
    gone = [line for line in lacking if tuple(line.split(" ", 2)[:2]) not in about]
    if gone or len(anonymous) > sum(map(_anonymous, there)):
        raise StoreError(
            Message("store.took-less", name=name, sent=len(sent.splitlines()), held=len(there)),
            hint=Message("store.took-less-lacks", line=gone[0][:200])
            if gone
            else Message("store.took-less-blank"),
        )
    me = Term("iri", graph)
    notes = [(LACKS, line) for line in lacking] + [(INSTEAD, line) for line in instead]
    return written(
        ((me, Term("iri", word), Term("literal", line)) for word, line in notes), "ntriples"
    )


def _line(triple: Triple) -> str:
    return written([triple], "ntriples").decode().rstrip("\n")


def _anonymous(line: str) -> bool:
    return line.startswith("_:") or " _:" in line
