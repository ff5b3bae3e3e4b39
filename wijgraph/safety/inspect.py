"""What is refused before a parser sees it: deep nesting, what would be fetched."""

import json
import re
from collections.abc import Iterator
from typing import Any

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message, quoted

SHOWN = 10  # so many contexts are named
DEPTH = 500  # Oxigraph ends its process at some thousands
# A string is passed over whole: brackets in it are no nesting.
JSON_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# In Turtle and TriG strings, IRIs, comments and escapes are passed over.
TURTLE_SIGN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\n\r]++|\\.)*+"'
    r"|'(?:[^'\\\n\r]++|\\.)*+'"
    r"|<[^<>\s]*+>|\#[^\n\r]*+|\\.|(?P<open>[\[(])|(?P<close>[\])])",
    re.DOTALL,
)
# A tag of an element; comments, CDATA and instructions are passed over, ended or not.
XML_SIGN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|(?P<close></)|(?P<open><)[^\s<>/!?](?:[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+(?P<empty>/)?",
    re.DOTALL,
)


class RefusedError(WijgraphError):
    """A text that a parser must not see."""


def inspect(text: str, form: str, depth: int = DEPTH) -> None:
    """Raise RefusedError for what is nested too deep, and JSON-LD that would ask other hosts."""
    if form == "jsonld":
        _json(text, depth)
    elif form in {"turtle", "trig"} and text.count("(") + text.count("[") > depth:
        _turtle(text, depth)
    elif form == "rdfxml" and text.count("<") > depth:
        _xml(text, depth)


def _turtle(text: str, most: int) -> None:
    """Raise RefusedError where blank nodes and lists are nested too deep: who reads goes as far."""
    depth = 0
    for sign in TURTLE_SIGN.finditer(text):
        if sign["open"]:
            depth += 1
            if depth > most:
                raise RefusedError(
                    Message("safety.nested-brackets", most=most), **_place(text, sign.start())
                )
        elif sign["close"]:
            depth -= 1


def _xml(text: str, most: int) -> None:
    """Raise RefusedError where elements are nested too deep: Oxigraph looks at all around each."""
    depth = 0
    for sign in XML_SIGN.finditer(text):
        if sign["close"]:
            depth -= 1
        elif sign["open"] and not sign["empty"]:
            depth += 1
            if depth > most:
                raise RefusedError(
                    Message("safety.nested-elements", most=most), **_place(text, sign.start())
                )


def _place(text: str, offset: int) -> Any:
    line = text.count("\n", 0, offset) + 1
    return {"line": line, "column": offset - text.rfind("\n", 0, offset)}


def _json(text: str, most: int) -> None:
    found = {context for context in _contexts(load_json(text, most)) if isinstance(context, str)}
    if found:
        shown = ", ".join(f"<{context[:200]}>" for context in sorted(found)[:SHOWN])
        more = " …" if len(found) > SHOWN else ""
        raise RefusedError(
            Message("safety.remote-contexts", contexts=shown + more),
            hint=Message("safety.remote-contexts-hint"),
        )


def load_json(text: str, most: int = DEPTH) -> Any:
    """Return what JSON holds; raise RefusedError when it is none, or is nested too deep."""
    depth = 0
    for sign in JSON_SIGN.finditer(text):
        if sign[0] in {"[", "{"}:
            depth += 1
            if depth > most:
                raise RefusedError(
                    Message("safety.nested-brackets", most=most), **_place(text, sign.start())
                )
        elif sign[0] in {"]", "}"}:
            depth -= 1
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise RefusedError(
            Message("safety.not-json", reason=quoted(error.msg)),
            line=error.lineno,
            column=error.colno,
        ) from None
    except ValueError:  # a number of too many digits
        raise RefusedError(Message("command.too-many-digits")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise RefusedError(Message("safety.key-twice", name=twice[:60]))
    return found


def _contexts(data: Any) -> Iterator[Any]:
    """Yield every context in ``data``, and what it imports."""
    ahead = [data]
    while ahead:
        item = ahead.pop()
        if isinstance(item, list):
            ahead += item
        elif isinstance(item, dict):
            ahead += item.values()
            for key in item.keys() & {"@context", "@import"}:
                yield from item[key] if isinstance(item[key], list) else [item[key]]
