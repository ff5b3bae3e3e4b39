"""A catalog: local files in the place of what is imported, since nothing is fetched.

    "http://www.w3.org/2004/02/skos/core" = "skos.ttl"
    "https://schema.org/" = "contexts/schema.jsonld"

Each line has an IRI, as ``owl:imports`` or a JSON-LD context names it, and a file, relative to the
catalog.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import DossierError, WijgraphError
from wijgraph.graph.documents import Document, form_of
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import OWL
from wijgraph.safety.reading import read_text as read_any
from wijgraph.safety.toml import read_toml
from wijgraph.store import read_text
from wijgraph.validation.gate.faults import MISSING, Fault

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
        from wijgraph.validation.contexts import embedded

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
) -> tuple[list[Document], list[Fault]]:
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
                Fault(
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
