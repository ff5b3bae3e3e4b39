"""The refusal of queries that ask another server, told in words.

What keeps the network closed is the process in which queries run, where no socket can be opened:
see ``safety.sandbox``.
"""

from wijgraph.errors import QueryError
from wijgraph.messages import Message
from wijgraph.shacl.sparql import asks_service

HINT = Message("safety.service-off-hint")


def refuse_service(query: str) -> None:
    """Raise QueryError when ``query`` asks another server, in whatever way it is read."""
    if asks_service(query):
        raise QueryError(Message("safety.service-off"), hint=HINT)
