"""Whether a shape asks anything: what some node might not keep."""

from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.validation.compiled.components import TRUE
from wijgraph.validation.compiled.custom import custom_constraints
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.reading import is_deactivated
from wijgraph.validation.gate.syntax import CONSTRAINTS
from wijgraph.validation.index import Index


def parts(shapes: Index, shape: Term) -> dict[Term, None]:
    """Return ``shape`` and the property shapes in it, which report on their own."""
    found = {shape: None}
    line = [shape]
    while line:
        for part in shapes.objects(line.pop(), SH + "property"):
            if part not in found and not is_deactivated(shapes, part):
                found[part] = None
                line.append(part)
    return found


def asks(shapes: Index, shape: Term) -> bool:
    """Return whether ``shape`` asks anything of a node itself: what some node might not keep."""
    return _asks(shapes, shape, frozenset())


def checks(shapes: Index, shape: Term, above: frozenset[Term] = frozenset()) -> bool:
    """Return whether ``shape``, or a property shape in it, asks anything of a node.

    ``above`` are the shapes that lead to it.
    """
    if shape in above or is_deactivated(shapes, shape):
        return False
    around = above | {shape}
    return any(_asks(shapes, part, around) for part in parts(shapes, shape) if part not in above)


def _asks(shapes: Index, shape: Term, above: frozenset[Term]) -> bool:
    said = shapes.said(shape)
    asked = {word.removeprefix(SH) for word in said if word in CONSTRAINTS} - {"property"}
    # Without sh:closed there is no constraint, and yet it is meant to be one (SHACL 4.8.1).
    if SH + "ignoredProperties" in said and SH + "closed" not in said:
        return True
    if any(_asks_by(shapes, shape, word, said[SH + word], above) for word in asked):
        return True
    try:
        return any(custom_constraints(shapes, shape, SH + "path" in said))
    except UncompilableError:
        return True


def _asks_by(
    shapes: Index, shape: Term, word: str, values: list[Term], above: frozenset[Term]
) -> bool:
    """Return whether ``shape`` asks anything by ``word``, for which it has ``values``."""

    def members(head: Term) -> list[bool]:
        return [checks(shapes, member, above | {shape}) for member in shapes.items(head)]

    asked = True
    match word:
        case "closed" | "uniqueLang":
            asked = TRUE in values
        case "minCount":
            asked = any(value.value.lstrip("+0") for value in values)
        case "qualifiedMinCount" | "qualifiedMaxCount":
            least = word == "qualifiedMaxCount" or any(v.value.lstrip("+0") for v in values)
            asked = least and bool(shapes.objects(shape, SH + "qualifiedValueShape"))
        case "qualifiedValueShape" | "qualifiedValueShapesDisjoint":
            asked = False  # without a count
        case "sparql":
            asked = not all(is_deactivated(shapes, query) for query in values)
        case "node":
            asked = any(checks(shapes, value, above | {shape}) for value in values)
        case "and":
            asked = any(any(members(head)) for head in values)
        case "or":  # whatever conforms to one of them conforms
            asked = any(all(members(head)) for head in values)
        case "xone":
            asked = any(len(found := members(head)) != 1 or any(found) for head in values)
    return asked
