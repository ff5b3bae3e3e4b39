"""pySHACL, the reference engine, with the work taken out that it does again and again."""

import gc
import logging
from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from wijgraph.errors import ShapesError


class _Prepared(Graph):
    """A graph that reads a query once, however often it is asked."""

    def __init__(self, graph: Graph) -> None:
        """Share the triples of ``graph``; nothing is copied."""
        super().__init__(graph.store, graph.identifier, bind_namespaces="none")
        self._prepared: dict[str, Any] = {}

    def query(self, query_object: Any, *rest: Any, **options: Any) -> Any:
        """Answer a query, as rdflib does."""
        if isinstance(query_object, str):
            known = self._prepared.get(query_object)
            if known is None:
                known = self._prepared[query_object] = prepareQuery(query_object)
            query_object = known
        return super().query(query_object, *rest, **options)


def run(data: Graph, shapes: Graph) -> Graph:
    """Return the SHACL report of ``shapes`` on ``data``.

    Raises ShapesError when pySHACL cannot use the shapes.
    """
    import pyshacl
    from pyshacl.errors import ValidationFailure

    _tune()
    # The shapes are looked up hundreds of thousands of times, and need no contexts.
    plain = Graph(store="SimpleMemory", bind_namespaces="none")
    plain += shapes
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage before the end
    try:
        _, results, text = pyshacl.validate(
            _Prepared(data), shacl_graph=plain, inplace=True, meta_shacl=False, do_owl_imports=False
        )
    except Exception as error:  # for a malformed constraint rdflib raises no narrower one
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ShapesError(f"the shapes cannot be used: {reason[0]}") from error
    finally:
        if collecting:
            gc.enable()
    if isinstance(results, ValidationFailure):
        raise ShapesError(f"the shapes cannot be used: {results.message}")
    if not isinstance(results, Graph):
        raise ShapesError(f"validation failed: {text}")
    return results


def _tune() -> None:
    """Let pySHACL look parameters up in a set, and say what is wrong through our errors only."""
    from pyshacl import shape
    from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP

    parameters = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)
    shape.CONSTRAINT_PARAMS = parameters  # type: ignore[attr-defined]
    logging.getLogger("pyshacl-validate").addFilter(_silence)


def _silence(_: logging.LogRecord) -> bool:
    return False
