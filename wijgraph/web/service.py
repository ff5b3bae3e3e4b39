"""What is being served: one snapshot with its workers and answers, changed for another at once."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from wijgraph import dossier as dossiers
from wijgraph.api import Dossier
from wijgraph.errors import WijgraphError
from wijgraph.messages import LANGUAGES, catalogue
from wijgraph.safety import sandbox
from wijgraph.web.clients import Clients
from wijgraph.web.metrics import Metrics
from wijgraph.web.settings import Settings
from wijgraph.web.snapshot import Snapshot, stamps
from wijgraph.web.workers.pool import Pool, busy

Made = TypeVar("Made")
LOG = logging.getLogger("wijgraph.web")
WAITING = 64  # requests for what takes turns
PATIENCE = 120  # seconds that an old snapshot may go on


@dataclass(frozen=True)
class Kept:
    """An answer that can be given again."""

    body: bytes
    media: str


class Cache:
    """Answers by what was asked, the oldest dropped when they take too much room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Kept | None:
        """Return the answer to ``key``, if it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[object, ...], kept: Kept) -> None:
        """Keep an answer."""
        with self._lock:
            if key in self._kept or len(kept.body) > self._size // 4:
                return
            self._kept[key] = kept
            self._used += len(kept.body)
            while self._used > self._size:
                _, old = self._kept.popitem(last=False)
                self._used -= len(old.body)


class Turns:
    """One at a time, without a thread for those that wait."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a turn; raise Problem when too many do already."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._lock = loop, asyncio.Lock()
        if self._waiting >= WAITING:
            raise busy()
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1


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

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.snapshot = snapshot
        self.pool: Pool = snapshot.pool(settings)
        self.cache = Cache(settings.cache_bytes)
        self._turns = {False: Turns(), True: Turns()}
        self._once: dict[object, Any] = {}
        self._asked: dict[object, asyncio.Task[bytes]] = {}

    def once(self, name: object, make: Callable[[], Made]) -> Made:
        """Return what ``make`` gives, made once for this snapshot."""
        if name not in self._once:
            self._once[name] = make()
        made: Made = self._once[name]
        return made

    async def shared(self, key: object, ask: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        """Return what ``ask`` gives; who asks for the same meanwhile is given the same."""
        task = self._asked.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._asked[key] = asyncio.ensure_future(ask())
            task.add_done_callback(partial(self._over, key))
        return await asyncio.shield(task)

    def _over(self, key: object, task: asyncio.Task[bytes]) -> None:
        del self._asked[key]
        if not task.cancelled():
            task.exception()  # told to those that wait; when none does, nobody need know

    async def make(
        self, key: tuple[object, ...], make: Callable[[], Kept], *, heavy: bool = False
    ) -> Kept:
        """Return the answer to ``key``, made in a thread if it is not kept by now.

        The facts of a snapshot are gathered when they are first needed, so this is done by one at a
        time; what is ``heavy`` has a turn of its own.
        """
        async with self._turns[heavy].take():
            kept = self.cache.get(key)
            if kept is None:
                kept = await asyncio.to_thread(make)
                self.cache.put(key, kept)
            return kept


class Service:
    """The state of one application."""

    def __init__(
        self, dossier: Dossier, settings: Settings, take: Callable[[Dossier], Snapshot] = Snapshot
    ) -> None:
        """Serve ``dossier``; ``take`` reads it."""
        self.settings = settings
        self.metrics = Metrics()
        self.clients = Clients(settings)
        self.received = Received(settings.receiving_bytes)
        self.failed = ""  # why the newest files are not served
        self.wanted = threading.Event()  # set to look at the files now
        self.warm: Callable[[Serving], object] = lambda _: None  # makes what all need, beforehand
        self._retiring = set[asyncio.Task[None]]()
        self._take = take
        self._dossier = dossier
        self._stamps = self._look_at()
        self._serving = self._of(dossier)

    def _look_at(self) -> object:
        """Return what changes when the files do, or what lies in the store."""
        return stamps(self._dossier.files), self._dossier.state

    def _of(self, dossier: Dossier) -> Serving:
        return Serving(self._take(dossier), self.settings)

    @property
    def now(self) -> Serving:
        """What is served now. A request takes it once, so that it sees one snapshot only."""
        return self._serving

    def start(self) -> None:
        """Load what the first request would wait for."""
        for language in LANGUAGES:
            catalogue(language)
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
        try:
            self.warm(fresh)
        except Exception:  # a page that cannot be made is told to who asks for it
            LOG.exception("the first page cannot be made")
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
