"""Networks: every relation a line of its own, gaps as gaps, and filters that keep what they say."""

from datetime import date

import pytest

import wijgraph
from tests.exporting import VIEWS
from wijgraph.errors import ParameterError, UnknownNodeError
from wijgraph.graph.facts import Facts
from wijgraph.model import Table, Term
from wijgraph.namespaces import GOV
from wijgraph.network import Filters, actor_columns, answer_network, narrow, project

LINES = f"""
PREFIX gov: <{GOV}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?relation ?actor ?counterparty WHERE {{
  ?relation a/rdfs:subClassOf* ?class ; gov:actor ?actor ; gov:counterparty ?counterparty .
}}
"""
PROCESSES = {
    "sturing": "Steering",
    "beheersing": "Control",
    "toezicht": "Supervision",
    "verantwoording": "Accountability",
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(wijgraph.open().graph)


@pytest.mark.parametrize(("view", "kind"), PROCESSES.items())
def test_a_process_shows_exactly_its_relations(facts: Facts, view: str, kind: str) -> None:
    query = LINES.replace("?class", f"gov:{kind}")
    rows = facts.graph.store.select(query)
    expected = {tuple(row[c].value for c in rows.columns if row[c]) for row in rows}  # type: ignore[union-attr]
    network = project(facts, view)
    shown = [
        (line["iri"], network.nodes[one]["iri"], network.nodes[other]["iri"])
        for one, other, line in network.edges(data=True)
        if line["family"] != "leemte"
    ]
    assert expected
    assert len(shown) == len(set(shown))
    assert set(shown) == expected


def test_a_joint_relation_is_a_line_for_each_actor(facts: Facts) -> None:
    network = project(facts, "verantwoording")
    joint = "relation/directeur-basis-jeugdhulp-en-manager-accounts-to-ambtelijke-stuurgroep"
    ends = {(one, other) for one, other, key in network.edges(keys=True) if key == joint}
    assert ends == {
        ("directeur-basis-jeugdhulp", "ambtelijke-stuurgroep"),
        ("manager-sociaal-domein-jeugd", "ambtelijke-stuurgroep"),
    }


def test_formal_and_practised_are_two_lines(facts: Facts) -> None:
    network = project(facts, "sturing")
    lines = network.get_edge_data("gemeente", "wij")
    assert {line["status"] for line in lines.values()} == {"formeel", "praktijk"}


def test_what_is_judged_is_not_drawn_as_holding(facts: Facts) -> None:
    network = project(facts, "verantwoording")
    (line,) = network.get_edge_data("college", "raad").values()
    assert line["status"] == "gewenst"
    assert line["modality"]["id"] == "gov:judged"


def test_every_line_tells_where_it_is_written(facts: Facts) -> None:
    for view in VIEWS:
        for *_, key, line in project(facts, view).edges(keys=True, data=True):
            assert line["evidence"], (view, key)
            for place in line["evidence"]:
                assert place["source"] in {"berenschot-2023", "rekenkamer-2025"}
                assert 0 < len(place["phrase"].split()) <= 8


def test_gaps_are_gaps(facts: Facts) -> None:
    network = project(facts, "toezicht")
    gap = "gap/rechtstreekse-bevoegdheid-raad"
    assert network.nodes[gap]["shape"] == "gap"
    assert set(network.predecessors(gap)) == {"raad", "rvt", "rvb", "wij"}
    assert not any(
        line["directed"] for *_, line in network.edges(data=True) if line["family"] == "leemte"
    )


def test_no_line_runs_from_the_council_to_the_foundation_or_its_boards(facts: Facts) -> None:
    for view in VIEWS:
        network = project(facts, view)
        for one, other, line in network.edges(data=True):
            if line["family"] != "leemte":
                assert (one, other) not in {("raad", "rvt"), ("raad", "rvb"), ("raad", "wij")}, view


def test_consultations_with_their_participants(facts: Facts) -> None:
    network = project(facts, "overleg")
    assert set(network.predecessors("algemeen-overleg")) >= {
        "accountmanager",
        "directeuren-wij",
        "managers-sociaal-domein",
    }
    for meeting in facts.instances(GOV + "MeetingSeries", GOV + "WorkingBody"):
        assert facts.graph.label(meeting) in {n["label"]["nl"] for _, n in network.nodes(data=True)}


def test_the_view_of_an_actor_holds_all_its_relations(facts: Facts) -> None:
    network = project(facts, "actor:rvb")
    relations = {
        relation
        for relation in facts.instances(GOV + "Relation")
        if facts.graph.node("rvb") in facts.values(relation, GOV + "actor", GOV + "counterparty")
        and facts.values(relation, GOV + "counterparty")
    }
    assert relations
    assert relations <= {line["iri"] for *_, line in network.edges(data=True)}
    lines = network.edges(data="family")
    assert all("rvb" in (one, other) for one, other, family in lines if family != "leemte")


def test_an_unknown_view_names_those_there_are() -> None:
    facts = Facts(wijgraph.open().graph)
    with pytest.raises(UnknownNodeError, match=r"(?s)no view called 'toezigt'.*toezicht"):
        project(facts, "toezigt")
    with pytest.raises(UnknownNodeError, match="rvq"):
        project(facts, "actor:rvq")


def test_focus_keeps_what_is_near(facts: Facts) -> None:
    network = project(facts, "toezicht")
    one = narrow(network, Filters(focus="rvt", steps=1))
    assert set(one) == {"rvt", "rvb", "gap/rechtstreekse-bevoegdheid-raad"}
    two = narrow(network, Filters(focus="rvt", steps=2))
    assert set(one) < set(two) < set(network)
    with pytest.raises(UnknownNodeError, match="not in this view"):
        narrow(network, Filters(focus="rvq"))


def test_a_date_keeps_what_held_then(facts: Facts) -> None:
    network = project(facts, "sturing")
    programme = "relation/gemeente-commissions-wij-basis-jeugdhulp"
    regular = "relation/gemeente-commissions-wij-sociaal-domein"

    def keys(day: date) -> set[str]:
        return {key for *_, key in narrow(network, Filters(at=day)).edges(keys=True)}

    assert programme in keys(date(2023, 1, 1))
    assert programme not in keys(date(2022, 12, 31))
    assert regular in keys(date(2018, 1, 1))  # since 2018: from its first day
    assert regular not in keys(date(2017, 12, 31))


def test_modality_process_and_source(facts: Facts) -> None:
    network = project(facts, "vier-processen")
    statutory = narrow(network, Filters(modality=("statutory",)))
    assert 0 < statutory.number_of_edges() < network.number_of_edges()
    assert all(line["modality"]["id"] == "gov:statutory" for *_, line in statutory.edges(data=True))
    steering = narrow(network, Filters(process=("steering",)))
    assert {line["family"] for *_, line in steering.edges(data=True)} == {"sturen", "benoemen"}
    audit = narrow(network, Filters(source=("rekenkamer-2025",)))
    assert 0 < audit.number_of_edges() < network.number_of_edges()
    for wrong in (
        Filters(modality=("statutori",)),
        Filters(process=("sturing",)),
        Filters(source=("berenschot",)),
    ):
        with pytest.raises(ParameterError, match="no line in this view has"):
            narrow(network, wrong)


def test_views_are_general(town: wijgraph.Dossier) -> None:
    facts = Facts(town.graph)
    network = project(facts, "vier-processen")
    assert network.number_of_edges() > 3
    assert "raad" in {node["lane"] for _, node in network.nodes(data=True)}


def test_an_answer_with_actors_is_a_network(dossier: wijgraph.Dossier) -> None:
    facts = dossier.graph.facts
    table = dossier.query("who-appoints-whom").table
    network = answer_network(facts, table)
    first, second = (table.columns.index(name) for name in ("actor", "counterparty"))
    pairs = {(a.value, b.value) for row in table.rows if (a := row[first]) and (b := row[second])}
    found = {(network.nodes[a]["iri"], network.nodes[b]["iri"]) for a, b in network.edges()}
    assert found == pairs
    assert {line["family"] for *_, line in network.edges(data=True)} == {"antwoord"}
    # It says nothing of itself: no sense, no basis, no evidence.
    assert not any(
        line["modality"] or line["basis"] or line["evidence"]
        for *_, line in network.edges(data=True)
    )
    for columns in (("a",), ("a", "b")):  # too few columns, and none that name actors
        rows = (tuple(Term("iri", GOV + "Actor") for _ in columns),)
        assert actor_columns(facts, Table(columns, rows)) is None
        with pytest.raises(ParameterError, match="name actors"):
            answer_network(facts, Table(columns, rows))
    assert actor_columns(facts, Table(("a", "b"), ())) is None
