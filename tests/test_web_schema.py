"""The interface does what its OpenAPI says, as Schemathesis sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import wijgraph
from tests.serving import QUIET, served
from wijgraph.web.sitepages import SitePages

# An address has a size whatever is in it: what is too long in a parameter may be that first.
REFUSED = """
[checks.negative_data_rejection]
expected-statuses = [400, 404, 405, 406, 409, 413, 414, 415, 422, 429]
"""
# Any text is a string, and few strings are Turtle or SPARQL: that one refuses most is right.
CONFIG = REFUSED + "".join(
    f"""
[[operations]]
include-name = "{name}"
checks.positive_data_acceptance.enabled = false
"""
    for name in ("POST /api/validate", "GET /sparql", "POST /sparql", "GET /graphs")
)


def test_schemathesis_finds_nothing(dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "schemathesis"
    if not program.exists():
        if os.environ.get("CI"):
            pytest.fail("schemathesis is not installed")
        pytest.skip("schemathesis is not installed")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    with served(dossier, QUIET, SitePages) as server:
        command: list[str | Path] = [
            program,
            "--config-file",
            config,
            "run",
            f"{server.url}openapi.json",
        ]
        command += ["--max-examples", "5", "--seed", "1", "--no-color"]
        command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "Selected: 6" in done.stdout  # every address: there are more than sixty
        assert server.get("/health").status_code == 200
