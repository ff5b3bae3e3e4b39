"""The page about passes shows what the commands say."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "passes.md").read_text()
BLOCK = re.compile(r"```(turtle|console)\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)


def test_the_examples_say_what_they_are_shown_to_say(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shown = 0
    for kind, text in BLOCK.findall(PAGE):
        if kind == "turtle":
            (tmp_path / text.splitlines()[0].removeprefix("# ")).write_text(text)
            continue
        # Standard error comes after standard output, as on the page.
        lines = (f"echo '$' {quoted(line)}; {run(line)}" for line in COMMAND.findall(text))
        done = subprocess.run(
            ["sh", "-c", "\n".join(lines)],
            cwd=tmp_path,
            env=os.environ | {"PATH": path, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.stdout == text
        shown += 1
    assert shown == len(re.findall("```console", PAGE)) > 5


def quoted(line: str) -> str:
    return "'" + line.replace("'", "'\\''") + "'"


def run(line: str) -> str:
    """Return a command that shows what was said on standard error last, and keep its code."""
    if line.startswith("wijgraph"):
        return f"{line} 2>err; code=$?; cat err"
    return line.replace("$?", "$code")


def test_the_page_is_found() -> None:
    assert "(passes.md)" in (ROOT / "docs" / "ci.md").read_text()


def test_the_codes_of_the_notices_are_on_the_page() -> None:
    from wijgraph.validation.counting import TEXTS

    missing = {code for code in TEXTS if f"`{code}`" not in PAGE}
    assert missing <= {"register-empty"}
