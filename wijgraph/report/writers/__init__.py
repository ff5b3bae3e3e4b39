"""The writers of reports, a module for each format.

``document(document, …)`` in one writes a report, and ``results(report, context)`` what rules find.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wijgraph.model import Report
    from wijgraph.report.document import Document
    from wijgraph.report.results import Context

# The module of each format that what rules find is written in.
FORMATS: Mapping[str, str] = {
    "text": "text",
    "json": "jsonfile",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "sarif": "sarif",
    "markdown": "markdown",
    "html": "html",
    "turtle": "turtle",
}
# The formats of documents, by the ending of a file.
ENDINGS: Mapping[str, str] = {
    ".txt": "text",
    ".md": "markdown",
    ".json": "json",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".html": "html",
}
# The module and the function that write a format of documents.
DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "document"),
    "markdown": ("markdown", "document"),
    "json": ("jsonfile", "document"),
    "xlsx": ("tables", "xlsx"),
    "csv": ("tables", "csv"),
    "html": ("html", "document"),
}


def write(form: str, report: "Report", context: "Context") -> str:
    """Return ``report`` in the format called ``form``."""
    text: str = _module(FORMATS[form]).results(report, context)
    return text


def written(form: str, document: "Document", language: str, **options: Any) -> str | bytes:
    """Return ``document`` in the format called ``form``; bytes are for programs.

    Text takes the width of a ``line``, Markdown the ``level`` of the first heading.
    """
    module, function = DOCUMENTS[form]
    made: str | bytes = getattr(_module(module), function)(document, language, **options)
    return made


def _module(name: str) -> Any:
    return import_module(f"wijgraph.report.writers.{name}")
