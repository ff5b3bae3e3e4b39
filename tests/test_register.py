"""Several dossiers in one store: each on its own, all in one report, and what sets them apart."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT, Run, make_town
from wijgraph.dossier import find
from wijgraph.errors import StoreError, TurtleError, WijgraphError
from wijgraph.graph.documents import Document, of_dossier
from wijgraph.graph.stored import StoredGraph
from wijgraph.model import Citation, Finding, Position, Term
from wijgraph.register import Common, Laid, Register, slug_of
from wijgraph.register.findings import as_triples, findings_in
from wijgraph.register.laying import lay_all
from wijgraph.store import Store
from wijgraph.store.opening import Spec, open_store

FAULT = "<https://w3id.org/wijgraph/id/nobody> a <https://w3id.org/wijgraph/ontology#Council> .\n"


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two towns: noord is as it should be; in zuid something is wrong and something is lacking."""
    folder = tmp_path_factory.mktemp("towns")
    for name in ("noord", "zuid"):
        make_town(folder / name)
    (folder / "zuid" / "data" / "fault.ttl").write_text(FAULT)
    meeting = folder / "zuid" / "data" / "boards.ttl"
    text = meeting.read_text()
    assert "    gov:participant wij:executive ;\n" in text
    meeting.write_text(text.replace("    gov:participant wij:executive ;\n", ""))
    return folder


@pytest.fixture
def register(tmp_path: Path, towns: Path, run: Run) -> list[str]:
    """The arguments that name a register with both towns."""
    command = ["--store", f"oxigraph:{tmp_path / 'store'}", "--lang", "en", "register"]
    outcome = run(*command, "add", towns / "zuid", towns / "noord")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "new or changed: 2, dossiers in the register: 2\n"
    return command


def listed(run: Run, register: list[str]) -> dict[str, dict[str, object]]:
    entries = json.loads(run(*register, "list", "-F", "json").out)
    return {entry["name"]: entry for entry in entries}


def test_list(register: list[str], run: Run) -> None:
    text = run(*register, "list").out
    assert "noord" in text
    assert "not yet" in text
    run(*register, "validate")
    assert "not yet" not in run(*register, "list").out


def test_ontology_and_rules_are_shared(register: list[str], run: Run) -> None:
    entries = listed(run, register)
    noord, zuid = (entries[name]["graphs"] for name in ("noord", "zuid"))
    assert isinstance(noord, dict)
    assert isinstance(zuid, dict)
    same = {name for name in noord if noord[name] == zuid[name]}
    assert same == {"ontology", "shapes"}


def test_only_what_changed_is_checked_again(register: list[str], run: Run, tmp_path: Path) -> None:
    first = run(*register, "validate", "-F", "json")
    assert first.code == 1  # there is a violation
    assert first.err == "dossiers in the register: 2, checked now: 2\n"
    again = run(*register, "validate", "-F", "json", "--fail-on", "info")
    assert again.err == "dossiers in the register: 2, checked now: 0\n"
    assert again.out == first.out
    more = make_town(tmp_path / "noord")
    (more / "data" / "fault.ttl").write_text(FAULT)
    assert "new or changed: 1" in run(*register, "add", more).out
    assert "changed since" in run(*register, "list").out
    third = run(*register, "validate", "-F", "json")
    assert third.err.endswith("checked now: 1\n")
    assert {f["file"] for f in json.loads(third.out)["findings"]} == {"noord", "zuid"}
    assert "new or changed: 0" in run(*register, "add", more).out
    assert run(*register, "validate", "--all").err.endswith("checked now: 2\n")


def test_a_dossier_is_checked_as_it_is_alone(register: list[str], run: Run, towns: Path) -> None:
    there = json.loads(run(*register, "validate", "zuid", "-F", "json").out)["findings"]
    here = json.loads(run("--lang", "en", "validate", towns / "zuid", "-F", "json").out)["findings"]

    def plain(findings: list[dict[str, object]]) -> list[str]:
        places = {"file", "line", "column", "endLine", "endColumn"}
        kept = ({k: v for k, v in one.items() if k not in places} for one in findings)
        return sorted(json.dumps(one, sort_keys=True) for one in kept)

    assert plain(there) == plain(here)
    assert len(here) > 1


def test_one_report_the_worst_first(register: list[str], run: Run, tmp_path: Path) -> None:
    found = json.loads(run(*register, "validate", "-F", "json").out)["findings"]
    order = [["violation", "warning", "info"].index(f["severity"]) for f in found]
    assert order == sorted(order)
    assert order[0] == 0
    for form in ("text", "markdown", "html", "junit", "sarif"):
        file = tmp_path / form
        run(*register, "validate", "-F", form, "-o", file)
        assert "zuid" in file.read_text()


def test_a_report_names_the_sources_of_rules(tmp_path: Path, run: Run) -> None:
    store = ["--store", f"oxigraph:{tmp_path / 'store'}", "register"]
    assert run(*store, "add", ROOT, "--name", "wij").code == 0
    text = run(*store, "validate").out
    assert "bron: Berenschot 2023" in text
    assert "wij:berenschot-2023" not in text


def test_compare(register: list[str], run: Run) -> None:
    assert "has not been validated" in run(*register, "compare", "rules").err
    run(*register, "validate")
    rules = json.loads(run(*register, "compare", "rules", "-F", "json").out)
    assert rules
    assert all(one["having"] == ["zuid"] and one["lacking"] == ["noord"] for one in rules)
    meetings = json.loads(run(*register, "compare", "meetings", "-F", "json").out)
    lacking = [one for one in meetings if one["lacking"] == ["zuid"]]
    assert lacking
    told = run(*register, "compare", "meetings").out
    assert "executive board" in told
    assert "1: zuid" in told
    relations = json.loads(run(*register, "compare", "relations", "-F", "json").out)
    kinds = {one["what"].rpartition("#")[2]: one["having"] for one in relations}
    assert kinds["Appointment"] == ["noord", "zuid"]


def test_a_question_to_all(register: list[str], run: Run, towns: Path) -> None:
    table = list(csv.DictReader(io.StringIO(run(*register, "query", "gaps", "-F", "csv").out)))
    assert {row["dossier"] for row in table} == {"noord", "zuid"}
    alone = run("--dossier", towns / "noord", "query", "gaps", "-F", "csv").out
    own = [
        {name: value for name, value in row.items() if name != "dossier"}
        for row in table
        if row["dossier"] == "noord"
    ]
    assert own == list(csv.DictReader(io.StringIO(alone)))
    one = run(*register, "query", "gaps", "--in", "zuid", "-F", "json").out
    values = [row["dossier"]["value"] for row in json.loads(one)["results"]["bindings"]]
    assert set(values) == {"zuid"}
    told = run(*register, "query", "who-appoints-whom").out
    assert "noord" in told
    assert "Waterdam" in told  # labels, and no IRIs
    assert "https:" not in told


def test_parameters_and_names_that_are_not_there(register: list[str], run: Run) -> None:
    assert run(*register, "query", "actor", "actor=nobody", "-F", "csv").out.count("zuid") >= 0
    for arguments, words in (
        (["query", "actor", "actor=no-such-thing"], "no-such-thing"),
        (["query", "no-such-question"], "no-such-question"),
        (["query", "gaps", "--in", "oost"], "oost"),
        (["validate", "oost"], "oost"),
        (["remove", "oost"], "oost"),
        (["add", "."], "cannot be the name"),
    ):
        outcome = run(*register, *arguments, *(["--name", "-"] if arguments[0] == "add" else []))
        assert outcome.code == 2
        assert words in outcome.err
        assert "Traceback" not in outcome.err


def test_remove(register: list[str], run: Run) -> None:
    run(*register, "validate")
    assert run(*register, "remove", "zuid").out == "dossiers in the register: 1\n"
    assert list(listed(run, register)) == ["noord"]
    assert run(*register, "query", "gaps").code == 0
    run(*register, "remove", "noord")
    store = open_store(Spec.of(register[1]))
    rows = store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows
    assert rows == ()
    assert "The register is empty." in run(*register, "list").out


@pytest.mark.parametrize("name", ["", "-", "é", "ontology", "Data", "../x"])
def test_names(name: str) -> None:
    if name == "../x":
        assert slug_of(name) == "x"
        return
    with pytest.raises(StoreError):
        slug_of(name)


def test_a_store_has_to_be_named(run: Run) -> None:
    assert run("register", "list").code == 2
    assert run("--store", "oxigraph:x#noord", "register", "list").code == 2
    for command in ("baseline", "diff", "format", "waiver"):
        assert run("--store", "oxigraph:x", command, "--help").code == 2


def test_a_broken_file_adds_nothing(register: list[str], run: Run, tmp_path: Path) -> None:
    broken = make_town(tmp_path / "oost")
    (broken / "data" / "broken.ttl").write_text("<https://e/a>\n  oops .\n")
    outcome = run(*register, "add", broken)
    assert outcome.code == 2
    assert "broken.ttl:2" in outcome.err
    assert list(listed(run, register)) == ["noord", "zuid"]


def test_no_triple_is_twice(town: wijgraph.Dossier) -> None:
    """Not even when data and ontology, data and rules, or what follows say the same."""
    ontology = of_dossier(town.files, "ontology")
    shapes = of_dossier(town.files, "shapes")
    data = of_dossier(town.files, "data")
    base = "https://w3id.org/wijgraph/"
    again = f"<{base}id/board> <{base}ontology#meetsWith> <{base}id/executive> ."
    data = [*data, ontology[0], shapes[0], Document("x", again, "turtle")]
    laid = Common(ontology, shapes).lay(data)
    lines = [line for part in laid.graphs.values() for line in part.splitlines()]
    assert len(lines) == len(set(lines))
    near = Store()
    for document in [*ontology, *data]:
        near.add(document.triples)
    asked = sum(len(laid.graphs[name].splitlines()) for name in ("data", "derived", "ontology"))
    assert laid.size == asked >= len(near)
    assert laid.names["shapes"] != Common(ontology, shapes).lay(data[:-3]).names["shapes"]


def test_many_at_once(tmp_path: Path, town: wijgraph.Dossier) -> None:
    """As for thousands: one ontology, data as N-Quads, in batches, and told how far it is."""
    common = Common.of(town.files)
    quads = b"".join(
        b" ".join([line.rstrip(b" ."), b"<https://e/g> .\n"])
        for document in of_dossier(town.files, "data")
        for line in nt(document).splitlines()
    )
    told: list[tuple[int, str]] = []
    register = Register(open_store(Spec.of(f"oxigraph:{tmp_path / 's'}"), write=True))
    laid = common.lay([Document("town.nq", quads.decode(), "nquads")])
    changed = register.add_many(
        ((f"d{n}", laid) for n in range(3)), lambda done, slug: told.append((done, slug))
    )
    assert (changed, told) == (3, [(3, "d2")])
    for entry in register.entries.values():
        graph = StoredGraph(town.files, register.store, entry)
        assert len(graph.store) == len(town.graph.store) == entry.size
    with pytest.raises(TurtleError):
        common.lay([Document("x.nq", "<https://e/a> nope .", "nquads")])
    assert common.lay([Document("town.nq", quads.decode(), "nquads")]) == laid


def nt(document: Document) -> bytes:
    store = Store()
    store.add(document.triples)
    return store.dump("ntriples")


def test_a_triple_as_a_term_is_not_laid(town: wijgraph.Dossier) -> None:
    common = Common.of(town.files)
    text = '<https://e/a> <https://e/b> "<<(" , <https://e/c>'
    assert common.lay([Document("a.ttl", f"{text} .", "turtle")]).size
    with pytest.raises(WijgraphError, match=r"RDF 1\.2"):
        common.lay([Document("a.ttl", f"{text} ~ .", "turtle")])


def test_what_is_there_is_not_laid_again(
    tmp_path: Path, towns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_town(tmp_path / "west")
    with (other / "ontology" / "actor.ttl").open("a") as file:
        file.write("<https://e/Kind> a <http://www.w3.org/2002/07/owl#Class> .\n")
    folders = {"noord": towns / "noord", "zuid": towns / "zuid", "west": other}
    dossiers = {name: find(path) for name, path in folders.items()}
    alone = {
        name: Common.of(files).lay(of_dossier(files, "data")) for name, files in dossiers.items()
    }
    made: list[object] = []
    begin = Common.__init__

    def counted(self: Common, *parts: Sequence[Document]) -> None:
        made.append(self)
        begin(self, *parts)

    monkeypatch.setattr(Common, "__init__", counted)

    def said(laid: Mapping[str, Laid | None]) -> dict[str, object]:
        """Return what matters of each: not the order of lines, nor the names of blank nodes."""
        parts = ("data", "derived", "ontology")
        return {
            name: one and (one.names, *(sorted(one.graphs[part].splitlines()) for part in parts))
            for name, one in laid.items()
        }

    assert said(dict(lay_all(dossiers, {}))) == said(alone)
    assert len(made) == 2  # noord and zuid share one
    known = {name: laid.fingerprint for name, laid in alone.items()} | {"zuid": "another"}
    made.clear()
    left = said(dict(lay_all(dossiers, known)))
    assert left == {"noord": None, "zuid": said(alone)["zuid"], "west": None}
    assert len(made) == 1


def test_findings_come_back_whole() -> None:
    finding = Finding(
        rule="R", shape="https://e/s", severity="warning", focus=Term("iri", "https://e/é\\u0041"),
        label={"nl": 'a "b"\n'}, path=None, value=Term("literal", "1", None, "https://e/int"),
        message={"en": "\\"}, component="C", engine="compiled",
        position=Position("x", 1, 2), origins=("https://e/o",),
        source=Citation("https://e/c", "https://e/d", "1", "words", 2),
    )  # fmt: skip
    store = Store()
    store.load(as_triples([finding], "https://e/g"), "ntriples", "https://e/g")
    assert findings_in(store, "https://e/g") == [finding]


def test_a_number_of_processes_that_no_machine_has_is_refused(run: Run) -> None:
    outcome = run("--lang", "en", "register", "validate", "-j", "9999999999")
    assert outcome.code == 2
    assert "'--processes': 9999999999 is not in the range" in outcome.err
