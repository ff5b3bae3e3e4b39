"""pySHACL, the reference engine: faster, and kept to the standard.

It gets shapes without what SHACL has ignored, looks up no more than it has to, and is mended where
it would pass what SHACL does not.
"""

import gc
import logging
import warnings
from collections.abc import Collection, Iterator
from contextlib import suppress
from decimal import Decimal
from functools import cache
from traceback import walk_tb
from types import MethodType
from typing import Any

import pyshacl.helper
import pyshacl.shape
import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core import value_range_constraints
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from pyshacl.constraints.core.string_based_constraints import (
    PatternConstraintComponent,
    StringBasedConstraintBase,
)
from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    SPARQLConstraintComponentValidator,
)
from pyshacl.errors import ShapeRecursionWarning, ValidationFailure
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.rdfutil.compare import compare_literal
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, Literal
from rdflib.plugins.sparql import algebra, prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.operators import _CUSTOM_FUNCTIONS, string
from rdflib.plugins.sparql.parserutils import CompValue, Expr

from wijgraph.shacl.checks.use import recursion
from wijgraph.shacl.errors import InvalidShapesError, reason_of
from wijgraph.shacl.index import TRUE, Index
from wijgraph.shacl.literals import is_beyond, is_well_formed
from wijgraph.shacl.messages import Message, Text, in_language, quoted
from wijgraph.shacl.model import Path
from wijgraph.shacl.rdflib_terms import RdflibTerms, to_term
from wijgraph.shacl.reading import CLASS, STEPS, TARGETS, components, ignored_components, read_path
from wijgraph.shacl.regex import check, matches, order, replaced
from wijgraph.shacl.results import Failure, ValidationResult
from wijgraph.shacl.sparql import tokens_of
from wijgraph.shacl.terms import Term, Triple
from wijgraph.shacl.vocabulary import FIRST, NIL, REST, SH, SUBCLASS, TYPE, XSD

ENGINE = "pyshacl"
COUNTS = {SH.qualifiedMinCount, SH.qualifiedMaxCount}
SWITCHES = {
    SH.closed, SH.deactivated, SH.optional, SH.uniqueLang, SH.qualifiedValueShapesDisjoint,
}  # fmt: skip
KINDS = {kind: word for word, kind in STEPS.items()}
NONE = Term("literal", "0", None, XSD + "integer")  # a count that asks nothing
ONE = Term("literal", "1", None, XSD + "boolean")  # the same value, but SHACL asks for true itself


def for_pyshacl(shapes: Index) -> Index:
    """Return ``shapes`` without what SHACL ignores and pySHACL refuses.

    That are ``sh:ignoredProperties`` without ``sh:closed``, counts without a shape to count by and
    such a shape without counts, empty lists of ``sh:and``, and components without a validator that
    suits. Classes of classes are told at one step, which is as far as pySHACL looks, and the
    inverse of a path is that of its steps.
    """
    return Index(_kept(shapes))


def without_targets(shapes: Index, done: Collection[Term]) -> Index:
    """Return ``shapes`` with those that are ``done`` as parts of others only."""
    kinds = shapes.below(CLASS)
    return Index(
        triple
        for triple in shapes
        if triple[0] not in done
        or not (triple[1].value in TARGETS or (triple[1].value == TYPE and triple[2] in kinds))
    )


def _kept(shapes: Index) -> Iterator[Triple]:
    ignored = set(ignored_components(shapes))
    turned_paths = _turned(shapes)
    # What is turned twice is a property again, and stands where the path stood.
    turned = {
        node: Term("iri", path.iri) if path.kind == "iri" else node
        for node, path in turned_paths.items()
    }
    for subject, predicate, obj in shapes:
        if _is_ignored(shapes, ignored, (subject, predicate, obj)):
            continue
        if subject in turned and predicate.value == SH.inversePath:
            continue
        yield subject, predicate, turned.get(obj) or obj
    for node, path in turned_paths.items():
        yield from _path_triples(node, path)
    for shape in shapes.subjects(SH.qualifiedValueShape):
        if shapes.has(shape, SH.path) and not any(shapes.has(shape, word) for word in COUNTS):
            yield shape, Term("iri", SH.qualifiedMinCount), NONE
    for component in components(shapes):  # by whatever class below that of components
        if (component.node, "") not in ignored:
            yield component.node, Term("iri", TYPE), Term("iri", SH.ConstraintComponent)
    top, *below = shapes.below(CLASS)
    for kind in below:
        yield kind, Term("iri", SUBCLASS), top


def _turned(shapes: Index) -> dict[Term, Path]:
    """Return the inverse paths of more than one step, with the turn at their single steps.

    pySHACL takes the steps of a sequence in the order in which they are written.
    """
    found = {}
    paths = dict.fromkeys(shapes.all_objects(SH.path))
    ahead = list(paths)
    for node in ahead:  # it grows while it is gone through
        said = shapes.said(node) if node.kind == "bnode" else {}
        steps = shapes.items(node) if FIRST in said else [v for vs in said.values() for v in vs]
        steps += [step for head in said.get(SH.alternativePath, ()) for step in shapes.items(head)]
        ahead += [step for step in steps if step not in paths]
        paths |= dict.fromkeys(steps)
        inner = said.get(SH.inversePath, ()) if FIRST not in said else ()
        if any(value.kind == "bnode" for value in inner):
            with suppress(ValueError, KeyError):  # of a shape that was left out it may be none
                found[node] = read_path(shapes, node)
    return found


def _path_triples(node: Term, path: Path) -> Iterator[Triple]:
    """Yield what says that ``node`` is ``path``, which has more than a property."""
    if path.kind == "inverse":
        yield node, Term("iri", SH.inversePath), Term("iri", path.iri)
    if path.kind in {"iri", "inverse"}:
        return
    parts = []
    for number, part in enumerate(path.parts):
        name = Term("bnode", f"{node.value}part{number}")
        parts.append(Term("iri", part.iri) if part.kind == "iri" else name)
        yield from _path_triples(name, part)
    if path.kind not in {"sequence", "alternative"}:
        yield node, Term("iri", KINDS[path.kind]), parts[0]
        return
    head = node
    if path.kind == "alternative":
        head = Term("bnode", f"{node.value}list")
        yield node, Term("iri", SH.alternativePath), head
    for number, step in enumerate(parts, 1):
        rest = Term("bnode", f"{head.value}rest{number}")
        rest = rest if number < len(parts) else Term("iri", NIL)
        yield head, Term("iri", FIRST), step
        yield head, Term("iri", REST), rest
        head = rest


def _is_ignored(shapes: Index, unchecked: Collection[tuple[Term, str]], triple: Triple) -> bool:
    """Whether SHACL has nothing of a triple; ``unchecked`` are what has no validator."""
    subject, name, obj = triple[0], triple[1].value, triple[2]
    if (subject, "") in unchecked:
        return name in {SH.parameter, TYPE}
    if name == SH.ignoredProperties:
        return TRUE not in shapes.objects(subject, SH.closed)
    # These are for property shapes that have a shape to count by.
    if name in COUNTS or name in {SH.qualifiedValueShape, SH.qualifiedValueShapesDisjoint}:
        return not (shapes.has(subject, SH.qualifiedValueShape) and shapes.has(subject, SH.path))
    if name == SH.and_ and obj.value == NIL:  # all of no shapes: each node conforms
        return True
    return (subject, name) in unchecked or (name in SWITCHES and obj == ONE)


collect = algebra.collectAndRemoveFilters
REGULAR = {"Builtin_REGEX", "Builtin_REPLACE"}


class Prepared(Graph):
    """A graph that reads a query once, however often it is asked.

    A query that calls a function which rdflib does not have raises ValueError: rdflib itself would
    take the error in each row for no match.
    """

    def __init__(self, graph: Graph) -> None:
        """Share the triples of ``graph``; nothing is copied."""
        super().__init__(graph.store, graph.identifier, bind_namespaces="none")
        self._prepared: dict[str, Any] = {}

    def query(self, query_object: Any, *rest: Any, **options: Any) -> Any:
        """Answer a query, as rdflib does."""
        if isinstance(query_object, str):
            known = self._prepared.get(query_object)
            if known is None:
                known = self._prepared[query_object] = prepareQuery(query_object)
                traverse(known.algebra, visitPre=_known_function)
            query_object = known
        return super().query(query_object, *rest, **options)


def _regular(expression: Any, _context: Any) -> Any:
    """Evaluate REGEX or REPLACE as SPARQL has it; raises RegexError for a pattern that is none.

    rdflib has the patterns of Python, whatever they mean there and however long they take.
    """
    pattern, flags = string(expression.pattern), expression.flags
    given = str(pattern), str(string(flags)) if flags else ""
    if expression.name == "Builtin_REGEX":
        return Literal(matches(str(string(expression.text)), *given))
    text = string(expression.arg)
    new = replaced(str(text), given[0], str(string(expression.replacement)), given[1])
    return Literal(new, datatype=text.datatype, lang=text.language)


def _filters(parts: Any) -> Any:
    """Return the condition of a group; one that is false itself would be left out by rdflib."""
    found = collect(parts)
    return algebra.and_(found, found) if isinstance(found, Literal) else found


def _known_function(node: Any) -> None:
    if isinstance(node, Expr) and node.name in REGULAR:
        node._evalfn = MethodType(_regular, node)  # noqa: SLF001
    called = node.iri if isinstance(node, CompValue) and node.name == "Function" else None
    if called is not None and called not in _CUSTOM_FUNCTIONS:
        raise ValueError(Message("shacl.function-unknown", iri=called))


class _Pattern:
    """A pattern of SPARQL, to be used as one of Python."""

    def __init__(self, pattern: str, flags: str) -> None:
        """Raise RegexError for one that no engine takes."""
        self._given = check(pattern, flags)

    def match(self, text: str) -> bool:
        """Return whether it matches anywhere in ``text``: in SPARQL it is tied to no start."""
        return matches(text, *self._given)

    search = match


class PatternComponent(PatternConstraintComponent):
    """``sh:pattern`` with the regular expressions of SPARQL in place of Python's."""

    def __init__(self, shape: Any) -> None:
        """Take the patterns of ``shape``; raises RegexError."""
        StringBasedConstraintBase.__init__(self, shape)
        self.string_rules = list(shape.objects(rdflib.SH.pattern))
        self.flags = next(iter(shape.objects(rdflib.SH.flags)), None)
        flags = "" if self.flags is None else str(self.flags)
        known: dict[Any, Any] = {rule: _Pattern(str(rule), flags) for rule in self.string_rules}
        self.compiled_cache = known


class DatatypeComponent(DatatypeConstraintComponent):
    """``sh:datatype`` that knows how the literals of XML Schema are written."""

    def evaluate(
        self,
        executor: Any,  # noqa: ARG002 - as pySHACL calls it
        target_graph: Any,
        focus_value_nodes: Any,
        _evaluation_path: Any,
    ) -> tuple[bool, list[Any]]:
        """Return whether all values keep it, and a report of each that does not."""
        wrong = [
            self.make_v_result(target_graph, focus, value_node=value)
            for focus, values in focus_value_nodes.items()
            for value in values
            if not self._is_kept(value)
        ]
        return not wrong, wrong

    def _is_kept(self, value: Any) -> bool:
        if not isinstance(value, Literal):
            return False
        datatype = rdflib.RDF.langString if value.language else value.datatype or rdflib.XSD.string
        return datatype == self.datatype_rule and is_well_formed(str(datatype), str(value))


def compared(one: Literal, other: Literal) -> int:
    """Return how ``one`` compares with ``other``; raises TypeError where SPARQL has an error.

    rdflib has an order for literals of any two datatypes, and none for a time with a zone and one
    without. Oxigraph has that of XML Schema, but no number of more than so many digits.
    """
    if not all(is_well_formed(str(end.datatype), str(end)) for end in (one, other)):
        raise TypeError("a literal that is not well-formed cannot be compared")
    if any(is_beyond(str(end.datatype), str(end)) for end in (one, other)):
        if not (_is_number(one) and _is_number(other)):
            raise TypeError("the two cannot be compared")
        return int(compare_literal(one, other))  # type: ignore[no-untyped-call]
    found = order(to_term(one), to_term(other))
    if found is None:
        raise TypeError("the two cannot be compared")
    return found


def _is_number(literal: Literal) -> bool:
    return isinstance(literal.value, int | float | Decimal) and not isinstance(literal.value, bool)


def _each_before(self: Any, values: Any, others: Any, graph: Any, focus: Any) -> tuple[bool, Any]:
    """Compare ``values`` with ``others`` as SPARQL does: what cannot be compared is not before."""
    wrong = [
        self.make_v_result(graph, focus, value_node=value)
        for value in values
        for other in others
        if not _is_before(value, other, equal=isinstance(self, LessThanOrEqualsConstraintComponent))
    ]
    return bool(wrong), wrong


def _is_before(value: Any, other: Any, *, equal: bool) -> bool:
    if not isinstance(value, Literal) or not isinstance(other, Literal):
        return False
    try:
        return compared(value, other) < equal
    except (TypeError, NotImplementedError):
        return False


class OneValue(SPARQLQueryHelper):
    """A query of a component, which pySHACL binds to one value of a parameter, whatever others."""

    def check_invalid_sparql(self, sparql_text: str, *rest: Any, **options: Any) -> bool:
        """Look for what SHACL refuses, but not within texts, IRIs and comments."""
        empty = {"string": '""', "iri": "<x>"}
        words = " ".join(empty.get(token.kind, token.text) for token in tokens_of(sparql_text))
        return bool(super().check_invalid_sparql(words, *rest, **options))  # type: ignore[no-untyped-call]

    def bind_params(self) -> None:
        """Bind the parameters; raises ValueError for one with several values."""
        for parameter in self.parameters:
            if len(set(self.shape.objects(parameter.path()))) > 1:
                name = parameter.path()
                raise ValueError(Message("shacl.several-values", name=name))
        super().bind_params()  # type: ignore[no-untyped-call]


@cache
def tune() -> None:
    """Change pySHACL for this process; parameters are looked up in a set, which is faster."""
    components = {
        **CONSTRAINT_PARAMETERS_MAP,
        rdflib.SH.pattern: PatternComponent,
        rdflib.SH.datatype: DatatypeComponent,
    }
    parameters = (frozenset(ALL_CONSTRAINT_PARAMETERS), components)
    pyshacl.shape.CONSTRAINT_PARAMS = parameters  # type: ignore[attr-defined]
    # rdflib orders literals of any two datatypes; SPARQL has an error there.
    value_range_constraints.compare_literal = compared  # type: ignore[attr-defined]
    pyshacl.helper.SPARQLQueryHelperCls = OneValue  # type: ignore[attr-defined]
    LessThanConstraintComponent._compare_lt = _each_before  # type: ignore[method-assign]  # noqa: SLF001
    LessThanOrEqualsConstraintComponent._compare_ltoe = _each_before  # type: ignore[method-assign]  # noqa: SLF001
    # rdflib drops a filter that is the literal false.
    algebra.collectAndRemoveFilters = _filters
    ShapesGraph.system_triples = []  # owl:Class is no rdfs:Class unless the shapes say so
    logging.getLogger("pyshacl-validate").addFilter(_silence)
    # The sentences of pySHACL would cost half the time, and are not used.
    kinds: list[Any] = [ConstraintComponent]
    for kind in kinds:  # it grows while it is gone through
        kind.make_generic_messages = _no_messages  # sentences.py has them, in two languages
        kinds += kind.__subclasses__()


def _no_messages(*_: Any) -> list[Any]:
    return []


def ready() -> None:
    """Forget the validators of other shapes, and let recursion that data enters be an error.

    For use within ``warnings.catch_warnings``.
    """
    SPARQLConstraintComponentValidator.validator_cache.clear()  # its keys come back in one process
    warnings.simplefilter("error", ShapeRecursionWarning)  # it would be taken for conformance


def _silence(record: logging.LogRecord) -> bool:
    """Let nothing be logged; a warning is that a constraint was passed over, which is an error."""
    if record.levelno == logging.WARNING:
        raise ValueError(record.getMessage())
    return False


class _StoppedError(Exception):
    """pySHACL gave up: at which root shape, in which part of it, and why."""

    def __init__(self, error: Exception) -> None:
        """Look at the frames of ``error`` for what was being evaluated."""
        # Nothing else tells which shape pySHACL was at.
        frames = [frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__)]
        shapes = [to_term(it.node) for it in frames if type(it) is pyshacl.shape.Shape]
        self.root = shapes[0] if shapes else None
        self.part = shapes[-1] if shapes else None
        # Of a custom component the class is not its name.
        self.component = ""
        parts = [it for it in frames if isinstance(it, ConstraintComponent)]
        if parts:
            self.part = to_term(parts[-1].shape.node)
            of = getattr(parts[-1], "constraint", parts[-1])
            self.component = str(getattr(of, "node", None) or of.shacl_constraint_component)
        self.reason: Text = reason_of(error)
        if isinstance(error, ShapeRecursionWarning):
            self.reason = Message("shacl.goes-round")
        super().__init__(in_language(self.reason, "en"))


def run(
    graph: Graph, shapes: Index, done: Collection[Term] = ()
) -> tuple[list[ValidationResult], list[Failure]]:
    """Return the results of ``shapes`` on ``graph``, and what could not be checked.

    Those that are ``done`` have no targets, and are there as parts of others.

    Raises InvalidShapesError when pySHACL cannot use the shapes, and it is not one of them alone.
    """
    failures: list[Failure] = []
    out = set(done)
    handed = for_pyshacl(shapes)
    while True:  # without the shape that failed the others can be checked
        # The shapes are looked up hundreds of thousands of times, and need no contexts.
        plain = Graph(store="SimpleMemory", bind_namespaces="none")
        terms = RdflibTerms()
        for triple in without_targets(handed, out):
            plain.add(tuple(map(terms, triple)))
        try:
            report = _report(graph, plain)
        except _StoppedError as error:
            root, reason = error.root, error.reason
            if root is None:
                raise InvalidShapesError(Message("shacl.shapes-unusable", reason=reason)) from error
            if root in out:
                name = shapes.short(root.value)
                text = Message("shacl.shapes-unusable-at", name=name, reason=reason)
                raise InvalidShapesError(text) from error
            if "too deep" in in_language(reason, "en") and root in recursion(shapes):
                reason = Message("shacl.goes-deep")
            failures.append(Failure(root, reason, error.part, error.component))
            out.add(root)
            continue
        root_node = report.value(None, rdflib.RDF.type, rdflib.SH.ValidationReport)
        found = report.objects(root_node, rdflib.SH.result)
        return [_result(report, node, shapes) for node in found], failures


def _result(report: Graph, node: Any, shapes: Index) -> ValidationResult:
    def one(name: str) -> Term | None:
        value = report.value(node, rdflib.SH[name])
        if value is None:
            return None
        term = to_term(value)  # Oxigraph writes languages in small letters
        return term._replace(language=term.language.lower()) if term.language else term

    shape, focus = one("sourceShape"), one("focusNode")
    if shape is None or focus is None:
        raise InvalidShapesError(Message("shacl.failed-result"))
    texts = report.objects(node, rdflib.SH.resultMessage)
    said = [to_term(text) for text in texts if isinstance(text, Literal)]
    component = str(report.value(node, rdflib.SH.sourceConstraintComponent))
    if component == SH.SPARQLConstraintComponent:
        # pySHACL takes the language off: what the shape says itself is said with it.
        own = [m for m in shapes.objects(shape, SH.message) if m.kind == "literal"]
        said = [m for m in said if m.value not in {o.value for o in own}] + own
    return ValidationResult(
        focus=focus,
        path=one("resultPath"),
        value=one("value"),
        component=component,
        shape=shape,
        severity=str(report.value(node, rdflib.SH.resultSeverity)),
        messages=tuple(said),
        engine=ENGINE,
        constraint=one("sourceConstraint"),
    )


def _report(data: Graph, plain: Graph) -> Graph:
    """Return the SHACL report of the shapes ``plain`` on ``data``.

    Raises _StoppedError when an error ends it.
    """
    tune()
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage before the end
    try:
        with warnings.catch_warnings():
            ready()
            _, results, text = pyshacl.validate(
                Prepared(data),
                shacl_graph=plain,
                inplace=True,
                meta_shacl=False,
                do_owl_imports=False,
            )
    except Exception as error:  # for a malformed constraint rdflib raises no narrower one
        raise _StoppedError(error) from error
    finally:
        rdflib.NORMALIZE_LITERALS = False  # pySHACL leaves it on: "007" would be read as "7"
        if collecting:
            gc.enable()
    if isinstance(results, ValidationFailure):
        raise _StoppedError(results)
    if not isinstance(results, Graph):
        raise InvalidShapesError(Message("shacl.failed", reason=quoted(text)))
    return results
