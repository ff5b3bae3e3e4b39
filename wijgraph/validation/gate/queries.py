"""The queries in shapes, and the constraint components that shapes bring themselves."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

from wijgraph.errors import QueryError, Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.safety.service import asks_service, tokens
from wijgraph.store import query_error, undeclared_prefix
from wijgraph.validation import regex as patterns
from wijgraph.validation.compiled.calls import query_fault, wrong_parameter
from wijgraph.validation.compiled.conditions import never_true, never_true_with
from wijgraph.validation.compiled.custom import components, custom_constraints, local_name
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.compiled.reading import is_deactivated
from wijgraph.validation.compiled.tokens import Token, in_full, tokens_of
from wijgraph.validation.gate.faults import IGNORED, LONGEST, Fault, named, told
from wijgraph.validation.index import Index

QUERIES = ("select", "ask", "construct", "update")
ESCAPE = re.compile(r"\\[uU]")
PATH_VARIABLE = re.compile(r"[?$]PATH\b")
SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
NAME = re.compile(r"[A-Za-z_]\w*\Z")
RESERVED = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}
REFUSED = ("MINUS", "VALUES")  # by SHACL, where variables are bound beforehand
VALIDATORS = {"validator": "ask", "nodeValidator": "select", "propertyValidator": "select"}

PATH = SH + "path"

Wrong = tuple[Text, Text | None]


def query_faults(index: Index) -> Iterator[Fault]:
    """Yield each query that asks another host, reads what is not the data, or is none."""
    run = {
        node
        for word in ("sparql", *VALIDATORS)
        for node in index.all_objects(SH + word)
        if not is_deactivated(index, node)
    }
    for word in QUERIES:
        for node in index.subjects(SH + word):
            for query in index.objects(node, SH + word):
                if query.kind != "literal":
                    continue
                wrong = _forbidden(query.value)
                if wrong is None and node in run and word in {"select", "ask"}:
                    wrong = _wrong(index, node, word, query.value)
                if wrong is not None:
                    text = Message("shapes.query", word=word, wrong=wrong[0])
                    yield Fault(node, text, SH + word, query, wrong[1])
    for node in index.all_objects(SH + "sparql"):
        if node.kind != "literal" and not index.objects(node, SH + "select"):
            yield Fault(
                node,
                Message("shapes.sparql-no-select"),
            )


def _forbidden(query: str) -> Wrong | None:
    """Return what a query has that would reach beyond the data; how it is read does not matter."""
    if ESCAPE.search(query):
        # They may be read before anything else, so that a keyword could hide in them.
        return Message("shapes.query-escape"), Message("shapes.query-escape-hint")
    if asks_service(query):
        return Message("shapes.query-service"), None
    if _has(query, "FROM"):
        return Message("shapes.query-from"), None
    return None


def _outside_shacl(query: str) -> Wrong | None:
    """Return which keyword a query has that SHACL, or SPARQL 1.1, does not."""
    for refused in REFUSED:
        if _has(query, refused):
            return Message("shapes.query-refused", word=refused), None
    if _has(query, "LATERAL"):
        return Message("shapes.query-lateral"), None
    return None


def _has(query: str, keyword: str) -> bool:
    return keyword in query.upper() and any(
        kind == "word" and text.upper() == keyword for kind, text in tokens(query)
    )


def _wrong(index: Index, node: Term, word: str, query: str) -> Wrong | None:
    """Return what is wrong with a query, to stand behind its name, and how to mend it."""
    try:
        prefixes = dict(prefixes_of(index, node, node))
    except UncompilableError as error:
        return Message("shapes.query-unreadable", reason=error.reason), None
    wrong = _outside_shacl(query) or _unread(query, word, prefixes)
    if wrong is not None:
        return wrong
    try:
        words = in_full(tokens_of(query), prefixes)
    except KeyError as error:
        reason: Text = Message("validation.query-prefix", prefix=error.args[0])
        return Message("shapes.query-unusable", reason=reason), None
    wrong = _relative(words) or _unbound(index, node, word, words)
    if wrong is None and (reason := query_fault(words, word)):
        return Message("shapes.query-unusable", reason=reason), None
    return wrong or _never(words, _given(index, node, word))


def _never(words: list[Token], bound: set[str]) -> Wrong | None:
    """Return which condition of a query is an error in every row: SPARQL drops each of them."""
    found = never_true(words, bound)
    if found is None:
        return None
    condition, name = _cut(found[0]), found[1]
    if name:
        return Message("shapes.query-never-bound", condition=condition, name=name), None
    return Message("shapes.query-never", condition=condition), None


def _cut(text: str) -> str:
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _relative(words: list[Token]) -> Wrong | None:
    """Return which IRI of a query depends on where it is read, which a query in shapes is not."""
    words = [token for token in words if token.kind != "space"]
    bases = [base for word, base in pairwise(words) if word.word == "BASE"]
    for token in bases or words:
        if token.kind == "iri" and not SCHEME.match(token.text):
            if bases:
                return Message("shapes.query-base-relative", iri=token.text), None
            return Message("shapes.query-relative", iri=token.text), Message(
                "shapes.query-relative-hint"
            )
    return None


def _given(index: Index, node: Term, word: str) -> set[str]:
    """Return the variables that SHACL binds before it runs the query of ``node``."""
    bound = {"this", *(["value"] if word == "ask" else ())}
    for place in VALIDATORS:
        for component in index.subjects(SH + place, node):
            bound |= {local_name(path.value) for path in _paths(index, component)}
    return bound


def _unbound(index: Index, node: Term, word: str, words: list[Token]) -> Wrong | None:
    """Return what a query does with variables that SHACL binds beforehand, and may not do."""
    words = [token for token in words if token.kind != "space"]
    bound = _given(index, node, word)
    again = {b.name for a, b in pairwise(words) if a.word == "AS"} & bound
    if again:
        name = min(again)
        return Message("shapes.query-binds-again", name=name), None
    names = {token.name for token in words}
    if "shapesGraph" in names:
        return Message("shapes.query-shapes-graph"), None
    holders = index.subjects(SH + "sparql", node)
    without = [shape for shape in holders if not index.objects(shape, PATH)]
    if "PATH" in names and (without or index.subjects(SH + "nodeValidator", node)):
        return Message("shapes.query-path"), None
    for at, token in enumerate(words):
        if token.word != "SELECT" or not at or words[at - 1].text != "{":
            continue
        end = next((i for i in range(at, len(words)) if words[i].text == "{"), len(words))
        selected = _selected(words[at:end])
        # $this first; what is bound beforehand is not bound within a subquery that leaves it out.
        lacking = sorted(bound - selected, key=lambda name: (name != "this", name))
        if lacking and "*" not in selected:
            return Message("shapes.query-subquery", name=lacking[0]), Message(
                "shapes.query-subquery-hint", name=lacking[0]
            )
    return None


def _selected(words: list[Token]) -> set[str]:
    """Return what a SELECT gives: its variables, not those that it only reckons with."""
    depth, found = 0, set[str]()
    for word, after in zip(words, [*words[1:], words[0]], strict=True):
        depth += {"(": 1, ")": -1}.get(word.text, 0)
        if depth == 0:
            found.add(word.name or word.text)
        elif word.word == "AS" and depth == 1:
            found.add(after.name)
    return found


def _paths(index: Index, component: Term) -> list[Term]:
    """Return the properties that are the parameters of a component."""
    parameters = index.objects(component, SH + "parameter")
    return [path for parameter in parameters for path in index.objects(parameter, PATH)]


def several_faults(index: Index) -> Iterator[Fault]:
    """Yield each parameter with several values, of a component that has more than one."""
    for component in components(index):
        paths = list(dict.fromkeys(path.value for path in _paths(index, component)))
        for shape in users(index, component) if len(paths) > 1 else ():
            for path in paths if suits(index, component, shape) else ():
                values = index.objects(shape, path)
                if len(values) > 1:
                    name, count = told(component), len(values)
                    word = shorten(path)
                    text = Message("shapes.parameter-values", word=word, count=count, name=name)
                    yield Fault(shape, text, path, values[1])


def pattern_faults(index: Index) -> Iterator[Fault]:
    """Yield each regular expression that no engine here can run as SHACL means it."""
    for node, word, literal, reason in patterns.pattern_faults(index):
        name = f"sh:{word.removeprefix(SH)} {told(literal)}"
        text = Message("validation.pattern-unusable", name=name, reason=reason)
        yield Fault(node, text, word, literal)


def parameter_faults(index: Index) -> Iterator[Fault]:
    """Yield each value of a parameter that its component has as a pattern, and that is none."""
    shapes = dict.fromkeys(shape for c in components(index) for shape in users(index, c))
    for shape in shapes:
        try:
            constraints = list(custom_constraints(index, shape, bool(index.objects(shape, PATH))))
        except UncompilableError:
            continue
        for constraint in constraints:
            if found := wrong_parameter(constraint):
                name, value, reason = found
                paths = (path.value for path in _paths(index, constraint.node))
                path = next(path for path in paths if local_name(path) == name)
                text = Message("shapes.pattern-value", name=name, value=told(value), reason=reason)
                yield Fault(shape, text, path, value)
            elif condition := never_true_with(constraint):
                text = Message(
                    "shapes.component-never",
                    component=told(constraint.node),
                    condition=_cut(condition),
                )
                yield Fault(shape, text, mandatory(index, constraint.node)[0])


def _unread(query: str, word: str, prefixes: Mapping[str, str]) -> Wrong | None:
    """Return where a query stops being SPARQL, when neither engine can read it."""
    text = PATH_VARIABLE.sub("<urn:path>", query)
    try:
        result = ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        if _rdflib_reads(text, prefixes):
            return None
        if unknown := undeclared_prefix(query, prefixes):
            return Message("shapes.query-prefix", prefix=unknown[0]), Message(
                "shapes.query-prefix-hint"
            )
        return _syntax(query_error(text, error))
    except (OSError, RuntimeError, ValueError):  # it is SPARQL: what it gives is another matter
        return None
    if isinstance(result, ox.QueryBoolean) != (word == "ask"):
        wanted = {"ask": "ASK", "select": "SELECT"}[word]
        return Message("shapes.query-other-form", wanted=wanted), None
    return None


def _rdflib_reads(query: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether rdflib reads it, as it does where ``$this`` stands beside an aggregate."""
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepareQuery(query, initNs=dict(prefixes))
    except Exception:
        return False
    return True


def _syntax(error: QueryError) -> Wrong:
    if error.line is None:
        return Message("shapes.query-unusable", reason=error.said), None
    return Message("shapes.query-no-sparql-from", line=error.line, column=error.column), None


def component_faults(index: Index) -> Iterator[Fault]:
    """Yield what is wrong with the constraint components that the shapes bring."""
    for component in components(index):
        parameters = index.objects(component, SH + "parameter")
        if not parameters:
            yield Fault(
                component,
                Message("shapes.component-no-parameter"),
            )
        known: set[str] = set()
        for parameter in parameters:
            paths = index.objects(parameter, SH + "path")
            name = paths[0].value.replace("#", "/").rpartition("/")[2] if paths else ""
            if len(paths) != 1 or paths[0].kind != "iri" or not NAME.match(name):
                yield Fault(
                    parameter,
                    Message("shapes.parameter-path"),
                )
            elif name in known:
                yield Fault(
                    parameter,
                    Message("shapes.parameter-twice", name=name),
                    PATH,
                    paths[0],
                )
            elif name in RESERVED:
                yield Fault(
                    parameter,
                    Message("shapes.parameter-reserved", name=name),
                    SH + "path",
                    paths[0],
                )
            known.add(name)
        if parameters and all(_optional(index, parameter) for parameter in parameters):
            yield Fault(
                component,
                Message("shapes.component-all-optional"),
            )
        yield from _validator_faults(index, component)


def _validator_faults(index: Index, component: Term) -> Iterator[Fault]:
    for word, kind in VALIDATORS.items():
        for validator in index.objects(component, SH + word):
            said = index.said(validator)
            if SH + kind in said or any(name.startswith(SH + "js") for name in said):
                continue
            text = Message("shapes.no-query", word=word, kind=kind)
            yield Fault(validator, text) if said else Fault(component, text, SH + word, validator)


def _optional(index: Index, parameter: Term) -> bool:
    optional = index.value(parameter, SH + "optional")
    return optional is not None and optional.value in {"true", "1"}


def mandatory(index: Index, component: Term) -> list[str]:
    """Return the properties that a shape must have for a component to be used."""
    return [
        path.value
        for parameter in index.objects(component, SH + "parameter")
        if not _optional(index, parameter)
        for path in index.objects(parameter, SH + "path")[:1]
    ]


def users(index: Index, component: Term) -> list[Term]:
    """Return the shapes that a component is used in."""
    wanted = mandatory(index, component)
    first = index.subjects(wanted[0]) if wanted else []
    return [node for node in first if all(index.objects(node, word) for word in wanted)]


def suits(index: Index, component: Term, shape: Term) -> bool:
    """Return whether a component has a validator that can check ``shape``."""
    own = "propertyValidator" if index.objects(shape, SH + "path") else "nodeValidator"
    return any(
        index.objects(validator, SH + VALIDATORS[word])
        for word in (own, "validator")
        for validator in index.objects(component, SH + word)
    )


def ignored_faults(index: Index) -> Iterator[Fault]:
    """Yield each use of a component without a validator that suits: SHACL ignores it then."""
    for component in components(index):
        for shape in users(index, component):
            if suits(index, component, shape):
                continue
            name, word = told(component), mandatory(index, component)[0]
            yield Fault(
                shape,
                Message("shapes.component-ignored", name=name, shape=named(index, shape)),
                word,
                index.value(shape, word),
                code=IGNORED,
            )
