"""Lists and tables as JSON, CSV and XLSX, whole or in parts."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from wijgraph.queries.empty import RECORDED_NOT
from wijgraph.spreadsheets import Sheet, as_csv, as_xlsx
from wijgraph.web.answers import answered, language_of
from wijgraph.web.negotiate import CSV, JSON, XLSX, Media, pick
from wijgraph.web.service import Serving
from wijgraph.web.workers.making import Kept, Making

Item = dict[str, Any]


def offered() -> tuple[Media, ...]:
    """Return the formats of a list; XLSX when the library for it is there."""
    return (JSON, CSV, XLSX) if find_spec("openpyxl") else (JSON, CSV)


def as_json(data: Any) -> bytes:
    """Return ``data`` as JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def page_links(request: Request, total: int, limit: int, offset: int) -> dict[str, str]:
    """Return the header that leads to the other parts of a list."""

    def link(start: int, relation: str) -> str:
        pairs = [(k, v) for k, v in request.query_params.multi_items()
                 if k not in {"limit", "offset"}]  # fmt: skip
        query = urlencode([*pairs, ("limit", limit), ("offset", start)])
        return f'<{request.url.path}?{query}>; rel="{relation}"'

    links = [link(0, "first")] if offset else []
    if offset:
        links.append(link(max(0, offset - limit), "prev"))
    if offset + limit < total:
        links.append(link(offset + limit, "next"))
    return {"Link": ", ".join(links)} if links else {}


@dataclass(frozen=True)
class Listing:
    """A list: its name, how its items are found, and one of them as a row of a table."""

    name: str
    items: Callable[[Making, str], Sequence[Item]]
    headings: Sequence[str]
    row: Callable[[Item, str], Sequence[str]]
    changes: Callable[[], object] = tuple  # with what it changes, beside the dossier


@dataclass(frozen=True)
class Wanted:
    """What a client wants of a list; ``choose`` has the values that members must have."""

    limit: int
    offset: int
    language: str | None
    form: str | None
    choose: Mapping[str, str | None]


async def listed(
    request: Request, serving: Serving, listing: Listing, asked: Wanted, *, heavy: bool = False
) -> Response:
    """Return the part of a list that is ``asked`` for, with links to the others."""
    media = pick(request.headers.get("accept"), offered(), asked.form)
    language, limit, offset = language_of(request, asked.language), asked.limit, asked.offset
    wanted = {name: value for name, value in asked.choose.items() if value is not None}
    key = (
        listing.name,
        listing.changes(),
        tuple(wanted.items()),
        limit,
        offset,
        media.type,
        language,
    )

    def others(kept: Kept) -> Mapping[str, str]:
        return page_links(request, kept.told["total"], limit, offset)

    part = slice(offset, offset + limit)
    job = partial(_part, listing=listing, wanted=wanted, part=part, media=media, language=language)
    return await answered(request, serving, key, job, told=others, heavy=heavy)


def _part(
    making: Making,
    *,
    listing: Listing,
    wanted: Mapping[str, str],
    part: slice,
    media: Media,
    language: str,
) -> Kept:
    name = (listing.name, listing.changes(), language)
    every = making.once(name, lambda: listing.items(making, language))
    found = [i for i in every if all(i[name] == value for name, value in wanted.items())]
    items = found[part]
    told = {"total": len(found)}
    if media == JSON:
        page = {**told, "limit": part.stop - part.start, "offset": part.start, "items": items}
        if not found:
            page["empty"] = RECORDED_NOT.values()
        return Kept(as_json(page), media.type, told)
    rows = [listing.row(item, language) for item in items]
    if media == CSV:
        return Kept(as_csv(listing.headings, rows), media.header, told)
    sheet = Sheet(listing.name, listing.headings, rows)
    return Kept(as_xlsx([sheet], language), media.header, told)
