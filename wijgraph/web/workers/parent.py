"""The other side of the workers: starting them, talking to them, and ending them."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from wijgraph.errors import WijgraphError
from wijgraph.safety.children import isolated
from wijgraph.views.elk import ENGINE, PROCESSES, LateError
from wijgraph.web.workers import wire

STARTING = 300  # seconds to load a graph, and to gather what its pages need
MODULE = "wijgraph.web.workers.zygote"
LAYOUTS = ThreadPoolExecutor(PROCESSES, thread_name_prefix="layouts")


class Zygote:
    """The process that workers are forked from; it starts when the first one is wanted."""

    def __init__(self, setup: wire.Head, body: bytes) -> None:
        self._setup, self._body = setup, body
        self._lock = threading.Lock()
        self._link: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.lives = 0  # how often it was started
        # Its own, so that who waits for this one to start keeps nobody else waiting.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="workers")

    def fork(self) -> tuple[int, socket.socket]:
        """Return a new worker: its process id and the line to it.

        Raises ClosedError when none can be had.
        """
        ours, theirs = socket.socketpair()
        try:
            with self._lock:
                link = self._started()
                try:
                    socket.send_fds(link, [b"fork"], [theirs.fileno()])
                    head, _ = wire.receive(link)
                except (OSError, wire.ClosedError):
                    self._stop()
                    raise wire.ClosedError from None
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        return int(head["pid"]), ours

    def has(self, life: int) -> bool:
        """Return whether it lives, and this is the same life: then its workers have their ids."""
        process = self._process
        return life == self.lives and process is not None and process.poll() is None

    def bury(self, pid: int) -> int:
        """Make sure that a worker is gone; return the signal that it died of, or 0."""
        with self._lock:
            if self._link is None:
                return 0
            try:
                self._link.sendall(str(pid).encode())
                return int(wire.receive(self._link)[0]["status"])
            except (OSError, wire.ClosedError):
                self._stop()
                return 0

    def start(self) -> None:
        """Start it now, so that the first worker need not wait; raise ClosedError if that fails."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End it, and all workers with it."""
        with self._lock:
            self._closed = True
            self._stop()
        self.thread.shutdown(wait=False)

    def _started(self) -> socket.socket:
        if self._link is not None:
            return self._link
        if self._closed:
            raise wire.ClosedError
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                isolated(MODULE, str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a crash tells paths
                start_new_session=True,
            )
        self._link = ours
        self.lives += 1
        ours.settimeout(STARTING)
        try:
            wire.send(ours, self._setup, self._body)
            wire.receive(ours)
        except wire.ClosedError:
            self._stop()
            raise
        return ours

    def _stop(self) -> None:
        if self._link is not None:
            self._link.close()  # which it takes for a sign to end its workers and itself
            self._link = None
        if self._process is not None:
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class Worker:
    """A process that does one job at a time."""

    def __init__(self, zygote: Zygote, pid: int, link: socket.socket) -> None:
        self._zygote = zygote
        self._life = zygote.lives
        self.pid = pid
        self._link = link
        self.jobs = 0
        self.first_memory = 0
        self.memory = 0
        self.slowed = False
        self._resting: asyncio.TimerHandle | None = None

    async def do(self, head: wire.Head, body: bytes, most: int) -> tuple[wire.Head, bytes]:
        """Return what the worker answers; raise ClosedError when it dies of it.

        ``most`` is how many bytes it may send: it may be in the hands of a stranger.
        """
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._link, wire.pack(head, body))
            answer, data = await self._answer(most)
            while "layout" in answer and head["job"] == "make":
                laid = await loop.run_in_executor(LAYOUTS, laid_out, data, head["seconds"])
                await loop.sock_sendall(self._link, wire.pack(*laid))
                answer, data = await self._answer(most)
        except (OSError, ValueError):
            raise wire.ClosedError from None
        self.jobs += 1
        self.memory = int(answer.pop("memory", 0))
        self.first_memory = self.first_memory or self.memory
        return answer, data

    async def _answer(self, most: int) -> tuple[wire.Head, bytes]:
        lengths = wire.LENGTHS.unpack(await self._read(wire.LENGTHS.size))
        if sum(lengths) > most:
            raise wire.ClosedError
        return json.loads(await self._read(lengths[0])), await self._read(lengths[1])

    async def _read(self, size: int) -> bytes:
        loop, data = asyncio.get_running_loop(), bytearray()
        while len(data) < size:
            part = await loop.sock_recv(self._link, min(wire.CHUNK, size - len(data)))
            if not part:
                raise wire.ClosedError
            data += part
        return bytes(data)

    def slow_down(self) -> None:
        """Let others go first."""
        self.slowed = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 10)

    def rest(self, until: asyncio.TimerHandle) -> None:
        """Have nothing to do ``until`` something else is done with it."""
        self._resting = until

    def wake(self) -> None:
        """Have something to do before that."""
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def kill(self) -> None:
        """End it at once.

        Its id is not given away before it is buried, as long as the process lives that it comes
        from; with that it ends by itself.
        """
        self.wake()
        self._link.close()
        if not self.orphan:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)

    @property
    def orphan(self) -> bool:
        """Whether the process that it comes from is gone, and it with that."""
        return not self._zygote.has(self._life)

    def bury(self) -> int:
        """Make sure that it is gone; return the signal that it died of, or 0."""
        self._link.close()
        return self._zygote.bury(self.pid)


def laid_out(graph: bytes, seconds: float) -> tuple[wire.Head, bytes]:
    """Have ``graph`` laid out for a worker, which can start no process that does it."""
    try:
        return {}, ENGINE.layout(graph.decode(), seconds).encode()
    except WijgraphError as error:
        code = "query-timeout" if isinstance(error, LateError) else "busy"
        return wire.refused(error, code), b""
