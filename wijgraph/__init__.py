"""wijgraph: a knowledge graph of governance roles and relations, each fact with its source."""

import sys

if sys.argv[:1] == ["-m"] or sys.argv[0].endswith("wijgraph"):
    # Ctrl-C while the command is still starting: there is nothing yet that could tell it.
    _hook = sys.excepthook
    sys.excepthook = lambda kind, *rest: None if kind is KeyboardInterrupt else _hook(kind, *rest)

if sys.argv[:1] == ["-m"] and "wijgraph" in sys.orig_argv and not sys.flags.safe_path:
    # `python -m wijgraph`: Python put the working folder first, whose modules are not ours to run.
    del sys.path[0]

from typing import TYPE_CHECKING, Any

from wijgraph.errors import WijgraphError

if TYPE_CHECKING:
    from wijgraph.api import Dossier, Result, open  # noqa: A004 - wijgraph.open() reads well
    from wijgraph.model import Citation, Finding, Report, Table, Term

__all__ = [
    "Citation",
    "Dossier",
    "Finding",
    "Report",
    "Result",
    "Table",
    "Term",
    "WijgraphError",
    "open",
]

_HOME = {"Dossier": "api", "Result": "api", "open": "api"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import wijgraph`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'wijgraph' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"wijgraph.{_HOME.get(name, 'model')}"), name)
