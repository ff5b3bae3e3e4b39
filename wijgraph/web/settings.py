"""Settings: the limits of the service, from flags, environment and a file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety.reading import read_text
from wijgraph.safety.toml import read_toml

PREFIX = "WIJGRAPH_"
KIB, MIB = 2**10, 2**20
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class Settings:
    """What the service may cost and whom it believes; each with the number that was measured."""

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ("*",)  # names that it answers to
    proxies: tuple[str, ...] = ()  # addresses whose X-Forwarded-For is believed
    language: str = "nl"  # of who does not say

    workers: int = 0  # for queries of strangers; 0 is one less than the processors, at least two
    query_seconds: float = 10
    quick_seconds: float = 0.5  # what takes longer makes room for others
    question_seconds: float = 2  # for the questions of the dossier itself
    query_megabytes: int = 512  # beside what the graph itself takes
    query_bytes: int = 16 * KIB
    rows: int = 100_000
    result_bytes: int = 10 * MIB
    queue_seconds: float = 5
    page_seconds: float = 30  # to make one page, picture or file
    page_megabytes: int = 512  # beside what all of them need

    client_running: int = 2
    client_seconds: float = 60  # of queries in a minute
    client_errors: int = 30  # in a minute
    refusal_seconds: float = 1  # that who asks too much waits to hear so
    limit_local: bool = False  # whether this machine itself counts as a client

    validations: int = 2  # at a time; no client has all of these places
    validate_seconds: float = 60
    validate_megabytes: int = 1024
    upload_bytes: int = 4 * MIB
    upload_triples: int = 100_000
    literal_bytes: int = MIB
    receiving_bytes: int = 64 * MIB  # of all uploads that come in or wait

    body_bytes: int = 64 * KIB
    url_bytes: int = 16 * KIB
    header_bytes: int = 16 * KIB
    read_seconds: float = 10  # for a request to come in
    write_seconds: float = 60  # for a client to take some of its answer
    connections: int = 200  # at a time
    client_connections: int = 50  # of one address
    sending_bytes: int = 64 * MIB  # of answers that readers have not taken yet
    keep_alive_seconds: int = 5
    drain_seconds: int = 10  # for what runs when the service stops

    guard: bool = True  # refuse early, in words, what the workers would stop anyway
    cache_bytes: int = 64 * MIB
    max_age: int = 60
    reload_seconds: float = 2  # between two looks at the files; 0 is never
    access_log: bool = True
    log_queries: bool = False

    def __post_init__(self) -> None:
        """Raise WijgraphError for a value that cannot be."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (int, float)) and value < 0:
                raise WijgraphError(Message("web.setting-below", name=field.name, value=value))
        if self.language not in {"nl", "en"}:
            known = Message("web.setting-language-hint")
            raise WijgraphError(Message("web.setting-language", text=self.language), hint=known)

    @property
    def public(self) -> bool:
        """Whether others than who started it may read what it serves."""
        return self.host not in LOOPBACK or bool(self.proxies) or self.hosts != ("*",)

    @property
    def pool(self) -> int:
        """The number of workers for queries of strangers."""
        return self.workers or max(2, (os.cpu_count() or 1) - 1)


def load(
    flags: Mapping[str, Any], file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Return the settings: a flag before the environment, that before the file.

    Raises WijgraphError, with the names there are, for a setting that there is not.
    """
    known = {field.name for field in fields(Settings)}
    found: dict[str, tuple[Path | str, Any]] = {}  # with where it is said
    if file is not None:
        found |= {name: (file, value) for name, value in _read(file).items()}
    variables = {name: PREFIX + name.upper() for name in known}
    found |= {name: (key, environ[key]) for name, key in variables.items() if key in environ}
    found |= {name: ("--set", value) for name, value in flags.items() if value is not None}
    unknown = sorted(found.keys() - known)
    if unknown:
        raise WijgraphError(
            Message("web.no-setting", names=", ".join(unknown)),
            path=found[unknown[0]][0],
            hint=Message("web.no-setting-hint", names=", ".join(sorted(known))),
        )
    settings = Settings()
    for name, (place, value) in found.items():
        try:
            settings = replace(settings, **{name: _value(name, getattr(settings, name), value)})
        except WijgraphError as error:
            error.path = place
            raise
    return settings


def _read(file: Path) -> dict[str, Any]:
    try:
        return read_toml(read_text(file))
    except WijgraphError as error:
        error.path = file
        raise


def _value(name: str, standard: Any, value: Any) -> Any:
    """Return ``value`` in the type of the ``standard`` one."""
    if isinstance(standard, tuple):
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())
    if isinstance(standard, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in YES:
            return YES[str(value).lower()]
    elif isinstance(standard, str):
        return str(value)
    else:
        try:
            return type(standard)(value)
        except (TypeError, ValueError, OverflowError):
            pass
    raise WijgraphError(Message("web.setting-value", name=name, value=value))
