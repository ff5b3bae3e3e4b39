"""Values that an engine does not keep as they were written, kept beside them as plain text.

Virtuoso 7 makes the duration P14D 1.2096e+06, and Oxigraph the number 01 1. So what came back
otherwise when it was read back at once, or is known to, is written down in a graph of its own: the
line that is lacking, and the line that stands in its place. Who fetches the graph gets it as it was
written, and so does who asks it where the question shows whose value it is.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from wijgraph.errors import StoreError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store.lexical import Forms, forms_of, kept
from wijgraph.store.terms import Terms, Triple, written

LACKS = "https://w3id.org/wijgraph/register#lacks"
INSTEAD = "https://w3id.org/wijgraph/register#instead"
BLANK = re.compile(r"^_:\S+|(?<= )_:\S+(?= \.$)")
Like = Callable[[Iterable[Term]], Iterable[Triple]]
NAMED = 3  # values that are told as examples
LOG = logging.getLogger("wijgraph")


def mending(graph: str) -> str:
    """Return the graph that tells what ``graph`` does not hold as it was written."""
    return f"{graph}/mended"


def mended(triples: Iterable[Triple], notes: Iterable[Triple]) -> Iterator[Triple]:
    """Yield ``triples`` as they were written, by the ``notes`` that were made then.

    Raises StoreError when these are broken.
    """
    lacking, instead = _read(notes)
    yield from (triple for triple in triples if triple not in instead) if instead else triples
    yield from lacking


def forms_in(notes: Iterable[Triple], like: Like | None = None) -> Forms:
    """Return how things were written that stand otherwise in the graphs that ``notes`` are on.

    ``like`` returns all triples with some values; without it, of a value that is of no known node
    it is not known that it was written in one way. Raises StoreError when the notes are broken.
    """
    lacking, instead = _read(notes)
    held = kept({obj for _, _, obj in lacking})
    own = {triple: (*triple[:2], held[triple[2]]) for triple in lacking}
    # What Oxigraph would not have made of it: another engine did.
    strange = instead.difference(own.values())
    forms = Forms(whole=like is not None)
    for triple, value in own.items():
        near = [other for other in strange if other[:2] == triple[:2]]
        for one in [value] if value in instead or not near else near:
            forms.learn(one, triple)
        if value not in instead and not near:
            forms.learn(value, value)
    for triple in like({obj for _, _, obj in forms.triples}) if like else ():
        if triple not in instead:
            forms.learn(triple, triple)
    for (term, node, _), ways in forms.ways.items():
        if node is None and not forms.whole:
            ways.add(term)
    return forms


def _read(notes: Iterable[Triple]) -> tuple[list[Triple], set[Triple]]:
    """Return the triples that are lacking, and those that stand in their place."""
    said: dict[str, set[str]] = {LACKS: set(), INSTEAD: set()}
    for _, word, line in notes:
        said.setdefault(word.value, set()).add(line.value)
    try:
        lacking, instead = (
            list(map(Terms().triple, ox.parse("\n".join(sorted(said[w])), ox.RdfFormat.N_TRIPLES)))
            for w in (LACKS, INSTEAD)
        )
    except SyntaxError:
        raise StoreError(Message("store.values-broken")) from None
    return lacking, set(instead)


def noted(graph: str, data: bytes) -> bytes:
    """Return, as N-Triples, the notes on what Oxigraph will keep otherwise than ``data`` has it."""
    typed = b"".join(line for line in data.splitlines(keepends=True) if b'"^^<' in line)
    forms = forms_of(map(Terms().triple, ox.parse(typed, ox.RdfFormat.N_TRIPLES)))
    there = set(forms.triples)
    every = set(forms.written())
    return _notes(graph, sorted(map(_line, every - there)), sorted(map(_line, there - every)))


def _notes(graph: str, lacking: Iterable[str], instead: Iterable[str]) -> bytes:
    me = Term("iri", graph)
    notes = [(LACKS, line) for line in lacking] + [(INSTEAD, line) for line in instead]
    return written(
        ((me, Term("iri", word), Term("literal", line)) for word, line in notes), "ntriples"
    )


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
    if gone:  # two ways to write one value may be one there, and no other
        same = forms_of(map(Terms().triple, ox.parse("\n".join(gone), ox.RdfFormat.N_TRIPLES)))
        alike = {_line(t) for k, ts in same.triples.items() if _line(k) in there for t in ts}
        gone = [line for line in gone if line not in alike]
    if gone or len(anonymous) > sum(map(_anonymous, there)):
        raise StoreError(
            Message("store.took-less", name=name, sent=len(sent.splitlines()), held=len(there)),
            hint=Message("store.took-less-lacks", line=gone[0][:200])
            if gone
            else Message("store.took-less-blank"),
        )
    retold = Counter(map(_said, anonymous)) - Counter(_said(t) for t in there if _anonymous(t))
    if retold:
        values = ", ".join(sorted(said.split(" ", 2)[2][:-2] for said in retold)[:NAMED])
        LOG.warning(Message("store.blank-retold", name=name, count=retold.total(), values=values))
    return _notes(graph, lacking, instead)


def _line(triple: Triple) -> str:
    return written([triple], "ntriples").decode().rstrip("\n")


def _said(line: str) -> str:
    """Return what is said in a line of a blank node, without the names that those have."""
    return BLANK.sub("_:", line)


def _anonymous(line: str) -> bool:
    return line.startswith("_:") or " _:" in line
