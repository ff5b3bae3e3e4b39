"""JSON as we write it: readable, in a fixed order, the same bytes every time."""

import json
from typing import Any

# Nothing that ends a script or a line of one, so that the text may stand within a page too.
_HIDDEN = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def dump(value: Any, indent: int | None = 1) -> str:
    """Return ``value`` as JSON that is harmless within a page as well."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_HIDDEN)
