"""pySHACL as anybody would use it: two graphs of rdflib, and ``pyshacl.validate``."""

import pyshacl
from loop import serve
from rdflib import RDF, SH, Graph

graphs: dict[str, Graph] = {}
reports: list[Graph] = []


def load(data: str, shapes: str) -> int:
    """Read the data and the shapes; return how many triples there are."""
    graphs["data"] = Graph().parse(data, format="nt")
    graphs["shapes"] = Graph().parse(shapes)
    return len(graphs["data"])


def validate() -> None:
    """Validate."""
    _, report, _ = pyshacl.validate(graphs["data"], shacl_graph=graphs["shapes"])
    reports[:] = [report]


def results() -> list[list[str]]:
    """Return what was found last: focus, component, shape and value."""
    report = reports[0]
    parts = (SH.focusNode, SH.sourceConstraintComponent, SH.sourceShape, SH.value)
    return sorted(
        [str(report.value(node, part) or "") for part in parts]
        for node in report.subjects(RDF.type, SH.ValidationResult)
    )


serve({"load": load, "validate": validate, "results": results})
