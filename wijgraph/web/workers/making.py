"""Pages, pictures, lists and spreadsheets, made in a worker."""

import pickle
import socket
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from wijgraph.errors import WijgraphError
from wijgraph.views.elk import ENGINE
from wijgraph.web.problems import Problem
from wijgraph.web.workers import wire
from wijgraph.web.workers.noticing import both, noticing

if TYPE_CHECKING:
    from wijgraph.web.pages import Pages
    from wijgraph.web.snapshot import Snapshot

Made = TypeVar("Made")


@dataclass(frozen=True)
class Kept:
    """An answer that can be given again, with what its headers tell of it."""

    body: bytes
    media: str
    told: Mapping[str, Any] = field(default_factory=dict)


class Making:
    """What answers are made of: one snapshot, its pages, and what is made once for all of them."""

    def __init__(self, snapshot: "Snapshot", pages: "Callable[[Snapshot], Pages]") -> None:
        self.snapshot = snapshot
        self.pages = pages(snapshot)
        self._once: dict[object, Any] = {}

    def once(self, name: object, make: Callable[[], Made]) -> Made:
        """Return what ``make`` gives, made once for this snapshot."""
        if name not in self._once:
            self._once[name] = make()
        made: Made = self._once[name]
        return made

    def __call__(self, head: wire.Head, body: bytes) -> tuple[wire.Head, bytes]:
        """Return what the job in ``body`` makes, or why it makes nothing."""
        try:
            with noticing() as notices:
                kept = pickle.loads(body)(self)
        except Problem as problem:
            return problem.head(), b""
        except WijgraphError as error:
            return Problem.of(error).head(), b""
        except (MemoryError, RecursionError):
            return {"error": "query-memory"}, b""
        except Exception:
            return {"error": "internal", "trace": traceback.format_exc()}, b""
        if len(kept.body) > head["bytes"]:
            return {"error": "result-limit", "limit": "bytes"}, b""
        notices = both(notices, kept.told.get("notices", {}))
        return {"media": kept.media, "told": {**kept.told, "notices": notices}}, kept.body


def lay_out_over(link: socket.socket) -> None:
    """Have the other side of ``link`` lay out what is drawn: here no process can be started."""

    def ask(graph: str) -> str:
        wire.send(link, {"layout": True}, graph.encode())
        head, answer = wire.receive(link)
        if "error" in head:  # which is no mistake of who asks
            raise Problem.told_in(head)
        return answer.decode()

    ENGINE.elsewhere = ask


# It has to be known by name, since it goes to another process.
Job = Callable[[Making], Kept]


def nothing(_: Making) -> Kept:
    """Make nothing."""
    return Kept(b"", "")


def maker(body: bytes) -> Making:
    """Return what makes answers, with what many of them need: each worker is forked with that."""
    snapshot, pages, first = pickle.loads(body)
    making = Making(snapshot, pages)
    making({"bytes": 0}, pickle.dumps(first))
    return making
