"""JSON-LD with its remote contexts put into it, from local files: nothing is fetched."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from wijgraph.errors import TurtleError
from wijgraph.messages import LANGUAGES, Message
from wijgraph.safety.inspect import RefusedError, load_json
from wijgraph.safety.limits import MIB, limits

CONTEXT, IMPORT, BASE = "@context", "@import", "@base"
DEEPEST = 20  # contexts that name contexts


def embedded(text: str, context_of: Callable[[str], str | None], name: str) -> str:
    """Return JSON-LD ``text`` with each context that ``context_of`` knows in the place of its IRI.

    What it does not know stays, and so does a text that is no JSON: whoever reads it says so.

    Raises TurtleError for a context that is none, or when all of them together are too large.
    """
    try:
        data = load_json(text)
    except RefusedError:
        return text
    contexts = _Contexts(context_of, name)
    whole = contexts.within(data)
    return json.dumps(whole, ensure_ascii=False) if contexts.size else text


class _Contexts:
    """Puts contexts into one document, each read once."""

    def __init__(self, context_of: Callable[[str], str | None], name: str) -> None:
        self._context_of = context_of
        self._name = name
        self._known: dict[str, tuple[Any, int]] = {}
        self._open: list[str] = []
        self.size = 0  # how many characters were put in

    def within(self, item: Any) -> Any:
        """Return ``item`` of a document with the contexts in it."""
        if isinstance(item, list):
            return [self.within(part) for part in item]
        if not isinstance(item, dict):
            return item
        return {
            key: self._context(value, "") if key == CONTEXT else self.within(value)
            for key, value in item.items()
        }

    def _context(self, value: Any, base: str) -> Any:
        """Return the value of a @context; ``base`` is where it was found, if that is a context."""
        if isinstance(value, str):
            return self._remote(urljoin(base, value), value)
        if isinstance(value, list):
            found = [self._context(part, base) for part in value]
            parts = [part if isinstance(part, list) else [part] for part in found]
            return [context for part in parts for context in part]
        if not isinstance(value, dict):
            return value
        own = {
            key: {k: self._context(v, base) if k == CONTEXT else v for k, v in term.items()}
            if isinstance(term, dict)
            else term
            for key, term in value.items()
            if not (base and key == BASE)  # that of a remote context has no effect
        }
        imported = own.get(IMPORT)
        if isinstance(imported, str):
            whole = self._remote(urljoin(base, imported), imported)
            if isinstance(whole, dict):
                del own[IMPORT]
                return whole | own
        return own

    def _remote(self, iri: str, written: str) -> Any:
        """Return the context that ``iri`` stands for; as it was ``written`` when it is unknown."""
        if iri not in self._known:
            text = self._context_of(iri)
            if text is None:
                return written
            if iri in self._open or len(self._open) >= DEEPEST:
                raise self._wrong(Message("validation.context-ring", iri=iri))
            try:
                data = load_json(text)
            except RefusedError as error:
                reason = {language: error.told(language) for language in LANGUAGES}
                raise self._wrong(
                    Message("validation.context-unusable", iri=iri, reason=reason)
                ) from None
            if not isinstance(data, dict) or CONTEXT not in data:
                raise self._wrong(Message("validation.context-none", iri=iri))
            self._open.append(iri)
            value = self._context(data[CONTEXT], iri)
            self._open.pop()
            self._known[iri] = value, len(json.dumps(value))
        value, size = self._known[iri]
        self.size += size
        if self.size > limits().file_bytes:
            most = limits().file_bytes // MIB
            raise self._wrong(Message("validation.contexts-too-large", most=most))
        return value

    def _wrong(self, message: Message) -> TurtleError:
        return TurtleError(message, path=self._name)
