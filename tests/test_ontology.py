"""The ontology is complete, consistent, and of the forms that others ask for."""

import os
import re
import shutil
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

import wijgraph
from tests.conftest import ROOT
from wijgraph.namespaces import CONCEPT, GOV
from wijgraph.replaced import table

BASE = "https://w3id.org/wijgraph/ontology"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(path)
    return graph


def consistent(graph: Graph, folder: Path) -> list[str]:
    """Return the unsatisfiable classes; raise when the ontology is inconsistent."""
    import owlready2

    closed = Graph()
    closed += graph
    closed.remove((None, OWL.imports, None))  # all modules are here; nothing is fetched
    path = folder / "all.nt"
    closed.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    loaded = world.get_ontology(f"file://{path}").load()
    with loaded:
        # xsd:date and xsd:duration are no OWL 2 datatypes, and HermiT knows only those.
        owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)
    return [str(c) for c in world.inconsistent_classes() if c is not owlready2.Nothing]


java = pytest.mark.skipif(
    not shutil.which("java") and not os.environ.get("CI"), reason="HermiT needs Java"
)
quiet = pytest.mark.filterwarnings("ignore")  # owlready2 and owlrl use what Python deprecates


@java
@quiet
def test_hermit_finds_no_contradiction_and_no_empty_class(
    dossier: wijgraph.Dossier, tmp_path: Path
) -> None:
    assert consistent(dossier.graph.rdflib, tmp_path) == []


@java
@quiet
def test_hermit_sees_an_actor_that_cannot_be(ontology: Graph, tmp_path: Path) -> None:
    import owlready2

    broken = Graph()
    broken += ontology
    both = URIRef("https://example.org/both")
    broken.add((both, RDF.type, URIRef(GOV + "Council")))
    broken.add((both, RDF.type, URIRef(GOV + "SupervisoryBoard")))
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        consistent(broken, tmp_path)


@java
@quiet
def test_hermit_sees_a_class_that_can_have_no_member(ontology: Graph, tmp_path: Path) -> None:
    broken = Graph()
    broken += ontology
    empty = URIRef("https://example.org/Empty")
    broken.add((empty, RDF.type, OWL.Class))
    for parent in ("Council", "Post"):
        broken.add((empty, RDFS.subClassOf, URIRef(GOV + parent)))
    assert consistent(broken, tmp_path)


def contradictions(graph: Graph) -> list[str]:
    import owlrl

    closure = Graph()
    closure += graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    errors = closure.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))
    return [str(error) for error in errors]


@quiet
def test_owl_rl_closure_has_no_contradiction(dossier: wijgraph.Dossier, ontology: Graph) -> None:
    assert contradictions(dossier.graph.rdflib) == []
    ontology.add((both := URIRef("https://example.org/both"), RDF.type, URIRef(GOV + "Council")))
    ontology.add((both, RDF.type, URIRef(GOV + "Post")))
    found = contradictions(ontology)
    ontology.remove((both, None, None))
    assert found


@quiet
def test_schemes_conform_to_the_dutch_profile(ontology: Graph, conformance: Path) -> None:
    import pyshacl

    profile = Graph().parse(conformance / "nl-sbb" / "skos-ap-nl.ttl")
    conforms, _, text = pyshacl.validate(ontology, shacl_graph=profile)
    assert conforms, text
    concept = URIRef(CONCEPT + "statutory")
    definitions = list(ontology.triples((concept, SKOS.definition, None)))
    for triple in definitions:
        ontology.remove(triple)
    conforms, _, _ = pyshacl.validate(ontology, shacl_graph=profile)
    for triple in definitions:
        ontology.add(triple)
    assert not conforms


def terms(ontology: Graph) -> list[URIRef]:
    return sorted(
        {
            s
            for s in ontology.subjects()
            if isinstance(s, URIRef)
            and str(s).startswith((GOV, CONCEPT))
            and str(s) not in table()  # a name that was replaced says which one to read
        },
        key=str,
    )


def test_every_term_speaks_two_languages(ontology: Graph) -> None:
    for term in terms(ontology):
        labels = {
            label.language
            for p in (RDFS.label, SKOS.prefLabel)
            for label in ontology.objects(term, p)
            if isinstance(label, Literal)
        }
        assert labels == {"nl", "en"}, term


def test_modules_are_of_one_version_and_all_imported(ontology: Graph) -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    assert version
    modules = {str(s) for s in ontology.subjects(RDF.type, OWL.Ontology)}
    for module in modules:
        tail = module.removeprefix(BASE)
        expected = URIRef(f"{BASE}/{version[1]}{tail}")
        assert ontology.value(URIRef(module), OWL.versionIRI) == expected
    imported = {str(o) for o in ontology.objects(URIRef(BASE), OWL.imports)}
    assert imported == modules - {BASE}


def test_examples_of_terms_are_real_nodes(ontology: Graph, dossier: wijgraph.Dossier) -> None:
    for term, example in ontology.subject_objects(SKOS.example):
        assert (example, None, None) in dossier.graph.rdflib, f"{term} points to {example}"


def test_shortcuts_are_declared(ontology: Graph) -> None:
    for edge in ontology.objects(None, URIRef(GOV + "shortcut")):
        assert (edge, RDF.type, OWL.ObjectProperty) in ontology


def test_sources_of_rules_are_citations(dossier: wijgraph.Dossier) -> None:
    for path in sorted((ROOT / "shapes").rglob("*.ttl")):
        for rule, citation in Graph().parse(path).subject_objects(DCTERMS.source):
            kinds = set(dossier.graph.rdflib.objects(citation, RDF.type))
            assert URIRef(GOV + "Citation") in kinds, f"{rule} rests on {citation}"
