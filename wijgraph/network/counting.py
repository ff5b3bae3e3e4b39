"""What a view would draw, counted by the store: before any fact is read, which takes far longer."""

from collections.abc import Iterable, Iterator
from itertools import chain

from wijgraph.errors import ParameterError
from wijgraph.graph import Graph
from wijgraph.messages import Message
from wijgraph.namespaces import DCT, GOV, RDFS
from wijgraph.network.drawing import MEETINGS, WHO, View, drawing_of
from wijgraph.store import TripleStore

MOST_NODES, MOST_LINES = 5_000, 20_000  # of more nobody reads anything, and it takes minutes
BOXES = (GOV + "Actor", GOV + "Assignment", GOV + "Perspective", *MEETINGS)  # that a gap is about
ENDS = f"<{GOV}actor>|<{GOV}counterparty>"
# Each actor with each counterparty; what several do together has no counterparty.
PAIRS = (
    f"?fact <{GOV}actor> ?one ; <{GOV}counterparty> ?other .",
    f"?fact <{GOV}actor> ?one , ?other . FILTER (STR(?one) < STR(?other)) "
    f"FILTER NOT EXISTS {{ ?fact <{GOV}counterparty> ?towards }}",
)
# A sub-assignment has its parties through the whole that it is part of.
PARTIES = f"""
  {{ ?one <{DCT}isPartOf> ?other }} UNION {{ ?one <{GOV}commissioner>|<{GOV}contractor> ?other
     FILTER NOT EXISTS {{ ?one <{DCT}isPartOf> ?whole }} }}"""
Ends = tuple[str | None, ...]  # the fact of a line, and what it joins; a box alone has no other


def too_large() -> ParameterError:
    """Return what is told of a network of too many nodes or lines."""
    return ParameterError(
        Message("network.too-large", nodes=MOST_NODES, lines=MOST_LINES),
        hint=Message("network.too-large-hint"),
    )


def refuse_many(graph: Graph, view: View | None) -> None:
    """Stop when ``view`` draws too many nodes or lines; None is the whole dossier.

    A few of what is drawn are not counted, such as the line of a gap about a relation; nothing else
    is. Raises ParameterError.
    """
    store, views = graph.store, [view] if view else list(drawing_of(graph).views.values())
    nodes, lines = set[str | None](), set[Ends]()
    for line in _drawn(store, views, every=view is None):
        nodes.update(end for end in line[1:] if end)
        lines |= {line} if line[2] else set()
        if len(nodes) > MOST_NODES or len(lines) > MOST_LINES:
            raise too_large()
    if not (view and view.missing):
        return
    facts = {fact for fact, *_ in lines}
    lacks = _in("?lack", {*view.missing, *WHO})
    gaps = f"{_a(store, '?gap', [GOV + 'Gap'])} ?gap <{GOV}about> ?about ; <{GOV}missing> ?lack ."
    for gap, about, lack in _rows(store, f"?gap ?about ?lack {{ {gaps} {lacks} }}"):
        if about in nodes and lack in view.missing:
            lines.add((gap, gap, about))
        if (about in facts and lack in WHO) or (gap, gap, about) in lines:
            nodes.add(gap)
        if len(nodes) > MOST_NODES or len(lines) > MOST_LINES:
            raise too_large()


def _drawn(store: TripleStore, views: Iterable[View], *, every: bool) -> Iterator[Ends]:
    """Yield the lines of ``views`` and their boxes without any, all but gaps about either."""
    patterns = (pattern for view in views for pattern in _of_view(store, view))
    for pattern in chain([_a(store, "?one", [GOV + "Actor"])] if every else [], patterns):
        found = f"DISTINCT ?fact ?one ?other {{ {pattern} }} LIMIT {MOST_LINES + 1}"
        yield from _rows(store, found)


def _of_view(store: TripleStore, view: View) -> Iterator[str]:
    finding = _a(store, "?fact", [GOV + "PerspectiveFinding"])
    structures = f"?part <{GOV}structure> ?in . {_in('?in', view.structures)}"
    within = f"?fact {ENDS} ?part . {structures}" if view.structures else ""
    if view.among:
        stranger = f"FILTER NOT EXISTS {{ {_a(store, '?party', view.among)} }}"
        within += f" FILTER NOT EXISTS {{ ?fact {ENDS} ?party . {stranger} }}"
    if view.relations:
        for pair in PAIRS:
            yield f"{_a(store, '?fact', view.relations)} {pair} {within} MINUS {{ {finding} }}"
    if view.meetings:
        at = structures.replace("?part", "?one") if view.structures else ""
        taking = f"OPTIONAL {{ ?one <{GOV}participant> ?other }} BIND (?one AS ?fact)"
        yield f"{_a(store, '?one', MEETINGS)} {at} {taking}"
    if view.assignments:
        assignment = _a(store, "?one", [GOV + "Assignment"])
        yield f"{assignment} OPTIONAL {{ {PARTIES} }} BIND (?one AS ?fact)"
    if view.perspectives:
        yield f"{finding} ?fact <{GOV}actor> ?one ; <{GOV}perspective> ?other ."
    if view.gaps:
        gap = f"{_a(store, '?one', [GOV + 'Gap'])} {_in('?lack', view.missing)} "
        gap += f"?one <{GOV}about> ?about ; <{GOV}missing> ?lack . "
        yield f"{gap} {_a(store, '?about', BOXES)} BIND (?about AS ?other) BIND (?one AS ?fact)"
        yield f"{gap} ?about {ENDS} ?party ."


def _rows(store: TripleStore, query: str) -> Iterator[Ends]:
    for row in store.select(f"SELECT {query}").rows:
        yield tuple(term and term.value for term in row)


def _in(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def _a(store: TripleStore, node: str, kinds: Iterable[str]) -> str:
    """Return that ``node`` is of a class or one below; asked first: a path takes the square."""
    below = dict.fromkeys(kinds)
    for kind in kinds:
        found = store.select(f"SELECT ?below WHERE {{ ?below <{RDFS}subClassOf>+ <{kind}> }}")
        below |= dict.fromkeys(term.value for (term,) in found.rows if term)
    return f"{node} a {node}Kind . {_in(f'{node}Kind', below)}"
