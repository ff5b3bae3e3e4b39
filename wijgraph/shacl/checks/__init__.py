"""What is wrong with shapes: looked over whole, before any engine sees them.

Everything that is wrong is told at once. What SHACL itself says to ignore is told too.
"""

from wijgraph.shacl.checks import queries, syntax, use
from wijgraph.shacl.checks.syntax import ShapeFault
from wijgraph.shacl.index import Index

# Each yields what it finds wrong; the order does not matter, since all are sorted by their places.
CHECKS = (
    use.term_faults,
    use.entailment_faults,
    use.use_faults,
    use.extension_faults,
    syntax.value_faults,
    syntax.path_faults,
    syntax.kind_faults,
    syntax.incomplete_faults,
    queries.query_faults,
    queries.pattern_faults,
    queries.component_faults,
    queries.parameter_faults,
    queries.ignored_faults,
)


def faults_of(index: Index) -> list[ShapeFault]:
    """Return all that is wrong with the shapes in ``index``, in no order."""
    return list(dict.fromkeys(fault for check in CHECKS for fault in check(index)))
