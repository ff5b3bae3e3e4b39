"""TOML, read so that what is wrong with it is told with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wijgraph.errors import Text, WijgraphError
from wijgraph.messages import Message, Texts, quoted

PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
MISSING = date.min
HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?\Z")


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


class Table:
    """A table of a TOML file, taken key by key.

    What is missing or of another kind, and what is left when it is closed, is an error with the
    file and the line.
    """

    def __init__(self, path: Path, text: str) -> None:
        """Read a whole file. Raises WijgraphError when it is not TOML."""
        try:
            self._values: dict[str, Any] = read_toml(text)
        except WijgraphError as error:
            raise WijgraphError(
                error.said, path=path, line=error.line, column=error.column
            ) from None
        self._path, self._lines = path, text.splitlines()
        self._first = 0  # the line before the table begins
        self._known: set[str] = set()

    def text(self, key: str, otherwise: str | None = None) -> str:
        """Return a text; raise WijgraphError when there is none and no ``otherwise``."""
        return str(self._take(key, str, Message("safety.toml-text", key=key), otherwise))

    def texts(self, key: str, otherwise: Mapping[str, str] | None = None) -> Texts:
        """Return a text by language, of one language at least."""
        wanted = Message("safety.toml-texts", key=key)
        found = self._take(key, dict, wanted, otherwise)
        if not all(isinstance(text, str) for text in found.values()) or (
            key in self._values and not found
        ):
            raise self.wrong(key, wanted)
        return Texts(found)

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty when there is none."""
        wanted = Message("safety.toml-names", key=key)
        found = self._take(key, list, wanted, [])
        if not all(isinstance(name, str) for name in found):
            raise self.wrong(key, wanted)
        return tuple(found)

    def date(self, key: str) -> date | None:
        """Return a day; None when there is none."""
        wanted = Message("safety.toml-date", key=key)
        found = self._take(key, date, wanted, MISSING)
        if isinstance(found, datetime):  # which is a date to Python
            raise self.wrong(key, wanted)
        return None if found is MISSING else found

    def flag(self, key: str) -> bool:
        """Return whether something is so; it is not when nothing is said."""
        return bool(self._take(key, bool, Message("safety.toml-flag", key=key), False))

    def keys(self) -> Iterator[str]:
        """Yield the keys that this table has, which are then known."""
        self._known |= self._values.keys()
        yield from self._values

    def table(self, key: str) -> "Table":
        """Return the table of that name; an empty one when there is none."""
        wanted = Message("safety.toml-table", key=key)
        return self._part(key, self._take(key, dict, wanted, {}), 0)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables of that name, each written under ``[[key]]``."""
        wanted = Message("safety.toml-tables", key=key)
        found = self._take(key, list, wanted, [])
        if not all(isinstance(one, dict) for one in found):
            raise self.wrong(key, wanted)
        return [self._part(key, one, number) for number, one in enumerate(found)]

    def close(self) -> None:
        """Raise WijgraphError for the first key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                known = ", ".join(sorted(self._known))
                hint = Message("safety.toml-key-hint", keys=known)
                raise self.wrong(key, Message("safety.toml-key", key=key), hint)

    def wrong(
        self, key: str, message: Message, hint: Message | None = None, *, at: str = ""
    ) -> WijgraphError:
        """Return the error that ``message`` tells of ``key``, at the line where that stands.

        With ``at`` that is the first line from there with this text.
        """
        start = next(
            (n for n in range(self._first, len(self._lines)) if self._says(n, key)), self._first
        )
        line = next((n for n in range(start, len(self._lines)) if at in self._lines[n]), start)
        return WijgraphError(message, path=self._path, line=line + 1, hint=hint)

    def _says(self, number: int, key: str) -> bool:
        line = self._lines[number]
        named = HEADER.match(line)
        said = named[1] if named else re.split(r"[=.]", line, maxsplit=1)[0]
        return said.strip().strip("\"'") == key

    def _take(self, key: str, kind: type, wanted: Message, otherwise: Any) -> Any:
        self._known.add(key)
        if key not in self._values:
            if otherwise is None:
                raise self.wrong("", Message("safety.toml-lacks", key=key))
            return otherwise
        value = self._values[key]
        if not isinstance(value, kind):
            raise self.wrong(key, wanted)
        return value

    def _part(self, key: str, values: dict[str, Any], number: int) -> "Table":
        part = object.__new__(Table)
        part._values, part._path, part._lines = values, self._path, self._lines
        part._known = set()
        headers = [
            n for n, line in enumerate(self._lines) if (m := HEADER.match(line)) and m[1] == key
        ]
        part._first = headers[number] if number < len(headers) else self._first
        return part
