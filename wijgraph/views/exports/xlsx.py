"""XLSX: a workbook of a network, for who filters and counts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wijgraph.characters import counting
from wijgraph.model import Finding
from wijgraph.spreadsheets import as_xlsx
from wijgraph.views.exports.flat import title
from wijgraph.views.exports.sheets import sheets

if TYPE_CHECKING:
    import networkx as nx


def write(
    network: "nx.MultiDiGraph[str]", language: str, findings: Sequence[Finding] = ()
) -> bytes:
    """Return the workbook; ``findings`` are what validation finds.

    Raises WijgraphError when openpyxl is not installed.
    """
    with counting() as lost:
        made, name = list(sheets(network, language, findings)), title(network, language)
    return as_xlsx(made, language, name, lost)
