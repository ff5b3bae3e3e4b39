"""Running a command where it can be stopped: in a process of its own, with the network shut.

The parser and the SPARQL engine cannot be interrupted, and end their process when what they are
given is nested too deep or takes all memory. So the work is done in a fork of this process, and
this one only waits: it ends the work when its time is over, and tells in words what it died of.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety import sandbox
from wijgraph.safety.limits import VARIABLES, Limits

FAILED = 2
GRACE = 2  # seconds for the work to end by itself, and leave nothing half done
# What asks a command to end: Ctrl-C, a time that is over elsewhere, a terminal that is closed.
ENDING = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP)


def supervised(
    work: Callable[[], int],
    limits: Limits,
    *,
    network: bool,
    programs: bool,
    clock: bool = True,
    language: str = "nl",
) -> int:
    """Return the exit code of ``work``, done within ``limits``; 2, with a message, beyond them.

    With ``network`` it may open sockets, with ``programs`` start other programs. Without ``clock``
    it may take as long as it likes.
    """
    if not hasattr(os, "fork"):  # Windows: nothing of this is there
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    end, held = os.pipe()  # the other side closes when the work is over, however it ends
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # until both processes are ready for it
    pid = os.fork()
    for number in ENDING:
        # Started in the background of a shell, or by nohup, it is not to be stopped.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if pid == 0:
        os.close(end)
        _work(work, limits, network=network, programs=programs)
    os.close(held)
    with os.fdopen(end, "rb", buffering=0):
        return _wait(pid, end, limits, language, clock=clock)


def _work(work: Callable[[], int], limits: Limits, *, network: bool, programs: bool) -> NoReturn:
    code = FAILED
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        sandbox.follow_parent()
        sandbox.limit_memory(limits.megabytes)
        denied = set() if network else set(sandbox.NETWORK)
        sandbox.deny_calls(denied if programs else denied | sandbox.PROGRAMS)
        code = work()
    except KeyboardInterrupt as stopped:
        code = 128 + stopped.args[0]
    finally:
        os._exit(code)


def _stop(number: int, _: FrameType | None) -> NoReturn:
    """Be stopped once: a terminal and the waiting process may both tell it."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def _wait(pid: int, end: int, limits: Limits, language: str, *, clock: bool) -> int:
    deadline = time.monotonic() + limits.seconds if clock else None
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        over = _ended(end, deadline)
    except KeyboardInterrupt as stopped:
        number = stopped.args[0]
        os.kill(pid, number)
        if not _ended(end, time.monotonic() + GRACE):
            os.kill(pid, signal.SIGKILL)
            _tell(Message("command.stopped")[language])
        os.waitpid(pid, 0)
        return int(128 + number)
    if not over:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        _tell(f"wijgraph: {out_of_time(limits).told(language)}")
        return FAILED
    status = os.waitpid(pid, 0)[1]
    if not os.WIFSIGNALED(status):
        return os.waitstatus_to_exitcode(status)
    number = os.WTERMSIG(status)
    if number in CRASHES or number == signal.SIGKILL:
        _tell(f"wijgraph: {out_of_memory(limits).told(language)}")
        return FAILED
    return 128 + number


def out_of_time(limits: Limits) -> WijgraphError:
    """Return what is told to who needs too long."""
    return WijgraphError(
        Message("safety.out-of-time", seconds=limits.seconds),
        hint=Message("safety.more-time", variable=VARIABLES["seconds"]),
    )


def out_of_memory(limits: Limits) -> WijgraphError:
    """Return what is told to who needs too much."""
    return WijgraphError(
        Message("safety.out-of-memory", megabytes=limits.megabytes),
        hint=Message("safety.more-memory", variable=VARIABLES["megabytes"]),
    )


def _ended(end: int, deadline: float | None) -> bool:
    """Wait until the other side is closed, or the deadline; return whether it was closed."""
    left = None if deadline is None else max(0.0, deadline - time.monotonic())
    return bool(select.select([end], [], [], left)[0])


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
