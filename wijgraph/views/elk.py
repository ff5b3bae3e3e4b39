"""The layout engine: elkjs (https://github.com/kieler/elkjs), always in a process of its own.

JavaScript engines are tied to the thread that started them, do not survive a fork, and can take
their process down. So none runs in this one: ``ENGINE`` owns a few layout processes and lends each
to one caller at a time. It may be called from any thread, with or without an event loop, and in
forked processes, which start layout processes of their own.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import as_file, files

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety.reading import reason

PROCESSES = min(os.cpu_count() or 1, 4)  # at most; each takes some 60 MiB
SECONDS = 120.0  # for one graph: the largest that is drawn takes a few


class LateError(WijgraphError):
    """A layout took too long."""


class _Process:
    """One layout process; not for two callers at once.

    Its pipes are bare file descriptors: Python's file objects have locks, which may be held by
    another thread at the moment of a fork.
    """

    def __init__(self) -> None:
        theirs_in, self._in = os.pipe()
        self._out, theirs_out = os.pipe()
        try:
            with as_file(files("wijgraph.views").joinpath("elk_process.py")) as script:
                # Isolated (-I), so that no module of the working folder is imported.
                self._process = subprocess.Popen(
                    [sys.executable, "-I", str(script)],
                    stdin=theirs_in,
                    stdout=theirs_out,
                    stderr=subprocess.DEVNULL,
                )
        except OSError:
            self._close_pipes()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._late = False
        self.ready = True  # for the next graph: the answer to the last one came whole
        self._send(json.dumps(elk_source()))

    def layout(self, graph: str, seconds: float) -> str | None:
        """Return the answer to ``graph``; None when the process ended before it.

        Raises LateError when it took longer than ``seconds``.
        """
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        self.ready = False
        try:
            self._send(graph)
            answer = self._receive()
        finally:
            timer.cancel()
        if self._late:
            raise LateError(
                Message("views.too-slow", seconds=seconds), hint=Message("views.ask-less")
            )
        self.ready = answer is not None
        return answer

    def _expire(self) -> None:
        self._late = True
        self.kill()

    def _send(self, line: str) -> None:
        data = memoryview(line.encode() + b"\n")
        with suppress(BrokenPipeError):  # it has ended, which the missing answer tells
            while data:
                data = data[os.write(self._in, data) :]

    def _receive(self) -> str | None:
        parts = []
        while part := os.read(self._out, 2**16):
            parts.append(part)
            if part.endswith(b"\n"):
                return b"".join(parts).decode()
        return None

    def kill(self) -> None:
        """End the process, also while another thread waits for its answer."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for it."""
        self.kill()
        self._process.wait()
        self._close_pipes()

    def disown(self) -> None:
        """Let go of a process that belongs to the process which this one was forked from."""
        self._close_pipes()
        self._process.returncode = 0  # or Popen would warn that it still runs

    def _close_pipes(self) -> None:
        os.close(self._in)
        os.close(self._out)


class Engine:
    """Lays out graphs in at most ``processes`` processes, started when they are needed."""

    def __init__(self, processes: int = PROCESSES) -> None:
        self._processes = processes
        self.elsewhere: Callable[[str], str] | None = None  # what does it in place of these
        self._reset()

    def _reset(self) -> None:
        self._places = threading.BoundedSemaphore(self._processes)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._lent: set[_Process] = set()

    def layout(self, graph: str, seconds: float | None = None) -> str:
        """Return the answer of elkjs to ``graph``, both as JSON.

        It may take so many ``seconds``, or else the ``SECONDS`` of any. Waits for a layout process
        to be free. One that ends is replaced and the graph is tried once more.

        Raises WijgraphError when no layout process can be started, two of them end, or it takes
        too long.
        """
        graph = graph.replace("\n", " ")  # one line each; in JSON a line break is mere space
        if self.elsewhere is not None:
            return self.elsewhere(graph)
        with self._places:
            for _ in range(2):
                with self._lend() as process:
                    answer = process.layout(graph, SECONDS if seconds is None else seconds)
                    if answer is not None:
                        return answer
        raise WijgraphError(Message("views.engine-ended"))

    @contextmanager
    def _lend(self) -> Iterator[_Process]:
        with self._lock:
            process = self._idle.pop() if self._idle else None
        process = process or self._start()
        with self._lock:
            self._lent.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._lent.discard(process)
                if process.ready:
                    self._idle.append(process)
            if not process.ready:
                process.close()

    @staticmethod
    def _start() -> _Process:
        try:
            return _Process()
        except OSError as error:
            raise WijgraphError(
                Message("views.engine-cannot-start", reason=reason(error)),
                hint=Message("views.engine-cannot-start-hint"),
            ) from None

    def close(self) -> None:
        """End all layout processes; the next graph starts one again."""
        with self._lock:
            idle, self._idle = self._idle, []
            for process in self._lent:
                process.kill()  # who waits for it closes it
        for process in idle:
            process.close()

    def after_fork(self) -> None:
        """In a forked process: leave the layout processes to the process that they belong to."""
        known = [*self._idle, *self._lent]
        self._reset()  # a lock may have been held at the moment of the fork
        for process in known:
            process.disown()


@cache
def elk_source() -> str:
    """Return elkjs as it was published."""
    return files("wijgraph.views").joinpath("vendor/elk-worker.min.js").read_text("utf-8")


ENGINE = Engine()
atexit.register(ENGINE.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=ENGINE.after_fork)
