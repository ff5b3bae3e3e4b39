"""Networks: named parts of the graph in networkx, one edge for each fact."""

from wijgraph.network.catalogue import FIRST, VIEWS, View
from wijgraph.network.describe import slug
from wijgraph.network.filters import Filters, narrow
from wijgraph.network.project import ACTOR, project

__all__ = ["ACTOR", "FIRST", "VIEWS", "Filters", "View", "narrow", "project", "slug"]
