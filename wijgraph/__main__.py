"""``python -m wijgraph`` is the ``wijgraph`` command."""

import sys

from wijgraph.cli.main import main

sys.exit(main())
