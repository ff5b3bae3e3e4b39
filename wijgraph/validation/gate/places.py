"""Where in the files of shapes a statement stands."""

from collections.abc import Sequence

from wijgraph.graph.documents import Document
from wijgraph.model import Position, Term


class Places:
    """Finds statements in ``texts``, blank nodes too; reads for places only when asked."""

    def __init__(self, texts: Sequence[Document]) -> None:
        self.texts = texts

    def __call__(self, triple: Sequence[Term]) -> Position | None:
        """Return where a triple, or what is given of it, is written.

        Falls back from the object to the property, to where the subject is opened, to where it is
        first referred to; None when nothing is known.
        """
        for count in range(len(triple), 0, -1):
            for document in self.texts:
                if _says(document, triple[:count]):
                    return self._place(document, triple[:count])
        node = triple[0]
        for document in self.texts:
            if node.value in document.used:
                return self._place(document, (), ("", node.value))
        return None

    def _place(
        self, document: Document, part: Sequence[Term], last: tuple[str, ...] = ()
    ) -> Position:
        names = [term.value for term in part]
        keys = [tuple(names[:count]) for count in range(len(names), 0, -1)]
        found = document.place([*keys, last] if last else keys)
        return found[1] if found else Position(document.name, None, None)


def _says(document: Document, part: Sequence[Term]) -> bool:
    """Return whether ``document`` has a triple that begins with ``part``."""
    return any(
        tuple(part) == triple[: len(part)] for triple in document.about.get(part[0].value, ())
    )
