"""The container files: their steps are taken here, in a folder, and what comes out is run.

That needs no container engine, which few machines that run tests have. What it cannot try is the
base image.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from wijgraph.web.settings import Settings

NOBODY = 65534
PATIENCE = 120  # seconds, for a machine that is busy: the first page takes a few
COMPOSE = sorted(ROOT.glob("compose*.yaml"))
# What the command itself reads, beside the settings of the server.
KNOWN = {f"WIJGRAPH_{field.name.upper()}" for field in fields_of(Settings)} | {
    "WIJGRAPH_DOSSIER",
    "WIJGRAPH_LANG",
    "WIJGRAPH_STORE",
    "WIJGRAPH_UPDATE_URL",
    "WIJGRAPH_GRAPH_STORE_URL",
}


@dataclass
class Image:
    """What the Containerfile makes, in a folder."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    user: str = ""
    health: str = ""

    def inside(self, text: str) -> str:
        """Return ``text`` with the paths of the image as they are in the folder."""
        return re.sub(r"(?<![\w.])/(?=(?:opt|build)\b)", f"{self.root}/", text)


def instructions() -> Iterator[tuple[str, str]]:
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def copy(rest: str, target: Path) -> None:
    *sources, name = rest.split()
    for source in sources:
        goal = target / name if name != "./" else target
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, goal, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            goal = goal / Path(source).name if name.endswith("/") else goal
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, goal)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """Take the steps of the Containerfile, with this Python for that of its base image."""
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        Path(name).chmod(0o755)  # for the user that it runs as
        made = Image(Path(name))
        programs = made.root / "programs"
        programs.mkdir()
        (programs / "python").symlink_to(sys.executable)
        work = made.root
        for word, rest in instructions():
            if word == "WORKDIR":
                work = Path(made.inside(rest))
                work.mkdir(parents=True)
            elif word == "COPY" and not rest.startswith("--from"):
                copy(rest, work)
            elif word == "RUN":
                path = f"{programs}:{os.environ['PATH']}"
                own = {
                    k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))
                }
                subprocess.run(
                    made.inside(rest), shell=True, cwd=work, check=True, env={**own, "PATH": path}
                )
            elif word == "ENV":
                made.environment |= dict(part.split("=", 1) for part in shlex.split(rest))
            elif word == "USER":
                made.user = rest
            elif word == "HEALTHCHECK":
                made.health = rest.partition("CMD ")[2]
            elif word in {"ENTRYPOINT", "CMD"}:
                made.command += yaml(rest)
            else:
                assert word in {"FROM", "EXPOSE", "COPY"}, word
        yield made


def yaml(text: str) -> Any:
    import yaml as reader

    return reader.safe_load(text)


def test_the_image_serves_as_nobody_and_writes_nothing(image: Image) -> None:
    with socket.create_server(("127.0.0.1", 0)) as link:
        port = str(link.getsockname()[1])
    environment = {**image.environment, "WIJGRAPH_PORT": port, "WIJGRAPH_HOST": "127.0.0.1"}
    user = int(image.user.partition(":")[0])
    assert user == NOBODY
    as_user: dict[str, Any] = {"user": user, "group": user} if os.geteuid() == 0 else {}
    if as_user:
        for folder in Path(sys.executable).resolve().parents:
            if not folder.stat().st_mode & 0o005:  # such as the home of root
                as_user = {}
    command = [image.inside(part) for part in image.command]
    before = sorted(image.root.rglob("*"))
    with subprocess.Popen(
        command, cwd="/", env=environment, stdout=subprocess.PIPE, text=True, **as_user
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            with httpx.Client(base_url=address, timeout=PATIENCE) as client:
                assert client.get("api/queries/who-steers-whom").json()["total"] > 0
                assert client.get("editor.html").status_code == 200
            health = [image.inside(part).replace("8000", port) for part in yaml(image.health)]
            assert subprocess.run(health, check=False, env=environment).returncode == 0
            process.terminate()
            assert process.wait(PATIENCE) == 0
            time.sleep(0.1)
            assert subprocess.run(health, check=False, env=environment,
                                  stderr=subprocess.DEVNULL).returncode != 0  # fmt: skip
        finally:
            process.kill()
    assert sorted(image.root.rglob("*")) == before


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_services_have_no_rights_and_settings_that_there_are(path: Path) -> None:
    services = yaml(path.read_text())["services"]
    for service in services.values():
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["cap_drop"] == ["ALL"]
        assert service["mem_limit"]
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), "to this machine only, behind a proxy"
        assert service["read_only"] is True
        assert service.get("environment", {}).keys() <= KNOWN
        if "dockerfile" in service.get("build", {}):
            assert (ROOT / service["build"]["dockerfile"]).is_file()
