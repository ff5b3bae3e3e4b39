"""What is being served: one snapshot with its workers and answers, changed for another at once."""

import asyncio
import logging
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from wijgraph import dossier as dossiers
from wijgraph.api import Dossier
from wijgraph.errors import WijgraphError
from wijgraph.messages import LANGUAGES, Message, read_all
from wijgraph.safety import sandbox
from wijgraph.web.clients import Clients
from wijgraph.web.metrics import Metrics
from wijgraph.web.pages import Pages
from wijgraph.web.problems import Problem
from wijgraph.web.settings import Settings
from wijgraph.web.snapshot import Snapshot, stamps
from wijgraph.web.workers.making import Job, Kept, nothing
from wijgraph.web.workers.pool import Pool, busy, too_large
from wijgraph.web.workers.wire import ClosedError, Head

Made = TypeVar("Made")
LOG = logging.getLogger("wijgraph.web")
PATIENCE = 120  # seconds that an old snapshot may go on


class Cache:
    """Answers by what was asked, the oldest dropped when they take too much room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Kept | None:
        """Return the answer to ``key``, if it is kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: tuple[object, ...], kept: Kept) -> None:
        """Keep an answer."""
        if key in self._kept or len(kept.body) > self._size // 4:
            return
        self._kept[key] = kept
        self._used += len(kept.body)
        while self._used > self._size:
            _, old = self._kept.popitem(last=False)
            self._used -= len(old.body)


class Received:
    """The bytes of what clients send that are held here, all together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0

    @contextmanager
    def hold(self) -> Iterator[Callable[[bytes], bytes]]:
        """Give what counts each part of something; it raises Problem when there is no room."""
        own = 0

        def held(part: bytes) -> bytes:
            nonlocal own
            if self._size + len(part) > self._most:
                raise busy()
            own += len(part)
            self._size += len(part)
            return part

        try:
            yield held
        finally:
            self._size -= own


class Serving:
    """One snapshot, its workers and the answers that it gave."""

    def __init__(
        self,
        snapshot: Snapshot,
        settings: Settings,
        pages: Callable[[Snapshot], Pages],
        first: Job,
    ) -> None:
        """Serve ``snapshot`` with ``pages``; the job that comes ``first`` gathers what these need.

        Nothing is made of the pages here but what tells which there are.
        """
        self.snapshot = snapshot
        self.pages = pages(snapshot)
        self.described: dict[str, Any] | None = None  # the interface, once it is
        self.pool: Pool = snapshot.pool(settings, pages, first)
        self.cache = Cache(settings.cache_bytes)
        self._settings = settings
        self._asked: dict[object, asyncio.Task[Any]] = {}

    async def shared(self, key: object, ask: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """Return what ``ask`` gives; who asks for the same meanwhile is given the same."""
        task = self._asked.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._asked[key] = asyncio.ensure_future(ask())
            task.add_done_callback(partial(self._over, key))
        made: Made = await asyncio.shield(task)
        return made

    def _over(self, key: object, task: asyncio.Task[bytes]) -> None:
        del self._asked[key]
        if not task.cancelled():
            task.exception()  # told to those that wait; when none does, nobody need know

    async def make(self, key: tuple[object, ...], job: Job, *, heavy: bool = False) -> Kept:
        """Return the answer to ``key``, made by a worker if it is not kept by now.

        Who asks for the same meanwhile is given the same. What is ``heavy`` waits apart.
        """
        kept = self.cache.get(key)
        if kept is None:
            kept = await self.shared(("made", *key), partial(self.made, job, heavy=heavy))
            self.cache.put(key, kept)
        return kept

    async def made(self, job: Job, *, heavy: bool = False) -> Kept:
        """Return what a worker makes now; raise Problem, or MakingError, when it makes nothing."""
        head, body = await self.pool.make(pickle.dumps(job), heavy=heavy)
        if "error" in head:
            raise _wrong(head, self._settings)
        return Kept(body, head["media"], head["told"])


class MakingError(Exception):
    """Something could not be made; what it is told with is for the log alone."""


def _wrong(head: Head, settings: Settings) -> Exception:
    """Return why a worker made nothing."""
    if head["error"] == "internal":
        return MakingError(head["trace"])
    if head["error"] == "query-memory":
        return too_large("make", settings)
    if head["error"] == "result-limit":
        most = Message("web.result-bytes", most=settings.sending_bytes)
        return Problem("result-limit", most, hint=Message("web.result-hint"))
    return Problem.told_in(head)


class Service:
    """The state of one application."""

    def __init__(
        self,
        dossier: Dossier,
        settings: Settings,
        take: Callable[[Dossier], Snapshot] = Snapshot,
        pages: Callable[[Snapshot], Pages] = Pages,
        first: Job = nothing,
    ) -> None:
        """Serve ``dossier``, which ``take`` reads, with ``pages``."""
        self.settings = settings
        self.metrics = Metrics()
        self.clients = Clients(settings)
        self.received = Received(settings.receiving_bytes)
        self.failed = ""  # why the newest files are not served
        self.wanted = threading.Event()  # set to look at the files now
        self._retiring = set[asyncio.Task[None]]()
        self._take = take
        self._pages, self._first = pages, first
        self._dossier = dossier
        self._stamps = self._look_at()
        self._serving = self._of(dossier)

    def _look_at(self) -> object:
        """Return what changes when the files do, or what lies in the store."""
        return stamps(self._dossier.files), self._dossier.state

    def _of(self, dossier: Dossier) -> Serving:
        return Serving(self._take(dossier), self.settings, self._pages, self._first)

    @property
    def now(self) -> Serving:
        """What is served now. A request takes it once, so that it sees one snapshot only."""
        return self._serving

    def start(self) -> None:
        """Load what the first request would wait for."""
        for language in LANGUAGES:
            read_all(language)
        self._serving.pool.start()

    async def stop(self) -> None:
        """End the workers, those of old snapshots too."""
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        await asyncio.to_thread(self._serving.pool.close)

    async def watch(self) -> None:
        """Serve the files anew whenever they have changed, until this is cancelled."""
        pause = self.settings.reload_seconds
        while True:
            # Without a timer a signal is still heeded.
            await asyncio.sleep(pause or 1)
            if pause or self.wanted.is_set():
                await self.look()

    async def look(self) -> bool:
        """Serve the files anew when they have changed; return whether they were."""
        self.wanted.clear()
        try:
            new = await asyncio.to_thread(self._look_at)
            if new == self._stamps:
                return False
            self._stamps = new
            fresh = await asyncio.to_thread(self._load)
        except (WijgraphError, OSError) as error:
            # What is served goes on being served: files are often half written.
            self.failed = error.message if isinstance(error, WijgraphError) else "cannot be read"
            self.metrics.count("reloads", "failed")
            LOG.warning("the changed dossier is not served: %s", error)
            return False
        self.failed = ""
        if fresh is None:
            return False
        old, self._serving = self._serving, fresh
        self.metrics.count("reloads", "done")
        LOG.info("the changed dossier is served: %s", fresh.snapshot.fingerprint)
        task = asyncio.ensure_future(_retire(old.pool))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        return True

    def _load(self) -> Serving | None:
        now = self._dossier
        fresh = self._of(Dossier(dossiers.find(now.files.root), store=now.store))
        if fresh.snapshot.fingerprint == self._serving.snapshot.fingerprint:
            return None
        try:
            fresh.pool.start()
        except Exception:
            fresh.pool.close()
            raise
        with suppress(ClosedError):  # of pages that cannot be made who asks for one is told
            fresh.pool.gather().result()
        return fresh


async def _retire(pool: Pool) -> None:
    """End workers that serve an old snapshot when they are done."""
    try:
        for _ in range(PATIENCE):
            await asyncio.sleep(1)
            if pool.quiet:
                break
    finally:
        await asyncio.to_thread(pool.close)
        await asyncio.to_thread(sandbox.collect)
