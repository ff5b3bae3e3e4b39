"""How hard the generated tests try: a little in CI, always the same; more with ``make fuzz``."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("WIJGRAPH_FUZZ", "1"))


def tries(examples: int) -> settings:
    """Return the settings for a test: seeded, and without a clock that a busy machine trips on."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
