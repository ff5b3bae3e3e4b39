"""Writing files whole or not at all."""

import os
import tempfile
from pathlib import Path

from wijgraph.errors import WriteError


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; on any failure what was there before stays as it was.

    Raises WriteError when the folder is missing, read-only or full.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}", path=path) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise WriteError(f"cannot be written: {error.strerror}", path=path) from None
