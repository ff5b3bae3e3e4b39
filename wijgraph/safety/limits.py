"""What one command may cost, and how much of a file is read.

Each can be set in the environment, for who knows what is in the files.
"""

import os
from dataclasses import dataclass

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a command may take: seconds on the clock and MiB of memory, of a file, and triples."""

    seconds: int = 300
    megabytes: int = 2048
    file_megabytes: int = 256
    triples: int = 10_000_000

    @property
    def file_bytes(self) -> int:
        """How large a file may be."""
        return self.file_megabytes * MIB


# The name in the environment of each.
VARIABLES = {
    "seconds": "WIJGRAPH_SECONDS",
    "megabytes": "WIJGRAPH_MEGABYTES",
    "file_megabytes": "WIJGRAPH_FILE_MEGABYTES",
    "triples": "WIJGRAPH_TRIPLES",
}


def limits(seconds: int | None = None) -> Limits:
    """Return what holds now; ``seconds`` is for a command that has a time of its own.

    Raises WijgraphError for a value in the environment that is no number above 0.
    """
    found = {} if seconds is None else {"seconds": seconds}
    for field, name in VARIABLES.items():
        value = os.environ.get(name)
        if value is None:
            continue
        if not (value.isascii() and value.isdigit() and 0 < int(value[:12]) < 10**10):
            raise WijgraphError(
                Message("safety.no-limit", name=name, value=value[:40]),
                hint=Message("safety.no-limit-hint"),
            )
        found[field] = int(value)
    return Limits(**found)
