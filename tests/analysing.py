"""What the tests of the analyses share: slugs, and the results without any text."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import wijgraph
from wijgraph.analysis.evidence import Statement
from wijgraph.graph.facts import Facts
from wijgraph.namespaces import WIJ
from wijgraph.network import slug
from wijgraph.report.document import Node


def facts_of(dossier: wijgraph.Dossier) -> Facts:
    return dossier.graph.facts


def iri(name: str) -> str:
    return WIJ + name


def slugs(nodes: Iterable[Node | Statement]) -> list[str]:
    return [slug(node.iri) for node in nodes]


def bare(found: Any) -> Any:
    """Return what an analysis found without its texts: the nodes, numbers and states alone."""
    if isinstance(found, Node | Statement):
        return found.iri
    if is_dataclass(found) and not isinstance(found, type):
        return {f.name: bare(getattr(found, f.name)) for f in fields(found)}
    if isinstance(found, Mapping):
        return None if {"nl", "en"} & set(found) else {k: bare(v) for k, v in found.items()}
    if isinstance(found, tuple | list):
        return [bare(value) for value in found]
    return found
