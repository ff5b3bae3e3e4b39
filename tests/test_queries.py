"""Each question gives its golden table, the same rows from both engines, and a source a row."""

import csv
import io
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT
from wijgraph.errors import ParameterError, QueryError
from wijgraph.model import Term
from wijgraph.queries.catalogue import read_query
from wijgraph.store import bind

GOLDEN = Path(__file__).parent / "golden" / "queries"
IDS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
# What to fill in where a question cannot be asked without.
VALUES = {
    "actor": {"actor": "rvb"},
    "processes-between": {"one": "college", "two": "rvb"},
    "section": {"document": "berenschot-2023", "section": "2.5"},
}
GOOD = """\
#+ id: good
#+ summary: Who?
#+ summary_nl: Wie?
#+ description: Who it is.
#+ description_nl: Wie het is.
#+ tags: actor
#+ param who: iri, optional – whom to tell of
#+ param_nl who: over wie
#+ column who: who
#+ column_nl who: wie
SELECT ?who WHERE { ?who a ?kind } ORDER BY ?who
"""


def rows(table: wijgraph.Table) -> list[tuple[Term | None, ...]]:
    return list(table.rows)


@pytest.mark.parametrize("name", IDS)
def test_golden_table(name: str, dossier: wijgraph.Dossier, request: pytest.FixtureRequest) -> None:
    result = dossier.query(name, **VALUES.get(name, {}))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.table.columns)
    for row in result.table.rows:
        writer.writerow("" if term is None else term.value for term in row)
    golden = GOLDEN / f"{name}.csv"
    if request.config.getoption("--accept"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(out.getvalue())
    assert out.getvalue() == golden.read_text()
    assert len(result.table) > 0


@pytest.mark.parametrize("name", IDS)
def test_every_row_has_its_source(name: str, dossier: wijgraph.Dossier) -> None:
    for row in dossier.query(name, **VALUES.get(name, {})).table:
        assert row["document"], f"no document: {row}"
        assert row["section"], f"no section: {row}"


@pytest.mark.parametrize("name", IDS)
def test_rdflib_gives_the_same_rows(name: str, dossier: wijgraph.Dossier) -> None:
    from wijgraph.queries.run import parameters

    query = dossier.queries[name]
    bindings = parameters(dossier.graph, query, VALUES.get(name, {}))
    theirs = dossier.graph.rdflib.query(bind(query.sparql, bindings))
    assert [str(v) for v in theirs.vars or []] == list(query.columns)
    ours = dossier.graph.store.select(query.sparql, bindings)
    assert [tuple(None if t is None else str(t) for t in row) for row in theirs] == [  # type: ignore[union-attr]
        tuple(None if t is None else t.value for t in row) for row in ours.rows
    ]


def test_no_golden_table_is_left_behind() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == set(IDS)


def test_good_header(tmp_path: Path) -> None:
    query = read_query(tmp_path / "good.rq", GOOD)
    assert query.summary == {"en": "Who?", "nl": "Wie?"}
    assert [(p.name, p.type, p.optional) for p in query.parameters] == [("who", "iri", True)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#+ summary: Who?\n", "", "lacks: summary"),
        ("#+ column_nl who: wie\n", "", "column_nl who"),
        ("#+ tags: actor", "#+ tag: actor", "not a header line"),
        ("#+ tags: actor", "#+ tags: actor\n#+ tags: actor", "said twice"),
        ("iri, optional", "colour, optional", "no known type"),
        ("#+ id: good", "#+ id: better", "better"),
    ],
)
def test_bad_header(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        read_query(tmp_path / "good.rq", GOOD.replace(old, new))
    assert caught.value.path


def test_columns_must_be_those_of_the_header(town_folder: Path) -> None:
    path = town_folder / "queries" / "good.rq"
    path.write_text(GOOD.replace("SELECT ?who", "SELECT ?who ?kind"))
    with pytest.raises(QueryError, match="header"):
        wijgraph.open(town_folder).query("good")


def test_parameter_must_be_a_node(dossier: wijgraph.Dossier) -> None:
    with pytest.raises(ParameterError, match="no actor is called"):
        dossier.query("actor", actor="x> ?y . #")
