"""Atheris on the places of Turtle: all that Oxigraph takes has places inside the text.

Run by ``make fuzz``.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["wijgraph.turtle"]):
    from tests.fuzz.oracle import check


def one(data: bytes) -> None:
    """Read one text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    check(text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
