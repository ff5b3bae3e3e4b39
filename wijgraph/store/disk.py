"""Oxigraph in a folder on disk: many may read, one may write."""

import gc
import logging
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from wijgraph.errors import StoreError
from wijgraph.files import put_folder
from wijgraph.messages import Message, quoted
from wijgraph.model import Term
from wijgraph.store.embedded import Store
from wijgraph.store.http import escaped
from wijgraph.store.lexical import Forms
from wijgraph.store.mending import forms_in, mended, mending, noted
from wijgraph.store.terms import Terms, Triple, to_oxigraph, written
from wijgraph.store.writing import Graphs, dropped, inserted, quads_of

SMALL = 2**20  # bytes: below it, a transaction in memory is quicker than new files on disk
# The files of a store, but for those that are left when a folder was no store.
OF_ROCKSDB = re.compile(r"\d+\.(?:sst|log|blob)\Z|MANIFEST-\d+\Z|OPTIONS-\d+\Z|IDENTITY\Z")
LOG = logging.getLogger("wijgraph")
# How RocksDB and the system say why a store that is whole is not opened or written.
LOCKED = ("No locks available", "lock hold", "While lock file")
FULL = ("No space left", "Disk quota exceeded")
FORBIDDEN = ("Permission denied", "Read-only", "not permitted")
TRIES, PAUSE = 20, 0.05  # to open it for reading, and seconds in between


class Disk(Store):
    """A store in a folder; each thing that is written is there whole, or not at all.

    Who only reads sees what was there when it was opened.
    """

    def __init__(self, folder: Path, *, write: bool = False, make: bool = True) -> None:
        """Open the store in ``folder``; raise StoreError when that cannot be.

        To ``write``, nobody else may be writing; with ``make`` it is made when there is none. What
        was left of an erasure that was stopped is finished then.
        """
        self.folder = folder
        self.name = f"oxigraph:{folder}"
        try:
            _look_at(folder, self.name, make=write and make)
            unfinished = leftover(folder).exists()
        except OSError as error:
            raise _opening_error(folder, error) from None
        if unfinished and not write:
            LOG.warning(Message("store.erasing-unfinished", name=self.name))
        for left in reversed(range(TRIES)):
            try:
                self._store = _opened(folder, write)
                break
            except (OSError, RuntimeError, ValueError) as error:
                # Who writes may have put files together that the reader was just told of.
                if write or not left or "No such file" not in str(error):
                    raise _opening_error(folder, error) from None
            time.sleep(PAUSE)
        if unfinished and write:
            self.erase()

    def erase(self, remove: Callable[[], None] = lambda: None) -> None:
        """Do what ``remove`` does, and leave no trace of it, nor of what was removed before.

        A new store is made of what stays and put in the place of the old one, at once; the files
        of the old one go. Who is stopped leaves the one or the other whole, and a folder beside it
        that tells the next writer to do this again.
        """
        fresh = leftover(self.folder)
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            remove()
            copy = ox.Store(str(fresh / "store"))
            copy.bulk_extend(self._store)
            copy.flush()
            if len(copy) != len(self._store):
                raise StoreError(Message("store.erased-less"), path=self.folder)
            # Both closed: RocksDB clears away, at its end, what it does not know in its folder.
            del copy, self._store
            gc.collect()
            with _locked(self.folder):
                (fresh / "store").chmod(stat.S_IMODE(self.folder.stat().st_mode))
                put_folder(fresh / "store", self.folder)
            shutil.rmtree(fresh)
        except (OSError, RuntimeError, ValueError) as error:
            raise _refused(self.folder, error) or StoreError(
                Message("store.not-erased", reason=quoted(escaped(str(error)))), path=self.folder
            ) from None
        self._store = _opened(self.folder, write=True)

    def fill(self, graphs: Graphs) -> None:
        """Add ``graphs``, with notes on what is kept in other words: all of them, or none."""
        notes = {mending(graph): noted(graph, data) for graph, data in graphs.items()}
        quads = quads_of({**graphs, **notes})
        extend = self._store.extend if len(quads) < SMALL else self._store.bulk_extend
        # Not loaded: the notes have the names that blank nodes have in what is written.
        self._write(lambda: extend(ox.parse(quads, ox.RdfFormat.N_QUADS)))

    def put(self, graphs: Graphs) -> None:
        """Let ``graphs`` hold this and nothing else: all of them, or none."""
        self._write(lambda: self._store.update(inserted(graphs)))

    def drop(self, graphs: Iterable[str]) -> None:
        """Forget ``graphs``, with the notes on them: all of them, or none."""
        every = (name for graph in graphs for name in (graph, mending(graph)))
        there = self._store.contains_named_graph
        text = dropped(name for name in every if there(ox.NamedNode(name)))
        if text:
            self._write(lambda: self._store.update(text))

    def triples(self, graphs: Sequence[str] | None = None) -> Iterator[Triple]:
        """Yield every triple of the default graph, or of ``graphs``, as it was written."""
        if graphs is None:
            yield from super().triples()
        for graph in dict.fromkeys(graphs or ()):
            yield from mended(super().triples([graph]), super().triples([mending(graph)]))

    def ntriples(self, graph: str) -> bytes:
        """Return a named graph as N-Triples, as it was written."""
        if not next(super().triples([mending(graph)]), None):
            return super().ntriples(graph)
        return written(self.triples([graph]), "ntriples")

    def forms_in(self, graphs: Sequence[str] | None) -> Forms:
        """Return how literals were written that ``graphs`` have in other words."""
        names, terms = list(graphs or ()), Terms()

        def like(values: Iterable[Term]) -> Iterator[Triple]:
            for value, name in product(values, names):
                found = to_oxigraph(value), ox.NamedNode(name)
                yield from map(terms.triple, self._store.quads_for_pattern(None, None, *found))

        return forms_in(super().triples([*map(mending, names)]), like) if names else Forms()

    def _write(self, step: Callable[[], None]) -> None:
        try:
            step()
            # Damage to a log is not seen: what lies behind it would be gone without a word.
            self._store.flush()
        except (OSError, RuntimeError, ValueError) as error:
            raise _refused(self.folder, error) or StoreError(
                Message("store.not-written", reason=quoted(escaped(str(error)))), path=self.folder
            ) from None


def _opened(folder: Path, write: bool) -> ox.Store:
    if not write:
        return ox.Store.read_only(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    return ox.Store(str(folder))


def leftover(folder: Path) -> Path:
    """Return the folder that is there while something is being erased from ``folder``."""
    return folder.absolute().parent / f".{folder.absolute().name}.erasing"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other writers out, as RocksDB does, between the one store and the other."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (folder / "LOCK").open("ab") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _look_at(folder: Path, name: str, *, make: bool) -> None:
    """Raise StoreError where there is no store, or what is left of one."""
    if (folder / "CURRENT").is_file():
        return
    if folder.is_dir() and any(OF_ROCKSDB.match(path.name) for path in folder.iterdir()):
        raise _damaged(folder, "CURRENT")
    if make and (folder.is_dir() or not folder.exists()):
        return
    stores = [path.parent.name for path in folder.absolute().parent.glob("*/CURRENT")]
    near = get_close_matches(folder.absolute().name, stores, 1)
    raise StoreError(
        Message("store.none-here"),
        path=folder,
        hint=Message("store.none-here-near", name=f"oxigraph:{folder.with_name(near[0])}")
        if near
        else Message("store.none-here-file")
        if folder.exists() and not folder.is_dir()
        else Message("store.none-here-hint", name=name),
    )


def _damaged(folder: Path, reason: str) -> StoreError:
    return StoreError(
        Message("store.damaged", reason=quoted(escaped(reason))),
        path=folder,
        hint=Message("store.damaged-hint"),
    )


def _refused(folder: Path, error: Exception) -> StoreError | None:
    """Return what keeps a store that is whole from being opened or written; None for nothing."""
    text = str(error)
    if any(word in text for word in LOCKED):
        return StoreError(Message("store.locked"), path=folder, hint=Message("store.locked-hint"))
    told = Message("store.full", reason=quoted(escaped(text)))
    if any(word in text for word in FULL):
        return StoreError(told, path=folder, hint=Message("store.full-hint"))
    told = Message("store.not-opened", reason=quoted(escaped(text)))
    if any(word in text for word in FORBIDDEN):
        return StoreError(told, path=folder, hint=Message("store.not-opened-hint"))
    return None


def _opening_error(folder: Path, error: Exception) -> StoreError:
    return _refused(folder, error) or _damaged(folder, str(error))
