"""Every triple of a graph from a store that gives only so many rows at a time.

Pages would need an order, and Virtuoso sorts no more than 10,000 rows. So what is too large is
asked in parts that together are all of it: by predicate, then by a hash of the subject. They are
counted, so that nothing is lost without a word.
"""

from collections.abc import Callable, Iterator

from wijgraph.errors import StoreError
from wijgraph.messages import Message
from wijgraph.model import Table, Term
from wijgraph.store.terms import Triple, to_oxigraph

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
PREDICATES = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
DIGITS = "0123456789abcdef"
DIGITS_OF_COUNT = 18
MANY = 1000  # parts at least, of which each is a request: more are not asked
DEEPEST = 4  # digits of a hash: 65,536 parts of one predicate

# Returns the rows of a query, and False when the server says that there are more.
Asked = Callable[[str], tuple[Table, bool]]


def everything(asked: Asked, name: str) -> Iterator[Triple]:
    """Yield every triple; raise StoreError when some cannot be had."""
    rows = asked(COUNT)[0].rows
    count = rows[0][0].value if rows and rows[0][0] else ""
    if not (count.isascii() and count.isdigit() and len(count) <= DIGITS_OF_COUNT):
        raise StoreError(Message("store.no-count", name=name))
    number = int(count)
    table, _ = asked(ALL)
    if len(table) == number:
        yield from ((s, p, o) for s, p, o in _rows(table))
        return
    most = len(table)  # that it gives: what has as many rows may be a part
    if number > MANY * most:
        raise _lost(name)

    def parts(query: str) -> tuple[Table, bool]:
        part, whole = asked(query)
        return part, whole and len(part) < most

    predicates, whole = parts(PREDICATES)
    if not whole:
        raise _lost(name)
    for (predicate,) in predicates.rows:
        for part in _parts(parts, str(to_oxigraph(known_term(predicate))), name):
            number -= len(part)
            yield from ((row[0], known_term(predicate), row[1]) for row in _rows(part))
    if number:
        raise _lost(name)


def _parts(asked: Asked, predicate: str, name: str, digits: str = "") -> Iterator[Table]:
    """Yield the subjects and objects of a predicate, in as many parts as it takes."""
    condition = f'FILTER (STRSTARTS(MD5(STR(?s)), "{digits}"))' if digits else ""
    table, whole = asked(f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o {condition} }}")
    if whole:
        yield table
        return
    if len(digits) == DEEPEST:
        raise _lost(name)
    if not digits:  # a blank node has no text to take a hash of
        nameless, whole = asked(f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o FILTER (isBlank(?s)) }}")
        if not whole:
            raise _lost(name)
        yield nameless
    for digit in DIGITS:
        yield from _parts(asked, predicate, name, digits + digit)


def _rows(table: Table) -> Iterator[tuple[Term, ...]]:
    for row in table.rows:
        yield tuple(map(known_term, row))


def known_term(term: Term | None) -> Term:
    """Return ``term``; raise StoreError for none."""
    if term is None:
        raise StoreError(Message("store.unbound"))
    return term


def _lost(name: str) -> StoreError:
    return StoreError(Message("store.not-all", name=name), hint=Message("store.not-all-hint"))
