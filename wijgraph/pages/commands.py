"""How one asks a dossier again: commands and Python that work for it, whichever it is."""

import json
import re
from collections.abc import Mapping
from shlex import quote

from wijgraph.api import Dossier
from wijgraph.dossier import builtin
from wijgraph.messages import LANGUAGES

FOLDER = re.compile(r"(?<=^oxigraph:)[^#]*/(?=[^/#])")  # where a store stands on a disk


class Commands:
    """What to type to ask ``dossier``, named as the one who opened it named it.

    Where it is ``public`` only the last part of a path is told: the folder then lies wherever the
    reader has put it.
    """

    def __init__(self, dossier: Dossier, *, public: bool = False) -> None:
        root = dossier.files.root
        own = dossier.files != builtin()
        self._folder = (root.absolute().name if public else str(root)) if own else None
        self._store = FOLDER.sub("", dossier.store or "") if public else dossier.store
        self._at = dossier.at

    def line(self, language: str, *words: str) -> str:
        """Return the command line with ``words`` behind it; each is one word of the shell."""
        options = {
            "--dossier": self._folder,
            "--store": self._store,
            "--at": self._at.isoformat() if self._at else None,
            "--lang": None if language == LANGUAGES[0] else language,
        }
        given = [word for name, value in options.items() if value for word in (name, value)]
        return " ".join(map(quote, ["wijgraph", *given, *words]))

    def python(self, language: str, question: str, values: Mapping[str, str]) -> str:
        """Return the same as Python: a question with the ``values`` of its parameters."""
        named = "".join(f", {name}={json.dumps(value)}" for name, value in values.items())
        given = [json.dumps(self._folder)] if self._folder else []
        given += [f"at=date.fromisoformat({json.dumps(self._at.isoformat())})"] if self._at else []
        given += [f"store={json.dumps(self._store)}"] if self._store else []
        imports = "from datetime import date\n\nimport wijgraph" if self._at else "import wijgraph"
        return (
            f"{imports}\n\n"
            f'answer = wijgraph.open({", ".join(given)}).query("{question}"{named})\n'
            f'rows = answer.rows("{language}")'
        )
