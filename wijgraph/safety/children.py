"""Python processes that this one starts: nothing of the working folder or a user is run by them.

Python itself puts the working folder first in the places where it looks for modules, so that a
``socket.py`` among somebody's files would be run.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What -P and -s say on the command line, which multiprocessing does not pass on.
ALONE = {"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}
START = "import sys, runpy; sys.path[:] = {path!r}; runpy.run_module({module!r}, None, '__main__')"


def isolated(module: str, *arguments: str) -> list[str]:
    """Return the command that runs ``module`` isolated: it finds what this process finds."""
    path = [place for place in sys.path if Path(place).is_absolute()]
    return [sys.executable, "-I", "-c", START.format(path=path, module=module), *arguments]


@contextmanager
def alone() -> Iterator[None]:
    """Isolate the processes that multiprocessing starts meanwhile.

    They get the places of this process handed over once they run.
    """
    before = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    for name in before:
        del os.environ[name]
    os.environ.update(ALONE)
    try:
        yield
    finally:
        for name in ALONE:
            os.environ.pop(name, None)
        os.environ.update(before)
