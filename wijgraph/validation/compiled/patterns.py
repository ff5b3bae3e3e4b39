"""Pieces of SPARQL: terms, variables, paths, targets.

What these give is nested loops over one triple pattern each, whatever an engine makes of the order
of a join: with an index on the triples, the work grows with the nodes that are looked at.
"""

from collections.abc import Callable, Iterable

from wijgraph.model import Term
from wijgraph.namespaces import RDF, RDFS
from wijgraph.store import to_oxigraph
from wijgraph.validation.compiled.model import Path, Targets

TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"

Test = Callable[[str], str]


def written(term: Term) -> str:
    """Return ``term`` in SPARQL."""
    return str(to_oxigraph(term))


def literal(text: str) -> str:
    """Return ``text`` as a string in SPARQL."""
    return written(Term("literal", text))


def iri(value: str) -> str:
    """Return an IRI in SPARQL; Oxigraph refuses what is none, so that nothing else gets in."""
    return written(Term("iri", value))


def path_pattern(path: Path) -> str:
    """Return ``path`` as a SPARQL property path."""
    if path.kind == "iri":
        return iri(path.iri)
    if path.kind == "inverse":
        return f"^{iri(path.iri)}"
    parts = [path_pattern(part) for part in path.parts]
    if path.kind == "sequence":
        return f"({'/'.join(parts)})"
    if path.kind == "alternative":
        return f"({'|'.join(parts)})"
    return f"({parts[0]}){path.kind}"


def reflexive(path: Path | None) -> bool:
    """Return whether a node is a value of its own ``path`` without any triple.

    Engines differ on that for nodes that no triple has, so it is always said apart.
    """
    if path is None or path.kind in {"*", "?"}:
        return True
    if path.kind == "alternative":
        return any(map(reflexive, path.parts))
    return bool(path.parts) and all(map(reflexive, path.parts))


class Variables:
    """Names for variables that no other part of a query has."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._count = 0

    def fresh(self) -> str:
        """Return a new variable."""
        self._count += 1
        return f"?wg{self._name}{self._count}"


def some(  # noqa: PLR0911 - one for each kind
    variables: Variables, node: str, path: Path | None, test: Test
) -> str:
    """Return an expression: whether a value that ``path`` has at ``node`` passes ``test``."""
    if path is None:
        return test(node)
    if path.kind == "sequence":
        first, rest = path.parts[0], path.parts[1:]
        if rest:
            tail = Path("sequence", parts=rest)
            return some(variables, node, first, lambda step: some(variables, step, tail, test))
        return some(variables, node, first, test)
    if path.kind == "alternative" and not all(p.kind in {"iri", "inverse"} for p in path.parts):
        return _any(some(variables, node, part, test) for part in path.parts)
    if path.kind == "*":
        return _any([test(node), some(variables, node, Path("+", parts=path.parts), test)])
    if path.kind == "?":
        return _any([test(node), some(variables, node, path.parts[0], test)])
    # What is left finds the node itself only by triples.
    own = [test(node)] if reflexive(path) else []
    value = variables.fresh()
    return _any([*own, exists(f"{node} {path_pattern(path)} {value}", test(value))])


def _any(expressions: Iterable[str]) -> str:
    parts = [e for e in expressions if e != "false"] or ["false"]
    if len(parts) == 1:
        return parts[0]
    return "true" if "true" in parts else f"({' || '.join(parts)})"


def exists(pattern: str, condition: str = "true") -> str:
    """Return an expression: whether ``pattern`` has a solution that meets ``condition``."""
    if condition == "false":
        return condition
    where = "" if condition == "true" else f" FILTER({condition})"
    return f"EXISTS {{ {pattern}{where} }}"


def no(expression: str) -> str:
    """Return the opposite of an expression."""
    opposite = {"true": "false", "false": "true"}
    return opposite.get(expression) or f"!({expression})"


def all_of(expressions: list[str]) -> str:
    """Return an expression: whether all of ``expressions`` hold."""
    parts = [e for e in expressions if e != "true"]
    if "false" in parts:
        return "false"
    return " && ".join(f"({e})" if len(parts) > 1 else e for e in parts) or "true"


def targets_pattern(targets: Targets, this: str, variables: Variables) -> str:
    """Return a pattern that binds ``this`` to each node of ``targets``, perhaps several times."""
    parts = []
    if targets.nodes:
        parts.append(f"VALUES {this} {{ {' '.join(map(written, targets.nodes))} }}")
    for name in targets.classes:
        kind = variables.fresh()
        parts.append(f"{kind} {SUBCLASS}* {iri(name)} . {this} {TYPE} {kind} .")
    parts += [f"{this} {iri(name)} {variables.fresh()} ." for name in targets.subjects_of]
    parts += [f"{variables.fresh()} {iri(name)} {this} ." for name in targets.objects_of]
    pattern = parts[0] if len(parts) == 1 else " UNION ".join(f"{{ {part} }}" for part in parts)
    if not targets.subjects_of and not targets.objects_of:
        return pattern
    # Such a node is found once for each triple, and must not be looked at as often.
    return f"{{ SELECT DISTINCT {this} WHERE {{ {pattern} }} }}"


def values_pattern(this: str, path: Path, value: str) -> str:
    """Return a pattern that binds ``value`` to the values of ``path``; ``this`` itself left out."""
    return f"{this} {path_pattern(path)} {value} ."
