"""Lists and property paths: whether they are what SHACL asks for."""

from collections.abc import Iterator

from wijgraph.errors import Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH, shorten
from wijgraph.validation.gate.faults import Fault, told
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
    none = Message("shapes.no-list")
    node, seen = head, set[Term]()
    while node.value != NIL or node.kind != "iri":
        if node in seen:
            return Message("shapes.list-ring")
        seen.add(node)
        firsts, rests = index.objects(node, FIRST), index.objects(node, REST)
        if not firsts and not rests:
            return none if node == head else Message("shapes.list-no-end")
        if len(firsts) != 1 or len(rests) != 1:
            return Message("shapes.list-place", firsts=len(firsts), rests=len(rests))
        node = rests[0]
    if index.objects(node, FIRST) or index.objects(node, REST):
        return Message("shapes.list-nil")
    return None


def path_faults(index: Index) -> Iterator[Fault]:
    """Yield what is wrong with the paths of property shapes."""
    known: set[Term] = set()
    for shape in index.subjects(PATH):
        for path in index.objects(shape, PATH):
            if (text := _wrong_with_path(index, path, known, 0)) is not None:
                yield Fault(
                    shape,
                    Message("shapes.path-none", wrong=text),
                    PATH,
                    path,
                )


def _wrong_with_path(index: Index, node: Term, known: set[Term], depth: int) -> Text | None:
    if node in known or (node.kind == "iri" and node.value != NIL):
        return None
    if node.kind == "literal":
        return Message("shapes.path-no-property", value=told(node))
    if node.value == NIL:
        return Message("shapes.path-empty")
    if depth > DEEPEST:
        return Message("shapes.path-deep", most=DEEPEST)
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
        return [], Message("shapes.path-no-kind")
    if len(told_by) > 1 or len(told_by[0][1]) > 1:
        words = ", ".join(f"sh:{word.removeprefix(SH)}" for word, _ in told_by)
        return [], Message("shapes.path-kinds", words=words)
    if more := [word for word in index.said(node) if word != told_by[0][0]]:
        name = shorten(more[0])
        return [], Message("shapes.path-more", name=name)
    word, [value] = told_by[0]
    if word == SH + "alternativePath":
        return _listed(index, value)
    return [value], None


def _listed(index: Index, head: Term) -> tuple[list[Term], Text | None]:
    if (text := wrong_with_list(index, head)) is not None:
        return [], text
    steps = index.items(head)
    if len(steps) < FEWEST:
        return [], Message("shapes.path-short", count=len(steps))
    return steps, None
