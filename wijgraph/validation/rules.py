"""The rules that shapes hold: what each says, why, and on what place in a source it rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wijgraph.dossier import Dossier
from wijgraph.graph import Graph
from wijgraph.graph.documents import of_dossier
from wijgraph.model import Citation
from wijgraph.namespaces import DCT, GOV, RDFS, SH, SKOS, shorten

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph

OWNERS = ("property", "node", "not", "qualifiedValueShape", "sparql")


@dataclass(frozen=True)
class Rule:
    """A shape that a person knows by its id."""

    id: str  # the stable id, or for shapes without one a name made of their IRI or place
    shape: str
    severity: str
    notation: str | None = None
    name: Mapping[str, str] | None = None
    message: Mapping[str, str] | None = None
    rationale: Mapping[str, str] | None = None
    source: Citation | None = None

    @property
    def reported(self) -> bool:
        """Whether it finds things on its own; parts of other rules do not."""
        return not self.id.startswith("GOV-PART-")

    @staticmethod
    def of(
        shapes: "RdflibGraph", shape: Any, citations: Mapping[str, Citation] | None = None
    ) -> "Rule":
        """Return what ``shapes`` say of the rule ``shape``."""
        from rdflib import Literal, URIRef

        def texts(predicate: str) -> dict[str, str]:
            found = shapes.objects(shape, URIRef(predicate))
            return {o.language or "": str(o) for o in found if isinstance(o, Literal)}

        identifier = shapes.value(shape, URIRef(DCT + "identifier"))
        severity = shapes.value(shape, URIRef(SH + "severity"))
        source = str(shapes.value(shape, URIRef(DCT + "source")))
        notation = shapes.value(shape, URIRef(SKOS + "notation"))
        return Rule(
            id=str(identifier) if identifier else _name(shapes, shape),
            shape=str(shape),
            severity=str(severity).removeprefix(SH).lower() if severity else "violation",
            notation=str(notation) if notation else None,
            name=texts(SH + "name"),
            message=texts(SH + "message"),
            rationale=texts(RDFS + "comment"),
            source=(citations or {}).get(source),
        )


def rules_of(graph: Graph, shapes: "RdflibGraph") -> dict[str, Rule]:
    """Return the rules with a stable id, by the IRI of their shape."""
    from rdflib import URIRef

    citations = _citations(graph)
    return {
        str(shape): Rule.of(shapes, shape, citations)
        for shape in shapes.subjects(URIRef(DCT + "identifier"))
    }


def rules_at(graph: Graph, dossier: Dossier) -> dict[str, Rule]:
    """Return the rules of ``dossier``, by the IRI of their shape; empty when it has none."""
    from rdflib import Graph as RdflibGraph

    from wijgraph.turtle.reader import Terms

    shapes = RdflibGraph(bind_namespaces="none")
    terms = Terms()
    for document in of_dossier(dossier, "shapes"):
        shapes.addN((*map(terms, triple), shapes) for triple in document.triples)
    return rules_of(graph, shapes)


@dataclass(frozen=True)
class Example:
    """A small text that keeps a rule, or breaks it in one way."""

    name: str  # such as invalid-minCount
    good: bool
    text: str


def examples_of(dossier: Dossier, rule: Rule) -> list[Example]:
    """Return the examples of ``rule``, the good one first; empty when there are none."""
    folder = dossier.examples / rule.shape.rpartition("#")[2]
    names = sorted(path.stem for path in folder.glob("*.ttl"))
    return [
        Example(name, name == "valid", (folder / f"{name}.ttl").read_text(encoding="utf-8"))
        for name in sorted(names, key=lambda name: (name != "valid", name))
    ]


def _citations(graph: Graph) -> dict[str, Citation]:
    rows = graph.store.select(
        f"""PREFIX gov: <{GOV}>
        SELECT ?citation ?document ?section ?phrase ?paragraph WHERE {{
          ?citation a gov:Citation ; gov:document ?document ; gov:section ?section ;
            gov:phrase ?phrase OPTIONAL {{ ?citation gov:paragraph ?paragraph }} }}"""
    )
    found = {}
    for row in rows:
        citation, document = row["citation"], row["document"]
        section, phrase, paragraph = row["section"], row["phrase"], row["paragraph"]
        if citation and document and section and phrase:
            found[citation.value] = Citation(
                citation.value,
                document.value,
                section.value,
                phrase.value,
                int(paragraph.value) if paragraph else None,
            )
    return found


def _name(shapes: "RdflibGraph", shape: Any) -> str:
    """Return a name for a shape without id: its IRI, or the way to it from a shape that has one."""
    from rdflib import URIRef

    if isinstance(shape, URIRef):
        return shorten(str(shape)).strip("<>")
    for word in OWNERS:
        owner = shapes.value(None, URIRef(SH + word), shape)
        if owner is not None:
            path = shapes.value(shape, URIRef(SH + "path"))
            step = shorten(str(path)).strip("<>") if isinstance(path, URIRef) else word
            return f"{Rule.of(shapes, owner).id}/{step}"
    return "shape"
