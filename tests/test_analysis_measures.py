"""Measures: equal to an independent computation, and right about who stands where."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import pairwise, permutations

import networkx as nx
import pytest

import wijgraph
from tests.analysing import facts_of, iri, slugs
from wijgraph.analysis import network_measures
from wijgraph.analysis.measures import LITERATURE, Measures, measures
from wijgraph.errors import UnknownNodeError
from wijgraph.messages import LANGUAGES, Message

SEEDS = range(25)


def random_arcs(seed: int) -> "nx.DiGraph[str]":
    chance = random.Random(seed)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = [f"n{number}" for number in range(chance.randint(2, 14))]
    network.add_nodes_from(names)
    for _ in range(chance.randint(0, 3 * len(names))):
        one, other = chance.sample(names, 2)
        network.add_edge(one, other, directed=chance.random() < 0.9)
    return network_measures.arcs(network)


def simple_routes(arcs: "nx.DiGraph[str]", one: str, other: str) -> Iterator[tuple[str, ...]]:
    """Yield each simple route by trying every order of the nodes in between."""
    between = [n for n in arcs if n not in {one, other}]
    for count in range(len(between) + 1):
        for middle in permutations(between, count):
            walk = (one, *middle, other)
            if all(arcs.has_edge(a, b) for a, b in pairwise(walk)):
                yield walk


@pytest.mark.parametrize("seed", SEEDS)
def test_betweenness_equals_rustworkx(seed: int) -> None:
    rx = pytest.importorskip("rustworkx")
    arcs = random_arcs(seed)
    graph, names = rx.PyDiGraph(), list(arcs)
    graph.add_nodes_from(names)
    graph.add_edges_from_no_data([(names.index(a), names.index(b)) for a, b in arcs.edges])
    expected = rx.digraph_betweenness_centrality(graph, normalized=False)
    found = network_measures.betweenness(arcs)
    assert found == pytest.approx({n: expected[i] for i, n in enumerate(names)})


@pytest.mark.parametrize("seed", SEEDS)
def test_articulation_equals_rustworkx(seed: int) -> None:
    rx = pytest.importorskip("rustworkx")
    arcs = random_arcs(seed)
    graph, names = rx.PyGraph(multigraph=False), list(arcs)
    graph.add_nodes_from(names)
    graph.add_edges_from_no_data([(names.index(a), names.index(b)) for a, b in arcs.edges])
    points = {names[i] for i in rx.articulation_points(graph)}
    assert set(network_measures.articulation(arcs)) == points


@pytest.mark.parametrize("seed", SEEDS)
def test_what_falls_apart_is_what_can_no_longer_be_reached(seed: int) -> None:
    arcs = random_arcs(seed)
    for node, pieces in network_measures.articulation(arcs).items():
        rest = arcs.to_undirected()
        home = nx.node_connected_component(rest, node)
        rest.remove_node(node)
        left = [c for c in nx.connected_components(rest) if c <= home]
        assert len(left) == len(pieces) + 1
        assert all(piece in left for piece in pieces)
        assert max(map(len, left)) == max(len(c) for c in left if c not in pieces)


@pytest.mark.parametrize("seed", range(12))
def test_shortest_routes_equal_trying_all(seed: int) -> None:
    arcs = random_arcs(seed)
    names = list(arcs)[:6]
    arcs = arcs.subgraph(names).copy()
    for one, other in permutations(names, 2):
        expected = sorted(len(walk) for walk in simple_routes(arcs, one, other))[:4]
        found = network_measures.routes(arcs, one, other, 4)
        assert [len(route) for route in found] == expected
        assert len({tuple(route) for route in found}) == len(found)
        assert all(nx.is_path(arcs, route) for route in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_reciprocity_equals_the_correlation_of_the_matrix(seed: int) -> None:
    arcs = random_arcs(seed)
    # Garlaschelli and Loffredo: the correlation between a_ij and a_ji over all i unequal to j.
    ends = list(permutations(arcs, 2))
    there = [float(arcs.has_edge(a, b)) for a, b in ends]
    back = [float(arcs.has_edge(b, a)) for a, b in ends]
    mean = sum(there) / len(ends)
    spread = sum((x - mean) ** 2 for x in there)
    share, excess = network_measures.reciprocity(arcs)
    if not any(there):
        assert (share, excess) == (None, None)
    else:
        assert share == pytest.approx(
            sum(x * y for x, y in zip(there, back, strict=True)) / sum(there)
        )
        if spread == 0:
            assert excess is None
        else:
            both = sum((x - mean) * (y - mean) for x, y in zip(there, back, strict=True))
            assert excess == pytest.approx(both / spread)


def by_name(found: Measures) -> dict[str, float]:
    return {slugs([p.node])[0]: p.betweenness for p in found.positions}


def test_the_executive_stands_in_between(dossier: wijgraph.Dossier) -> None:
    found = measures(facts_of(dossier))
    first = found.positions[0]
    assert slugs([first.node]) == ["college"]
    assert first.outgoing == {"accountability": 1, "steering": 2, "supervision": 2}
    assert first.incoming == {"accountability": 2, "steering": 1, "supervision": 1}
    assert [set(slugs(group)) for group in first.separates] == [{"rvb", "rvt"}, {"raad"}]
    assert by_name(found)["raad"] == 0


def test_the_account_manager_is_a_single_point(dossier: wijgraph.Dossier) -> None:
    (single,) = measures(facts_of(dossier)).single
    assert slugs(single.actors) == ["accountmanager"]
    assert single.status == "praktijk" and single.places


def test_routes_from_council_to_board(dossier: wijgraph.Dossier) -> None:
    (between,) = measures(facts_of(dossier)).routes
    assert [slugs(route) for route in between.found] == [
        ["raad", "college", "rvb"],
        ["raad", "college", "rvt", "rvb"],
    ]
    ends = (iri("rvb"), iri("raad"))
    (back,) = measures(facts_of(dossier), ends=ends, routes=1).routes
    assert [slugs(route) for route in back.found] == [["rvb", "college", "raad"]]


def test_gaps_do_not_count(dossier: wijgraph.Dossier) -> None:
    found = measures(facts_of(dossier), "toezicht")
    assert {slugs([p.node])[0] for p in found.positions} == {
        "raad",
        "college",
        "gemeente",
        "rvt",
        "rvb",
        "wij",
    }


def test_consultation_counts_both_ways(dossier: wijgraph.Dossier) -> None:
    found = measures(facts_of(dossier), "overleg")
    position = next(p for p in found.positions if slugs([p.node]) == ["overleg-college-rvt"])
    assert position.neighbours == 2


def test_at_a_date(dossier: wijgraph.Dossier) -> None:
    facts = facts_of(dossier)
    assert measures(facts, at=date(2017, 1, 1)).lines == measures(facts).lines - 2


def test_an_end_that_is_not_there(dossier: wijgraph.Dossier) -> None:
    with pytest.raises(UnknownNodeError, match="not in this view"):
        measures(facts_of(dossier), ends=(iri("raad"), iri("bouwteam")))
    with pytest.raises(UnknownNodeError, match="no view called"):
        measures(facts_of(dossier), "nothing")


def test_every_measure_tells_what_it_means_and_where_it_comes_from() -> None:
    assert len(LITERATURE) == 6
    for key in LITERATURE:
        for language in LANGUAGES:
            ends = ("", "-means", "-not")
            name, means, means_not = (Message(f"measures.{key}{end}")[language] for end in ends)
            assert name and means.endswith(".")
            assert means_not.startswith(("Niet", "Not"))


def test_a_town(town: wijgraph.Dossier) -> None:
    found = measures(facts_of(town))
    assert slugs([found.positions[0].node]) == ["executive"]
    assert slugs(s for s in found.single) == ["overview"]
    assert found.routes == ()  # nothing leads from the council
