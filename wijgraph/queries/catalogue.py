"""The catalogue of named questions: query files with a ``#+ key: value`` header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import QueryError, WijgraphError
from wijgraph.messages import FALLBACK, LANGUAGES, Message, Texts
from wijgraph.namespaces import expand
from wijgraph.safety.reading import read_text
from wijgraph.safety.service import refuse_service

LINE = re.compile(r"#\+\s*(?P<key>[\w-]+)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.*\S)\s*\Z")
PARAM = re.compile(
    r"(?P<type>\w+)(?: (?P<kind>\w+:\w+))?(?P<optional>,\s*optional)?\s*(?:[–-]\s*(?P<text>.*))?\Z"
)
# What stands behind a key for the language of its words; Dutch and English are asked for.
ENDINGS = {FALLBACK: ""} | {la: f"_{la}" for la in LANGUAGES if la != FALLBACK}
SINGLE = {"id", "tags", *(f"{k}{e}" for k in ("summary", "description") for e in ENDINGS.values())}
NAMED = {f"{key}{ending}" for key in ("param", "column") for ending in ENDINGS.values()}
NEEDED = {"id", "summary", "summary_nl", "description", "description_nl", "tags"}
TYPES = {"iri", "string", "integer", "date", "section"}


@dataclass(frozen=True)
class Parameter:
    """A variable that a person may or must bind."""

    name: str
    type: str  # "iri", "string", "integer", "date", or "section": of a source, as it names it
    optional: bool
    text: Mapping[str, str]  # by language
    kind: str | None = None  # of an "iri": the class that it has to be of


@dataclass(frozen=True)
class NamedQuery:
    """A question: its words in two languages, its parameters and columns, and its SPARQL."""

    id: str
    path: Path
    summary: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    sparql: str


def read_query(path: Path, text: str) -> NamedQuery:
    """Return the query in ``text``; raise QueryError, with the line, for a wrong header."""
    single: dict[str, str] = {}
    named: dict[str, dict[str, str]] = {key: {} for key in NAMED}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        match = LINE.match(line)
        key, name = (match["key"], match["name"]) if match else (None, None)
        if match and key in SINGLE and name is None and key not in single:
            single[key] = match["value"]
        elif match and key in NAMED and name is not None and name not in named[key]:
            named[key][name] = match["value"]
        else:
            raise QueryError(
                Message("queries.no-header-line", line=line[:60]),
                path=path,
                line=number,
                hint=Message("queries.header-keys", keys=", ".join(sorted(SINGLE | NAMED))),
            )
    _complete(path, single, named)
    return NamedQuery(
        id=single["id"],
        path=path,
        summary=_by_language(single, "summary"),
        description=_by_language(single, "description"),
        tags=tuple(single["tags"].split()),
        parameters=tuple(
            _parameter(path, name, value, _by_language(_of(named, name), "param"))
            for name, value in named["param"].items()
        ),
        columns={name: _by_language(_of(named, name), "column") for name in named["column"]},
        sparql=text,
    )


def _of(named: Mapping[str, Mapping[str, str]], name: str) -> dict[str, str]:
    return {key: values[name] for key, values in named.items() if name in values}


def _by_language(values: Mapping[str, str], key: str) -> Texts:
    return Texts((la, values[key + end]) for la, end in ENDINGS.items() if key + end in values)


def _complete(
    path: Path, single: Mapping[str, str], named: Mapping[str, Mapping[str, str]]
) -> None:
    missing = sorted(NEEDED - set(single))
    for key in ("param", "column"):
        missing += [f"{key}_nl {n}" for n in named[key] if n not in named[f"{key}_nl"]]
        told = dict.fromkeys(n for end in ENDINGS.values() for n in named[key + end])
        missing += [f"{key} {n}" for n in told if n not in named[key]]
    if not named["column"]:
        missing.append("column")
    if missing:
        raise QueryError(
            Message("queries.header-lacks", keys=", ".join(missing)), path=path, line=1
        )
    if single["id"] != path.stem:
        raise QueryError(
            Message("queries.other-id", id=single["id"]),
            path=path,
            line=1,
            hint=Message("queries.other-id-hint"),
        )


def _parameter(path: Path, name: str, value: str, text: Texts) -> Parameter:
    match = PARAM.match(value)
    if not match or match["type"] not in TYPES:
        raise QueryError(
            Message("queries.parameter-type", name=name),
            path=path,
            hint=Message("queries.parameter-type-hint", types=", ".join(sorted(TYPES))),
        )
    text[FALLBACK] = match["text"] or name  # without the type before it
    kind = expand(match["kind"]) if match["kind"] else None
    return Parameter(name, match["type"], bool(match["optional"]), text, kind)


def read_catalogue(files: list[Path]) -> dict[str, NamedQuery]:
    """Return the named queries in ``files``, by id."""
    catalogue = {}
    for path in files:
        try:
            text = read_text(path)
            refuse_service(text)
        except WijgraphError as error:
            raise QueryError(
                error.said, path=path, line=error.line, column=error.column, hint=error.advice
            ) from None
        query = read_query(path, text)
        catalogue[query.id] = query
    return catalogue
