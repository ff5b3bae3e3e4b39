"""pyrudof, with the engine of its own that it recommends."""

import pyrudof
from loop import serve

rudof = pyrudof.Rudof(pyrudof.RudofConfig())
reports: list[pyrudof.ShaclValidationReport] = []


def load(data: str, shapes: str) -> None:
    """Read the data and the shapes."""
    rudof.read_data(data, pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(shapes)


def validate() -> None:
    """Validate."""
    reports[:] = [rudof.validate_shacl()]


def results() -> list[list[str]]:
    """Return what was found last: focus, component and shape."""
    return sorted(
        [str(e.focus_node), str(e.constraint_component), str(e.source_shape)] for e in reports[0]
    )


serve({"load": load, "validate": validate, "results": results})
