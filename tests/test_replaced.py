"""Names of concepts that were replaced: the old ones are read as the new, and that is told."""

import json
import re
import shutil
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph

import wijgraph
from tests.conftest import ROOT, Run
from tests.serving import QUIET, served
from wijgraph.model import Term
from wijgraph.namespaces import CONCEPT, GOV
from wijgraph.queries.catalogue import read_catalogue
from wijgraph.queries.run import ask
from wijgraph.replaced import current, current_query, replacing, table
from wijgraph.turtle.patch import read, write

OLD = sorted((ROOT / "tests" / "replaced").glob("*.rq"))  # as they were before the names changed
NAMES = re.compile(r"\bgov:(?:" + "|".join(iri.partition("#")[2] for iri in table()) + r")\b")


def test_the_table_is_what_the_ontology_says() -> None:
    ontology = Graph()
    for path in (ROOT / "ontology").rglob("*.ttl"):
        ontology.parse(path)
    said = {
        str(old): str(new)
        for old, new in ontology.subject_objects(DCTERMS.isReplacedBy)
        if (new, RDF.type, SKOS.Concept) in ontology
    }
    assert said == dict(table())
    concepts = {str(c) for c in ontology.subjects(RDF.type, SKOS.Concept)}
    assert set(said.values()) == concepts
    assert all(c.startswith(CONCEPT) for c in concepts)


# What the questions are asked with, where they name a concept only as an example or need a value.
VALUES = {
    "perspectives": {"perspective": "gov:lawfulGovernment"},
    "roles-per-perspective": {"perspective": "gov:lawfulGovernment"},
    "processes-between": {"one": "raad", "two": "rvt"},
}


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_a_query_with_old_names_has_the_same_rows(path: Path, dossier: wijgraph.Dossier) -> None:
    text = path.read_text()
    assert NAMES.search(text)
    old = read_catalogue([path])[path.stem]
    with replacing() as replaced:
        rows = ask(dossier.graph, old, VALUES.get(path.stem, {})).table
    values = {k: v.replace("gov:", "concept:") for k, v in VALUES.get(path.stem, {}).items()}
    assert rows == dossier.query(path.stem, **values).table
    assert len(rows.rows) and replaced


def test_there_are_twenty() -> None:
    assert len(OLD) >= 20


SELECT = f"""PREFIX gov: <{GOV}> # gov:statutory is in a comment
PREFIX o: <{GOV}>
SELECT ?kind (COUNT(*) AS ?n) WHERE {{
  VALUES (?kind ?text) {{ (gov:statutory "gov:practice") (o:agreed "x") (<{GOV}practice> "y") }}
  ?fact gov:modality ?kind .
}} GROUP BY ?kind ORDER BY ?kind
"""


def test_only_names_are_changed_and_lines_stay() -> None:
    with replacing() as replaced:
        new = current_query(SELECT)
    assert new.count("\n") == SELECT.count("\n")
    assert '"gov:practice"' in new and "# gov:statutory" in new and "gov:modality" in new
    assert [f"<{CONCEPT}{n}>" in new for n in ("statutory", "agreed", "practice")] == [True] * 3
    assert len(replaced) == 3
    assert current_query(new) == new
    for other in ("gov:statutoryBasis", "gov:steers", "ex:statutory", "?x:practice"):
        text = f"PREFIX gov: <{GOV}> PREFIX ex: <http://e/> ASK {{ ?x a {other} }}"
        assert current_query(text) == text
    assert current(GOV + "Steering") == GOV + "Steering"


def test_the_command_tells(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "mine.rq"
    query.write_text(SELECT)
    outcome = run("--lang", "en", "query", "run", "-f", str(query), "-F", "csv")
    assert outcome.code == 0
    assert [line.partition(",")[0] for line in outcome.out.split()[1:]] == [
        CONCEPT + name for name in ("agreed", "practice", "statutory")
    ]
    assert "gov:statutory → concept:statutory" in outcome.err
    assert "these are old names of concepts" in outcome.err
    asked = ("roles-per-perspective", "perspective=gov:lawfulGovernment")
    outcome = run("--lang", "en", "query", "run", *asked)
    assert outcome.code == 0 and "this is the old name of a concept" in outcome.err
    new = run("--lang", "en", "query", "run", asked[0], "perspective=concept:lawfulGovernment")
    assert new.out == outcome.out and not new.err


def test_a_data_file_is_read_so(town_folder: Path, run: Run) -> None:
    before = wijgraph.open(town_folder).query("gaps").table
    changed = 0
    for path in (town_folder / "data").rglob("*.ttl"):
        text = path.read_text()
        old = text.replace("concept:", "gov:")
        changed += old != text
        path.write_text(old)
    assert changed
    town = wijgraph.open(town_folder)
    with replacing() as replaced:
        assert town.query("gaps").table == before
    assert replaced
    assert run("--dossier", str(town_folder), "validate").code == 0
    position = town.graph.position("https://w3id.org/wijgraph/id/board")
    assert position is not None
    told = run("--dossier", str(town_folder), "--lang", "en", "query", "gaps")
    assert "old name" in told.err


def test_a_patch_and_an_update_are_read_so(run: Run, tmp_path: Path) -> None:
    outcomes = []
    for prefix, iri in (("gov", GOV), ("concept", CONCEPT)):
        update = tmp_path / f"{prefix}.ru"
        update.write_text(
            "#+ title: x\n#+ title_nl: x\n#+ description: x\n#+ description_nl: x\n"
            f"PREFIX gov: <{GOV}>\nPREFIX {prefix}: <{iri}>\n"
            f"DELETE {{ ?r ?p ?o }} WHERE {{ ?r gov:modality {prefix}:practice ; ?p ?o }}\n"
        )
        outcomes.append(run("--lang", "en", "whatif", str(update)))
    old, new = outcomes
    assert old.code == new.code == 0
    assert old.out == new.out
    assert "gov:practice → concept:practice" in old.err


def test_over_http() -> None:
    with served(wijgraph.open(), QUIET) as server:
        query = SELECT.replace("\n", " ").replace("# gov:statutory is in a comment", "")
        answer = server.sparql(query, "application/sparql-results+json")
        rows = json.loads(answer.text)["results"]["bindings"]
        assert {row["kind"]["value"] for row in rows} == {
            CONCEPT + name for name in ("agreed", "practice", "statutory")
        }
        assert "replaced=3" in answer.headers["Wijgraph-Notices"]
        page = server.get(
            "/api/queries/roles-per-perspective?perspective=gov:lawfulGovernment",
            "application/sparql-results+json",
        )
        assert json.loads(page.text)["results"]["bindings"]
        about = server.get("/concept/statutory", "text/turtle")
        assert about.status_code == 200 and "skos:Concept" in about.text
        assert server.get("/concept/nonsense", "text/turtle").status_code == 404


def test_a_term_of_its_own_is_no_old_name() -> None:
    assert Term("iri", GOV + "Control").value not in table()
    assert table()[GOV + "control"] == CONCEPT + "control"


def test_a_register_takes_them_so(town_folder: Path, tmp_path: Path, run: Run) -> None:
    store = f"oxigraph:{tmp_path / 'store'}"
    for name, prefix in (("old", "gov:"), ("new", "concept:")):
        folder = tmp_path / name
        shutil.copytree(town_folder, folder)
        for path in (folder / "data").rglob("*.ttl"):
            path.write_text(path.read_text().replace("concept:", prefix))
        assert run("--store", store, "register", "add", str(folder)).code == 0
    asked = ("query", "run", "gaps", "-F", "csv")
    old, new = (run("--store", f"{store}#{name}", *asked) for name in ("old", "new"))
    assert old.code == new.code == 0
    assert old.out == new.out and CONCEPT in old.out


def test_a_patch_of_the_table_itself_stays_as_it_is() -> None:
    names = next(iter(table().items()))
    old, word, new = (Term("iri", iri) for iri in (names[0], str(DCTERMS.isReplacedBy), names[1]))
    said = (old, word, new)
    assert [step.triple for step in read(write([said], []), "table.rdfp").steps] == [said]
