"""Lists and property paths: whether they are what SHACL asks for."""

from collections.abc import Iterator

from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.validation.gate.faults import Fault, Text, both, told
from wijgraph.validation.index import FIRST, NIL, REST, Index

DEEPEST = 50  # nobody writes a path that is nested so deep, and whoever reads it goes as deep
FEWEST = 2  # steps of a path that is a list
PATH = SH + "path"
# The kinds of paths that are told by a property of a blank node.
KINDS = tuple(
    SH + word
    for word in (
        "inversePath",
        "alternativePath",
        "zeroOrMorePath",
        "oneOrMorePath",
        "zeroOrOnePath",
    )
)


def wrong_with_list(index: Index, head: Term) -> Text | None:
    """Return what is wrong with the list that starts at ``head``; None for a list."""
    none = both("dat is geen lijst", "that is no list")
    node, seen = head, set[Term]()
    while node.value != NIL or node.kind != "iri":
        if node in seen:
            return both("die lijst leidt naar zichzelf", "that list leads to itself")
        seen.add(node)
        firsts, rests = index.objects(node, FIRST), index.objects(node, REST)
        if not firsts and not rests:
            return none if node == head else both("die lijst houdt op", "that list has no end")
        if len(firsts) != 1 or len(rests) != 1:
            return both(
                f"een plek in die lijst heeft {len(firsts)} keer rdf:first "
                f"en {len(rests)} keer rdf:rest",
                f"a place in that list has rdf:first {len(firsts)} times "
                f"and rdf:rest {len(rests)} times",
            )
        node = rests[0]
    if index.objects(node, FIRST) or index.objects(node, REST):
        return both("rdf:nil heeft hier een vervolg", "rdf:nil goes on here")
    return None


def path_faults(index: Index) -> Iterator[Fault]:
    """Yield what is wrong with the paths of property shapes."""
    known: set[Term] = set()
    for shape in index.subjects(PATH):
        for path in index.objects(shape, PATH):
            if (text := _wrong_with_path(index, path, known, 0)) is not None:
                yield Fault(
                    shape,
                    both(f"sh:path is geen pad: {text['nl']}", f"sh:path is no path: {text['en']}"),
                    PATH,
                    path,
                )


def _wrong_with_path(index: Index, node: Term, known: set[Term], depth: int) -> Text | None:
    if node in known or (node.kind == "iri" and node.value != NIL):
        return None
    if node.kind == "literal":
        nl, en = told(node).values()
        return both(f"{nl} is geen eigenschap", f"{en} is no property")
    if node.value == NIL:
        return both("het is een leeg pad", "it is an empty path")
    if depth > DEEPEST:
        return both(
            f"het leidt naar zichzelf, of is dieper genest dan {DEEPEST}",
            f"it leads to itself, or is nested deeper than {DEEPEST}",
        )
    steps, text = _steps(index, node)
    for step in steps:
        text = text or _wrong_with_path(index, step, known, depth + 1)
    if text is None:
        known.add(node)
    return text


def _steps(index: Index, node: Term) -> tuple[list[Term], Text | None]:
    """Return the paths that a path is made of, and what is wrong with how it is made."""
    if index.objects(node, FIRST):  # whatever else is said of it, by the tests of the standard
        return _listed(index, node)
    told_by = [(word, index.objects(node, word)) for word in KINDS if index.objects(node, word)]
    if not told_by:
        return [], both(
            "deze blanke knoop zegt niet van welke soort het is",
            "this blank node does not say which kind it is of",
        )
    if len(told_by) > 1 or len(told_by[0][1]) > 1:
        words = ", ".join(f"sh:{word.removeprefix(SH)}" for word, _ in told_by)
        return [], both(
            f"het is van meer dan één soort ({words})", f"it is of several kinds: {words}"
        )
    if more := [word for word in index.said(node) if word != told_by[0][0]]:
        name = shorten(more[0])
        return [], both(
            f"behalve zijn soort wordt er iets anders van gezegd ({name})",
            f"more is said of it than its kind ({name})",
        )
    word, [value] = told_by[0]
    if word == SH + "alternativePath":
        return _listed(index, value)
    return [value], None


def _listed(index: Index, head: Term) -> tuple[list[Term], Text | None]:
    if (text := wrong_with_list(index, head)) is not None:
        return [], text
    steps = index.items(head)
    if len(steps) < FEWEST:
        return [], both(
            f"een lijst van {len(steps)}, en er zijn er twee nodig",
            f"a list of {len(steps)}, where two are needed",
        )
    return steps, None
