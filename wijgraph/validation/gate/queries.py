"""The queries in shapes, and the constraint components that shapes bring themselves."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

from wijgraph.errors import QueryError, in_language
from wijgraph.errors import Text as Reason
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.safety.service import asks_service, tokens
from wijgraph.store import query_error, undeclared_prefix
from wijgraph.validation import regex as patterns
from wijgraph.validation.compiled.calls import query_fault, wrong_parameter
from wijgraph.validation.compiled.conditions import never_true, never_true_with
from wijgraph.validation.compiled.custom import components, custom_constraints, local_name
from wijgraph.validation.compiled.model import Custom, UncompilableError
from wijgraph.validation.compiled.prefixes import prefixes_of
from wijgraph.validation.compiled.reading import is_deactivated
from wijgraph.validation.compiled.tokens import Token, in_full, tokens_of
from wijgraph.validation.gate.faults import IGNORED, LONGEST, Fault, Text, both, named, told
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
                    (nl, en), hint = wrong[0].values(), wrong[1]
                    text = both(f"de query van sh:{word} {nl}", f"the query of sh:{word} {en}")
                    yield Fault(node, text, SH + word, query, hint)
    for node in index.all_objects(SH + "sparql"):
        if node.kind != "literal" and not index.objects(node, SH + "select"):
            yield Fault(
                node,
                both("deze sh:sparql heeft geen sh:select", "this sh:sparql has no sh:select"),
            )


def _forbidden(query: str) -> Wrong | None:
    """Return what a query has that would reach beyond the data; how it is read does not matter."""
    if ESCAPE.search(query):
        # They may be read before anything else, so that a keyword could hide in them.
        return both("bevat een \\u", "has a \\u in it"), both(
            "Schrijf het teken zelf.", "Write the character itself."
        )
    if asks_service(query):
        return both(
            "bevat SERVICE: er wordt niets aan andere servers gevraagd",
            "has SERVICE: nothing is asked of other servers",
        ), None
    if _has(query, "FROM"):
        return both(
            "bevat FROM: hij gaat over de gegevens die gecontroleerd worden",
            "has FROM: it is about the data that is validated",
        ), None
    return None


def _outside_shacl(query: str) -> Wrong | None:
    """Return which keyword a query has that SHACL, or SPARQL 1.1, does not."""
    for refused in REFUSED:
        if _has(query, refused):
            return both(
                f"bevat {refused}, en dat mag in SHACL niet",
                f"has {refused}, which SHACL does not allow",
            ), None
    if _has(query, "LATERAL"):
        return both(
            "bevat LATERAL, en dat is geen SPARQL 1.1",
            "has LATERAL, which is not SPARQL 1.1",
        ), None
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
        return both(
            f"kan niet gelezen worden: {in_language(error.reason, 'nl')}",
            f"cannot be read: {in_language(error.reason, 'en')}",
        ), None
    wrong = _outside_shacl(query) or _unread(query, word, prefixes)
    if wrong is not None:
        return wrong
    try:
        words = in_full(tokens_of(query), prefixes)
    except KeyError as error:
        return _unusable(Message("validation.query-prefix", prefix=error.args[0]))
    wrong = _relative(words) or _unbound(index, node, word, words)
    if wrong is None and (reason := query_fault(words, word)):
        return _unusable(reason)
    return wrong or _never(words, _given(index, node, word))


def _unusable(reason: Reason) -> Wrong:
    return both(
        f"kan niet gebruikt worden: {in_language(reason, 'nl')}",
        f"cannot be used: {in_language(reason, 'en')}",
    ), None


def _never(words: list[Token], bound: set[str]) -> Wrong | None:
    """Return which condition of a query is an error in every row: SPARQL drops each of them."""
    found = never_true(words, bound)
    if found is None:
        return None
    nl, en = _never_text(found[0]).values()
    if found[1]:
        nl += f": ?{found[1]} krijgt nergens een waarde"
        en += f": ?{found[1]} gets no value anywhere"
    return both(nl, en), None


def _never_text(condition: str) -> Text:
    text = f"{condition[:LONGEST]}…" if len(condition) > LONGEST else condition
    return both(
        f"heeft een voorwaarde die in elke rij een fout is, en dus nooit waar: {text}",
        f"has a condition that is an error in every row, and so never true: {text}",
    )


def _relative(words: list[Token]) -> Wrong | None:
    """Return which IRI of a query depends on where it is read, which a query in shapes is not."""
    words = [token for token in words if token.kind != "space"]
    bases = [base for word, base in pairwise(words) if word.word == "BASE"]
    for token in bases or words:
        if token.kind == "iri" and not SCHEME.match(token.text):
            if bases:
                return both(
                    f"heeft een BASE die zelf relatief is: {token.text}",
                    f"has a BASE that is relative itself: {token.text}",
                ), both("Schrijf hem als hele IRI.", "Write it as an IRI in full.")
            return both(
                f"bevat de relatieve IRI {token.text}, en geen BASE",
                f"has the relative IRI {token.text}, and no BASE",
            ), both(
                "Schrijf de hele IRI, of gebruik een prefix.",
                "Write the IRI in full, or use a prefix.",
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
        return both(
            f"geeft ${name} een andere waarde, en dat mag in SHACL niet",
            f"binds ${name} again, which SHACL does not allow",
        ), None
    names = {token.name for token in words}
    if "shapesGraph" in names:
        return both(
            "bevat $shapesGraph, en de shapes staan hier niet bij de gegevens",
            "has $shapesGraph, and the shapes are not beside the data here",
        ), None
    holders = index.subjects(SH + "sparql", node)
    without = [shape for shape in holders if not index.objects(shape, PATH)]
    if "PATH" in names and (without or index.subjects(SH + "nodeValidator", node)):
        return both(
            "bevat $PATH, en een node shape heeft geen pad",
            "has $PATH, and a node shape has no path",
        ), None
    for at, token in enumerate(words):
        if token.word != "SELECT" or not at or words[at - 1].text != "{":
            continue
        end = next((i for i in range(at, len(words)) if words[i].text == "{"), len(words))
        selected = _selected(words[at:end])
        # $this first; what is bound beforehand is not bound within a subquery that leaves it out.
        lacking = sorted(bound - selected, key=lambda name: (name != "this", name))
        if lacking and "*" not in selected:
            name = lacking[0]
            return both(
                f"heeft een subquery die ${name} niet selecteert",
                f"has a subquery that does not select ${name}",
            ), both(
                f"SHACL wil ${name} in elke SELECT die in een andere staat.",
                f"SHACL wants ${name} in each SELECT within another.",
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
                    name, count = told(component)["en"], len(values)
                    word = shorten(path)
                    text = both(
                        f"{word} heeft {count} waarden, en {name} heeft meer parameters: "
                        "dan mag er één zijn",
                        f"{word} has {count} values, and {name} has more parameters: "
                        "there may be one then",
                    )
                    yield Fault(shape, text, path, values[1])


def pattern_faults(index: Index) -> Iterator[Fault]:
    """Yield each regular expression that no engine here can run as SHACL means it."""
    for node, word, literal, reason in patterns.pattern_faults(index):
        name = f"sh:{word.removeprefix(SH)} {told(literal)['en']}"
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
                yield _wrong_value(index, shape, constraint, found)
            elif condition := never_true_with(constraint):
                (nl, en), name = _never_text(condition).values(), told(constraint.node)["en"]
                path = mandatory(index, constraint.node)[0]
                yield Fault(shape, both(f"{name} {nl}", f"{name} {en}"), path)


def _wrong_value(
    index: Index, shape: Term, constraint: Custom, found: tuple[str, Term, str]
) -> Fault:
    name, value, reason = found
    paths = [path.value for path in _paths(index, constraint.node)]
    path = next(path for path in paths if local_name(path) == name)
    nl, en = told(value).values()
    text = both(
        f"{name} {nl} kan niet als patroon gebruikt worden: {reason}",
        f"{name} {en} cannot be used as a pattern: {reason}",
    )
    return Fault(shape, text, path, value)


def _unread(query: str, word: str, prefixes: Mapping[str, str]) -> Wrong | None:
    """Return where a query stops being SPARQL, when neither engine can read it."""
    text = PATH_VARIABLE.sub("<urn:path>", query)
    try:
        result = ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        if _rdflib_reads(text, prefixes):
            return None
        if unknown := undeclared_prefix(query, prefixes):
            return both(
                f"gebruikt de prefix {unknown[0]}:, die nergens verklaard is",
                f"uses the prefix {unknown[0]}:, which is declared nowhere",
            ), both(
                "Verklaar hem met sh:prefixes en sh:declare, of met PREFIX in de query zelf.",
                "Declare it with sh:prefixes and sh:declare, or with PREFIX in the query itself.",
            )
        return _syntax(query_error(text, error))
    except (OSError, RuntimeError, ValueError):  # it is SPARQL: what it gives is another matter
        return None
    if isinstance(result, ox.QueryBoolean) != (word == "ask"):
        wanted = {"ask": "ASK", "select": "SELECT"}[word]
        return both(f"is geen {wanted}", f"is no {wanted}"), None
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
        reason = error.message.removeprefix("not SPARQL: ")
        return both(f"is geen SPARQL: {reason}", f"is not SPARQL: {reason}"), None
    return both(
        f"is geen SPARQL vanaf regel {error.line}, teken {error.column} van de query",
        f"is not SPARQL from line {error.line}, column {error.column} of the query on",
    ), None


def component_faults(index: Index) -> Iterator[Fault]:
    """Yield what is wrong with the constraint components that the shapes bring."""
    for component in components(index):
        parameters = index.objects(component, SH + "parameter")
        if not parameters:
            yield Fault(
                component,
                both("dit component heeft geen sh:parameter", "this component has no sh:parameter"),
            )
        known: set[str] = set()
        for parameter in parameters:
            paths = index.objects(parameter, SH + "path")
            name = paths[0].value.replace("#", "/").rpartition("/")[2] if paths else ""
            if len(paths) != 1 or paths[0].kind != "iri" or not NAME.match(name):
                yield Fault(
                    parameter,
                    both(
                        "een parameter heeft één sh:path nodig: een IRI die eindigt op een naam",
                        "a parameter needs one sh:path: an IRI that ends in a name",
                    ),
                )
            elif name in known:
                yield Fault(
                    parameter,
                    both(
                        f"dit component heeft meer dan één parameter die {name} heet",
                        f"this component has more than one parameter called {name}",
                    ),
                    PATH,
                    paths[0],
                )
            elif name in RESERVED:
                yield Fault(
                    parameter,
                    both(
                        f"een parameter mag in SHACL niet {name} heten",
                        f"SHACL does not allow a parameter called {name}",
                    ),
                    SH + "path",
                    paths[0],
                )
            known.add(name)
        if parameters and all(_optional(index, parameter) for parameter in parameters):
            yield Fault(
                component,
                both(
                    "van dit component zijn alle parameters optioneel",
                    "all parameters of this component are optional",
                ),
            )
        yield from _validator_faults(index, component)


def _validator_faults(index: Index, component: Term) -> Iterator[Fault]:
    for word, kind in VALIDATORS.items():
        for validator in index.objects(component, SH + word):
            said = index.said(validator)
            if SH + kind in said or any(name.startswith(SH + "js") for name in said):
                continue
            text = both(f"deze sh:{word} heeft geen sh:{kind}", f"this sh:{word} has no sh:{kind}")
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
            name, word = told(component)["en"], mandatory(index, component)[0]
            nl, en = named(index, shape).values()
            yield Fault(
                shape,
                both(
                    f"{name} heeft geen validator die hier past, en wordt voor {nl} overgeslagen",
                    f"{name} has no validator that suits, and is ignored for {en}",
                ),
                word,
                index.value(shape, word),
                code=IGNORED,
            )
