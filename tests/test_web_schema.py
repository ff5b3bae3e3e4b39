"""The interface does what its OpenAPI says, as Schemathesis sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import wijgraph
from tests.serving import served

# Any text is a string, and few strings are Turtle: that one refuses most is right.
CONFIG = """
[[operations]]
include-name = "POST /api/validate"
checks.positive_data_acceptance.enabled = false
"""


def test_schemathesis_finds_nothing(dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "schemathesis"
    if not program.exists():
        if os.environ.get("CI"):
            pytest.fail("schemathesis is not installed")
        pytest.skip("schemathesis is not installed")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    with served(dossier) as server:
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
        assert "Selected: 5" in done.stdout  # every address: there are more than fifty
        assert server.get("/health").status_code == 200
