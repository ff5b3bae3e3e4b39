"""The answer to a question as a network: two of its columns, where these name actors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wijgraph.errors import ParameterError
from wijgraph.graph.facts import Facts
from wijgraph.messages import LANGUAGES, Message, Texts
from wijgraph.model import Table
from wijgraph.namespaces import GOV, slug
from wijgraph.network.boxes import box
from wijgraph.network.drawing import ANSWER, FORMAL, drawing_of

if TYPE_CHECKING:
    import networkx as nx

NAME = "antwoord"
MOST = 2000  # lines: of more there is no page that one would read


def actor_columns(facts: Facts, table: Table) -> tuple[str, str] | None:
    """Return the first two columns that name actors and nothing else; None when there are none.

    Where the sources are silent a row names nobody: that does not count against a column.
    """
    actors = set(facts.instances(GOV + "Actor"))
    found = [
        name
        for index, name in enumerate(table.columns)
        if (values := {term.value for row in table.rows if (term := row[index])})
        and values <= actors
    ]
    return (found[0], found[1]) if len(found) > 1 else None


def answer_network(facts: Facts, table: Table) -> "nx.MultiDiGraph[str]":
    """Return the rows of ``table`` as lines between actors, as ``project`` gives those of a view.

    A line is what the answer says, not what the graph says: it has no sense in which it holds and
    no evidence of its own. Rows with the same two actors are one line,
    those that name one actor or none are left out.

    Raises ParameterError when no two columns name actors, or when there are too many lines.
    """
    import networkx as nx

    columns = actor_columns(facts, table)
    if columns is None:
        raise ParameterError(Message("network.no-actors"), hint=Message("network.no-actors-hint"))
    pairs = _pairs(table, columns)
    if len(pairs) > MOST:
        raise ParameterError(
            Message("network.lines", most=MOST), hint=Message("network.lines-hint")
        )
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    label, drawing = " → ".join(columns), drawing_of(facts.graph)
    for one, other in pairs:
        for node in (one, other):
            if slug(node) not in network:
                network.add_node(slug(node), **box(facts, node))
        names = [facts.labels(node) for node in (one, other)]
        network.add_edge(
            slug(one),
            slug(other),
            f"{slug(one)}#{slug(other)}",
            iri="",
            label=dict.fromkeys(LANGUAGES, label),
            text={la: f"{names[0][la]} → {names[1][la]}" for la in LANGUAGES},
            kind=[],
            family=drawing.family_for(ANSWER),
            process=[],
            status=FORMAL,
            modality=None,
            certainty=None,
            basis=[],
            start=None,
            end=None,
            directed=True,
            evidence=[],
            notes={},
        )
    one, other = columns
    text = Message("network.answer-text", one=f"?{one}", other=f"?{other}")
    network.graph.update(
        name=NAME, title=Texts(Message("network.answer")), text=Texts(text), drawing=drawing
    )
    return network


def _pairs(table: Table, columns: Sequence[str]) -> list[tuple[str, str]]:
    first, second = (table.columns.index(name) for name in columns)
    found = (
        (one.value, other.value)
        for row in table.rows
        if (one := row[first]) and (other := row[second])
    )
    return list(dict.fromkeys(found))
