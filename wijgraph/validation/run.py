"""Validation: from the documents and the shapes to findings."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from wijgraph import dossier as dossiers
from wijgraph.dossier import Dossier
from wijgraph.errors import DossierError, ShapesError, Text
from wijgraph.graph import Graph
from wijgraph.graph.documents import Document, of_dossier, same
from wijgraph.graph.stored import Fetched, StoredGraph
from wijgraph.messages import Message
from wijgraph.model import Finding, Notice, Position, Report, Term
from wijgraph.namespaces import GOV, OWL, SH
from wijgraph.shacl.index import Index, first_step, path_text
from wijgraph.shacl.results import Failure, ValidationResult, as_report
from wijgraph.shacl.vocabulary import TYPE
from wijgraph.store import FORMATS
from wijgraph.validation.catalog import Catalog, described, document_at, with_imports
from wijgraph.validation.counting import Scope, counted, refuse_nothing
from wijgraph.validation.engines import failure_in_words, outcome_of, refused
from wijgraph.validation.naming import ReportNames, identity
from wijgraph.validation.rules import SEVERITIES, Rule, reporting
from wijgraph.validation.sentences import sentence_of
from wijgraph.validation.shapes import Places, Shapes, notice_of, position_of, read_shapes

LOG = logging.getLogger("wijgraph")
BLANK = re.compile(r"\bN?[0-9a-f]{16,32}\b")  # as the parser and rdflib call them
ONTOLOGY = OWL + "Ontology"
NAMED = 5  # files that a notice names
ORDER = {"violation": 0, "warning": 1, "info": 2}


def validate(graph: Graph, *, lenient: bool = False, allow_nothing_checked: bool = False) -> Report:
    """Return the findings of the dossier's own shapes on its graph, worst first.

    With ``lenient`` shapes that are broken are left out, and its notices tell of them.

    Raises ShapesError when the shapes are missing or broken, NothingCheckedError when no shape
    looked at any node, unless ``allow_nothing_checked``.
    """
    report = check_graph(graph, lenient=lenient).report
    if not allow_nothing_checked:
        refuse_nothing(report)
    return report


@dataclass(frozen=True)
class Checked:
    """A report, with the graph that it is about and the rules that were used, by id.

    ``left`` are the shapes that could not be compiled, so that pySHACL checked them, with reasons;
    ``idle`` the ids of rules that looked at nothing, with the code of the notice that says why.
    """

    report: Report
    graph: Graph
    rules: Mapping[str, Rule]
    left: Mapping[str, Text] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)
    names: ReportNames | None = None


def check_dossier(
    dossier: Dossier,
    documents: Sequence[Document],
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check the ``documents`` of a dossier with its own shapes, which are checked as well.

    Raises ShapesError when the shapes are missing or broken.
    """
    vocabulary = {dossier.relative(path) for path in dossier.files("ontology")}
    data = [document for document in documents if document.name not in vocabulary]
    ontology = [document for document in documents if document.name in vocabulary]
    own = _own_shapes(dossier)
    return check_documents(dossier, ontology, data, own, engine, lenient=lenient, catalog=catalog)


def check_documents(
    dossier: Dossier,
    ontology: Sequence[Document],
    data: Sequence[Document],
    own: Sequence[Document],
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``data`` and their ``ontology`` with their ``own`` shapes, which are checked as well.

    What counts as looked at are the data.
    """
    own = same(own)
    beside = [*ontology, *own]
    known = _ontologies([*ontology, *data])
    shapes = read_shapes(own, known, lenient=lenient, catalog=catalog)
    # Data and shapes together: the rules about rules are checked as well.
    graph = Graph(dossier, [*ontology, *data, *own])
    scope = Scope(data, beside, whole=True, general=True)
    return _checked(graph, shapes, own, scope, engine, lenient=lenient)


def check_graph(
    graph: Graph,
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``graph``, wherever it lies, with the rules of its dossier, which are checked as well.

    Where the rules cannot be asked in a store, it is fetched and checked here, which is said aloud.

    Raises ShapesError when the shapes are missing or broken.
    """
    if not isinstance(graph, StoredGraph):
        return check_dossier(
            graph.dossier, graph.documents, engine, lenient=lenient, catalog=catalog
        )
    own = same(_own_shapes(graph.dossier))
    there = graph.with_rules(own)
    if there is None:
        LOG.warning(Message("validation.rules-not-there", store=graph.store.name))
        return check_documents(
            graph.dossier, *_parted(graph), own, engine, lenient=lenient, catalog=catalog
        )
    shapes = read_shapes(own, _ontologies_in(there), lenient=lenient, catalog=catalog)
    scope = Scope((), whole=True, general=True)
    return _checked(there, shapes, own, scope, engine, lenient=lenient)


def _parted(graph: StoredGraph) -> tuple[list[Document], list[Document]]:
    """Return what a store holds of the vocabulary, and the data."""
    if graph.entry is not None:
        apart = {document.name for document in graph.ontology}
        return (
            [document for document in graph.documents if document.name in apart],
            [document for document in graph.documents if document.name not in apart],
        )
    # They lie in one graph: what our files say is not data.
    own = of_dossier(graph.dossier, "ontology", "shapes")
    known = {triple[0] for document in own for triple in document.triples}
    triples = [triple for document in graph.documents for triple in document.triples]
    return (
        [Fetched("ontology", (triple for triple in triples if triple[0] in known))],
        [Fetched("data", (triple for triple in triples if triple[0] not in known))],
    )


def _own_shapes(dossier: Dossier) -> list[Document]:
    own = of_dossier(dossier, "shapes")
    if not own:
        raise ShapesError(
            Message("validation.no-shapes"),
            path=dossier.root / "shapes",
            hint=Message("validation.no-shapes-hint"),
        )
    return own


def _ontologies_in(graph: StoredGraph) -> set[str]:
    rows = graph.store.select(f"SELECT ?it WHERE {{ ?it a <{OWL}Ontology> }}")
    return {row["it"].value for row in rows if row["it"]}


def check_with(
    graph: Graph,
    documents: Sequence[Document],
    engine: str = "auto",
    given: Sequence[Document] | None = None,
    *,
    general: bool = False,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Check ``graph`` with the shapes in ``documents``.

    Those of its documents that were ``given`` to check count as looked at: all, when left out.
    ``general``: these are the rules of a dossier, and not chosen for these data.
    """
    documents = same(documents)
    known = _ontologies(graph.documents)
    shapes = read_shapes(documents, known, lenient=lenient, catalog=catalog)
    stored = isinstance(graph, StoredGraph)
    every: Sequence[Document] = () if stored else graph.documents
    own = every if given is None else given
    beside = [document for document in every if document not in own]
    scope = Scope(own, beside, general=general)
    return _checked(graph, shapes, documents, scope, engine, lenient=lenient)


def _ontologies(documents: Iterable[Document]) -> set[str]:
    return {
        subject.value
        for document in documents
        for subject, predicate, obj in document.triples
        if obj.value == ONTOLOGY and predicate.value == TYPE
    }


def _checked(
    graph: Graph,
    shapes: Shapes,
    documents: Sequence[Document],
    scope: Scope,
    engine: str,
    *,
    lenient: bool,
) -> Checked:
    names = ReportNames(graph, shapes, documents)
    outcome = outcome_of(graph, shapes, engine)
    if outcome.failures and not lenient:
        raise refused(outcome.failures, shapes)
    failed = {failure.shape for failure in outcome.failures}
    results = [_worded(result, shapes, names) for result in _each_its_own(outcome.results, shapes)]
    rules = reporting(graph, shapes)
    count = counted(graph, shapes, scope, names, failed, found=results)
    findings = sorted((_finding(graph, shapes, rules, names, r) for r in results), key=_key)
    report = Report(
        conforms=not findings,
        findings=tuple(findings),
        notices=(*shapes.notices, *_failed(outcome.failures, shapes), *count.notices),
        checks=count.checks,
        report=partial(as_report, results, shapes),
    )
    known = {rule.id: rule for rule in rules.values()}
    idle = {r.id: count.idle[r.shape] for r in rules.values() if r.shape in count.idle}
    return Checked(report, graph, known, outcome.left, idle, names)


def _failed(failures: Iterable[Failure], shapes: Shapes) -> Iterator[Notice]:
    """Yield a notice for each shape whose check ended in an error."""
    for failure in failures:
        position = position_of(shapes, failure.part, failure.shape)
        text = Message("validation.not-checked", what=failure_in_words(failure))
        yield Notice("check-failed", dict(text), position, failure.shape.value)


def _each_its_own(results: Sequence[ValidationResult], shapes: Index) -> Iterator[ValidationResult]:
    """Yield the results, each with a value of the shape's when there are as many of both."""
    alike: dict[tuple[object, ...], list[ValidationResult]] = {}
    for r in results:
        alike.setdefault((r.focus, r.path, r.value, r.component, r.shape), []).append(r)
    for some in alike.values():
        name = some[0].component.removeprefix(SH).removesuffix("ConstraintComponent")
        values = shapes.objects(some[0].shape, SH + name[:1].lower() + name[1:])
        own = len(some) == len(values) and not any(result.parameter for result in some)
        for number, result in enumerate(some):
            yield replace(result, parameter=values[number]) if own else result


def _worded(result: ValidationResult, shapes: Index, names: ReportNames) -> ValidationResult:
    """Return ``result`` with a sentence of ours when the shapes have none for it."""
    if result.messages:
        said = tuple(_named(message, names) for message in result.messages)
        return result if said == result.messages else replace(result, messages=said)
    own = sentence_of(result, shapes, names)
    return replace(result, messages=tuple(Term("literal", own[ln], ln) for ln in ("nl", "en")))


def _named(message: Term, names: ReportNames) -> Term:
    """Return a message of the shapes with what blank nodes are called in place of their ids."""
    language = "nl" if (message.language or "").lower().startswith("nl") else "en"

    def name(match: re.Match[str]) -> str:
        node = Term("bnode", match[0])
        return names.blank(node)[language] if names.is_blank(node) else match[0]

    return message._replace(value=BLANK.sub(name, message.value))


def _key(finding: Finding) -> tuple[int, str, str, str, str, str]:
    return (
        ORDER[finding.severity],
        finding.rule,
        finding.focus.value,
        finding.path or "",
        repr(finding.value),
        finding.component,
    )


def _place(
    graph: Graph, focus: Term, step: str | None, value: Term | None
) -> tuple[tuple[str, ...], Position | None]:
    """Return what a derived finding follows from, and where to look."""
    if step is not None:
        origins = graph.origins(focus, Term("iri", step), value) if value else ()
        if origins:
            return origins, graph.position(origins[0])
        return (), graph.position(focus.value, step, value=value)
    if value is None or value.kind != "iri":
        return (), graph.position(focus.value)
    # Without a path the value is what the rule points at: an actor of a relation with the focus, a
    # node that says something of it, or a name that is used and not known.
    origins = graph.between(focus, value)
    if origins:
        return origins, graph.position(origins[0], GOV + "actor", value.value)
    if graph.says_of(value, focus) or not graph.knows(value):
        return (), graph.position(value.value) or graph.position(focus.value)
    return (), graph.position(focus.value)


def _last_step(
    graph: Graph, focus: Term, steps: Sequence[Term], value: Term | None
) -> tuple[Term, str] | None:
    """Return the node and property that have ``value`` at the end of a sequence of properties.

    It goes by blank nodes, which are parts of the focus: with a name in between it is the first
    step that is to be mended.
    """
    if value is None or not steps or any(step.kind != "iri" for step in steps):
        return None

    def said(node: Term, step: Term) -> Iterator[Term]:
        for document in graph.texts:
            for subject, predicate, obj in document.about.get(node.value, ()):
                if subject == node and predicate == step:
                    yield obj

    nodes = {focus: None}
    for step in steps[:-1]:
        nodes = {obj: None for node in nodes for obj in said(node, step) if obj.kind == "bnode"}
    ends = (node for node in nodes if value in said(node, steps[-1]))
    return next(((node, steps[-1].value) for node in ends), None)


def _finding(
    graph: Graph,
    shapes: Index,
    rules: Mapping[str, Rule],
    names: ReportNames,
    result: ValidationResult,
) -> Finding:
    path = result.path or shapes.value(result.shape, SH.path)
    step = None if path is None else first_step(shapes, path)
    rule = rules.get(result.shape.value) or Rule.of(shapes, result.shape)
    origins: tuple[str, ...]
    if result.focus.kind == "literal":  # it is said of something, and nothing of it
        origins, position = (), graph.position("", value=result.focus)
    else:
        steps = shapes.items(path) if path and path.kind == "bnode" else []
        end = _last_step(graph, result.focus, steps, result.value)
        origins, position = _place(graph, *(end or (result.focus, step)), result.value)
    said = {message.language or "": message.value for message in result.messages}
    return Finding(
        rule=rule.id,
        shape=result.shape.value,
        severity=SEVERITIES.get(result.severity, "violation"),
        severity_iri=None if result.severity in SEVERITIES else result.severity,
        focus=_recognised(result.focus, graph),
        label=_label(result.focus, graph, names),
        path=None if path is None else path_text(shapes, path),
        value=result.value and _recognised(result.value, graph),
        message={**(rule.message or {}), **said},
        component=result.component.removeprefix(SH),
        engine=result.engine,
        position=position,
        origins=origins,
        source=rule.source,
        value_label=names.blank(result.value)
        if result.value and result.value.kind == "bnode"
        else {},
        shape_position=names.place(result.shape) if result.shape.kind == "bnode" else None,
    )


def _label(node: Term, graph: Graph, names: ReportNames) -> dict[str, str]:
    if node.kind == "bnode":
        return names.blank(node)
    return {language: graph.text(node, language) for language in ("nl", "en")}


def _recognised(node: Term, graph: Graph) -> Term:
    """Return a blank node by the name that it has in every run: a hash of what is said of it."""
    if node.kind != "bnode":
        return node
    return node._replace(value=identity(node, graph).removeprefix("_:"))


def documents_in(path: Path, catalog: Catalog | None = None) -> list[Document]:
    """Return the documents at ``path``: one file, or all files of a known format in a folder.

    The contexts that JSON-LD names come from the ``catalog``.

    Raises DossierError when there are none, or when there is no triple in the file that is named.
    """
    if path.is_dir():
        files = dossiers.files_in(path, FORMATS, path)
        if not files:
            raise DossierError(
                Message("validation.no-file"),
                path=path,
                hint=Message("graph.endings", endings=", ".join(sorted(FORMATS))),
            )
        return [_document(file, catalog) for file in files]
    return [with_triples(_document(path, catalog))]


def unread(path: Path) -> list[Notice]:
    """Return a notice of the files in the folder ``path`` that ``documents_in`` passes over."""
    files = (file.relative_to(path) for file in path.rglob("*") if file.is_file())
    others = sorted(
        str(file)
        for file in files
        if file.suffix.lower() not in FORMATS and not any(p.startswith(".") for p in file.parts)
    )
    if not others:
        return []
    names = ", ".join(others[:NAMED]) + (", …" if len(others) > NAMED else "")
    endings = ", ".join(sorted(FORMATS))
    told = Message("validation.unread", count=len(others), names=names, endings=endings)
    return [Notice("files-not-read", dict(told), Position(seen_from_here(path), None, None))]


def with_triples(document: Document) -> Document:
    """Return ``document``; raise DossierError when not one triple is in it.

    To find nothing in nothing would look like a pass.
    """
    if document.triples:
        return document
    hint = Message("validation.no-triple-hint")
    if document.form == "jsonld":
        hint = Message("validation.no-triple-json-hint")
    raise DossierError(Message("validation.no-triple"), path=document.name, hint=hint)


def _document(path: Path, catalog: Catalog | None) -> Document:
    return document_at(Path(seen_from_here(path)), catalog)


def seen_from_here(path: Path) -> str:
    """Return ``path`` as seen from the working folder when it is in there, however it was given."""
    here = Path.cwd()
    for start, whole in ((here, path.absolute()), (here.resolve(), path.resolve())):
        if ".." not in whole.parts and whole.is_relative_to(start):
            return str(whole.relative_to(start))
    return str(path)


def check(
    dossier: Dossier,
    data: Sequence[Document] = (),
    shapes: Sequence[Document] = (),
    engine: str = "auto",
    *,
    lenient: bool = False,
    catalog: Catalog | None = None,
) -> Checked:
    """Return the report, with the graph and the rules that it is about.

    Without ``data`` and ``shapes`` a dossier is checked with its own rules. ``data`` alone is
    checked with the rules and the ontology of the dossier; ``shapes`` alone are tried on the
    dossier; with both, nothing of the dossier is involved. ``engine`` is "auto", "compiled" or
    "pyshacl": what cannot be compiled is left to pySHACL, or with "compiled" is an error. With
    ``lenient`` shapes that are broken are left out, and the notices of the report tell of them;
    what shapes and data import comes from the ``catalog``.
    """
    if not shapes and not data:
        documents = of_dossier(dossier, "ontology", "data")
        return check_dossier(dossier, documents, engine, lenient=lenient, catalog=catalog)
    beside = [] if data and shapes else of_dossier(dossier, "ontology")
    given = data or of_dossier(dossier, "data")
    whole, missing = with_imports(given, described(beside), catalog)
    graph = Graph(dossier, [*beside, *whole])  # what the data import lies beside it
    checked = check_with(
        graph,
        shapes or of_dossier(dossier, "shapes"),
        engine,
        given,
        general=not shapes,
        lenient=lenient,
        catalog=catalog,
    )
    return with_notices(checked, [notice_of(fault, Places(whole)) for fault in missing])


def with_notices(checked: Checked, notices: Sequence[Notice]) -> Checked:
    """Return ``checked`` with more ``notices`` in its report."""
    report = replace(checked.report, notices=(*checked.report.notices, *notices))
    return replace(checked, report=report)


def dossier_at(paths: Sequence[Path], shapes: Sequence[Path] = ()) -> Dossier | None:
    """Return the dossier when ``paths`` is one folder that is one.

    A folder with a vocabulary and rules is one without its data, and no folder of data, unless
    ``shapes`` were chosen for it.

    Raises DossierError when it is not whole.
    """
    if len({path.resolve() for path in paths}) == 1 and paths[0].is_dir():
        names = {part.name for part in paths[0].iterdir() if part.is_dir()}
        alike = names if shapes else {name.lower() for name in names}
        if {"data", "ontology"} <= alike or (not shapes and {"shapes", "ontology"} <= alike):
            return dossiers.find(paths[0])
    return None
