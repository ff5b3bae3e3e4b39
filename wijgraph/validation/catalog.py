"""A catalog: local files in the place of what is imported, since nothing is fetched.

    "http://www.w3.org/2004/02/skos/core" = "skos.ttl"
    "https://schema.org/" = "contexts/schema.jsonld"

Each line has an IRI, as ``owl:imports`` or a JSON-LD context names it, and a file, relative to the
catalog. JSON-LD gets the contexts that it names put into it.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from wijgraph.errors import DossierError, TurtleError, WijgraphError
from wijgraph.graph.documents import Document, form_of
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Term
from wijgraph.namespaces import OWL
from wijgraph.safety.inspect import RefusedError, load_json
from wijgraph.safety.limits import MIB, limits
from wijgraph.safety.reading import read_text as read_any
from wijgraph.safety.toml import read_toml
from wijgraph.shacl.checks.syntax import MISSING, ShapeFault
from wijgraph.store import read_text

CONTEXT, IMPORT, BASE = "@context", "@import", "@base"
DEEPEST = 20  # contexts that name contexts
IMPORTS = OWL + "imports"
HINT = Message("validation.import-missing-hint")


@dataclass(frozen=True)
class Catalog:
    """Which local file stands for which IRI."""

    name: str
    files: tuple[tuple[str, Path], ...]

    @staticmethod
    def read(path: Path) -> "Catalog":
        """Return the catalog in a file.

        Raises DossierError when it cannot be read, or has anything but IRIs and files in it.
        """
        try:
            entries = read_toml(read_any(path), Message("validation.catalog-hint"))
        except WijgraphError as error:
            raise DossierError(
                error.said, path=path, line=error.line, column=error.column, hint=error.advice
            ) from None
        if not entries:
            hint = Message("validation.catalog-hint")
            raise DossierError(Message("validation.catalog-empty"), path=path, hint=hint)
        for iri, file in entries.items():
            if not isinstance(file, str) or not file or ":" not in iri:
                raise DossierError(
                    Message("validation.catalog-entry", iri=iri),
                    path=path,
                    hint=Message("validation.catalog-hint"),
                )
        return Catalog(str(path), tuple((iri, path.parent / file) for iri, file in entries.items()))

    def file(self, iri: str) -> Path | None:
        """Return the file for ``iri``; a # or / at the end makes no difference if need be."""
        files = dict(self.files)
        if iri in files:
            return files[iri]
        return {known.rstrip("#/"): file for known, file in files.items()}.get(iri.rstrip("#/"))

    def document(self, iri: str) -> Document | None:
        """Return what ``iri`` stands for; None when it is not in the catalog.

        Raises DossierError when the file cannot be read.
        """
        file = self.file(iri)
        return None if file is None else document_at(file, self, iri)

    def context(self, iri: str) -> str | None:
        """Return the text of a JSON-LD context; None when it is not in the catalog."""
        file = self.file(iri)
        return None if file is None else read_text(file)


def document_at(path: Path, catalog: Catalog | None = None, base: str | None = None) -> Document:
    """Return the document in a file; ``base`` is what it is in the catalog for."""
    # As IRIs are: "x/../a.ttl" is a.ttl.
    base = base or Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - links stay as they are
    return document_of(str(path), read_text(path), form_of(path), catalog, base)


def document_of(
    name: str, text: str, form: str, catalog: Catalog | None = None, base: str | None = None
) -> Document:
    """Return a text as a document, with the contexts that it names put into it."""
    if form == "jsonld" and catalog is not None:
        whole = embedded(text, catalog.context, name)
        return Document(name, whole, form, base, source=text)
    return Document(name, text, form, base)


def described(documents: Sequence[Document]) -> set[str]:
    """Return the nodes of which more is said than what they import: what is at hand."""
    return {
        subject.value
        for document in documents
        for subject, predicate, _ in document.triples
        if predicate.value != IMPORTS
    }


def with_imports(
    given: Sequence[Document], known: Collection[str], catalog: Catalog | None
) -> tuple[list[Document], list[ShapeFault]]:
    """Return ``given`` with what they import from the catalog, and each import that is missing."""
    documents, missing = list(given), []
    at_hand = {*known, *described(given), *(d.base for d in given if d.base)}
    for document in documents:  # it grows while it is gone through
        for subject, value in _imports(document):
            if value.value in at_hand:
                continue
            found = catalog.document(value.value) if catalog else None
            if found is not None:
                documents.append(found)
                at_hand |= {value.value, *described([found])}
                continue
            missing.append(
                ShapeFault(
                    subject,
                    Message("validation.import-missing", iri=value.value),
                    IMPORTS,
                    value,
                    HINT,
                    MISSING,
                )
            )
    # What a later document describes was at hand after all.
    return documents, [
        fault for fault in missing if fault.value and fault.value.value not in at_hand
    ]


def _imports(document: Document) -> Iterator[tuple[Term, Term]]:
    for subject, predicate, value in document.triples:
        if predicate.value == IMPORTS:
            yield subject, value


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
