"""The package: what it offers, what it carries, and that it works from anywhere."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import wijgraph
from tests.conftest import ROOT


def test_public_names_are_all() -> None:
    for name in wijgraph.__all__:
        assert getattr(wijgraph, name).__doc__, name
    assert len(wijgraph.__all__) <= 12


def test_rows_as_a_table_for_notebooks(dossier: wijgraph.Dossier) -> None:
    pandas = pytest.importorskip("pandas")
    frame = dossier.query("who-appoints-whom").df("en")
    assert isinstance(frame, pandas.DataFrame)
    assert "municipal executive" in set(frame["actor"])
    assert dossier.query("who-appoints-whom").df()["actor"][0].startswith("https://")


def test_import_loads_nothing_heavy() -> None:
    code = (
        "import sys, wijgraph, wijgraph.cli.main\n"
        "print([m for m in ('rdflib', 'pyoxigraph', 'pyshacl', 'networkx', 'fastapi', 'jinja2')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_versions_agree() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    assert version
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text()
    from importlib.metadata import version as installed

    assert installed("wijgraph") == version[1]


def test_lock_files_have_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text
        assert "--index-url" not in text
        pins = re.findall(r"^[\w.\[\]-]+==", text, re.M)
        assert len(pins) > 10
        assert text.count("--hash=sha256:") >= len(pins)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_carries_the_dossier(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("ontology", "shapes", "data", "queries"):
        there = {n.removeprefix("wijgraph/builtin/") for n in names}
        here = {
            p.relative_to(ROOT).as_posix()
            for p in (ROOT / part).rglob("*")
            if p.suffix in {".ttl", ".rq", ".rdfp", ".ru"}
        }
        assert here
        assert here <= there
    assert "wijgraph/py.typed" in names
    assert any(n.endswith("templates/base.html") for n in names)


EXTRAS = ("fastapi", "httptools", "httpx", "openpyxl", "pandas", "pydantic", "pyvis", "uvicorn")
CORE = {
    "query run who-steers-whom": 0,
    "validate --format json": 0,
    "view vier-processen -o {}/view.svg": 0,
    "view vier-processen -o {}/view.html": 0,
    "export --format turtle -o {}/all.ttl": 0,
    "rule show GOV-NODE-LABEL": 0,
    "build --help": 0,
    "serve": "pip install 'wijgraph[serve]'",
    "--store https://127.0.0.1:1/x query run who-steers-whom": "pip install 'wijgraph[register]'",
    "view vier-processen --format pyvis -o {}/net.html": "pip install 'wijgraph[pyvis]'",
    "view vier-processen --format xlsx -o {}/net.xlsx": "pip install 'wijgraph[xlsx]'",
}


@pytest.mark.parametrize("arguments", CORE)
def test_the_core_does_without_what_extras_bring(arguments: str, tmp_path: Path) -> None:
    lacking = f"import sys; sys.modules |= dict.fromkeys({EXTRAS})"
    code = f"{lacking}; from wijgraph.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *arguments.format(tmp_path).split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if CORE[arguments] == 0:
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert done.returncode == 2
        assert str(CORE[arguments]) in done.stderr


def test_wheel_works_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "-q", "--no-compile"]
    lock = ["--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")]
    subprocess.run([*pip, *lock], check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True)
    command = environment / "bin" / "wijgraph"
    asked = subprocess.run(
        [str(command), "query", "who-steers-whom"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert "Berenschot 2023" in asked.stdout
    subprocess.run([str(command), "build", "-o", "site"], cwd=tmp_path, check=True)
    assert (tmp_path / "site" / "index.html").is_file()
