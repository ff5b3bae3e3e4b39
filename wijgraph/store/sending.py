"""Writing to a store over HTTP: by the Graph Store Protocol where it has that, or by updates."""

from collections.abc import Iterable, Iterator
from uuid import uuid4

from wijgraph.errors import OvertakenError, StoreError
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.store.http import Access, Link, checked_url, host_of, shown_url
from wijgraph.store.mending import compared, mending
from wijgraph.store.remote import Remote
from wijgraph.store.terms import written
from wijgraph.store.writing import Graphs, dropped, inserted, named, replaced, says

BATCH = 500_000  # bytes of one update
LINES = 5_000  # triples of one update
STATE = "https://w3id.org/wijgraph/register#state"  # the graph that says who wrote last


class RemoteWriter(Remote):
    """A SPARQL 1.1 endpoint that may be written to."""

    def __init__(
        self,
        url: str,
        access: Access | None = None,
        *,
        update_url: str | None = None,
        graph_store_url: str | None = None,
    ) -> None:
        """Ask at ``url``, send updates to ``update_url`` and whole graphs to ``graph_store_url``.

        Without the one updates go to ``url``, without the other graphs are sent as updates.
        """
        super().__init__(url, access)
        self._tested = False
        self._links = {host_of(url): self.link}  # a secret goes to the host it was given for
        self._update = checked_url(update_url or url)
        self._graphs = checked_url(graph_store_url) if graph_store_url else None
        self._updates = bool(update_url) or self._graphs is None
        self._state: str | None = None  # what it said when it was watched; empty for nothing

    def watch(self) -> None:
        """Know what state the store is in: what is put or dropped after others did is refused."""
        self._state = self._said()

    def _said(self) -> str:
        rows = self._rows([STATE])
        return " ".join(sorted(triple[2].value for triple in rows))

    def _change_all(self, graphs: Graphs) -> None:
        """Let ``graphs`` hold this and nothing else, all at once, if no other writer came between.

        Raises OvertakenError when one did. A store that takes whole graphs alone is looked at
        before and afterwards: nothing is lost without a word there either.
        """
        before, self._state = self._state or "", uuid4().hex
        if self._updates:
            self._send(replaced(graphs, STATE, before, self._state))
        elif self._said() == before:
            me = Term("iri", STATE)
            said = written([(me, me, Term("literal", self._state))], "ntriples")
            for graph, data in {STATE: said, **graphs}.items():
                self._fill(graph, data)
        if self._said() != self._state:
            raise OvertakenError(
                Message("store.overtaken", name=self.name), hint=Message("store.overtaken-hint")
            )

    def fill(self, graphs: Graphs) -> None:
        """Write ``graphs`` whole, one after the other, and see that all of it is there.

        Raises StoreError when it is not.
        """
        self._fetched.clear()
        if not self._tested:
            from wijgraph.store.selftest import data as tests

            self._tested = True
            for graph, data in tests().items():
                self._fill(graph, data)
        for graph, data in graphs.items():
            self._fill(graph, data)
            notes = compared(graph, data, self._rows([graph]), self.name)
            if notes:
                self._fill(mending(graph), notes)

    def _fill(self, graph: str, data: bytes) -> None:
        if self._graphs is not None:
            self._change("PUT", self._graphs, {"graph": graph}, data, "application/n-triples")
            return
        for number, part in enumerate(_batches(data)):
            text = f"INSERT DATA {{ GRAPH {named(graph)} {{\n{part.decode()}}} }}"
            self._send(text if number else f"{dropped([graph])} ;\n{text}")

    def put(self, graphs: Graphs) -> None:
        """Let ``graphs`` hold this and nothing else, each of them at once.

        Raises OvertakenError when somebody else has written since it was watched.
        """
        if self._state is not None and graphs:
            self._change_all(graphs)
            return
        if self._graphs is None and graphs:
            self._send(inserted(graphs))
            return
        for graph, data in graphs.items():
            self._fill(graph, data)

    def drop(self, graphs: Iterable[str]) -> None:
        """Forget ``graphs``, with the notes on them, unless somebody else has written since."""
        self._fetched.clear()
        every = [name for graph in graphs for name in (graph, mending(graph))]
        if self._updates:
            text = dropped(every, says(STATE, self._state) if self._state else "")
            if text:
                self._send(text)
            return
        if self._state is not None and self._said() != self._state:
            return
        for graph in every:
            self._change("DELETE", self._graphs or "", {"graph": graph}, gone=True)

    def _send(self, update: str) -> None:
        self._change("POST", self._update, {}, update.encode(), "application/sparql-update")

    def _change(
        self,
        method: str,
        url: str,
        parameters: dict[str, str],
        data: bytes | None = None,
        kind: str = "",
        *,
        gone: bool = False,
    ) -> None:
        host = host_of(url)
        if host not in self._links:
            self._links[host] = Link(Access.of(url))
        answer = self._links[host].send(
            method,
            url,
            reads=False,
            params=parameters or None,
            content=data,
            headers={"Content-Type": kind} if kind else {},
        )
        if answer.status == 404 and gone:  # noqa: PLR2004
            return
        if not 200 <= answer.status < 300:  # noqa: PLR2004
            raise StoreError(
                Message(
                    "store.update-refused",
                    url=shown_url(url),
                    status=answer.status,
                    said=answer.start,
                ),
                hint=Message("store.update-refused-hint"),
            )


def _batches(data: bytes) -> Iterator[bytes]:
    """Yield N-Triples in parts; blank nodes stay together, since their names hold in one only."""
    lines = data.splitlines(keepends=True)
    tied = [line for line in lines if line.startswith(b"_:") or b" _:" in line]
    if tied:
        yield b"".join(tied)
    part: list[bytes] = []
    size = 0
    for line in lines:
        if line.startswith(b"_:") or b" _:" in line:
            continue
        part.append(line)
        size += len(line)
        if size > BATCH or len(part) == LINES:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)
