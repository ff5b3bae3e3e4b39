"""Validation reports in the formats that people and programs read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from wijgraph.model import Report
from wijgraph.namespaces import PREFIXES
from wijgraph.validation.rules import Rule

# The module that writes each format has a function ``write(report, context)`` that returns text.
FORMATS = {
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


@dataclass(frozen=True)
class Context:
    """What a report needs to know beside its findings."""

    language: str = "nl"
    rules: Mapping[str, Rule] = field(default_factory=dict)  # by id
    version: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)  # of documents, for sources of rules
    idle: Mapping[str, str] = field(default_factory=dict)  # rules that looked at nothing: the code
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)  # to shorten names with
    width: int | None = None  # of the terminal; without it no line is wrapped


def write(form: str, report: Report, context: Context) -> str:
    """Return ``report`` in the format called ``form``."""
    module = import_module(f"wijgraph.reports.{FORMATS[form]}")
    text: str = module.write(report, context)
    return text
