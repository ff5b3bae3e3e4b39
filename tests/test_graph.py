"""Short edges follow from relations in force only; labels come in the language asked for."""

from pathlib import Path

import pytest

import wijgraph
from wijgraph.errors import DossierError, TurtleError, UnknownNodeError
from wijgraph.namespaces import shorten

EDGE = """PREFIX gov: <https://w3id.org/wijgraph/ontology#>
PREFIX wij: <https://w3id.org/wijgraph/id/>
ASK {{ wij:{} gov:{} wij:{} }}"""


@pytest.mark.parametrize(
    ("subject", "edge", "obj"),
    [
        ("executive", "appoints", "board"),
        ("executive", "steers", "board"),  # an appointment is steering
        ("executive", "meetsWith", "board"),
        ("board", "meetsWith", "executive"),
    ],
)
def test_edge_follows_from_a_relation_in_force(
    town: wijgraph.Dossier, subject: str, edge: str, obj: str
) -> None:
    assert town.graph.store.ask(EDGE.format(subject, edge, obj))


def test_no_edge_from_what_is_only_judged(town: wijgraph.Dossier) -> None:
    assert not town.graph.store.ask(EDGE.format("board", "reportsTo", "executive"))


def test_derived_edges_are_never_written_by_hand(dossier: wijgraph.Dossier) -> None:
    edges = {shorten(triple[1].value) for triple in dossier.graph.derived}
    edges = {edge for edge in edges if edge.startswith("gov:")}
    assert edges
    for path in dossier.files.files("data"):
        written = {line.split()[0] for line in path.read_text().splitlines() if line.strip()}
        assert not written & edges


def test_both_engines_hold_the_same_triples(town: wijgraph.Dossier) -> None:
    assert len(town.graph.rdflib) == len(town.graph.store)


def test_labels(town: wijgraph.Dossier) -> None:
    iri = town.graph.node("board")
    assert town.graph.label(iri, "en") == "supervisory board of Dike"
    assert town.graph.label(iri, "nl") == "raad van toezicht van Dijk"
    assert town.graph.node("Supervisory Board of Dike") == iri


def test_unknown_node_names_the_nearest(town: wijgraph.Dossier) -> None:
    with pytest.raises(UnknownNodeError) as caught:
        town.graph.node("bord")
    assert "board" in (caught.value.hint or "")


def test_place_of_a_triple(town: wijgraph.Dossier) -> None:
    gov = "https://w3id.org/wijgraph/ontology#"
    iri = town.graph.node("relation/executive-appoints-board")
    position = town.graph.position(iri, gov + "basis")
    assert position and position.line and position.column
    line = (town.files.root / position.path).read_text().splitlines()[position.line - 1]
    assert line[position.column - 1 :].startswith("wij:statutes")


@pytest.mark.parametrize("broken", ["folder", "empty", "data"])
def test_what_is_no_dossier_is_refused(tmp_path: Path, broken: str) -> None:
    if broken == "data":
        (tmp_path / "ontology").mkdir()
        (tmp_path / "ontology" / "x.ttl").write_text("")
    where = tmp_path / "nowhere" if broken == "folder" else tmp_path
    with pytest.raises(DossierError) as caught:
        wijgraph.open(where)
    assert caught.value.hint


def test_broken_file_is_named_with_its_line(town_folder: Path) -> None:
    (town_folder / "data" / "broken.ttl").write_text("<https://example.org/a>\n  oops .\n")
    with pytest.raises(TurtleError) as caught:
        wijgraph.open(town_folder).graph  # noqa: B018 - opening it reads it
    assert (caught.value.path, caught.value.line) == ("data/broken.ttl", 2)
