"""The queries in shapes, and the constraint components that shapes bring themselves.

SPARQL drops a row with an error without a word. Whether one row of the data gives an error nobody
can say beforehand; but a condition that gives one for every kind of value is no condition.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import pyoxigraph as ox

from wijgraph.shacl.checks.syntax import IGNORED, ShapeFault
from wijgraph.shacl.errors import UnansweredError, reason_of
from wijgraph.shacl.index import LONGEST, Index
from wijgraph.shacl.messages import Message, Text, quoted
from wijgraph.shacl.model import Query, UncompilableError
from wijgraph.shacl.queries import (
    AGGREGATES,
    full_tokens,
    varying,
    with_patterns,
    with_values,
)
from wijgraph.shacl.reading import (
    VALIDATORS,
    Component,
    components,
    custom_constraints,
    local_name,
    prefixes_of,
)
from wijgraph.shacl.regex import FLAGS, RegexError, check, translate
from wijgraph.shacl.sparql import (
    QueryToken,
    asks_service,
    at,
    closing,
    in_full,
    joined,
    opening,
    syntax_place,
    tokens_of,
    variables_in,
)
from wijgraph.shacl.terms import MemoryStore, Term, written
from wijgraph.shacl.vocabulary import SH, XSD

QUERIES = ("select", "ask", "construct", "update")
ESCAPE = re.compile(r"\\[uU]")
PATH_VARIABLE = re.compile(r"[?$]PATH\b")
SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
NAME = re.compile(r"[A-Za-z_]\w*\Z")
RESERVED = {"this", "shapesGraph", "currentShape", "path", "PATH", "value"}
REFUSED = ("MINUS", "VALUES")  # by SHACL, where variables are bound beforehand
PLACE = "<urn:x-shacl:path>"  # in place of $PATH, of which the shape says what it is
# Of these the outcome hangs on what a text says, not on what kind of value it is.
BY_TEXT = {"STRDT", "IRI", "URI", "IF", "COALESCE"}
CONDITIONS = {"FILTER", "HAVING"}
MOST = 3  # so many variables are tried with each kind of value
EXAMPLES = {
    "integer": ("0", "1", "-1", "1000000"),
    "decimal": ("0.5",),
    "double": ("1e0",),
    "boolean": ("true", "false"),
    "date": ("2024-01-31", "2024-01-31Z"),
    "dateTime": ("2024-01-31T12:00:00", "2024-01-31T12:00:00Z"),
    "time": ("12:00:00", "12:00:00Z"),
    "gYear": ("2024",),
    "gYearMonth": ("2024-01",),
    "duration": ("P1Y1D",),
    "dayTimeDuration": ("P1D",),
    "yearMonthDuration": ("P1Y",),
}
VALUES = (
    "UNDEF", "<urn:x-shacl:a>", '""', '"a"', '"a"@nl',
    *(f'"{text}"^^<{XSD}{name}>' for name, texts in EXAMPLES.items() for text in texts),
)  # fmt: skip

Wrong = tuple[Text, Text | None]


def query_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each query that asks another host, reads what is not the data, or is none."""
    words = (SH.sparql, *(SH + word for word in VALIDATORS))
    run = {node for word in words for node in index.all_objects(word) if not index.is_off(node)}
    for word in QUERIES:
        for node in index.subjects(SH + word):
            for query in index.objects(node, SH + word):
                if query.kind != "literal":
                    continue
                wrong = _forbidden(query.value)
                if wrong is None and node in run and word in {"select", "ask"}:
                    wrong = _wrong(index, node, word, query.value)
                if wrong is not None:
                    text = Message("shacl.query", word=word, wrong=wrong[0])
                    yield ShapeFault(node, text, SH + word, query, wrong[1])
    for node in index.all_objects(SH.sparql):
        if node.kind != "literal" and not index.has(node, SH.select):
            yield ShapeFault(node, Message("shacl.sparql-no-select"))


def _forbidden(query: str) -> Wrong | None:
    """Return what a query has that would reach beyond the data; how it is read does not matter."""
    if ESCAPE.search(query):
        # They may be read before anything else, so that a keyword could hide in them.
        return Message("shacl.query-escape"), Message("shacl.query-escape-hint")
    if asks_service(query):
        return Message("shacl.query-service"), None
    return (Message("shacl.query-from"), None) if _has(query, "FROM") else None


def _has(query: str, keyword: str) -> bool:
    return any(token.word == keyword for token in tokens_of(query))


def _wrong(  # noqa: PLR0911 - one for each kind
    index: Index, node: Term, word: str, query: str
) -> Wrong | None:
    """Return what is wrong with a query, to stand behind its name, and how to mend it."""
    try:
        prefixes = dict(prefixes_of(index, node, node))
    except UncompilableError as error:
        return Message("shacl.query-unreadable", reason=error.reason), None
    for refused in REFUSED:
        if _has(query, refused):
            return Message("shacl.query-refused", word=refused), None
    if _has(query, "LATERAL"):
        return Message("shacl.query-lateral"), None
    tokens, unknown = list[QueryToken](), None
    try:
        tokens = in_full(tokens_of(query), prefixes)
    except KeyError as error:
        unknown = str(error.args[0])
    if (wrong := _unread(query, word, prefixes, unknown)) is not None:
        return wrong
    if unknown is not None:
        reason: Text = Message("shacl.query-prefix-elsewhere", prefix=unknown)
        return Message("shacl.query-unusable", reason=reason), None
    bound = _given(index, node, word)
    wrong = _relative(tokens) or _unbound(index, node, bound, tokens)
    if wrong is None and (reason := _unusable(tokens, word)):
        return Message("shacl.query-unusable", reason=reason), None
    return wrong or _never(tokens, bound)


def _unread(  # noqa: PLR0911 - one for each kind
    query: str, word: str, prefixes: Mapping[str, str], unknown: str | None
) -> Wrong | None:
    """Return where a query stops being SPARQL, when neither engine can read it.

    ``unknown`` is a prefix in it that nobody declared.
    """
    text = PATH_VARIABLE.sub("<urn:path>", query)
    try:
        result = ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        if _rdflib_reads(text, prefixes):
            return None
        if unknown is not None:
            hint = Message("shacl.query-prefix-hint")
            return Message("shacl.query-prefix", prefix=unknown), hint
        if (place := syntax_place(text, error)) is None:
            return Message("shacl.query-unusable", reason=quoted(error.msg)), None
        return Message("shacl.query-no-sparql-from", line=place[0], column=place[1]), None
    except (OSError, RuntimeError, ValueError):  # it is SPARQL: what it gives is another matter
        return None
    if isinstance(result, ox.QueryBoolean) != (word == "ask"):
        return Message("shacl.query-other-form", wanted=word.upper()), None
    return None


def _rdflib_reads(query: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether rdflib reads it, as it does where ``$this`` stands beside an aggregate."""
    from rdflib.plugins.sparql import prepareQuery

    try:
        prepareQuery(query, initNs=dict(prefixes))
    except Exception:
        return False
    return True


def _relative(tokens: list[QueryToken]) -> Wrong | None:
    """Return which IRI of a query depends on where it is read, which a query in shapes is not."""
    bases = [base for word, base in pairwise(tokens) if word.word == "BASE"]
    for token in bases or tokens:
        if token.kind == "iri" and not SCHEME.match(token.text):
            if bases:
                return Message("shacl.query-base-relative", iri=token.text), None
            text = Message("shacl.query-relative", iri=token.text)
            return text, Message("shacl.query-relative-hint")
    return None


def _given(index: Index, node: Term, word: str) -> set[str]:
    """Return the variables that SHACL binds before it runs the query of ``node``."""
    bound = {"this", *(["value"] if word == "ask" else ())}
    for place in VALIDATORS:
        for component in index.subjects(SH + place, node):
            for parameter in index.objects(component, SH.parameter):
                bound |= {local_name(path.value) for path in index.objects(parameter, SH.path)}
    return bound


def _unbound(index: Index, node: Term, bound: set[str], tokens: list[QueryToken]) -> Wrong | None:
    """Return what a query does with variables that SHACL binds beforehand, and may not do."""
    again = {b.name for a, b in pairwise(tokens) if a.word == "AS"} & bound
    if again:
        return Message("shacl.query-binds-again", name=min(again)), None
    names = {token.name for token in tokens}
    if "shapesGraph" in names:
        return Message("shacl.query-shapes-graph"), None
    without = [s for s in index.subjects(SH.sparql, node) if not index.has(s, SH.path)]
    if "PATH" in names and (without or index.subjects(SH.nodeValidator, node)):
        return Message("shacl.query-path"), None
    for place, token in enumerate(tokens):
        if token.word != "SELECT" or at(tokens, place - 1).text != "{":
            continue
        selected = _selected(tokens[place : opening(tokens, place)])
        # $this first; what is bound beforehand is not bound within a subquery that leaves it out.
        lacking = sorted(bound - selected, key=lambda name: (name != "this", name))
        if lacking and "*" not in selected:
            hint = Message("shacl.query-subquery-hint", name=lacking[0])
            return Message("shacl.query-subquery", name=lacking[0]), hint
    return None


def _selected(tokens: list[QueryToken]) -> set[str]:
    """Return what a SELECT gives: its variables, not those that it only reckons with."""
    depth, found = 0, set[str]()
    for index, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            found.add(token.name or token.text)
        elif token.word == "AS" and depth == 1:
            found.add(at(tokens, index + 1).name)
    return found


def _unusable(tokens: list[QueryToken], word: str) -> Text:
    """Return why a query that can be read cannot be used; nothing when it can."""
    try:
        with_patterns(tokens, check)
    except RegexError as error:
        return Message("shacl.query-regex", reason=error.reason)
    if word == "select":
        head = next((i for i, t in enumerate(tokens) if t.text == "{" or t.word == "WHERE"), None)
        if not any(token.text == "*" or token.name == "this" for token in tokens[:head]):
            return Message("shacl.query-no-this")
    whole = [QueryToken("iri", PLACE) if token.name == "PATH" else token for token in tokens]
    try:
        ox.Store().query(joined(whole))
    except SyntaxError:  # rdflib reads some that Oxigraph does not
        return ""
    except (OSError, RuntimeError, ValueError) as error:  # a function that the engine does not have
        return Message("shacl.query-failed", reason=reason_of(error))
    return ""


def _never(tokens: list[QueryToken], bound: set[str]) -> Wrong | None:
    """Return which condition of a query is an error in every row: SPARQL drops each of them."""
    found = never_true(tokens, bound)
    if found is None:
        return None
    condition, name = _cut(found[0]), found[1]
    if name:
        return Message("shacl.query-never-bound", condition=condition, name=name), None
    return Message("shacl.query-never", condition=condition), None


def _cut(text: str) -> str:
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def never_true(tokens: Sequence[QueryToken], bound: Collection[str]) -> tuple[str, str] | None:
    """Return a condition of a query that is an error in every row, and a variable without value.

    ``tokens`` have their names in full; the variables in ``bound`` have a value beforehand. The
    variable is "" when that is not why.
    """
    try:
        tokens = with_patterns(tokens, translate)
    except RegexError:  # told elsewhere, unless only Python can run it
        return None
    valued = {*bound, *variables_in(tokens)}
    places = [i for i, token in enumerate(tokens[:-1]) if token.word == "AS"]
    reckoned = {tokens[i + 1].name: _before(tokens, i) for i in places}
    known = -1
    while known < len(valued):  # what is reckoned with what is reckoned
        known = len(valued)
        valued |= {name for name, parts in reckoned.items() if not _fails(parts, valued)}
    for start in (i for i, token in enumerate(tokens[:-1]) if token.word in CONDITIONS):
        first = at(tokens, start + 1)
        if first.word in {"EXISTS", "NOT"}:
            continue
        bracket = start + 1 if first.text == "(" else start + 2  # behind the name of a function
        condition = tokens[start + 1 : closing(tokens, bracket, "()") + 1]
        for part in _together(condition):
            if _fails(part, valued, "IF({}, 1, 1)"):
                names = (token.name for token in part if token.name)
                without = next((name for name in names if name not in valued), "")
                return f"{tokens[start].word} {joined(part)}", without
    return None


def _before(tokens: Sequence[QueryToken], end: int) -> list[QueryToken]:
    """Return the expression that ends in the AS that is at ``end``."""
    depth, start = 0, end
    while start and depth < 1:
        start -= 1
        depth += (tokens[start].text == "(") - (tokens[start].text == ")")
    return list(tokens[start + 1 : end])


def _together(condition: Sequence[QueryToken]) -> list[list[QueryToken]]:
    """Return what must all be true for ``condition`` to be: the parts between its ``&&``."""
    depth, parts = 0, [list[QueryToken]()]
    for token in condition[1:-1] if condition[0].text == "(" else ():
        depth += (token.text in {"(", "{"}) - (token.text in {")", "}"})
        if depth == 0 and token.text == "||":
            return [list(condition)]
        if depth == 0 and token.text == "&&":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts if len(parts) > 1 else [list(condition)]


def _fails(expression: Sequence[QueryToken], valued: Collection[str], form: str = "{}") -> bool:
    """Return whether ``expression`` is an error whatever values the variables ``valued`` have."""
    names = dict.fromkeys(token.name for token in expression if token.name in valued)
    if len(names) > MOST or _by_text(expression):
        return False
    own = (token.text for token in expression if token.kind in {"string", "iri", "number"})
    values = " ".join(dict.fromkeys([*VALUES, *own]))
    tried = " ".join(f"VALUES ?{name} {{ {values} }}" for name in names)
    reckoned = form.format(joined(expression))
    try:
        return not MemoryStore().ask(
            f"ASK {{ {tried} BIND({reckoned} AS ?wgValue) FILTER(BOUND(?wgValue)) }}"
        )
    except UnansweredError:  # rdflib reads some that Oxigraph does not
        return False


def _by_text(condition: Sequence[QueryToken]) -> bool:
    """Return whether the outcome may hang on more than the kinds of values."""
    words = {token.word for token in condition}
    if words & {"EXISTS", *AGGREGATES} or varying(condition):
        return True
    if not any(token.name for token in condition):
        return False
    calls = any(token.kind == "iri" and after.text == "(" for token, after in pairwise(condition))
    return calls or bool(words & BY_TEXT)


def pattern_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each regular expression that no engine here can run as SHACL means it."""
    for shape in index.subjects(SH.pattern):
        flags = next((t for t in index.objects(shape, SH.flags)[:1] if t.kind == "literal"), None)
        if flags is not None and (unknown := set(flags.value) - set(FLAGS)):
            listed = ", ".join(FLAGS)
            reason: Text = Message("shacl.regex-flag-only", flag=min(unknown), known=listed)
            yield _unusable_pattern(index, shape, SH.flags, flags, reason)
            continue
        for pattern in index.objects(shape, SH.pattern):
            try:
                if pattern.kind == "literal":
                    check(pattern.value, flags.value if flags else "")
            except RegexError as error:
                yield _unusable_pattern(index, shape, SH.pattern, pattern, error.reason)


def _unusable_pattern(
    index: Index, shape: Term, word: str, value: Term, reason: Text
) -> ShapeFault:
    name = f"sh:{word.removeprefix(SH)} {index.told(value)}"
    return ShapeFault(
        shape, Message("shacl.pattern-unusable", name=name, reason=reason), word, value
    )


def component_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield what is wrong with the constraint components that the shapes bring."""
    for component in components(index):
        node = component.node
        parameters = index.objects(node, SH.parameter)
        if not parameters:
            yield ShapeFault(node, Message("shacl.component-no-parameter"))
        elif component.parameters and not component.mandatory:
            yield ShapeFault(node, Message("shacl.component-all-optional"))
        known: set[str] = set()
        for parameter in parameters:
            paths = index.objects(parameter, SH.path)
            name = local_name(paths[0].value) if paths else ""
            if len(paths) != 1 or paths[0].kind != "iri" or not NAME.match(name):
                yield ShapeFault(parameter, Message("shacl.parameter-path"))
            elif name in known:
                yield ShapeFault(
                    parameter, Message("shacl.parameter-twice", name=name), SH.path, paths[0]
                )
            elif name in RESERVED:
                text = Message("shacl.parameter-reserved", name=name)
                yield ShapeFault(parameter, text, SH.path, paths[0])
            known.add(name)
        yield from _validator_faults(index, node)
        yield from _several_values(index, component)


def _validator_faults(index: Index, component: Term) -> Iterator[ShapeFault]:
    for word, kind in VALIDATORS.items():
        for validator in index.objects(component, SH + word):
            said = index.said(validator)
            if SH + kind in said or any(name.startswith(SH.js) for name in said):
                continue
            text = Message("shacl.no-query", word=word, kind=kind)
            yield (
                ShapeFault(validator, text)
                if said
                else ShapeFault(component, text, SH + word, validator)
            )


def _several_values(index: Index, component: Component) -> Iterator[ShapeFault]:
    """Yield each parameter with several values, of a component that has more than one."""
    paths = dict.fromkeys(path for path, _ in component.parameters)
    for shape in component.users(index) if len(paths) > 1 else ():
        for path in paths if component.suits(index, shape) else ():
            values = index.objects(shape, path)
            if len(values) > 1:
                word, name = index.short(path), index.told(component.node)
                count = len(values)
                text = Message("shacl.parameter-values", word=word, count=count, name=name)
                yield ShapeFault(shape, text, path, values[1])


def parameter_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each value of a parameter that its component has as a pattern, and that is none."""
    known = {component.node: component for component in components(index)}
    for shape in dict.fromkeys(s for component in known.values() for s in component.users(index)):
        try:
            constraints = list(custom_constraints(index, shape, index.has(shape, SH.path)))
        except UncompilableError:
            continue
        for constraint in constraints:
            component = known[constraint.term]
            if found := wrong_parameter(constraint):
                name, value, reason = found
                path = next(path for path, _ in component.parameters if local_name(path) == name)
                told = index.told(value)
                text = Message("shacl.pattern-value", name=name, value=told, reason=reason)
                yield ShapeFault(shape, text, path, value)
            elif condition := never_true_with(constraint):
                told, cut = index.told(constraint.term), _cut(condition)
                text = Message("shacl.component-never", component=told, condition=cut)
                yield ShapeFault(shape, text, component.mandatory[0])


def wrong_parameter(query: Query) -> tuple[str, Term, Text] | None:
    """Return a parameter that is a pattern or flags in ``query``, its value, and what is wrong."""
    given = query.given
    try:
        tokens = full_tokens(query)
    except KeyError:
        return None
    names = [name for place in varying(tokens) if (name := tokens[place].name) in given]
    try:
        with_patterns(with_values(tokens, given), check)
    except RegexError as error:
        return (names[0], given[names[0]], error.reason) if names else None
    return None


def never_true_with(query: Query) -> str:
    """Return a condition of the query of a component that fails for the values it is given."""
    given = {name: value for name, value in query.given.items() if value.kind != "bnode"}
    try:
        tokens = full_tokens(query)
    except KeyError:
        return ""
    tokens = [
        QueryToken("string", written(given[t.name])) if t.name in given else t for t in tokens
    ]
    found = never_true(tokens, {"this", "value", *dict(query.parameters)})
    return found[0] if found else ""


def ignored_faults(index: Index) -> Iterator[ShapeFault]:
    """Yield each use of a component without a validator that suits: SHACL ignores it then."""
    for component in components(index):
        for shape in component.users(index):
            if not component.suits(index, shape):
                name, word = index.told(component.node), component.mandatory[0]
                text = Message("shacl.component-ignored", name=name, shape=index.named(shape))
                yield ShapeFault(shape, text, word, index.value(shape, word), code=IGNORED)
