"""The catalogue of named questions: query files with a ``#+ key: value`` header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wijgraph.errors import QueryError, WijgraphError
from wijgraph.messages import Message
from wijgraph.namespaces import expand
from wijgraph.safety.reading import read_text
from wijgraph.safety.service import refuse_service

LINE = re.compile(r"#\+\s*(?P<key>[\w-]+)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.*\S)\s*\Z")
PARAM = re.compile(
    r"(?P<type>\w+)(?: (?P<kind>\w+:\w+))?(?P<optional>,\s*optional)?\s*(?:[–-]\s*(?P<text>.*))?\Z"
)
SINGLE = {"id", "summary", "summary_nl", "description", "description_nl", "tags"}
NAMED = {"param", "param_nl", "column", "column_nl"}
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
        summary={"en": single["summary"], "nl": single["summary_nl"]},
        description={"en": single["description"], "nl": single["description_nl"]},
        tags=tuple(single["tags"].split()),
        parameters=tuple(
            _parameter(path, name, value, named["param_nl"][name])
            for name, value in named["param"].items()
        ),
        columns={
            name: {"en": value, "nl": named["column_nl"][name]}
            for name, value in named["column"].items()
        },
        sparql=text,
    )


def _complete(
    path: Path, single: Mapping[str, str], named: Mapping[str, Mapping[str, str]]
) -> None:
    missing = sorted(SINGLE - set(single))
    for key in ("param", "column"):
        missing += [f"{key}_nl {n}" for n in named[key] if n not in named[f"{key}_nl"]]
        missing += [f"{key} {n}" for n in named[f"{key}_nl"] if n not in named[key]]
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


def _parameter(path: Path, name: str, value: str, dutch: str) -> Parameter:
    match = PARAM.match(value)
    if not match or match["type"] not in TYPES:
        raise QueryError(
            Message("queries.parameter-type", name=name),
            path=path,
            hint=Message("queries.parameter-type-hint", types=", ".join(sorted(TYPES))),
        )
    text = {"en": match["text"] or name, "nl": dutch}
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
