"""The process that workers are forked from: it loads the graph once, and never runs a job.

It has one thread and nothing of the application, so that a fork of it is small, quick and safe.
Started as ``python -m wijgraph.web.workers.zygote FD``.
"""

import gc
import os
import signal
import socket
import sys
from contextlib import suppress

from wijgraph.messages import LANGUAGES, read_all
from wijgraph.safety import sandbox
from wijgraph.web.workers import jobs, wire

NICE = 5


def main(descriptor: int) -> None:
    """Load, then fork and bury workers on request, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the service, which tells us
    with suppress(OSError):
        os.nice(NICE)  # who takes part in the conversation goes before who works on it
    control = socket.socket(fileno=descriptor)
    children = set[int]()
    try:
        setup, body = wire.receive(control)
        doing = jobs.kinds(setup, body)
        del body
        for language in LANGUAGES:  # a worker can open no file any more
            read_all(language)
        gc.freeze()  # so that the memory stays shared with the workers
        wire.send(control, {"ready": True})
        while True:
            _serve(control, children, doing, setup)
    except wire.ClosedError:
        pass
    finally:
        for pid in children:
            _bury(pid)


def _serve(control: socket.socket, children: set[int], doing: jobs.Jobs, setup: wire.Head) -> None:
    request, descriptors, _, _ = socket.recv_fds(control, 64, 1)
    if not request:
        raise wire.ClosedError
    if request == b"fork":
        pid = os.fork()
        if pid == 0:
            control.close()
            link = socket.socket(fileno=descriptors[0])  # open until the end, which it tells
            try:
                _work(link, doing, setup)
            finally:
                os._exit(0)
        os.close(descriptors[0])
        children.add(pid)
        wire.send(control, {"pid": pid})
    else:
        pid = int(request)
        # One that is no child of ours, but of a process before us, may be another process by now.
        status = _bury(pid) if pid in children else 0
        children.discard(pid)
        wire.send(control, {"status": status})


def _bury(pid: int) -> int:
    """End a worker and return the signal that it died of, or 0."""
    try:
        os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
    except (ProcessLookupError, ChildProcessError):
        return 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _work(link: socket.socket, doing: jobs.Jobs, setup: wire.Head) -> None:
    """Do the jobs that come over ``link``, closed in."""
    if setup["kind"] == "make":
        from wijgraph.web.workers.making import lay_out_over

        lay_out_over(link)
    sandbox.enter(setup["megabytes"], files=setup["files"])
    with suppress(wire.ClosedError, MemoryError):
        while True:
            head, body = wire.receive(link)
            sandbox.limit_time(head["seconds"])
            answer, data = doing[head["job"]](head, body)
            wire.send(link, answer | {"memory": sandbox.memory()[1]}, data)


if __name__ == "__main__":
    main(int(sys.argv[1]))
