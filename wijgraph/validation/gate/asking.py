"""Whether a shape asks anything: what some node might not keep."""

from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.validation.compiled.components import TRUE
from wijgraph.validation.compiled.custom import custom_constraints
from wijgraph.validation.compiled.model import UncompilableError
from wijgraph.validation.compiled.reading import is_deactivated
from wijgraph.validation.gate.syntax import CONSTRAINTS
from wijgraph.validation.index import Index

DEEPEST = 50  # so deep nothing is looked for: whatever is there is taken to ask something


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
    return Asking(shapes).asks(shape)


class Asking:
    """What the shapes of an index ask; each is looked at once."""

    def __init__(self, shapes: Index) -> None:
        self._shapes = shapes
        self._known: dict[Term, bool] = {}
        self._depth = 0

    def checks(self, shape: Term) -> bool:
        """Return whether ``shape``, or a property shape in it, asks anything of a node."""
        if self._depth > DEEPEST:
            return True
        if shape not in self._known:
            self._known[shape] = False  # for who leads to itself
            self._depth += 1
            self._known[shape] = not is_deactivated(self._shapes, shape) and any(
                map(self.asks, parts(self._shapes, shape))
            )
            self._depth -= 1
        return self._known[shape]

    def asks(self, shape: Term) -> bool:
        """Return whether ``shape`` asks anything of a node itself."""
        said = self._shapes.said(shape)
        # Without sh:closed there is no constraint, and yet it is meant to be one (SHACL 4.8.1).
        if SH + "ignoredProperties" in said and SH + "closed" not in said:
            return True
        asked = {word.removeprefix(SH) for word in said if word in CONSTRAINTS} - {"property"}
        if any(self._asks_by(shape, word, said[SH + word]) for word in asked):
            return True
        try:
            return any(custom_constraints(self._shapes, shape, SH + "path" in said))
        except UncompilableError:
            return True

    def _asks_by(self, shape: Term, word: str, values: list[Term]) -> bool:
        """Return whether ``shape`` asks anything by ``word``, for which it has ``values``."""

        def members(head: Term) -> list[bool]:
            return [self.checks(member) for member in self._shapes.items(head)]

        asked = True
        match word:
            case "closed" | "uniqueLang":
                asked = TRUE in values
            case "minCount":
                asked = any(value.value.lstrip("+0") for value in values)
            case "qualifiedMinCount" | "qualifiedMaxCount":
                least = word == "qualifiedMaxCount" or any(v.value.lstrip("+0") for v in values)
                asked = least and bool(self._shapes.objects(shape, SH + "qualifiedValueShape"))
            case "qualifiedValueShape" | "qualifiedValueShapesDisjoint":
                asked = False  # without a count
            case "sparql":
                asked = not all(is_deactivated(self._shapes, query) for query in values)
            case "not":  # whatever it does not conform to asks that nothing is so
                asked = not all(map(self._hopeless, values))
            case "node":
                asked = any(map(self.checks, values))
            case "and":
                asked = any(any(members(head)) for head in values)
            case "or":  # whatever conforms to one of them conforms
                asked = any(all(members(head)) for head in values)
            case "xone":
                asked = any(len(found := members(head)) != 1 or any(found) for head in values)
        return asked

    def _hopeless(self, shape: Term) -> bool:
        """Return whether nothing conforms to ``shape``, as it negates one that asks nothing."""
        return any(not self.checks(inner) for inner in self._shapes.objects(shape, SH + "not"))
