"""Oxigraph in a folder on disk: many may read, one may write."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from wijgraph.errors import StoreError
from wijgraph.messages import Message, quoted
from wijgraph.store.embedded import Store
from wijgraph.store.http import escaped
from wijgraph.store.writing import Graphs, dropped, inserted, quads_of

SMALL = 2**20  # bytes: below it, a transaction in memory is quicker than new files on disk


TRIES, PAUSE = 20, 0.05  # to open it for reading, and seconds in between


class Disk(Store):
    """A store in a folder; each thing that is written is there whole, or not at all.

    Who only reads sees what was there when it was opened.
    """

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open the store in ``folder``; raise StoreError when that cannot be.

        To ``write``, it is made when there is none, and nobody else may be writing.
        """
        self.folder = folder
        self.name = f"oxigraph:{folder}"
        if not write and not (folder / "CURRENT").is_file():
            raise StoreError(
                Message("store.none-here"),
                path=folder,
                hint=Message("store.none-here-hint", name=self.name),
            )
        for left in reversed(range(TRIES)):
            try:
                self._store = _opened(folder, write)
                return
            except (OSError, RuntimeError, ValueError) as error:
                # Who writes may have put files together that the reader was just told of.
                if write or not left or "No such file" not in str(error):
                    raise _opening_error(folder, error) from None
            time.sleep(PAUSE)

    def fill(self, graphs: Graphs) -> None:
        """Add ``graphs``: all of them, or none."""
        quads = quads_of(graphs)
        load = self._store.load if len(quads) < SMALL else self._store.bulk_load
        self._write(lambda: load(quads, ox.RdfFormat.N_QUADS))

    def put(self, graphs: Graphs) -> None:
        """Let ``graphs`` hold this and nothing else: all of them, or none."""
        self._write(lambda: self._store.update(inserted(graphs)))

    def drop(self, graphs: Iterable[str]) -> None:
        """Forget ``graphs``: all of them, or none."""
        text = dropped(graphs)
        if text:
            self._write(lambda: self._store.update(text))

    def _write(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(
                Message("store.not-written", reason=quoted(escaped(str(error)))), path=self.folder
            ) from None


def _opened(folder: Path, write: bool) -> ox.Store:
    if not write:
        return ox.Store.read_only(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    return ox.Store(str(folder))


def _opening_error(folder: Path, error: Exception) -> StoreError:
    text = str(error)
    if "lock" in text.lower() and "corruption" not in text.lower():
        return StoreError(Message("store.locked"), path=folder, hint=Message("store.locked-hint"))
    return StoreError(Message("store.not-opened", reason=quoted(escaped(text))), path=folder)
