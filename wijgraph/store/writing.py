"""Writing to a store: graphs that are new are filled, and small ones are changed at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, runtime_checkable

from wijgraph.model import Term
from wijgraph.store.terms import to_oxigraph

Graphs = Mapping[str, bytes]  # N-Triples by the IRI of the graph


@runtime_checkable
class Writable(Protocol):
    """A store that can be written to."""

    def fill(self, graphs: Graphs) -> None:
        """Write ``graphs`` that nobody asks yet."""

    def put(self, graphs: Graphs) -> None:
        """Let each of ``graphs``, which are small, hold this and nothing else."""

    def drop(self, graphs: Iterable[str]) -> None:
        """Forget ``graphs``; those that are not there are no error."""


@runtime_checkable
class Shared(Writable, Protocol):
    """A store that others may write to at the same time."""

    def watch(self) -> None:
        """Know what state it is in: what is put or dropped after others did is refused."""


@runtime_checkable
class Erasable(Writable, Protocol):
    """A store of which the files are at hand."""

    def erase(self, remove: Callable[[], None]) -> None:
        """Do what ``remove`` does, and leave no trace of it in any file."""


def named(graph: str) -> str:
    """Return the IRI of a graph as SPARQL and N-Quads have it.

    Raises WijgraphError when it is none: what is said to be one may come from a store of others.
    """
    return str(to_oxigraph(Term("iri", graph)))


def quads_of(graphs: Graphs) -> bytes:
    """Return ``graphs`` as N-Quads."""
    return b"".join(
        line.removesuffix(b".").rstrip() + b" " + name + b" .\n"
        for name, data in ((named(graph).encode(), data) for graph, data in graphs.items())
        for line in data.splitlines()
        if line.strip()
    )


def inserted(graphs: Graphs) -> str:
    """Return an update that lets ``graphs`` hold this and nothing else."""
    return " ;\n".join(
        f"DROP SILENT GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n{data.decode()}}} }}"
        for name, data in ((named(graph), data) for graph, data in graphs.items())
    )


def says(state: str, words: str) -> str:
    """Return the pattern of a graph that says ``words``, one or more, and nothing else."""
    said = " , ".join(str(to_oxigraph(Term("literal", one))) for one in words.split())
    return f"GRAPH {named(state)} {{ {named(state)} {named(state)} {said} }}"


def replaced(graphs: Graphs, state: str, before: str, after: str) -> str:
    """Return an update that lets ``graphs`` hold this and nothing else.

    The graph ``state`` says ``after`` then; where it did not say ``before``, nothing happens.
    """
    ours = says(state, after)
    if before:
        found = says(state, before)
        steps = [f"DELETE {{ {found} }} INSERT {{ {ours} }} WHERE {{ {found} }}"]
    else:
        nothing = f"FILTER NOT EXISTS {{ GRAPH {named(state)} {{ ?s ?p ?o }} }}"
        steps = [f"INSERT {{ {ours} }} WHERE {{ {nothing} }}"]
    steps.append(dropped(graphs, ours))
    for graph, data in graphs.items():
        own = f"GRAPH {named(graph)} {{\n{data.decode()}}}"
        steps.append(f"INSERT {{ {own} }} WHERE {{ {ours} }}")
    return " ;\n".join(steps)


def dropped(graphs: Iterable[str], where: str = "") -> str:
    """Return an update that forgets ``graphs``, ``where`` that is so; nothing for none."""
    names = [f"GRAPH {named(graph)}" for graph in graphs]
    if not where:
        return " ;\n".join(f"DROP SILENT {name}" for name in names)
    every = [f"{name} {{ ?s ?p ?o }}" for name in names]
    return " ;\n".join(f"DELETE {{ {one} }} WHERE {{ {where} {one} }}" for one in every)
