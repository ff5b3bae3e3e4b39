"""The loop of a worker: it answers requests, one line of JSON each, until there are no more."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def peak() -> int:
    """Return the most memory that this process had, in bytes: that of who started it is not in."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024


def serve(actions: dict[str, Callable[..., Any]]) -> None:
    """Do what is asked for; answer with the result, the seconds, and the most memory so far."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        request = json.loads(line)
        start, before = time.perf_counter(), time.process_time()
        result = actions[request.pop("action")](**request)
        seconds, cpu = time.perf_counter() - start, time.process_time() - before
        print(
            json.dumps({"result": result, "seconds": seconds, "cpu": cpu, "peak": peak()}),
            file=answers,
        )
        answers.flush()
