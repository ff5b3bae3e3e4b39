"""Atheris on the reader of Turtle with places: it never fails but with TurtleError.

What Oxigraph takes the reader takes too, with the same number of triples, and every place is inside
the text. Run by ``make fuzz``.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["rdflib.plugins.parsers.notation3", "wijgraph.turtle"]):
    from wijgraph.errors import TurtleError
    from wijgraph.turtle.reader import read
from tests.fuzz.oracle import check


def one(data: bytes) -> None:
    """Read one text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    check(text, read, TurtleError)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
