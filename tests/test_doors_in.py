"""What is read is of the dossier, whole and not too large; to find nothing is never fine."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run
from wijgraph.dossier import Dossier, builtin, files_in
from wijgraph.errors import DossierError

SECRET = "<https://example.org/secret> <https://example.org/p> 'of somebody else' .\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Return a folder beside the dossier, with what must not get out."""
    folder = tmp_path / "outside"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "secret.ttl").write_text(SECRET)
    (folder / "secret.ttl").write_text(SECRET)
    for name in ("waivers.toml", "baseline.json", "x.rdfp"):
        (folder / name).write_text("")
    return folder


# Links: inside the dossier they are fine


def link_file(town: Path, outside: Path) -> Path:
    (town / "data" / "x.ttl").symlink_to(outside / "secret.ttl")
    return town / "data" / "x.ttl"


def link_relative(town: Path, outside: Path) -> Path:
    (town / "shapes" / "x.ttl").symlink_to(Path("../..") / outside.name / "secret.ttl")
    return town / "shapes" / "x.ttl"


def link_folder(town: Path, outside: Path) -> Path:
    (town / "data" / "more").symlink_to(outside / "data")
    return town / "data" / "more"


def link_all(town: Path, outside: Path) -> Path:
    shutil.rmtree(town / "data")
    (town / "data").symlink_to(outside / "data")
    return town / "data"


def link_by_link(town: Path, outside: Path) -> Path:
    (town / "data" / "y.ttl").symlink_to(town / "step")
    (town / "step").symlink_to(outside / "secret.ttl")
    return town / "data" / "y.ttl"


def link_question(town: Path, outside: Path) -> Path:
    (town / "queries" / "x.rq").symlink_to(outside / "secret.ttl")
    return town / "queries" / "x.rq"


def link_waivers(town: Path, outside: Path) -> Path:
    (town / "waivers.toml").symlink_to(outside / "waivers.toml")
    return town / "waivers.toml"


def link_baseline(town: Path, outside: Path) -> Path:
    (town / "baseline.json").symlink_to(outside / "baseline.json")
    return town / "baseline.json"


def link_scenario(town: Path, outside: Path) -> Path:
    (town / "data" / "scenarios").mkdir()
    (town / "data" / "scenarios" / "x.rdfp").symlink_to(outside / "x.rdfp")
    return town / "data" / "scenarios" / "x.rdfp"


LINKS = {
    link_file: "validate", link_relative: "validate", link_folder: "validate",
    link_all: "validate", link_by_link: "export", link_question: "query list",
    link_waivers: "validate", link_baseline: "validate", link_scenario: "whatif x",
}  # fmt: skip


@pytest.mark.parametrize(("lay", "asked"), LINKS.items(), ids=lambda x: getattr(x, "__name__", x))
def test_a_link_that_leaves_the_dossier_is_refused_by_name(
    town_folder: Path, outside: Path, run: Run, lay: Callable[[Path, Path], Path], asked: str
) -> None:
    link = lay(town_folder, outside)
    done = run("--lang", "en", "--dossier", town_folder, *asked.split())
    assert (done.code, done.out) == (2, "")
    assert f"{link}: leads to {os.path.realpath(link)}, outside the folder" in done.err
    assert "somebody else" not in done.err


def test_no_rule_has_examples_outside(town_folder: Path) -> None:
    dossier = Dossier(town_folder)
    assert dossier.inside(dossier.examples / "Rule-x")
    with pytest.raises(DossierError):
        dossier.inside(dossier.examples / "../../../outside")


def test_links_inside_are_followed_and_nothing_is_read_twice(town_folder: Path) -> None:
    data = town_folder / "data"
    before = sorted(path.name for path in Dossier(town_folder).files("data"))
    (town_folder / "shared").mkdir()
    (data / "town.ttl").rename(town_folder / "shared" / "town.ttl")
    (data / "town.ttl").symlink_to("../shared/town.ttl")
    (data / "again.ttl").symlink_to("boards.ttl")
    (data / "around").symlink_to(data)
    (data / "more").symlink_to("../shared")
    assert sorted(path.name for path in Dossier(town_folder).files("data")) == before
    assert files_in(builtin().root / "data", {".ttl"}, None)  # may be links of an installer


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_cannot_be_read_is_told(town_folder: Path) -> None:
    closed = town_folder / "data" / "closed"
    closed.mkdir(mode=0)
    with pytest.raises(DossierError):
        Dossier(town_folder).files("data")


def test_format_does_not_write_through_a_link(town_folder: Path, outside: Path, run: Run) -> None:
    plain = town_folder / "data" / "a.ttl"
    plain.write_text(SECRET)
    for link in (town_folder / "data" / "x.ttl", town_folder / "data" / "y.ttl"):
        link.symlink_to(outside / "secret.ttl")
        for asked in (link, town_folder / "data"):
            done = run("--lang", "en", "format", asked)
            assert done.code == 2
            assert f"{link}: is a link to {outside / 'secret.ttl'}" in done.err
        link.unlink()
    assert (outside / "secret.ttl").read_text() == SECRET == plain.read_text()


# Git


def git(folder: Path, *arguments: str) -> str:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    allowed = ("-c", "uploadpack.allowFilter=true", "-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", "-C", folder, *names, *allowed, *arguments],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def repository(town_folder: Path) -> Path:
    git(town_folder, "init", "-q")
    git(town_folder, "config", "uploadpack.allowFilter", "true")
    git(town_folder, "add", ".")
    git(town_folder, "commit", "-q", "-m", "first")
    return town_folder


@pytest.mark.parametrize("lacking", ["blob:none", "blob:limit=1k", "tree:0"])
def test_what_a_clone_lacks_is_not_taken_for_empty(
    repository: Path, tmp_path: Path, run: Run, lacking: str
) -> None:
    clone = tmp_path / "clone"
    asked = ("clone", "-q", "--no-checkout", f"--filter={lacking}")
    git(tmp_path, *asked, repository.as_uri(), str(clone))
    for part in ("ontology", "shapes", "queries", "data"):
        shutil.copytree(repository / part, clone / part)
    canary = tmp_path / "canary"
    git(clone, "config", "remote.origin.uploadpack", f"touch {canary}; git-upload-pack")
    done = run("--lang", "en", "--dossier", clone, "diff", "git:HEAD", clone)
    assert (done.code, done.out) == (2, "")
    assert "cannot be read: this copy of the repository does not have" in done.err
    assert not canary.exists()  # and nothing of its settings was run


def test_an_object_that_is_gone(repository: Path, run: Run) -> None:
    blob = git(repository, "rev-parse", "HEAD:data/town.ttl").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = run("--lang", "en", "--dossier", repository, "diff", "git:HEAD", repository)
    assert (done.code, done.out) == (2, "")
    assert "HEAD:data/town.ttl: cannot be read" in done.err


def test_blobs_have_the_limits_of_files(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "data" / "large.ttl").write_text("#" * 2**20 + "\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "large")
    monkeypatch.setenv("WIJGRAPH_FILE_MEGABYTES", "1")
    for name in ("git:HEAD", "git:HEAD:data", "git:HEAD:data/large.ttl"):
        done = run("--lang", "en", "--dossier", repository, "diff", name, repository / "ontology")
        assert (done.code, done.out) == (2, "")
        assert "HEAD:data/large.ttl: is larger than 1 MiB" in done.err


def test_a_link_in_git_is_not_read(repository: Path, run: Run) -> None:
    (repository / "data" / "x.ttl").symlink_to("/etc/hostname")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "link")
    (repository / "data" / "x.ttl").unlink()
    done = run("--lang", "en", "--dossier", repository, "diff", "git:HEAD", repository)
    assert (done.code, done.out) == (2, "")
    assert "HEAD:data/x.ttl: is a symbolic link" in done.err


def test_no_setting_of_a_repository_is_run(repository: Path, tmp_path: Path, run: Run) -> None:
    canary = tmp_path / "canary"
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "core.editor"):
        git(repository, "config", name, f"touch {canary}")
    git(repository, "config", "core.worktree", str(tmp_path))
    (repository / ".git" / "hooks" / "post-index-change").write_text(f"#!/bin/sh\ntouch {canary}")
    done = run("--dossier", repository, "diff", "git:HEAD", repository)
    assert done.code in {0, 2}
    assert "Traceback" not in done.err
    assert not canary.exists()


# Found nothing


HEAD = "".join(f'H {key} "x" .\n' for key in
               ("title_nl", "title_en", "description_nl", "description_en"))  # fmt: skip
UPDATE = "#+ title_nl: x\n#+ title: x\n#+ description_nl: x\n#+ description: x\n"
ONE = "A <https://example.org/a> <https://example.org/b> 'c' ."
NOTHING = [
    (("whatif", "x.rdfp"), HEAD, "there is no change in it"),
    (("whatif", "x.rdfp"), f"{HEAD}TX .\nTC .\n", "there is no change in it"),
    (("whatif", "x.rdfp"), f"{HEAD}TX .\n{ONE}\nTA .\n".replace("'c'", '"c"'), "no change in it"),
    (("whatif", "x.ru"), UPDATE, "x.ru: "),
    (("whatif", "x.ru"), f"{UPDATE}DELETE {{ ?s a <x:y> }} WHERE {{ ?s a <x:y> }}", "no WHERE"),
    (("diff", "x.ttl", "town"), "", "x.ttl: there is nothing in it"),
    (("diff", "town", "x.ttl"), "@prefix x: <x:> .", "x.ttl: there is nothing in it"),
    (("diff", "x.jsonld", "town"), '{"@context": {}, "a": 1}', "x.jsonld: there is nothing in it"),
    (("validate", "town/data/town.ttl", "--catalog", "x.toml"), "", "no file in this catalog"),
    (("validate", "town/data/town.ttl", "--catalog", "x.toml"), "# \n", "no file in this catalog"),
    (("validate", "--baseline", "x.json"), "", "x.json"),
    (("validate", "--baseline", "x.json"), "{}", "x.json: not a baseline"),
]


@pytest.mark.parametrize(("asked", "text", "said"), NOTHING)
def test_nothing_is_not_taken_for_something(
    town_folder: Path, run: Run, asked: tuple[str, ...], text: str, said: str
) -> None:
    name = next(word for word in asked if word.startswith("x."))
    (town_folder.parent / name).write_text(text)
    with contextlib.chdir(town_folder.parent):
        done = run("--lang", "en", "--dossier", "town", *asked)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("waivers.toml", "", "holds no waiver"),
        ("waivers.toml", "# once there was one\n", "holds no waiver"),
        ("waivers.toml", "waiver = []\n", "holds no waiver"),
        ("baseline.json", '{"version": 1, "findings": {}}', "holds no finding"),
    ],
)
def test_a_file_that_lets_nothing_be_is_told(
    town_folder: Path, run: Run, name: str, text: str, said: str
) -> None:
    (town_folder / name).write_text(text)
    done = run("--lang", "en", "--dossier", town_folder, "validate")
    assert f"{name} {said}" in done.err
