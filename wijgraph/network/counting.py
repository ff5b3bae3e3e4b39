"""What a view would draw, counted by the store: before any fact is read, which takes far longer."""

from collections.abc import Iterable, Iterator

from wijgraph.errors import ParameterError
from wijgraph.messages import Message
from wijgraph.namespaces import GOV, RDFS
from wijgraph.network.drawing import MEETINGS, View
from wijgraph.store import TripleStore

MOST_NODES, MOST_LINES = 5_000, 20_000  # of more nobody reads anything, and it takes minutes
PAIR = f"?fact <{GOV}actor> ?one ; <{GOV}counterparty> ?other ."


def too_large() -> ParameterError:
    """Return what is told of a network of too many nodes or lines."""
    return ParameterError(
        Message("network.too-large", nodes=MOST_NODES, lines=MOST_LINES),
        hint=Message("network.too-large-hint"),
    )


def refuse_many(store: TripleStore, view: View | None) -> None:
    """Stop when ``view`` draws too many nodes or lines for certain; None is the whole dossier.

    Raises ParameterError. What is not counted here, as gaps and what is of some classes or
    structures alone, is refused when it is drawn.
    """
    if view and (view.among or view.structures):
        return
    boxes = [] if view else [_a(store, "?node", [GOV + "Actor"])]
    lines = list(_lines(store, view)) if view else []
    if view and view.meetings:
        boxes.append(_a(store, "?node", MEETINGS))
    if view and view.assignments:
        boxes.append(_a(store, "?node", [GOV + "Assignment"]))
    for what, patterns, most in (
        ("?node", boxes, MOST_NODES),
        ("?one", lines, MOST_NODES),
        ("?other", lines, MOST_NODES),
        ("?fact ?one ?other", lines, MOST_LINES),
    ):
        for pattern in patterns:
            query = f"SELECT DISTINCT {what} WHERE {{ {pattern} }} LIMIT {most + 1}"
            if _count(store, query) > most:
                raise too_large()


def _count(store: TripleStore, query: str) -> int:
    row = next(iter(store.select(f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {query} }} }}")))
    return int(row["number"].value) if row["number"] else 0


def _lines(store: TripleStore, view: View) -> Iterator[str]:
    """Yield what finds the facts that are lines of ``view``, with the two ends of each."""
    finding = _a(store, "?fact", [GOV + "PerspectiveFinding"])
    if view.relations:
        yield f"{_a(store, '?fact', view.relations)} {PAIR} MINUS {{ {finding} }}"
    if view.meetings:
        yield f"{_a(store, '?fact', MEETINGS)} ?fact <{GOV}participant> ?one ."
    if view.perspectives:
        yield f"{finding} ?fact <{GOV}actor> ?one ; <{GOV}perspective> ?other ."


def _a(store: TripleStore, node: str, kinds: Iterable[str]) -> str:
    """Return that ``node`` is of a class or one below; asked first: a path takes the square."""
    below = dict.fromkeys(kinds)
    for kind in kinds:
        found = store.select(f"SELECT ?below WHERE {{ ?below <{RDFS}subClassOf>+ <{kind}> }}")
        below |= dict.fromkeys(term.value for (term,) in found.rows if term)
    return f"{node} a ?kind . VALUES ?kind {{ {' '.join(f'<{kind}>' for kind in below)} }}"
