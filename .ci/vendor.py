"""Fetch what is vendored again, as its manifests say, or check it.

``python .ci/vendor.py [--check] [FOLDER]...``; without FOLDER every ``vendor.toml`` below
``wijgraph/``. A package of npm is fetched with ``npm pack``, and nothing of it is run; a file that
is not what the manifest says is not written. A file that is ``kept`` is in no package. The licences
of what is ``bundled`` in a package are gathered in one file.
"""

import argparse
import base64
import hashlib
import io
import json
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
        bundled = [package["bundled"]] if "bundled" in package else []
        for file in (*package["file"], *bundled):
            listed.add(file["name"])
            path = folder / file["name"]
            if not path.is_file():
                yield f"{path}: is not there"
            elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                yield f"{path}: is not the file of {package['name']} {package['version']}"
        if not any("licen" in file["name"].lower() for file in package["file"]):
            yield f"{folder}: {package['name']} without its licence"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed | OWN and "__pycache__" not in name:
            yield f"{path}: is in no manifest"


def fetch(folder: Path) -> None:
    """Write the files of ``folder`` again; exit with a message when they are not the same."""
    for package in packages(folder):
        name = f"{package['name']}@{package['version']}"
        archive = packed(name)
        digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
        if f"sha512-{digest}" != package["integrity"]:
            sys.exit(f"{name} is not what it was: its checksum is another")
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for file in package["file"]:
                if not file.get("kept"):
                    member = tar.extractfile(f"package/{file['from']}")
                    put(folder, file, member.read() if member else b"")
        if "bundled" in package:
            put(folder, package["bundled"], notices(name, package["bundled"]["packages"]))
        print(f"{folder.relative_to(ROOT)}: {name}")


def packed(name: str) -> bytes:
    """Return a package of npm as it is published."""
    with tempfile.TemporaryDirectory() as work:
        command = ["npm", "pack", "--silent", "--ignore-scripts", name]
        done = subprocess.run(command, cwd=work, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"npm cannot fetch {name}: {done.stderr.strip()[-300:]}")
        return next(Path(work).glob("*.tgz")).read_bytes()


def put(folder: Path, file: dict[str, Any], data: bytes) -> None:
    """Write a file that is what the manifest says."""
    found = hashlib.sha256(data).hexdigest()
    if found != file["sha256"]:
        sys.exit(f"{file['name']} is not what it was: its checksum is {found}")
    (folder / file["name"]).write_bytes(data)


def notices(whole: str, names: list[str]) -> bytes:
    """Return the licences of the packages ``names``, which are bundled in another."""
    parts = [f"# What is bundled in {whole}\n"]
    for name in names:
        with tarfile.open(fileobj=io.BytesIO(packed(name))) as tar:
            members = {m.name.partition("/")[2]: m for m in tar.getmembers()}
            texts = {
                inside: tar.extractfile(member).read().decode()  # type: ignore[union-attr]
                for inside, member in sorted(members.items())
                if "/" not in inside and inside.lower().startswith(("licen", "copying", "notice"))
            }
            about = json.loads(tar.extractfile(members["package.json"]).read())  # type: ignore[union-attr]
        author = about.get("author") or ""
        author = author if isinstance(author, str) else author.get("name", "")
        own = "\n\n".join(text.strip() for text in texts.values()) or f"Copyright: {author}"
        parts.append(f"## {name} ({about.get('license') or 'see below'})\n\n{own}\n")
    lines = "\n".join(parts).splitlines()
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()


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
