"""Fetch what is vendored again, as its manifests say, or check it.

``python .ci/vendor.py [--check] [FOLDER]...``; without FOLDER every ``vendor.toml`` below
``wijgraph/``. A package of npm is fetched with ``npm pack``, and nothing of it is run; a file that
is not what the manifest says is not written.
"""

import argparse
import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MANIFEST = "vendor.toml"
OWN = {MANIFEST, "README.md", "__init__.py"}


def manifests() -> list[Path]:
    """Return the folders with a manifest."""
    return sorted(path.parent for path in (ROOT / "wijgraph").rglob(MANIFEST))


def packages(folder: Path) -> list[dict[str, Any]]:
    """Return what the manifest of ``folder`` lists."""
    found: list[dict[str, Any]] = tomllib.loads((folder / MANIFEST).read_text("utf-8"))["package"]
    return found


def faults(folder: Path) -> Iterator[str]:
    """Yield what in ``folder`` is not as its manifest says."""
    listed = set()
    for package in packages(folder):
        for key in ("name", "version", "licence", "integrity"):
            if not package.get(key):
                yield f"{folder}: a package without {key}"
        for file in package["file"]:
            listed.add(file["name"])
            path = folder / file["name"]
            if not path.is_file():
                yield f"{path}: is not there"
            elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                yield f"{path}: is not the file of {package['name']} {package['version']}"
        if not any("licen" in file["from"].lower() for file in package["file"]):
            yield f"{folder}: {package['name']} without its licence"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed | OWN and "__pycache__" not in name:
            yield f"{path}: is in no manifest"


def fetch(folder: Path) -> None:
    """Write the files of ``folder`` again; exit with a message when they are not the same."""
    for package in packages(folder):
        name = f"{package['name']}@{package['version']}"
        with tempfile.TemporaryDirectory() as work:
            command = ["npm", "pack", "--silent", "--ignore-scripts", name]
            done = subprocess.run(command, cwd=work, check=False, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"npm cannot fetch {name}: {done.stderr.strip()[-300:]}")
            archive = next(Path(work).glob("*.tgz"))
            digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            if f"sha512-{digest}" != package["integrity"]:
                sys.exit(f"{name} is not what it was: its checksum is another")
            with tarfile.open(archive) as tar:
                for file in package["file"]:
                    member = tar.extractfile(f"package/{file['from']}")
                    data = member.read() if member else b""
                    if hashlib.sha256(data).hexdigest() != file["sha256"]:
                        sys.exit(f"{file['from']} of {name} is not what it was")
                    (folder / file["name"]).write_bytes(data)
        print(f"{folder.relative_to(ROOT)}: {name}")


def main() -> int:
    """Fetch or check; return 0 when all is as the manifests say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fetch nothing")
    parser.add_argument("folders", nargs="*", type=Path)
    arguments = parser.parse_args()
    bad = []
    for folder in arguments.folders or manifests():
        if not arguments.check:
            fetch(folder.absolute())
        bad += faults(folder)
    print("\n".join(bad), end="\n" if bad else "", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
