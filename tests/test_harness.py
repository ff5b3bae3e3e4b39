"""The tests themselves: one that kills its process or hangs ends the run."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SLEEPS = "import time\n\ndef test_sleeps():\n    time.sleep(600)\n"
DIES = "import os\n\ndef test_dies():\n    os.kill(os.getpid(), 11)\n"
# PyDLL keeps the lock of the interpreter: no Python runs until it is back.
HANGS = "import ctypes\n\ndef test_hangs():\n    ctypes.PyDLL(None).sleep(600)\n"
INTERRUPTED = """
import signal

def test_ctrl_c():
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
"""


def outcome(folder: Path, *more: str, **texts: str) -> "subprocess.CompletedProcess[str]":
    """Run ``texts`` as test files by our configuration; fail when that takes two minutes."""
    for name, text in texts.items():
        (folder / f"test_{name}.py").write_text(text)
    own = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "-p", "tests.conftest"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *own, "-p", "no:cacheprovider", *more, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )  # fmt: skip


@pytest.mark.parametrize("processes", [1, 2])
def test_a_test_that_kills_its_process_ends_the_run(tmp_path: Path, processes: int) -> None:
    parallel = ["--numprocesses", str(processes), "--dist", "loadfile"]
    done = outcome(tmp_path, *parallel, dies=DIES, sleeps=SLEEPS)
    assert done.returncode == 1
    assert "the test process died in test_dies.py::test_dies" in done.stdout


@pytest.mark.parametrize("processes", [0, 1])
def test_a_test_that_hangs_ends_the_run(tmp_path: Path, processes: int) -> None:
    limit = ["--numprocesses", str(processes), "-o", "faulthandler_timeout=1"]
    done = outcome(tmp_path, *limit, hangs=HANGS)
    assert done.returncode == 1
    assert "test_hangs.py" in done.stdout + done.stderr


def test_each_test_has_a_limit(pytestconfig: pytest.Config) -> None:
    assert 60 <= float(pytestconfig.getini("faulthandler_timeout")) <= 600
    assert pytestconfig.getini("faulthandler_exit_on_timeout") is True


def test_tests_started_in_the_background_can_be_interrupted(tmp_path: Path) -> None:
    done = outcome(tmp_path, interrupted=INTERRUPTED)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
