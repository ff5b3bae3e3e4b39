"""What the package stands on: pinned, listed, built the same twice, and fetched again as it was."""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT, tool

VENDOR = ROOT / ".ci" / "vendor.py"
WORKFLOWS = sorted((ROOT / ".github").rglob("*.yml"))


# Vendored files


def vendored(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(VENDOR), "--check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_is_vendored_is_what_the_manifests_say() -> None:
    done = vendored()
    assert (done.returncode, done.stderr) == (0, "")


def test_every_folder_of_others_has_a_manifest() -> None:
    folders = [p for p in (ROOT / "wijgraph").rglob("vendor") if p.is_dir()]
    assert folders
    assert [p for p in folders if not (p / "vendor.toml").is_file()] == []
    # Minified scripts stand nowhere else.
    loose = [p for p in (ROOT / "wijgraph").rglob("*.min.*") if not set(p.parents) & set(folders)]
    assert loose == []


@pytest.mark.parametrize("harm", ["changed", "missing", "more", "licence"])
def test_a_vendored_file_that_is_not_right_is_noticed(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "vendor"
    shutil.copytree(ROOT / "wijgraph" / "views" / "vendor", folder)
    script = folder / "elk-worker.min.js"
    if harm == "changed":
        script.write_bytes(script.read_bytes() + b"\n")
    elif harm == "missing":
        script.unlink()
    elif harm == "more":
        (folder / "other.js").touch()
    else:
        manifest = folder / "vendor.toml"
        text = manifest.read_text()
        manifest.write_text(text[: text.rindex("[[package.file]]")])
    done = vendored(folder)
    assert done.returncode == 1
    assert str(folder) in done.stderr


# The package


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Build the wheel twice: from two places, at two times, with two masks."""
    built = []
    for number, mask in enumerate((0o022, 0o077)):
        folder = tmp_path_factory.mktemp(f"copy{number}")
        ignore = shutil.ignore_patterns(
            ".git", ".venv*", ".*cache", ".hyp*", "site", "dist", "bench-results", "__pycache__"
        )
        shutil.copytree(ROOT, folder / "source", ignore=ignore)
        for path in (folder / "source").rglob("*"):
            os.utime(path, (1_000_000_000 + number * 10**8,) * 2)
        command = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "-o",
            str(folder),
            ".",
        ]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(
            command, cwd=folder / "source", check=True, capture_output=True, env=environment,
            umask=mask,
        )  # fmt: skip
        built.append(next(folder.glob("*.whl")))
    return built


def test_a_wheel_is_the_same_bytes_each_time(twice: list[Path]) -> None:
    one, other = (hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in twice)
    assert one == other


def test_the_list_of_what_we_stand_on_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    lock = ROOT / "requirements" / "run.txt"
    texts = []
    for name in ("one", "other"):
        command = [tool("cyclonedx-py"), "requirements", str(lock), "--output-reproducible",
                   "--sv", "1.6", "--output-file", str(tmp_path / name)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    listed = {(c["name"], c["version"]) for c in json.loads(texts[0])["components"]}
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", lock.read_text(), re.M)
    assert {(name, version) for name, version in pins} == listed
    assert len(pins) > 20


# Programs of these packages are called by name in these files; all others are imported.
CALLED = {
    "Makefile": {"build", "cyclonedx-bom", "import-linter", "mypy", "pytest-xdist", "ruff", "uv"},
    "pyproject.toml": {"hatchling"},
    ".ci/audit": {"pip-audit"},
    "tests/stores.py": {"oxigraph"},
    "tests/test_web_schema.py": {"schemathesis"},
}
# What a package needs that it does not import itself, with the reason.
NEEDED = {
    "editables": "an editable install by hatchling without build isolation",
    "httptools": "uvicorn takes it when it is there; the limits of HTTP are tested with it",
}


def declared() -> set[str]:
    """Return the packages that pyproject.toml names, in the spelling of the lock files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    lines = {line for entries in lists for line in entries if isinstance(line, str)}
    return {re.match(r"[\w.-]+", line)[0].lower() for line in lines}  # type: ignore[index]


def imported() -> set[str]:
    """Return the packages that a module of ours imports."""
    found = set()
    for folder in ("wijgraph", "tests", "benchmarks", ".ci"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(str(node.module).partition(".")[0])
                elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
                    found |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    homes = packages_distributions()
    return {home.lower() for name in found for home in homes.get(name, ())}


def test_each_package_that_is_named_is_used() -> None:
    called = {name for names in CALLED.values() for name in names}
    used = imported() | called | set(NEEDED)
    assert sorted(declared() - used) == []
    assert sorted((called | set(NEEDED)) - declared()) == [], "no longer named"
    for file, names in CALLED.items():
        text = (ROOT / file).read_text()
        commands = {"cyclonedx-bom": "cyclonedx-py", "import-linter": "lint-imports",
                    "pytest-xdist": "--numprocesses"}  # fmt: skip
        assert [n for n in sorted(names) if commands.get(n, n) not in text] == [], file


# The audit


def audit(tmp_path: Path, program: str) -> "subprocess.CompletedProcess[str]":
    fake = tmp_path / "pip-audit"
    fake.write_text(f"#!/bin/sh\n{program}\n")
    fake.chmod(0o755)
    return subprocess.run(
        ["bash", str(ROOT / ".ci" / "audit")], env={**os.environ, "AUDIT": str(fake)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_audit_tells_a_fault_from_no_network(tmp_path: Path) -> None:
    assert audit(tmp_path, 'echo "$@"').returncode == 0
    assert "--strict" in audit(tmp_path, 'echo "$@"').stdout
    assert audit(tmp_path, "echo 'x 1.0 PYSEC-1'; exit 1").returncode == 1
    silent = audit(tmp_path, "echo 'Dependency not found and could not be audited: x'; exit 1")
    assert silent.returncode == 2
    assert "it is no pass" in silent.stderr


def test_what_is_let_be_has_a_reason() -> None:
    for line in (ROOT / ".ci" / "audit-ignore").read_text().splitlines():
        assert not line or line.startswith("#") or re.match(r"\S+ # \S.{10,}", line), line


# Workflows


def test_workflows_have_few_rights_and_pinned_actions() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        text = path.read_text()
        for used in re.findall(r"^\s*-?\s*uses:\s*(\S+)", text, re.M):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40}\Z", used), (path, used)
        assert "pull_request_target" not in text, path
        # What others write (titles, branches) is never pasted into a script.
        for run in re.findall(r"run:\s*(?:\|\n(?:\s{6,}.*\n?)+|.*)", text):
            assert "${{" not in run, (path, run)
        if path.parent.name == "workflows":
            assert re.search(r"^permissions: \{\}$", text, re.M), path
            for rights in re.findall(r"^\s+(\w[\w-]*): (write|read)\s*$", text, re.M):
                assert rights == ("contents", "read"), (path, rights)
            assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_the_makefile_has_what_the_documents_name() -> None:
    text = (ROOT / "Makefile").read_text()
    for name in ("audit", "dist", "fuzz", "soak", "vendor"):
        assert re.search(rf"^{name}: .*## ", text, re.M), name


def test_the_build_and_its_tools_are_in_the_locked_groups() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert {"cyclonedx-bom", "pip-audit", "build"} <= {
        g for g in groups["dev"] if isinstance(g, str)
    }
