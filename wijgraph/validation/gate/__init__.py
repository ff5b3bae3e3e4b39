"""The gate: shapes are looked over whole, before any engine sees them.

Everything that is wrong is told at once, each with its place. What SHACL itself says to ignore is
taken out and told too. With ``lenient`` what is wrong is left out and told, and the rest is used.
"""

from wijgraph.validation.gate.faults import ERRORS, Fault, named, owner_of
from wijgraph.validation.gate.leaving import Leaving, emptied, kept, leaving
from wijgraph.validation.gate.lists import path_faults
from wijgraph.validation.gate.places import Places
from wijgraph.validation.gate.queries import (
    component_faults,
    ignored_faults,
    parameter_faults,
    pattern_faults,
    query_faults,
    several_faults,
)
from wijgraph.validation.gate.syntax import incomplete_faults, kind_faults, value_faults
from wijgraph.validation.gate.terms import entailment_faults, extension_faults, term_faults
from wijgraph.validation.gate.uses import recursion, shapes_of, use_faults, used
from wijgraph.validation.index import Index

__all__ = [
    "ERRORS",
    "Fault",
    "Leaving",
    "Places",
    "emptied",
    "faults_of",
    "kept",
    "leaving",
    "named",
    "owner_of",
    "recursion",
    "shapes_of",
    "used",
]

# Each yields what it finds wrong; the order does not matter, since all are sorted by their places.
CHECKS = (
    term_faults,
    entailment_faults,
    value_faults,
    path_faults,
    kind_faults,
    incomplete_faults,
    query_faults,
    pattern_faults,
    parameter_faults,
    component_faults,
    several_faults,
    ignored_faults,
    use_faults,
    extension_faults,
)


def faults_of(index: Index) -> list[Fault]:
    """Return all that is wrong with the shapes in ``index``, in no order."""
    return list(dict.fromkeys(fault for check in CHECKS for fault in check(index)))
