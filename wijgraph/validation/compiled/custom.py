"""Constraint components that shapes bring themselves, with the queries that check them."""

from collections.abc import Iterator
from itertools import product

from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import RDFS, SH
from wijgraph.validation.compiled.components import TRUE
from wijgraph.validation.compiled.model import Custom, UncompilableError
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.index import TYPE, Index

COMPONENT = Term("iri", SH + "ConstraintComponent")


def components(index: Index) -> list[Term]:
    """Return the constraint components that the shapes bring: of that class, or of one below it."""
    kinds = [COMPONENT]
    for kind in kinds:  # it grows while it is gone through
        kinds += [k for k in index.subjects(RDFS + "subClassOf", kind) if k not in kinds]
    found = dict.fromkeys(term for kind in kinds for term in index.subjects(TYPE, kind))
    return [term for term in found if not term.value.startswith(SH)]


def custom_constraints(index: Index, shape: Term, is_property: bool) -> Iterator[Custom]:
    """Yield the constraints that ``shape`` has by the components of its own shapes graph."""
    for component in components(index):
        parameters = index.objects(component, SH + "parameter")
        paths = [index.value(parameter, SH + "path") for parameter in parameters]
        used = any(path and index.objects(shape, path.value) for path in paths)
        if not used:
            continue
        names: list[str] = []
        values: list[list[Term | None]] = []
        for parameter, path in zip(parameters, paths, strict=True):
            if path is None or path.kind != "iri":
                raise UncompilableError(shape, Message("validation.compile-parameter-path"))
            given: list[Term | None] = list(index.objects(shape, path.value))
            if not given and TRUE not in index.objects(parameter, SH + "optional"):
                break
            if any(term and term.kind == "bnode" for term in given):
                raise UncompilableError(shape, Message("validation.compile-parameter-blank"))
            names.append(local_name(path.value))
            values.append(given or [None])
        else:
            if sum(len(given) > 1 for given in values) and len(values) > 1:
                raise UncompilableError(shape, Message("validation.compile-parameter-values"))
            if _validators(index, component, is_property):
                for row in product(*values):
                    parts = tuple(zip(names, row, strict=True))
                    yield _constraint(index, component, shape, is_property, parts)


def _constraint(
    index: Index,
    component: Term,
    shape: Term,
    is_property: bool,
    parameters: tuple[tuple[str, Term | None], ...],
) -> Custom:
    kind, validator = _validators(index, component, is_property)[0]
    text = index.value(validator, SH + kind)
    if text is None or text.kind != "literal":
        raise UncompilableError(shape, Message("validation.compile-validator", kind=kind))
    messages = index.objects(validator, SH + "message")
    return Custom(
        component,
        text.value,
        prefixes_of(index, validator, shape),
        tuple(messages or index.objects(component, SH + "message")),
        kind == "ask",
        parameters,
    )


def _validators(index: Index, component: Term, is_property: bool) -> list[tuple[str, Term]]:
    """Return what may check a shape, the best first: whether it has a SELECT or an ASK, and it."""
    own = "propertyValidator" if is_property else "nodeValidator"
    return [
        (kind, validator)
        for word, kind in ((own, "select"), ("validator", "ask"))
        for validator in index.objects(component, SH + word)
    ]


def ignored_components(index: Index) -> Iterator[tuple[Term, str]]:
    """Yield what is ignored since its component has no validator that suits it (SHACL 6.2.3).

    That is a shape with a parameter that it has, or a component with "" when it has no validator.
    """
    suited: set[tuple[Term, str]] = set()
    unsuited: set[tuple[Term, str]] = set()
    for component in components(index):
        if not any(_validators(index, component, is_property) for is_property in (True, False)):
            yield component, ""
        for parameter in index.objects(component, SH + "parameter"):
            for path in index.objects(parameter, SH + "path"):
                for shape in index.subjects(path.value):
                    is_property = bool(index.objects(shape, SH + "path"))
                    good = _validators(index, component, is_property)
                    (suited if good else unsuited).add((shape, path.value))
    yield from unsuited - suited


def local_name(iri: str) -> str:
    """Return the name of the variable that a parameter has in queries."""
    return iri.replace("#", "/").rpartition("/")[2]
