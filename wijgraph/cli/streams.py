"""Standard streams that are closed, full or left alone: a word and an exit code, no traceback."""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any

FAILED, LEFT = 2, 141  # as a shell has it for who is told that nobody reads any more

# How the null device is opened in the place of a stream that is closed: so that using it fails.
CLOSED = (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))


class OutputError(OSError):
    """Standard output cannot be written."""


class _Output(io.FileIO):
    """Standard output: what goes wrong with it is told from what goes wrong with a file."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data) or 0
        except OSError as error:
            raise OutputError(error.errno, error.strerror) from None


class _Remarks(io.TextIOWrapper):
    """Standard error, which never fails: what was found is not lost for want of a remark."""

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def prepare() -> None:
    """Give each standard stream a file: the next one that is opened would take its place."""
    for number, (name, how) in enumerate(CLOSED):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, how)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "r", closefd=False)))
    output = io.BufferedWriter(_Output(1, "w", closefd=False))
    old: Any = sys.stdout
    sys.stdout = io.TextIOWrapper(
        output,
        encoding=getattr(old, "encoding", "utf-8"),
        errors=getattr(old, "errors", "strict"),
        line_buffering=output.isatty(),
    )
    # What libraries write to it past Python is not for people, such as what an engine dies of.
    own = os.dup(2)
    if not os.environ.get("WIJGRAPH_TRACEBACK"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    remarks = io.BufferedWriter(io.FileIO(own, "w"))
    encoding = getattr(sys.stderr, "encoding", "utf-8")
    sys.stderr = _Remarks(remarks, encoding, "backslashreplace", line_buffering=True)


def failed(error: OutputError, language: str) -> int:
    """Tell why standard output cannot be written, unless its reader left; return the exit code."""
    # What was not written would be tried again at the end, with a message of Python.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno == errno.EPIPE:
        return LEFT
    from wijgraph.errors import WriteError
    from wijgraph.messages import Message
    from wijgraph.safety.reading import reason

    told = WriteError(Message("command.no-output", reason=reason(error))).told(language)
    sys.stderr.write(f"wijgraph: {told}\n")
    return FAILED
