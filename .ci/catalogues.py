"""Compiles the catalogues when the package is built: they travel compiled."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Called by the build, of an editable install too."""

    def initialize(self, *_: Any) -> None:
        """Compile the catalogues of each language."""
        messages = runpy.run_path(str(Path(self.root, "wijgraph", "messages.py")))
        for language in messages["LANGUAGES"]:
            messages["compiled_anew"](str(Path(messages["HERE"], language)))
