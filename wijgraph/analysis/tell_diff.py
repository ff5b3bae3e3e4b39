"""A difference between two sides, as a report and as the header of a patch."""

from datetime import date

from wijgraph.analysis.change_words import filled
from wijgraph.analysis.difference import Difference, Side, compare, graph_of
from wijgraph.analysis.tell_changes import tell
from wijgraph.analysis.telling import Telling
from wijgraph.analysis.whatif import as_of as documents_as_of
from wijgraph.analysis.whatif_words import REPORT
from wijgraph.graph import Graph

__all__ = ["as_of", "compare", "header", "tell_diff"]


def tell_diff(
    difference: Difference, before: str, after: str, language: str, at: date | None = None
) -> Telling:
    """Return the report of a difference between what is called ``before`` and ``after``."""

    def word(key: str, **words: object) -> str:
        return filled(REPORT[key][language], words)

    counts = {"n": len(difference.added), "m": len(difference.removed)}
    intro = [word("diff_text", **counts) if difference else word("diff_same")]
    if at:
        intro.append(word("at", date=at.isoformat()))
    title = word("diff_title", a=before, b=after)
    return Telling(title, tuple(intro), tuple(tell(difference, language)))


def header(before: str, after: str) -> dict[str, str]:
    """Return what a patch says of itself, so that it can serve as a scenario."""
    texts = {"title": "diff_patch", "description": "diff_patch_text"}
    return {
        f"{name}_{language}": filled(REPORT[key][language], {"a": before, "b": after})
        for name, key in texts.items()
        for language in ("nl", "en")
    }


def as_of(side: Side, context: Graph, day: date) -> Side:
    """Return a side without the relations, consultations and assignments not in force on a day."""
    graph = graph_of(side, context)
    own = {document.name for document in side.documents}
    kept = (document for document in documents_as_of(graph, day) if document.name in own)
    return Side(side.name, tuple(kept))
