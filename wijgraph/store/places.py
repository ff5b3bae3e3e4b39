"""Where the variables of a query stand as objects: of which node and which property, if told."""

import re
from collections import defaultdict
from collections.abc import Mapping

from wijgraph.model import Term
from wijgraph.namespaces import RDF
from wijgraph.store.text import WORDS_ONLY

TOKEN = re.compile(
    rf"(?P<text>{WORDS_ONLY.pattern})|[?$](?P<name>\w+)"
    r"|(?P<short>(?:\w[\w.-]*)?:(?:[\w:%-]|\\.|\.(?=\w))*)|\b(?P<a>a)\b|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>[;,])|(?P<other>[+-]?\.?\d[\w.]*|_:\w+|@\w+|\^\^)|(?P<step>[/|^*+!])|(?P<end>\S)",
    re.DOTALL,
)
LISTS = {"SELECT", "BY", "VALUES"}  # what variables follow that are of no triple
BRACES = {"{", "}"}
TRIPLE = 2  # a subject and a predicate are read: what follows is an object
PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*)\s*:\s*<([^<>]*)>", re.IGNORECASE)

Part = Term | str | None  # a node, the name of a variable, or nobody knows
Places = Mapping[str, list[tuple[Part, Part]]]


def prefixes_of(query: str) -> dict[str, str]:
    """Return the namespaces that ``query`` declares."""
    return dict(PREFIX.findall(query))


def places_in(text: str, prefixes: Mapping[str, str]) -> Places:
    """Return for each variable the subject and predicate of every triple that it is object of.

    Only what is plain is seen; of a path its last step counts.
    """
    found: defaultdict[str, list[tuple[Part, Part]]] = defaultdict(list)
    said: list[Part] = []  # subject and predicate, as far as they were read
    listed = False
    for token in TOKEN.finditer(text):
        if token["word"] or token["end"]:
            said = []
            listed = (token["word"] or "").upper() in LISTS or (
                listed and token["end"] not in BRACES
            )
        elif listed or (token["text"] or "").startswith("#"):
            continue
        elif token["sign"]:
            said = said[: 1 if token["sign"] == ";" else TRIPLE]
        elif token["step"]:  # the next step is the one that counts
            said = said[:1]
        elif len(said) < TRIPLE:
            said.append(_part(token, prefixes))
        elif token["name"]:
            found[token["name"]].append((said[0], said[1]))
    return found


def _part(token: "re.Match[str]", prefixes: Mapping[str, str]) -> Part:
    if token["name"]:
        return token["name"]
    if token["a"]:
        return Term("iri", RDF + "type")
    if token["short"] is not None:
        prefix, _, local = token["short"].partition(":")
        known = prefixes.get(prefix)
        return None if known is None else Term("iri", known + local.replace("\\", ""))
    text = token["text"] or ""
    return Term("iri", text[1:-1]) if text.startswith("<") else None
