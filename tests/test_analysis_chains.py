"""Chains: every route and no other, where they end, and what lacks as gap or as no line."""

from datetime import date
from itertools import pairwise

import networkx as nx
import pytest

import wijgraph
from tests.analysing import facts_of, iri, slugs
from wijgraph.analysis.chains import Chains, Direct, Direction, Route, chains
from wijgraph.analysis.links import AUTHORITY, links_of


def of(dossier: wijgraph.Dossier, one: str, other: str, **options: bool | int | None) -> Chains:
    return chains(facts_of(dossier), iri(one), iri(other), **options)  # type: ignore[arg-type]


def way(route: Route) -> list[str]:
    return slugs([route.hops[0].one, *(hop.other for hop in route.hops)])


def pick(found: Chains, one: str, authority: bool) -> Direction:
    (direction,) = [
        d for d in found.directions if slugs([d.one]) == [one] and d.authority == authority
    ]
    return direction


def direct(found: Chains, process: str) -> Direct:
    return next(d for d in found.direct if d.process == process)


def test_the_line_from_council_to_board(dossier: wijgraph.Dossier) -> None:
    down = pick(of(dossier, "raad", "rvb"), "raad", True)
    assert [way(route) for route in down.routes] == [
        ["raad", "college", "rvb"],
        ["raad", "college", "rvt", "rvb"],
    ]
    assert down.longest == 3
    last = down.routes[1]
    assert last.links == 3 and last.parts == 0 and last.status == "formeel"
    assert slugs(last.hops[1].statements) == ["relation/college-appoints-rvt"]
    assert slugs(last.hops[1].statements[0].basis) == ["statuten"]
    assert set(slugs(last.hops[2].statements)) == {
        "relation/rvt-appoints-rvb",
        "relation/rvt-supervises-rvb",
    }


def test_back_up_it_rests_on_a_judgement(dossier: wijgraph.Dossier) -> None:
    up = pick(of(dossier, "raad", "rvb"), "rvb", False)
    assert [way(route) for route in up.routes] == [["rvb", "college", "raad"]]
    assert [hop.status for hop in up.routes[0].hops] == ["formeel", "gewenst"]
    assert up.routes[0].status == "gewenst"


def test_what_lacks_is_a_gap_where_the_sources_are_silent(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "raad", "rvb")
    account = direct(found, "accountability")
    assert slugs([account.one, account.other]) == ["rvb", "raad"]
    assert not account.statements
    assert slugs(account.gaps) == ["gap/verantwoording-rvt-rvb-aan-raad"]
    for process in AUTHORITY:
        assert slugs(direct(found, process).gaps) == ["gap/rechtstreekse-bevoegdheid-raad"]
    assert [d.routes for d in found.direct] == [2, 0, 1, 1]


def test_a_direct_line_is_no_longer_route(dossier: wijgraph.Dossier) -> None:
    steering = direct(of(dossier, "college", "rvt"), "steering")
    assert slugs(steering.statements) == ["relation/college-appoints-rvt"]
    assert steering.routes == 0 and steering.gaps == ()


def test_a_gap_does_not_hold(dossier: wijgraph.Dossier) -> None:
    (gap,) = direct(of(dossier, "raad", "rvb"), "control").gaps
    assert gap.status is None and gap.modality is None
    assert gap.reason and gap.reason.label["nl"] == "niet vermeld"


def test_without_a_gap_there_is_only_no_line(dossier: wijgraph.Dossier) -> None:
    account = direct(of(dossier, "rvt", "rvb"), "accountability")
    assert not account.statements
    # The gap about the council and the boards says nothing of the boards together.
    assert not account.gaps


@pytest.mark.parametrize(
    ("start", "end", "gap"),
    [
        ("sub-bouwteam-1", "sturingsoverleg", "gap/keten-voorbij-sturingsoverleg"),
        (
            "directeur-basis-jeugdhulp",
            "bestuurlijke-stuurgroep",
            "gap/keten-voorbij-bestuurlijke-stuurgroep",
        ),
    ],
)
def test_a_chain_stops_where_the_source_stops(
    dossier: wijgraph.Dossier, start: str, end: str, gap: str
) -> None:
    up = pick(of(dossier, start, "raad", parts=False), start, False)
    assert up.routes == ()
    (stop,) = up.stops
    assert slugs([stop.node]) == [end]
    assert stop.route.links == 2
    assert slugs(stop.gaps) == [gap]


def test_parts_connect_only_where_relations_do_not(dossier: wijgraph.Dossier) -> None:
    found = of(dossier, "raad", "wij")
    assert [way(r) for r in pick(found, "raad", True).routes] == [["raad", "college", "wij"]]
    (up,) = pick(found, "wij", False).routes
    assert way(up) == ["wij", "gemeente", "college", "raad"]
    assert (up.links, up.parts) == (2, 1)
    assert up.hops[1].part and up.hops[1].status is None and not up.hops[1].processes
    assert not pick(of(dossier, "raad", "wij", parts=False), "wij", False).routes


def test_parts_when_asked_for(dossier: wijgraph.Dossier) -> None:
    routes = pick(of(dossier, "raad", "wij", parts=True), "raad", True).routes
    ways = [way(route) for route in routes]
    assert ["raad", "college", "gemeente", "wij"] in ways
    # A council is not its municipality: it has lines of its own.
    assert ["raad", "gemeente", "wij"] not in ways
    for route in routes:
        steps = [hop.part for hop in route.hops]
        assert not any(a and b for a, b in pairwise(steps))


def test_routes_equal_those_of_networkx(dossier: wijgraph.Dossier, town: wijgraph.Dossier) -> None:
    seen = 0
    for one in (dossier, town):
        facts = facts_of(one)
        graph = nx.DiGraph(
            [(link.one, link.other) for link in links_of(facts) if link.process in AUTHORITY]
        )
        for a in graph:
            for b in graph:
                if a == b:
                    continue
                found = [
                    tuple(n.iri for n in (r.hops[0].one, *(h.other for h in r.hops)))
                    for d in chains(facts, a, b, parts=False).directions
                    if d.authority and d.one.iri == a
                    for r in d.routes
                ]
                expected = list(map(tuple, nx.all_simple_paths(graph, a, b, cutoff=6)))
                assert sorted(found) == sorted(expected)
                seen += len(found)
    assert seen > 15


def test_routes_are_as_long_as_asked(dossier: wijgraph.Dossier) -> None:
    down = pick(of(dossier, "raad", "rvb", longest=2), "raad", True)
    assert [route.links for route in down.routes] == [2]


def test_what_did_not_hold_yet_is_left_out(dossier: wijgraph.Dossier) -> None:
    def commissions(day: date | None) -> set[str]:
        found = chains(facts_of(dossier), iri("gemeente"), iri("wij"), at=day)
        return set(slugs(s for d in found.direct for s in d.statements))

    early = commissions(date(2022, 12, 31))
    assert commissions(date(2023, 1, 1)) - early == {
        "relation/gemeente-commissions-wij-basis-jeugdhulp"
    }
    assert commissions(None) == commissions(date(2023, 1, 1))
    assert "relation/gemeente-commissions-wij-sociaal-domein" not in commissions(date(2017, 1, 1))


def test_a_town_is_told_alike(town: wijgraph.Dossier) -> None:
    found = of(town, "council", "directors")
    assert [way(r) for r in pick(found, "directors", False).routes] == [
        ["directors", "executive", "council"],
        ["directors", "board", "executive", "council"],
    ]
    # Nothing steers from the council; only its being part of the town leads on.
    assert [r.parts for r in pick(found, "council", True).routes] == [2]
