"""The register: which dossiers a store holds, and how they come and go.

Whatever is new is written to graphs that nobody asks yet; then the manifest of the dossier, which
is small, is changed at once. It names first what is being written or about to go, so that who is
stopped in between leaves nothing that the next one does not clear away. In a store that several may
write to at the same time, a manifest is changed only when nobody else has changed any since the
register was read: who comes second is refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from wijgraph.errors import OvertakenError, StoreError
from wijgraph.graph.manifest import REGISTER, Entry, Validated, entries
from wijgraph.graph.stored import no_dossier
from wijgraph.messages import Message
from wijgraph.register.laying import Laid
from wijgraph.store import TripleStore
from wijgraph.store.mending import mending
from wijgraph.store.writing import Erasable, Shared, Writable

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
OTHERS = re.compile(r"[^a-z0-9]+")
SHARED = ("ontology", "shapes")  # graphs that dossiers may have in common
RESERVED = {"data", "derived", "ontology", "shapes"}
BATCH = 16 * 2**20  # bytes that are written at once

# Those of a register, of dossiers that are there or not.
GRAPHS = f"""
SELECT DISTINCT ?graph WHERE {{
  GRAPH ?graph {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?graph), "{REGISTER}")) }}
"""

Progress = Callable[[int, str], None]


def slug_of(name: str) -> str:
    """Return ``name`` as the name of a dossier; raise StoreError when nothing is left of it."""
    slug = OTHERS.sub("-", name.casefold()).strip("-")[:80].strip("-")
    return checked_slug(slug)


def checked_slug(slug: str) -> str:
    """Return ``slug``; raise StoreError when it cannot be the name of a dossier."""
    if not SLUG.match(slug) or slug in RESERVED:
        raise StoreError(
            Message("register.name-wrong", name=slug), hint=Message("register.name-wrong-hint")
        )
    return slug


class Register:
    """The dossiers in a store, by name; to change them the store must be open for writing.

    >>> register = Register(open_store(Spec.of("oxigraph:register"), write=True))  # doctest: +SKIP
    >>> common = Common.of(find("town"))  # doctest: +SKIP
    >>> register.add_many((slug, common.lay(read(slug))) for slug in slugs)  # doctest: +SKIP
    """

    def __init__(self, store: TripleStore) -> None:
        """Read what is in ``store``; raise StoreError when it cannot be reached."""
        self.store = store
        if isinstance(store, Shared):
            store.watch()  # before what is in it is read
        self._all = entries(store)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The dossiers that are there, in the order of their names."""
        return {slug: entry for slug, entry in sorted(self._all.items()) if entry.there}

    def chosen(self, slugs: Sequence[str] = ()) -> list[Entry]:
        """Return the dossiers called ``slugs``, or all; raise StoreError for one that is not."""
        there = self.entries
        for slug in slugs:
            if slug not in there:
                raise no_dossier(self.store, slug, there)
        return [there[slug] for slug in slugs] if slugs else list(there.values())

    @property
    def _writing(self) -> Writable:
        if not isinstance(self.store, Writable):
            raise StoreError(
                Message("register.read-only", store=self.store.name),
                hint=Message("register.read-only-hint"),
            )
        return self.store

    def add(self, slug: str, laid: Laid) -> bool:
        """Add a dossier, or put it in the place of what it was; return whether it is another."""
        return self.add_many([(slug, laid)]) == 1

    def add_many(
        self, dossiers: Iterable[tuple[str, Laid | None]], progress: Progress | None = None
    ) -> int:
        """Add many dossiers, in batches of some megabytes; return how many are new or others.

        None stands for what is there already.

        What ``progress`` was told of is there, whatever happens next: it gets the number of
        dossiers that are done and the name of the last.
        """
        batch: dict[str, Laid] = {}
        seen = changed = size = 0
        last = ""

        def write() -> int:
            count = self._add(batch)
            batch.clear()
            if progress and seen:
                progress(seen, last)
            return count

        for slug, laid in dossiers:
            known = self._all.get(checked_slug(slug))
            if slug in batch or size > BATCH:
                changed += write()
                size = 0
            if laid and (known is None or known.fingerprint != laid.fingerprint or known.pending):
                batch[slug] = laid
                size += sum(len(laid.graphs[name]) for name in ("data", "derived"))
            seen, last = seen + 1, slug
        return changed + write()

    def _add(self, batch: Mapping[str, Laid]) -> int:
        """Write a batch, and see that nothing is left of what was there before."""
        if not batch:
            return 0
        before = {slug: self._all.get(slug) or _nothing(slug) for slug in batch}
        after = {slug: _entry(slug, laid) for slug, laid in batch.items()}
        used = self._used()
        new: dict[str, bytes] = {}
        starting = []
        for slug, laid in batch.items():
            own = {
                iri: laid.graphs[name]
                for name, iri in after[slug].graphs.items()
                if iri not in used and iri not in new
            }
            new |= own
            starting.append(replace(before[slug], pending=(*before[slug].pending, *own)))
        self._tell(starting)
        left = {iri for entry in before.values() for iri in entry.pending}
        with self._giving_way(starting, new):
            self._writing.drop(sorted(left - used))
            self._writing.fill(new)
            self._settle(
                replace(
                    entry,
                    validated=before[slug].validated,
                    pending=tuple(iri for iri in _left_by(before[slug]) if iri not in new),
                )
                for slug, entry in after.items()
            )
        return len(batch)

    def found(self, results: Iterable[tuple[Entry, Validated, bytes]]) -> None:
        """Keep what the rules found, the findings in a new graph each."""
        fresh = list(results)
        starting = [
            replace(entry, pending=(*entry.pending, validated.findings))
            for entry, validated, _ in fresh
        ]
        self._tell(starting)
        new = {validated.findings: data for _, validated, data in fresh}
        with self._giving_way(starting, new):
            self._writing.fill(new)
            self._settle(
                replace(
                    entry,
                    validated=validated,
                    pending=(entry.validated.findings,) if entry.validated else (),
                )
                for entry, validated, _ in fresh
            )

    @contextmanager
    def _giving_way(self, told: Iterable[Entry], new: Iterable[str]) -> Iterator[None]:
        """Leave none of the ``new`` graphs behind when somebody else wrote since this was told."""
        try:
            yield
        except OvertakenError:
            with suppress(StoreError):
                now = Register(self.store)
                own = {entry.slug: sorted(entry.manifest().splitlines()) for entry in told}
                mine = {
                    slug
                    for slug, entry in now._all.items()
                    if own.get(slug) == sorted(entry.manifest().splitlines())
                }
                others = (entry for slug, entry in now._all.items() if slug not in mine)
                busy = now._used() | {iri for entry in others for iri in entry.pending}
                gone = {now._all[slug].iri for slug in mine if not now._all[slug].there}
                now._writing.drop(sorted(({*new} | gone) - busy))
            raise

    def remove(self, slugs: Sequence[str]) -> None:
        """Forget dossiers."""
        gone = self.chosen(slugs) if slugs else []
        self._settle(replace(_nothing(entry.slug), pending=_owned(entry)) for entry in gone)
        self._writing.drop([entry.iri for entry in gone])
        for entry in gone:
            del self._all[entry.slug]

    def erase(self, slugs: Sequence[str] = ()) -> bool:
        """Forget dossiers, and leave no trace of them, nor of what was removed before.

        Returns whether the store could do that: in one over the network the graphs are dropped,
        and what its server keeps in files is out of reach.
        """
        if not isinstance(self.store, Erasable):
            self.remove(slugs)
            return False

        def remove() -> None:
            self.remove(slugs)
            there = self.entries
            self._tell(replace(entry, pending=()) for entry in there.values() if entry.pending)
            used = self._used()
            own = {entry.iri for entry in there.values()} | used | {*map(mending, used)}
            found = (row["graph"] for row in self.store.select(GRAPHS))
            self._writing.drop(sorted({graph.value for graph in found if graph} - own))
            self._all = dict(there)

        self.store.erase(remove)
        return True

    def _settle(self, changed: Iterable[Entry]) -> None:
        """Let manifests say this; then drop what is pending in them and used by none."""
        done = list(changed)
        self._tell(done)
        used = self._used()
        unused = {iri for entry in done for iri in entry.pending} - used
        # It is done: when somebody else writes now, who writes next clears away what is left.
        with suppress(OvertakenError):
            if unused:
                self._writing.drop(sorted(unused))
            self._tell(replace(entry, pending=()) for entry in done if entry.pending)

    def _tell(self, changed: Iterable[Entry]) -> None:
        told = {entry.slug: entry for entry in changed}
        if told:
            self._writing.put({entry.iri: entry.manifest() for entry in told.values()})
            self._all |= told

    def _used(self) -> set[str]:
        return {iri for entry in self._all.values() if entry.there for iri in _owned(entry)}


def _owned(entry: Entry) -> tuple[str, ...]:
    findings = [entry.validated.findings] if entry.validated else []
    return (*entry.graphs.values(), *findings)


def _left_by(entry: Entry) -> tuple[str, ...]:
    return (*entry.graphs.values(), *entry.pending)


def _nothing(slug: str) -> Entry:
    return Entry(slug, "", {}, 0)


def _entry(slug: str, laid: Laid) -> Entry:
    own = {name: f"{REGISTER}{slug}/{laid.fingerprint}/{name}" for name in ("data", "derived")}
    return Entry(slug, laid.fingerprint, own | dict(laid.names), laid.size, laid.rules)
