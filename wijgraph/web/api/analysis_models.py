"""What a told analysis looks like, for the description of the interface."""

from typing import Literal

from pydantic import BaseModel

from wijgraph.web.api.models import Empty


class ToldPlace(BaseModel):
    """Where something is written."""

    document: str
    section: str
    paragraph: int | None
    phrase: str


class ToldCell(BaseModel):
    """A cell of a table, with the nodes that it names."""

    text: str
    nodes: list[str]


class ToldRow(BaseModel):
    """A row of a table, with the places that it rests on."""

    cells: list[ToldCell]
    sources: list[ToldPlace]


class ToldSection(BaseModel):
    """A part of an analysis: how to read it, and a table."""

    key: str
    title: str
    text: list[str]
    headings: list[str]
    rows: list[ToldRow]
    empty: Empty | None = None  # why a table has no rows


class Told(BaseModel):
    """An analysis, told in one language."""

    language: Literal["nl", "en"]
    sections: list[ToldSection]
