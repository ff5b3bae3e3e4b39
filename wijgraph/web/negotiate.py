"""Which format a client gets: by the ``Accept`` header with its weights, by suffix, or by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from wijgraph.messages import Message
from wijgraph.web.problems import Problem

MOST = 100  # entries of a header that are read


@dataclass(frozen=True)
class Media:
    """A media type that we write: ``form`` is our name for it, ``suffix`` that of files."""

    type: str
    form: str
    suffix: str = ""

    @property
    def names(self) -> set[str]:
        """The names by which it can be asked for."""
        return {self.form, self.suffix, self.type} - {""}

    @property
    def header(self) -> str:
        """The value of ``Content-Type``."""
        texts = self.type.startswith("text/") or self.type.endswith("sparql-results+xml")
        return f"{self.type}; charset=utf-8" if texts else self.type


TABLES = (
    Media("application/sparql-results+json", "json", "srj"),
    Media("application/json", "json", "json"),
    Media("application/sparql-results+xml", "xml", "srx"),
    Media("application/xml", "xml", "xml"),
    Media("text/xml", "xml"),
    Media("text/csv", "csv", "csv"),
    Media("text/tab-separated-values", "tsv", "tsv"),
)
GRAPHS = (
    Media("text/turtle", "turtle", "ttl"),
    Media("application/x-turtle", "turtle"),
    Media("application/n-triples", "ntriples", "nt"),
    Media("application/rdf+xml", "rdfxml", "rdf"),
    Media("application/ld+json", "jsonld", "jsonld"),
    Media("application/json", "jsonld"),
    Media("text/plain", "ntriples"),
)
HTML = Media("text/html", "html", "html")
JSON = Media("application/json", "json", "json")
CSV = Media("text/csv", "csv", "csv")
SPREADSHEET = Media("text/csv", "spreadsheet")  # CSV as people read it
XLSX = Media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "xlsx")


def weights(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of an ``Accept`` header, each with its weight."""
    found = []
    for entry in accept.split(",")[:MOST]:
        kind, *parameters = (part.strip() for part in entry.lower().split(";"))
        weight, others = 1.0, 0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
            elif name.strip() not in {"", "charset"}:
                others += 1
        # A profile or version that we do not know makes another type of it.
        if "/" in kind and not others:
            found.append((kind, weight))
    return found


def best(accept: str | None, offered: Sequence[Media]) -> Media | None:
    """Return what a client likes best of what is ``offered``, in our order when it does not mind.

    >>> best("text/csv;q=0.5, application/sparql-results+xml", TABLES).form
    'xml'
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = weights(accept)
    chosen, most = None, 0.0
    for media in offered:
        major = media.type.partition("/")[0]
        weight = 0.0
        for wanted in (media.type, f"{major}/*", "*/*"):  # the most specific one counts
            fitting = [w for kind, w in ranges if kind == wanted]
            if fitting:
                weight = max(fitting)
                break
        if weight > most:
            chosen, most = media, weight
    return chosen


def pick(accept: str | None, offered: Sequence[Media], name: str | None = None) -> Media:
    """Return the format called ``name`` (form, suffix or media type), or else by ``Accept``.

    Raises Problem, with what there is, when there is none that fits.
    """
    if name is not None:
        media = next((m for m in offered if name in m.names), None)
    else:
        media = best(accept, offered)
    if media is None:
        raise not_acceptable(offered)
    return media


def not_acceptable(offered: Sequence[Media]) -> Problem:
    """Return the problem that none of what is ``offered`` is wanted."""
    types = ", ".join(dict.fromkeys(m.type for m in offered))
    return Problem(
        "not-acceptable", Message("web.no-format"), hint=Message("web.no-format-hint", types=types)
    )


def language(accept: str | None, standard: str) -> str:
    """Return "nl" or "en" by an ``Accept-Language`` header."""
    if not accept:
        return standard
    liked = dict.fromkeys(("nl", "en"), 0.0)
    for entry in accept.split(",")[:MOST]:
        tag, _, parameters = entry.strip().lower().partition(";")
        _, _, value = parameters.partition("q=")
        try:
            weight = float(value or 1)
        except ValueError:
            weight = 0.0
        short = tag.partition("-")[0].strip()
        if short in liked:
            liked[short] = max(liked[short], weight)
    if liked["nl"] == liked["en"]:
        return standard
    return max(liked, key=lambda tag: liked[tag])
