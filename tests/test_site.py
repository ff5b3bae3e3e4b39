"""The site is whole, in two languages, works from any folder, and replaces only its own."""

import re
from pathlib import Path

import html5lib
import pytest

import wijgraph
from wijgraph.errors import WriteError
from wijgraph.site import build as site
from wijgraph.site.build import build

HOSTILE = '</script><img src=x onerror="alert(1)">'

NOTHING = wijgraph.Report(conforms=True, findings=())


def silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def built(dossier: wijgraph.Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    assert build(dossier, dossier.validate(), folder, silent) > 20
    return folder


def test_every_page_is_html(built: Path) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for path in built.rglob("*.html"):
        parser.parse(path.read_text())


def test_every_link_leads_somewhere_in_the_site(built: Path) -> None:
    for path in built.rglob("*.html"):
        text = path.read_text()
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            target, _, anchor = link.partition("#")
            assert "//" not in link, f"{path} asks another host for {link}"
            there = (path.parent / target).resolve() if target else path
            assert there.is_file(), f"{path} links to {link}"
            assert not anchor or f'id="{anchor}"' in there.read_text()


def test_each_page_has_its_twin_in_the_other_language(built: Path) -> None:
    dutch = {
        p.relative_to(built)
        for p in built.rglob("*.html")
        if "en" not in p.relative_to(built).parts
    }
    english = {p.relative_to(built / "en") for p in (built / "en").rglob("*.html")}
    assert dutch == english
    assert 'lang="nl"' in (built / "index.html").read_text()
    assert 'lang="en"' in (built / "en" / "index.html").read_text()


def test_every_question_is_answered(built: Path, dossier: wijgraph.Dossier) -> None:
    for query in dossier.queries.values():
        needs = [p for p in query.parameters if not p.optional]
        assert (built / "questions" / f"{query.id}.html").is_file() != bool(needs)


def test_same_bytes_on_every_build(built: Path, dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    build(dossier, dossier.validate(), tmp_path / "again", silent)
    for path in built.rglob("*.html"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(built)).read_bytes()


def test_hostile_label_does_no_harm(town_folder: Path, tmp_path: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    escaped = HOSTILE.replace('"', '\\"')
    path.write_text(path.read_text().replace("college van Waterdam", escaped))
    build(wijgraph.open(town_folder), NOTHING, tmp_path / "site", silent)
    assert "De governance van Stichting Dijk" in (tmp_path / "site" / "index.html").read_text()
    text = (tmp_path / "site" / "processes.html").read_text()
    assert "&lt;/script&gt;" in text
    assert "<img" not in text


def test_old_site_is_replaced_whole(dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(dossier, NOTHING, folder, silent)
    (folder / "stale.html").write_text("old")
    build(dossier, NOTHING, folder, silent)
    assert not (folder / "stale.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_somebody_elses_folder_is_left_alone(dossier: wijgraph.Dossier, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(WriteError, match="not a site"):
        build(dossier, NOTHING, tmp_path, silent)
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_failure_half_way_leaves_the_old_site(
    dossier: wijgraph.Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    build(dossier, NOTHING, folder, silent)
    before = (folder / "index.html").read_bytes()

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "stylesheet", full)
    with pytest.raises(WriteError, match="No space left"):
        build(dossier, NOTHING, folder, silent)
    assert (folder / "index.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
