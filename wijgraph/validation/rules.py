"""The rules that shapes hold: what each says, why, and on what place in a source it rests."""

from collections.abc import Mapping
from dataclasses import dataclass

from wijgraph.dossier import Dossier
from wijgraph.graph import Graph
from wijgraph.graph.documents import of_dossier
from wijgraph.model import Citation, Term
from wijgraph.namespaces import DCT, GOV, RDFS, SH, SKOS, shorten
from wijgraph.safety.reading import read_text
from wijgraph.shacl.checks.use import asks, parts
from wijgraph.shacl.index import Index
from wijgraph.shacl.reading import TARGETS, roots
from wijgraph.store import parse, prefixes_in
from wijgraph.store.terms import written

# Any other IRI may be the severity of a shape too (SHACL 2.1.4): that counts as a violation.
SEVERITIES = {SH + word.capitalize(): word for word in ("violation", "warning", "info")}
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
    def of(shapes: Index, shape: Term, citations: Mapping[str, Citation] | None = None) -> "Rule":
        """Return what ``shapes`` say of the rule ``shape``."""

        def texts(predicate: str) -> dict[str, str]:
            found = shapes.objects(shape, predicate)
            return {o.language or "": o.value for o in found if o.kind == "literal"}

        identifier = shapes.value(shape, DCT + "identifier")
        severity = shapes.value(shape, SH.severity)
        notation = shapes.value(shape, SKOS + "notation")
        sources = [s.value for s in shapes.objects(shape, DCT + "source")]
        known = [citations[iri] for iri in sources if iri in citations] if citations else []
        return Rule(
            id=identifier.value if identifier else _name(shapes, shape),
            shape=shape.value,
            severity=SEVERITIES.get(severity.value if severity else "", "violation"),
            notation=notation.value if notation else None,
            name=texts(SH.name),
            message=texts(SH.message),
            rationale=texts(RDFS + "comment"),
            source=known[0] if known else None,
        )


def rules_of(graph: Graph, shapes: Index) -> dict[str, Rule]:
    """Return the rules with a stable id, by the IRI of their shape."""
    citations = _citations(graph)
    return {
        shape.value: Rule.of(shapes, shape, citations)
        for shape in shapes.subjects(DCT + "identifier")
    }


def reporting(graph: Graph, shapes: Index) -> dict[str, Rule]:
    """Return what can report a finding, by shape: the rules, and shapes without a stable id."""
    found = rules_of(graph, shapes)
    for root in roots(shapes):
        for shape in parts(shapes, root):
            if shape.value not in found and asks(shapes, shape):
                found[shape.value] = Rule.of(shapes, shape)
    return found


def rules_at(graph: Graph, dossier: Dossier) -> dict[str, Rule]:
    """Return the rules of ``dossier``, by the IRI of their shape; empty when it has none."""
    documents = of_dossier(dossier, "shapes")
    return rules_of(graph, Index(t for document in documents for t in document.triples))


@dataclass(frozen=True)
class Example:
    """A small text that keeps a rule, or breaks it in one way."""

    name: str  # such as invalid-minCount
    good: bool
    text: str


def examples_of(dossier: Dossier, rule: Rule) -> list[Example]:
    """Return the examples of ``rule``, the good one first; empty when there are none."""
    folder = dossier.inside(dossier.examples / rule.shape.rpartition("#")[2])
    paths = [path for form in ("*.ttl", "*.rdfp") for path in folder.glob(form)]
    texts = {path: read_text(dossier.inside(path)) for path in sorted(paths)}
    good = next((text for path, text in texts.items() if path.stem == "valid"), "")
    return sorted(
        (
            Example(
                path.stem,
                path.stem == "valid",
                text if path.suffix == ".ttl" else patched(good, text, str(path)),
            )
            for path, text in texts.items()
        ),
        key=lambda example: (not example.good, example.name),
    )


def patched(good: str, change: str, path: str) -> str:
    """Return the Turtle that ``change``, an RDF Patch, makes of ``good``, under its own comment.

    Raises PatchError, with the line, when it is not RDF Patch.
    """
    from wijgraph.turtle import patch
    from wijgraph.turtle.writer import format_turtle

    triples = dict.fromkeys(parse(good, path))
    for step in patch.read(change, path).steps:
        if step.adds:
            triples[step.triple] = None
        else:
            del triples[step.triple]
    comment = "".join(line + "\n" for line in change.split("\n") if line.startswith("#"))
    heading = "".join(
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in prefixes_in(good, "turtle").items()
    )
    body = written(triples, "ntriples").decode()
    return format_turtle(f"{comment}\n{heading}\n{body}", path, house=True)


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


def _name(shapes: Index, shape: Term) -> str:
    """Return a name for a shape without id: its IRI, the way from one that has it, or targets."""
    if shape.kind == "iri":
        return shorten(shape.value).strip("<>")
    path = shapes.value(shape, SH.path)
    for word in OWNERS:
        for owner in shapes.subjects(SH + word, shape)[:1]:
            step = shorten(path.value).strip("<>") if path and path.kind == "iri" else word
            return f"{Rule.of(shapes, owner).id}/{step}"
    # What it is about, since that is known in a later run too.
    about = [
        f"{word.removeprefix(SH)} {shorten(o.value).strip('<>')}"
        for word in TARGETS
        for o in shapes.objects(shape, word)[:1]
    ]
    about += [shorten(path.value).strip("<>")] if path and path.kind == "iri" else []
    return "/".join(about) or "shape"
