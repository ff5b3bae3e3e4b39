"""TOML, read so that what is wrong with it is told with its place."""

import re
import tomllib
from typing import Any

from wijgraph.errors import Text, WijgraphError
from wijgraph.messages import Message, quoted

PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def read_toml(text: str, hint: Text | None = None) -> dict[str, Any]:
    """Return what ``text`` says; raise WijgraphError, with line and column, when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = PLACE.search(str(error))
        raise WijgraphError(
            Message("safety.not-toml", reason=quoted(PLACE.sub("", str(error)))),
            line=int(place[1]) if place and place[1] else len(text.splitlines()),
            column=int(place[2]) if place and place[2] else None,
            hint=hint,
        ) from None
