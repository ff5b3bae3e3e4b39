"""Opening the store that a person names."""

from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import StoreError
from wijgraph.messages import Message
from wijgraph.store.base import TripleStore
from wijgraph.store.http import checked_url

OXIGRAPH = "oxigraph:"
FORMS = Message("store.forms")


@dataclass(frozen=True)
class Spec:
    """A store as a person names it, with the dossier in it that is meant, if one is named."""

    place: str  # oxigraph:DIR or a URL
    dossier: str | None = None

    @staticmethod
    def of(text: str) -> "Spec":
        """Return what ``text`` names: a store, or ``STORE#DOSSIER``; raise StoreError for none."""
        place, mark, dossier = text.rpartition("#")
        spec = Spec(place, dossier or None) if mark else Spec(text)
        if spec.remote:
            checked_url(spec.place)
            return spec
        if spec.place.startswith(OXIGRAPH) and spec.place != OXIGRAPH:
            return spec
        kind = text.partition(":")[0]  # what follows may be a secret
        raise StoreError(Message("store.kind-unknown", kind=kind), hint=FORMS)

    @property
    def remote(self) -> bool:
        """Whether it is asked over the network."""
        return self.place.lower().startswith(("http://", "https://"))

    @property
    def folder(self) -> Path:
        """Where it is on disk."""
        return Path(self.place.removeprefix(OXIGRAPH))


def open_store(
    spec: Spec,
    *,
    write: bool = False,
    make: bool = True,
    update_url: str | None = None,
    graph_store_url: str | None = None,
) -> TripleStore:
    """Return the store, to be asked, or with ``write`` to be changed too.

    On disk ``make`` lets one that is to be changed be made where there is none.

    Raises StoreError when it cannot be opened. One over the network is not asked yet.
    """
    if not spec.remote:
        from wijgraph.store.disk import Disk

        return Disk(spec.folder, write=write, make=make)
    if not write:
        from wijgraph.store.remote import Remote

        return Remote(spec.place)
    from wijgraph.store.sending import RemoteWriter

    return RemoteWriter(spec.place, update_url=update_url, graph_store_url=graph_store_url)
