"""pySHACL, faster, and kept to the standard where it would pass what SHACL does not."""

import logging
import warnings
from decimal import Decimal
from functools import cache
from types import MethodType
from typing import Any

import pyshacl.helper
import pyshacl.shape
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
from pyshacl.errors import ShapeRecursionWarning
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.rdfutil.compare import compare_literal
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, XSD, Graph, Literal
from rdflib.plugins.sparql import algebra, prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.operators import (
    _CUSTOM_FUNCTIONS,
    string,
)
from rdflib.plugins.sparql.parserutils import CompValue, Expr

from wijgraph.messages import Message
from wijgraph.turtle.reader import to_term
from wijgraph.validation.compiled.datatypes import is_beyond, is_well_formed
from wijgraph.validation.compiled.tokens import tokens_of
from wijgraph.validation.matching import matches, order, replaced
from wijgraph.validation.regex import check

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
        raise ValueError(Message("validation.function-unknown", iri=called))


class _Pattern:
    """A pattern of SPARQL, to be used as one of Python."""

    def __init__(self, pattern: str, flags: str) -> None:
        """Raise RegexError for one that no engine takes."""
        self._given = check(pattern, flags)

    def match(self, text: str) -> bool:
        """Return whether it matches anywhere in ``text``: in SPARQL it is tied to no start."""
        return matches(text, *self._given)

    search = match


class Pattern(PatternConstraintComponent):
    """``sh:pattern`` with the regular expressions of SPARQL in place of Python's."""

    def __init__(self, shape: Any) -> None:
        """Take the patterns of ``shape``; raises RegexError."""
        StringBasedConstraintBase.__init__(self, shape)
        self.string_rules = list(shape.objects(SH.pattern))
        self.flags = next(iter(shape.objects(SH.flags)), None)
        flags = "" if self.flags is None else str(self.flags)
        known: dict[Any, Any] = {rule: _Pattern(str(rule), flags) for rule in self.string_rules}
        self.compiled_cache = known


class Datatype(DatatypeConstraintComponent):
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
        datatype = RDF.langString if value.language else value.datatype or XSD.string
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
        empty = {"text": '""', "iri": "<x>"}
        words = "".join(empty.get(token.kind, token.text) for token in tokens_of(sparql_text))
        return bool(super().check_invalid_sparql(words, *rest, **options))  # type: ignore[no-untyped-call]

    def bind_params(self) -> None:
        """Bind the parameters; raises ValueError for one with several values."""
        for parameter in self.parameters:
            if len(set(self.shape.objects(parameter.path()))) > 1:
                name = parameter.path()
                raise ValueError(Message("validation.several-values", name=name))
        super().bind_params()  # type: ignore[no-untyped-call]


@cache
def tune() -> None:
    """Change pySHACL for this process; parameters are looked up in a set, which is faster."""
    components = {**CONSTRAINT_PARAMETERS_MAP, SH.pattern: Pattern, SH.datatype: Datatype}
    parameters = (frozenset(ALL_CONSTRAINT_PARAMETERS), components)
    pyshacl.shape.CONSTRAINT_PARAMS = parameters  # type: ignore[attr-defined]
    value_range_constraints.compare_literal = compared  # type: ignore[attr-defined]
    pyshacl.helper.SPARQLQueryHelperCls = OneValue  # type: ignore[attr-defined]
    LessThanConstraintComponent._compare_lt = _each_before  # type: ignore[method-assign]  # noqa: SLF001
    LessThanOrEqualsConstraintComponent._compare_ltoe = _each_before  # type: ignore[method-assign]  # noqa: SLF001
    algebra.collectAndRemoveFilters = _filters
    ShapesGraph.system_triples = []  # owl:Class is no rdfs:Class unless the shapes say so
    logging.getLogger("pyshacl-validate").addFilter(_silence)
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
