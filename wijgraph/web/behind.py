"""The process that has the dossier, seen from both sides: started, handed requests, and ended."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from wijgraph.safety import sandbox
from wijgraph.web import relay

LOG = logging.getLogger("wijgraph.web")
READY, REQUEST = b"!", b"r"
ENDING = 5.0  # seconds to end by itself
AGAIN, LONGEST = 1.0, 30.0  # seconds before it is started again
NICE = 5  # who tells whether the service lives goes first


class Behind:
    """That process for the one that has the connections; it is started again when it dies."""

    def __init__(self, command: Sequence[str], ready: Callable[[], None]) -> None:
        """Start it with ``command``; ``ready`` is called once it answers."""
        self._command = command
        self._tell = ready
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._wait = AGAIN
        self._stopped = False
        self.ready = asyncio.Event()
        self.code: int | None = None  # that it ended with before it ever answered
        self.ended: Callable[[], None] = lambda: None  # called for that
        self.untold: OSError | None = None  # why the address could not be told
        self.lives = 0  # how often it has been ready

    def start(self) -> None:
        """Start it, and go on: it is ready later."""
        if self._stopped:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*self._command, "--behind", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=_errors(),
                start_new_session=True,  # Ctrl-C is for us
            )
        ours.setblocking(False)
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._heard)

    def _heard(self) -> None:
        assert self._control is not None
        try:
            data = self._control.recv(1)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.ready.set()
            self.lives += 1
            self._wait = AGAIN
            if self.lives == 1:
                try:
                    self._tell()
                except OSError as error:  # nobody reads what it is told
                    self.untold = error
                    self.ended()
            return
        code = self._end(1.0)
        if not self.lives:
            self.code = code
            self.ended()
            return
        LOG.error("the process that answers ended with %s, and is started again", code)
        asyncio.get_running_loop().call_later(self._wait, self.start)
        self._wait = min(2 * self._wait, LONGEST)

    def hand(self) -> socket.socket:
        """Return our end of a line for one request; raise LostError when there is none."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                if self._control is None:
                    raise OSError
                socket.send_fds(self._control, [REQUEST], [theirs.fileno()])
        except OSError:
            ours.close()
            raise relay.LostError(False) from None
        return ours

    async def ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered; raise LostError when that process ends before it has."""
        await relay.ask(self.hand(), scope, receive, send)

    def look(self) -> None:
        """Have it look at the files."""
        if self.ready.is_set() and self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End it."""
        self._stopped = True
        self._end(ENDING if self.ready.is_set() else 0.0)

    def _end(self, seconds: float) -> int:
        """Close the line to it, which it takes for a sign, and wait for it."""
        self.ready.clear()
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._process is None:
            return 0
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._process = None


def _errors() -> int | None:
    """Return where what is wrong is told: libraries may find another place for it here."""
    with suppress(OSError, AttributeError, ValueError):
        return sys.stderr.fileno()
    return None


def answer(app: FastAPI, descriptor: int) -> None:
    """Answer what is handed over, until the other side closes ``descriptor``."""
    for number in (signal.SIGTERM, signal.SIGINT):  # the other side is told, and closes
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICE)
    sandbox.give_back()
    with socket.socket(fileno=descriptor) as control:
        asyncio.run(_answer(app, control))


async def _answer(app: FastAPI, control: socket.socket) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    running = set[asyncio.Task[Any]]()
    outgoing = relay.Outgoing(app.state.service.settings.sending_bytes)

    def take() -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            over.set()
            loop.remove_reader(control)
            return
        for descriptor in descriptors:
            link = socket.socket(fileno=descriptor)
            task = loop.create_task(relay.answer(app, link, outgoing))
            running.add(task)
            task.add_done_callback(running.discard)

    async with app.router.lifespan_context(app):
        with suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(signal.SIGHUP, app.state.service.wanted.set)
        control.setblocking(False)
        with suppress(OSError):
            control.send(READY)
        app.state.service.now.pool.gather()
        loop.add_reader(control, take)
        await over.wait()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
