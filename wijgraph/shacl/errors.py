"""What can go wrong, and texts in several languages.

What a store raises when it cannot answer is an ``UnansweredError`` when the query is to blame, so
that another engine may be asked, and an ``UnavailableError`` when the store is.
"""

from collections.abc import Mapping, Sequence

from wijgraph.shacl.messages import Text, in_language, quoted


def reason_of(error: BaseException) -> Text:
    """Return why there is an ``error``: in our own words, or the first line of what is foreign."""
    own = (getattr(error, "said", None), getattr(error, "reason", None), *error.args)
    for said in own:
        if isinstance(said, Mapping):
            return said
    lines = str(error).strip().splitlines()
    return quoted(lines[0] if lines else type(error).__name__)


class UnansweredError(Exception):
    """A query is malformed, or the store cannot answer it."""


class UnavailableError(Exception):
    """A store cannot be reached or read, whatever is asked."""


class InvalidShapesError(Exception):
    """Shapes cannot be used: ``said`` tells why, ``iri`` which one, ``advice`` how to mend it.

    ``faults`` are the single errors, when it is about several.
    """

    def __init__(
        self,
        said: Text,
        *,
        iri: str | None = None,
        hint: Text | None = None,
        faults: Sequence[Text] = (),
    ) -> None:
        self.said = said
        self.iri = iri
        self.advice = hint
        self.faults = tuple(faults)
        super().__init__(in_language(said, "en"))


class UncheckedError(Exception):
    """No shape looked at any node, so that nothing can be said of the data."""
