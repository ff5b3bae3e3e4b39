"""What is wrong with a parameter, in our words: those of the framework are in English only."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from wijgraph.messages import Message
from wijgraph.web.api.routes import DAY

LONGEST = 50  # letters that are told of the name of a parameter
VALUE = re.compile(r"'([^']*)'")
# By what pydantic calls it: the sentence for the name of a parameter and the limits of it.
SENTENCES: Mapping[str, Callable[[str, Mapping[str, Any]], Message]] = {
    "missing": lambda name, _: Message("web.given-missing", name=name),
    "extra_forbidden": lambda name, _: Message("web.given-unknown", name=name),
    "int_parsing": lambda name, _: Message("web.given-integer", name=name),
    "int_parsing_size": lambda name, _: Message("web.given-integer", name=name),
    "bool_parsing": lambda name, _: Message("web.given-boolean", name=name),
    "greater_than_equal": lambda name, of: Message("web.given-least", name=name, least=of["ge"]),
    "less_than_equal": lambda name, of: Message("web.given-most", name=name, most=of["le"]),
    "string_too_long": lambda name, of: Message(
        "web.given-letters", name=name, most=of["max_length"]
    ),
    "string_too_short": lambda name, _: Message("web.given-empty", name=name),
    "too_long": lambda name, of: Message("web.given-many", name=name, most=of["max_length"]),
    "literal_error": lambda name, of: Message(
        "web.given-choice", name=name, values=", ".join(VALUE.findall(of["expected"]))
    ),
    "string_pattern_mismatch": lambda name, of: (
        Message("web.given-date", name=name)
        if of["pattern"] == DAY
        else Message("web.given-wrong", name=name)
    ),
}


def told(error: Mapping[str, Any]) -> Message:
    """Return the sentence for ``error``, one of those that pydantic finds.

    >>> str(told({"type": "missing", "loc": ("query", "from")}))
    'from is missing.'
    """
    name = str((*error["loc"][1:], *error["loc"])[0])[:LONGEST]
    say = SENTENCES.get(error["type"])
    return say(name, error.get("ctx", {})) if say else Message("web.given-wrong", name=name)
