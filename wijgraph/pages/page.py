"""One page of the site."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page: its path from the root of its language, its template and what that shows."""

    path: str
    template: str
    title: str
    values: dict[str, Any]
