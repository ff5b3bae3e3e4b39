"""Twenty seconds of the soak, with limits ten times as wide: `make soak` is the whole of it."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="memory and addresses of Linux")
def test_twenty_seconds_of_the_soak() -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--seconds", "20", "--slack", "10"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
