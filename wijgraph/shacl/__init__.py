"""SHACL for Python: shapes compiled to SPARQL and to sets in memory, beside pySHACL.

>>> from wijgraph.shacl import validate
>>> report = validate('@prefix ex: <http://ex.org/> . ex:a a ex:Town .', '''
...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.org/> .
...     ex:Town a sh:NodeShape ; sh:targetClass ex:Town ;
...         sh:property [ sh:path ex:name ; sh:minCount 1 ] .''')
>>> report.conforms, report.results[0].focus.value
(False, 'http://ex.org/a')

It knows nothing of wijgraph: who has data and shapes needs ``validate`` alone.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wijgraph.shacl.api import ValidationReport, validate
    from wijgraph.shacl.errors import InvalidShapesError, UncheckedError
    from wijgraph.shacl.results import ValidationResult
    from wijgraph.shacl.terms import Term

_HOMES = {
    "UncheckedError": "errors",
    "ValidationReport": "api",
    "ValidationResult": "results",
    "InvalidShapesError": "errors",
    "Term": "terms",
    "validate": "api",
}
__all__ = [
    "InvalidShapesError",
    "Term",
    "UncheckedError",
    "ValidationReport",
    "ValidationResult",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that an import costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
