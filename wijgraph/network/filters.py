"""Narrowing a network: around one node, at a date, to a process, modality or source."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from wijgraph.errors import ParameterError, UnknownNodeError
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.messages import Message

if TYPE_CHECKING:
    import networkx as nx


MOST = 20  # names that an error gives


@dataclass(frozen=True)
class Filters:
    """What to keep of a network; an empty filter keeps all."""

    focus: str | None = None  # the slug of a node
    steps: int = 1  # how far from the focus, in lines of either direction
    at: date | None = None  # lines that hold on this day, as far as their dates are known
    modality: tuple[str, ...] = ()  # such as "statutory"
    process: tuple[str, ...] = ()  # such as "steering"
    source: tuple[str, ...] = ()  # slugs of documents


def narrow(network: "nx.MultiDiGraph[str]", filters: Filters) -> "nx.MultiDiGraph[str]":
    """Return the part of ``network`` that passes all ``filters``.

    Nodes that lose their last line go; nodes that had none stay, unless there is a focus.

    Raises UnknownNodeError for a focus that is not in the network, ParameterError for a modality,
    process or source that none of its lines has.
    """
    _check(network, filters)
    kept = network.copy()
    lines = network.edges(keys=True, data=True)
    kept.remove_edges_from([(a, b, k) for a, b, k, line in lines if not _passes(line, filters)])
    kept.remove_nodes_from([n for n in network if network.degree(n) and not kept.degree(n)])
    if filters.focus is not None and filters.focus in kept:
        import networkx as nx

        near = nx.ego_graph(kept, filters.focus, radius=filters.steps, undirected=True)
        kept.remove_nodes_from([n for n in network if n in kept and n not in near])
    elif filters.focus is not None:
        kept.remove_nodes_from([n for n in network if n in kept])
        kept.add_node(filters.focus, **network.nodes[filters.focus])
    return kept


def _check(network: "nx.MultiDiGraph[str]", filters: Filters) -> None:
    if filters.focus is not None and filters.focus not in network:
        near, named = nearest(filters.focus, network), ", ".join(list(network)[:MOST])
        raise UnknownNodeError(
            Message("network.not-in-view", name=filters.focus),
            hint=did_you_mean(near) or Message("network.not-in-view-hint", names=named),
            near=near,
        )
    lines = [line for *_, line in network.edges(data=True)]
    modalities = {_modality(line) for line in lines}
    processes = {process for line in lines for process in line["process"]}
    sources = {source for line in lines for source in _sources(line)}
    for what, wanted, known in (
        (Message("network.modality"), filters.modality, modalities),
        (Message("network.process"), filters.process, processes),
        (Message("network.source"), filters.source, sources),
    ):
        unknown = sorted(set(wanted) - known)
        if unknown:
            near, listed = nearest(unknown[0], known), ", ".join(sorted(k for k in known if k))
            raise ParameterError(
                Message("network.no-line", what=what, name=unknown[0]),
                hint=did_you_mean(near)
                or Message("network.no-line-hint", names=listed or Message("network.none")),
                near=near,
            )


def _passes(line: dict[str, Any], filters: Filters) -> bool:
    return (
        (not filters.modality or _modality(line) in filters.modality)
        and (not filters.process or bool(set(line["process"]).intersection(filters.process)))
        and (not filters.source or bool(_sources(line).intersection(filters.source)))
        and (filters.at is None or holds(line, filters.at))
    )


def _modality(line: dict[str, Any]) -> str:
    return str((line["modality"] or {}).get("id", "")).removeprefix("concept:")


def _sources(line: dict[str, Any]) -> set[str]:
    return {e["source"] for e in line["evidence"]}


def holds(line: dict[str, Any], day: date) -> bool:
    """Return whether a line holds on ``day``: a year or month counts from its first to its last."""
    start, end, iso = line["start"], line["end"], day.isoformat()
    # Dates of different precision compare as far as both go.
    return (not start or iso[: len(start)] >= start) and (not end or iso[: len(end)] <= end)
