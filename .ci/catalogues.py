"""Compiles the catalogues when the package is built: they travel compiled."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Called by the build, of an editable install too."""

    def initialize(self, *_: Any) -> None:
        """Compile the catalogues of each language."""
        sys.path.insert(0, self.root)  # this module of the package needs nothing but Python
        from wijgraph import messages

        for language in messages.LANGUAGES:
            messages.compiled_anew(Path(messages.HERE, language))
