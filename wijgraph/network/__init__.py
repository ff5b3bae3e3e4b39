"""Networks: named parts of the graph in networkx, one edge for each fact."""

from wijgraph.namespaces import slug
from wijgraph.network.answer import actor_columns, answer_network
from wijgraph.network.counting import refuse_many
from wijgraph.network.drawing import Drawing, View, drawing_of
from wijgraph.network.filters import Filters, narrow
from wijgraph.network.project import ACTOR, project

__all__ = [
    "ACTOR",
    "Drawing",
    "Filters",
    "View",
    "actor_columns",
    "answer_network",
    "drawing_of",
    "narrow",
    "project",
    "refuse_many",
    "slug",
]
