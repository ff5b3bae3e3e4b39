"""The workers as a whole: who may run, for how long, and what happens to those that do not stop.

There are five lanes. The questions of the dossier itself have one of their own. What strangers ask
starts in the quick lane; what takes long makes room there and goes on in the slow lane, at a lower
priority, so that a few heavy queries never stand in the way of many light ones. Uploads have a
lane, and so has what is made of the dossier: pages, and what is heavy to make.
"""

import asyncio
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

from wijgraph.messages import Message
from wijgraph.web.problems import Problem
from wijgraph.web.settings import MIB, Settings
from wijgraph.web.workers import wire
from wijgraph.web.workers.parent import Worker, Zygote

RECYCLE_JOBS = 1000
RECYCLE_BYTES = 128 * MIB  # more than when it began
IDLE_SECONDS = 10.0  # then a worker goes: a new one takes milliseconds, and memory comes back
OVERHEAD = 64 * 2**10  # of a message, beside the result
QUEUE = 4  # times the size of a lane
OWN, WAITING = 4, 64  # our own questions are short, and may be waited for longer, by more
LEEWAY = 2  # seconds of processor time beside those on the clock
LESS, FULL = Message("web.less-hint"), Message("web.busy")
Done = TypeVar("Done")


class Lane:
    """Room for so many jobs at a time, with a queue before it."""

    def __init__(self, size: int, queue_seconds: float, most: int = 0) -> None:
        self.size = size
        self._most = most or QUEUE * size
        self.running = 0
        self.waiting = 0
        self._queue_seconds = queue_seconds
        self._room = asyncio.Semaphore(size)

    async def enter(self) -> None:
        """Take a place; raise Problem when there are too many before us or it takes too long."""
        if self._room.locked() and self.waiting >= self._most:
            raise busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._queue_seconds):
                await self._room.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self.waiting -= 1
        self.running += 1

    def try_enter(self) -> bool:
        """Take a place when there is one; return whether there was."""
        if self.running >= self.size:
            return False
        self.running += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        self.running -= 1
        self._room.release()


class Shared(Lane):
    """A lane of which no client has every place, nor every place before it."""

    def __init__(self, size: int, queue_seconds: float) -> None:
        super().__init__(size, queue_seconds)
        self._turns: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """Wait until ``who`` may have one more place; raise Problem when that takes too long."""
        own = self._turns.setdefault(who, Lane(max(1, self.size - 1), self._queue_seconds))
        try:
            await own.enter()
            try:
                yield
            finally:
                own.leave()
        finally:
            if not (own.running or own.waiting):
                self._turns.pop(who, None)


def busy(said: Message = FULL) -> Problem:
    """Return the problem that there is no room, or what is ``said`` of it."""
    return Problem("busy", said, headers={"Retry-After": "5"})


class Pool:
    """Workers for one snapshot of the graph."""

    def __init__(self, zygotes: Mapping[str, Zygote], settings: Settings) -> None:
        """Take workers from ``zygotes``, by the kind of job that theirs do."""
        self._zygotes = zygotes
        self._settings = settings
        self._idle: dict[str, list[Worker]] = {kind: [] for kind in zygotes}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends = set[asyncio.Task[int]]()
        self.counts: Counter[str] = Counter()
        self.lanes: dict[str, Lane] = {}
        self._closed = False

    def start(self) -> None:
        """Load the graph in the process that workers come from."""
        self._zygotes["query"].start()

    def gather(self) -> Future[None]:
        """Begin to gather what pages need, so that the first one need not wait for it."""
        return self._zygotes["make"].thread.submit(self._zygotes["make"].start)

    def close(self) -> None:
        """End every worker."""
        self._closed = True
        self._forget()
        for zygote in self._zygotes.values():
            zygote.close()

    @property
    def quiet(self) -> bool:
        """Whether nothing runs."""
        return not any(lane.running or lane.waiting for lane in self.lanes.values())

    @property
    def free(self) -> bool:
        """Whether a page is made at once."""
        lane = self.lanes.get("page")
        return self._zygotes["make"].lives > 0 and lane is not None and lane.running < lane.size

    def _forget(self) -> None:
        for workers in self._idle.values():
            while workers:
                workers.pop().kill()

    def _here(self) -> None:
        """Make the lanes for the loop that runs now: places cannot be handed over between loops."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            wait = self._settings.queue_seconds
            self._loop = loop
            self.lanes = {
                "own": Lane(1, OWN * wait, WAITING),
                "quick": Lane(self._settings.pool, wait),
                "slow": Lane(self._settings.pool, wait),
                "validate": Shared(self._settings.validations, wait),
                "page": Lane(self._settings.pool, OWN * wait, WAITING),
                "heavy": Lane(self._settings.pool, OWN * wait, WAITING),
            }

    async def ask(self, head: wire.Head) -> tuple[wire.Head, bytes]:
        """Return the answer to a query of a stranger."""
        async with self._place("quick") as place:
            return await self._run(
                place, {"job": "query", **head}, b"", self._settings.query_seconds
            )

    async def answer(self, head: wire.Head) -> tuple[wire.Head, bytes]:
        """Return the answer to a question of the dossier itself."""
        async with self._place("own") as place:
            return await self._run(
                place, {"job": "query", **head}, b"", self._settings.question_seconds
            )

    async def validate(
        self, head: wire.Head, body: bytes, who: str = ""
    ) -> tuple[wire.Head, bytes]:
        """Return the report on what ``who`` sends."""
        self._here()
        lane = self.lanes["validate"]
        assert isinstance(lane, Shared)
        async with lane.turn(who), self._place("validate") as place:
            return await self._run(
                place, {"job": "validate", **head}, body, self._settings.validate_seconds
            )

    async def make(self, job: bytes, *, heavy: bool = False) -> tuple[wire.Head, bytes]:
        """Return what ``job`` makes, a page for one; it is ours, and pickled."""
        async with self._place("heavy" if heavy else "page") as place:
            head = {"job": "make", "bytes": self._settings.sending_bytes}
            return await self._run(place, head, job, self._settings.page_seconds)

    @asynccontextmanager
    async def _place(self, lane: str) -> AsyncIterator[list[Lane]]:
        """Give a place in a lane, which the job may change for one in another."""
        self._here()
        place = [self.lanes[lane]]
        await place[0].enter()
        try:
            yield place
        finally:
            place[0].leave()

    async def _run(
        self, place: list[Lane], head: wire.Head, body: bytes, seconds: float
    ) -> tuple[wire.Head, bytes]:
        kind = head["job"]
        worker = await self._worker(kind)
        head["seconds"] = seconds + LEEWAY
        task = asyncio.ensure_future(worker.do(head, body, head["bytes"] + OVERHEAD))
        try:
            async with asyncio.timeout(seconds):
                if place[0] is self.lanes["quick"]:
                    await asyncio.wait({task}, timeout=self._settings.quick_seconds)
                    if not task.done():
                        self._to_slow(place, worker)
                answer = await task
        except wire.ClosedError:
            raise await self._died(kind, worker, seconds) from None
        except BaseException as error:
            # Out of time, or whoever asked is gone: this is the only way to stop it.
            task.cancel()
            with suppress(asyncio.CancelledError, wire.ClosedError):
                await task
            self._end(kind, worker)
            self.counts["killed"] += 1
            if isinstance(error, TimeoutError):
                raise too_long(kind, seconds) from None
            raise
        self._back(kind, worker)
        return answer

    def _to_slow(self, place: list[Lane], worker: Worker) -> None:
        if not self.lanes["slow"].try_enter():
            raise busy()
        place[0].leave()
        place[0] = self.lanes["slow"]
        worker.slow_down()
        self.counts["slow"] += 1

    async def _worker(self, kind: str) -> Worker:
        if self._idle[kind]:
            worker = self._idle[kind].pop()
            worker.wake()
            return worker
        zygote = self._zygotes[kind]
        fork = asyncio.ensure_future(_in(zygote.thread, zygote.fork))
        try:
            pid, link = await asyncio.shield(fork)
        except (wire.ClosedError, RuntimeError):  # the latter of a thread that has ended
            raise busy(Message("web.no-worker")) from None
        except asyncio.CancelledError:
            fork.add_done_callback(partial(self._unwanted, kind))
            raise
        self.counts["started"] += 1
        return Worker(zygote, pid, link)

    def _unwanted(self, kind: str, fork: asyncio.Future[tuple[int, socket.socket]]) -> None:
        """End a worker that nobody waits for any more."""
        if not fork.cancelled() and fork.exception() is None:
            self._end(kind, Worker(self._zygotes[kind], *fork.result()))

    def _back(self, kind: str, worker: Worker) -> None:
        """Keep a worker for the next job, unless it is worn or had to be slowed down."""
        grown = worker.memory - worker.first_memory > RECYCLE_BYTES
        if self._closed or grown or worker.jobs >= RECYCLE_JOBS or worker.slowed:
            self._end(kind, worker)
        else:
            self._idle[kind].append(worker)
            loop = asyncio.get_running_loop()
            worker.rest(loop.call_later(IDLE_SECONDS, self._retire, kind, worker))

    def _retire(self, kind: str, worker: Worker) -> None:
        """End a worker that nobody needed for a while."""
        if worker in self._idle[kind]:
            self._idle[kind].remove(worker)
            self._end(kind, worker)

    def _end(self, kind: str, worker: Worker) -> None:
        worker.kill()
        task = asyncio.ensure_future(self._bury(kind, worker))
        self._ends.add(task)  # a task that nobody holds may be dropped
        task.add_done_callback(self._ends.discard)

    async def _bury(self, kind: str, worker: Worker) -> int:
        with suppress(RuntimeError):  # of a thread that has ended: so has all that it started
            return await _in(self._zygotes[kind].thread, worker.bury)
        return 0

    async def _died(self, kind: str, worker: Worker, seconds: float) -> Problem:
        """Return what a worker died of."""
        orphan = worker.orphan
        number = await self._bury(kind, worker)
        self.counts["died"] += 1
        if number == signal.SIGXCPU:
            return too_long(kind, seconds)
        if orphan or worker.orphan or number == signal.SIGKILL:
            return busy(Message("web.worker-ended"))
        return too_large(kind, self._settings)


async def _in(thread: Executor, call: Callable[[], Done]) -> Done:
    return await asyncio.get_running_loop().run_in_executor(thread, call)


def too_long(kind: str, seconds: float) -> Problem:
    """Return the problem that the time for a job of this ``kind`` is over."""
    told = f"{seconds:g}"
    if kind == "make":
        return Problem("query-timeout", Message("web.page-seconds", seconds=told))
    return Problem("query-timeout", Message("web.query-seconds", seconds=told), hint=LESS)


def too_large(kind: str, settings: Settings) -> Problem:
    """Return the problem that a job of this ``kind`` needs more memory than it may have."""
    if kind == "make":
        said = Message("web.page-memory", megabytes=settings.page_megabytes)
        return Problem("query-memory", said)
    most = settings.query_megabytes if kind == "query" else settings.validate_megabytes
    return Problem("query-memory", Message("web.query-memory", megabytes=most), hint=LESS)
