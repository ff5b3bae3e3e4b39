"""The site is whole, in two languages, works from any folder, and replaces only its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pyoxigraph as ox
import pytest

import wijgraph
from wijgraph.errors import WijgraphError, WriteError
from wijgraph.namespaces import GOV, WIJ
from wijgraph.pages import content
from wijgraph.site.build import build
from wijgraph.web.snapshot import Snapshot

HOSTILE = '</script><img src=x onerror="alert(1)">'
NOTHING = wijgraph.Report(conforms=True, findings=())


def silent(*_: object) -> None:
    pass


class Reader(HTMLParser):
    """The links, anchors, scripts and headings of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.links: list[tuple[str, str, str]] = []  # (tag, kind, address)
        self.anchors: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if values.get("id"):
            self.anchors.append(str(values["id"]))
        for name in ("href", "src", "action", "data-index"):
            if values.get(name) is not None:
                self.links.append((tag, values.get("rel") or name, str(values[name])))


def words_of(path: Path) -> str:
    """Return what a page says, with one space between words."""
    return " ".join(" ".join(html5lib.parse(path.read_text()).itertext()).split())


@pytest.fixture(scope="module")
def built(dossier: wijgraph.Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    assert build(dossier, dossier.validate(), folder, silent) > 800
    return folder


@pytest.fixture(scope="module")
def read(built: Path) -> dict[Path, Reader]:
    return {path: Reader(path) for path in sorted(built.rglob("*.html"))}


def test_every_page_is_html(built: Path) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for path in built.rglob("*.html"):
        parser.parse(path.read_text())


def test_every_link_leads_somewhere_in_the_site(built: Path, read: dict[Path, Reader]) -> None:
    for path, page in read.items():
        for tag, _, link in page.links:
            assert not urllib.parse.urlsplit(link).scheme, f"{path} asks another host for {link}"
            assert not link.startswith("/"), (
                f"{path} works only at the root of a host: {tag} {link}"
            )
            target, _, anchor = link.partition("#")
            there = (path.parent / target).resolve() if target else path
            assert there.is_relative_to(built.resolve())
            assert there.is_file(), f"{path} links to {link}"
            if anchor:
                assert urllib.parse.unquote(anchor) in read[there].anchors, f"{path}: {link}"


def test_no_anchor_twice(read: dict[Path, Reader]) -> None:
    for path, page in read.items():
        assert len(page.anchors) == len(set(page.anchors)), path


def test_page_holds_no_script_or_style_of_its_own(read: dict[Path, Reader]) -> None:
    for path, page in read.items():
        for tag, values in page.tags:
            assert not [name for name in values if name.startswith("on") or name == "style"], path
            assert tag != "style", path
            if tag == "script":
                assert values.get("src") or (values.get("type") or "").startswith("application/"), (
                    path
                )


def test_each_page_has_its_twin_in_the_other_language(built: Path) -> None:
    dutch = {
        p.relative_to(built) for p in built.rglob("*.html") if p.relative_to(built).parts[0] != "en"
    }
    english = {p.relative_to(built / "en") for p in (built / "en").rglob("*.html")}
    assert dutch == english
    assert '<html lang="nl">' in (built / "index.html").read_text()
    assert '<html lang="en">' in (built / "en" / "index.html").read_text()


def test_headings_go_down_one_at_a_time(read: dict[Path, Reader]) -> None:
    for path, page in read.items():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(b <= a + 1 for a, b in pairwise(levels)), path


def test_tables_have_captions_and_heads(read: dict[Path, Reader]) -> None:
    for path, page in read.items():
        tags = [tag for tag, _ in page.tags]
        assert tags.count("table") == tags.count("caption"), path
        assert all(values.get("scope") for tag, values in page.tags if tag == "th"), path
        for _, values in page.tags:
            if values.get("class") == "scroll":
                assert values.get("tabindex") == "0", path
                assert values.get("aria-label") or values.get("aria-labelledby"), path


def test_every_thing_has_its_page(built: Path, dossier: wijgraph.Dossier) -> None:
    for folder, kind in (("actors", "Actor"), ("sources", "Source"), ("relations", "Appointment")):
        for node in dossier.graph.facts.instances(GOV + kind):
            slug = node.partition("/id/")[2].replace("/", "-")
            assert (built / folder / f"{slug}.html").is_file()
    for query in dossier.queries:
        assert (built / "questions" / f"{query}.html").is_file()
        assert (built / "questions" / f"{query}.csv").is_file()
        json.loads((built / "questions" / f"{query}.json").read_text())


@pytest.mark.parametrize(
    ("language", "answers"),
    [
        (
            "",
            [
                "College van B en W benoemt raad van toezicht",
                "Raad van toezicht houdt toezicht op raad van bestuur (merendeel)",
                "zal moeten afleggen over HOE",
                "Of WIJ, de raad van toezicht of de raad van bestuur zich rechtstreeks",
                "116 dingen die een lezer zou vragen",
                "Berenschot 2023, paragraaf 2.1, alinea 3",
            ],
        ),
        ("en", ["municipal executive appoints supervisory board", "section 2.1, paragraph 3"]),
    ],
)
def test_first_page_answers_the_four_questions(
    built: Path, language: str, answers: list[str]
) -> None:
    text = words_of(built / language / "index.html").casefold()
    for answer in answers:
        assert answer.casefold() in text


def test_actor_page_tells_what_is_and_what_is_not_known(built: Path) -> None:
    text = words_of(built / "actors" / "rvb.html")
    for part in (
        "Plicht van de raad van bestuur om het college alle gevraagde informatie te geven",
        "Benoeming van de raad van bestuur door de leden van de raad van toezicht",
        "statutair afgeleid Dat de statuten de grondslag zijn",
        "Berenschot 2023, paragraaf 2.1, alinea 3 benoemen de raad van bestuur",
        "ten minste 2 × per jaar",
        "niet in de bron Geen van beide stukken noemt een rechtstreekse bevoegdheid",
    ):
        assert part in text


def test_relation_page_tells_what_follows_and_what_does_not(built: Path) -> None:
    folder = built / "relations"
    appointment = words_of(folder / "relation-college-appoints-rvt.html")
    assert "college van B en W benoemt raad van toezicht" in appointment
    judged = words_of(folder / "relation-college-accounts-to-raad-hoe.html")
    assert "Er volgt geen geldende relatie uit" in judged


def test_sitemap_lists_all_pages(built: Path, read: dict[Path, Reader]) -> None:
    text = (built / "sitemap.html").read_text()
    tree = text[text.index('<ul class="tree">') : text.index("</main>")]
    listed = {(built / link).resolve() for link in re.findall('href="([^"]+)"', tree)}
    dutch = {p for p in read if p.relative_to(built).parts[0] != "en"}
    assert {p.resolve() for p in dutch} <= listed
    assert not (built / "sitemap.xml").exists()


def test_address_gives_a_sitemap_and_canonical_links(
    town: wijgraph.Dossier, tmp_path: Path
) -> None:
    url = "https://example.org/wij"
    count = build(town, NOTHING, tmp_path / "site", silent, url=url)
    places = [e.text for e in ElementTree.parse(tmp_path / "site" / "sitemap.xml").iter()][1:]
    places = [place for place in places if place and place.strip()]
    assert len(places) == len(set(places)) == count
    assert f"{url}/en/actors.html" in places
    text = (tmp_path / "site" / "en" / "actors.html").read_text()
    assert f'<link rel="canonical" href="{url}/en/actors.html">' in text
    assert f'hreflang="nl" href="{url}/actors.html">' in text


@pytest.mark.parametrize("url", ["example.org", "javascript:alert(1)", 'https://x/"><script>'])
def test_address_must_be_one(town: wijgraph.Dossier, tmp_path: Path, url: str) -> None:
    with pytest.raises(WijgraphError, match="not the address"):
        build(town, NOTHING, tmp_path / "site", silent, url=url)


def test_views_and_pictures_have_their_place(town: wijgraph.Dossier, tmp_path: Path) -> None:
    build(town, NOTHING, tmp_path / "site", silent)
    home = (tmp_path / "site" / "en" / "index.html").read_text()
    assert '<a href="../en/views/toezicht.html">Supervision</a>' in home
    actor = (tmp_path / "site" / "actors" / "board.html").read_text()
    assert 'class="network"' in actor
    assert 'href="../views/actor-board.html"' in actor
    for view in ("toezicht", "actor-board"):
        page = (tmp_path / "site" / "en" / "views" / f"{view}.html").read_text()
        assert 'data-elk="../../assets/elk.js"' in page
        assert "<style" not in page
        assert "style=" not in page
    assert "views/toezicht.html" in (tmp_path / "site" / "sitemap.html").read_text()
    assert "views/toezicht.html" in (tmp_path / "site" / "assets" / "search-nl.js").read_text()
    assert (tmp_path / "site" / "assets" / "elkjs-LICENSE.md").is_file()


def test_a_page_tells_what_changed(town_folder: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(town_folder, before)
    file = next(
        p for p in (town_folder / "data").glob("*.ttl") if "minimumPerYear 2" in p.read_text()
    )
    file.write_text(file.read_text().replace("gov:minimumPerYear 2", "gov:minimumPerYear 4", 1))
    build(wijgraph.open(town_folder), NOTHING, tmp_path / "site", silent, since=str(before))
    page = (tmp_path / "site" / "analyses" / "changes.html").read_text()
    assert "nu ten minste vier keer per jaar (was ten minste twee keer per jaar)" in page
    assert str(tmp_path) not in page
    assert "analyses/changes.html" in (tmp_path / "site" / "index.html").read_text()
    with pytest.raises(WijgraphError):
        build(wijgraph.open(town_folder), NOTHING, tmp_path / "other", silent, since="git:nope")


def test_large_network_is_not_drawn_before_one_chooses(town_folder: Path, tmp_path: Path) -> None:
    prefixes = """@prefix gov: <https://w3id.org/wijgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix wij: <https://w3id.org/wijgraph/id/> .
"""
    actors = "".join(
        f'wij:post-{i} a gov:Post ; rdfs:label "functie {i}"@nl , "post {i}"@en .\n'
        f"wij:steers-{i} a gov:Steering ; gov:actor wij:post-{i} ;"
        f" gov:counterparty wij:post-{i + 1} ;"
        ' gov:modality gov:agreed ; rdfs:label "sturing"@nl , "steering"@en ;'
        " gov:citation <https://w3id.org/wijgraph/id/citation/report-1-board> .\n"
        for i in range(300)
    )
    (town_folder / "data" / "crowd.ttl").write_text(prefixes + actors, encoding="utf-8")
    build(wijgraph.open(town_folder), NOTHING, tmp_path / "site", silent)
    crowded = (tmp_path / "site" / "views" / "sturing.html").read_text()
    assert 'id="message" role="status" >' in crowded
    assert "translate(0 0)" in crowded  # nothing has a place yet
    assert "post-150" in crowded  # and all is there to choose
    near = (tmp_path / "site" / "actors" / "post-150.html").read_text()
    assert 'class="network"' in near


def test_same_bytes_on_every_build(town: wijgraph.Dossier, tmp_path: Path) -> None:
    build(town, town.validate(), tmp_path / "one", silent)
    # Another process, in which sets have another order.
    subprocess.run(
        [sys.executable, "-m", "wijgraph", "--dossier", town.files.root, "build", "-o", "two"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
    )
    files = [p for p in (tmp_path / "one").rglob("*") if p.is_file()]
    for path in files:
        again = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == again.read_bytes()
    assert len(files) > 300


def test_same_bytes_with_blank_nodes(town_folder: Path, tmp_path: Path) -> None:
    """Also of the dataset as N-Quads, in which one node has one name and two have two."""
    folder = town_folder
    alike = "_:x <https://e/says> [ <https://e/p> 1 ] , ( 1 2 ) .\n"
    first = f"<{WIJ}board> <https://e/says> _:x , [ <https://e/p> 1 ] , [ <https://e/p> 2 ] .\n"
    (folder / "data" / "odd.ttl").write_text(first + alike)
    (folder / "shapes" / "odd.ttl").write_text(alike)
    quads = []
    for name in ("one", "two"):
        dossier = wijgraph.open(folder)
        quads.append(Snapshot(dossier).quads())
        build(dossier, NOTHING, tmp_path / name, silent)
    assert quads[0] == quads[1]
    own = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file()]
    different = [
        p for p in own if len({(tmp_path / n / p).read_bytes() for n in ("one", "two")}) > 1
    ]
    assert (bool(own), different) == (True, [])
    graphs: dict[str, set[str]] = {}
    for quad in ox.parse(quads[0], ox.RdfFormat.N_QUADS):
        names = graphs.setdefault(str(quad.graph_name), set())
        names |= {n.value for n in (quad.subject, quad.object) if isinstance(n, ox.BlankNode)}
    data, shapes = (graphs[f"<https://w3id.org/wijgraph/{name}>"] for name in ("data", "shapes"))
    assert len(data) == 6 and len(shapes) >= 4 and not data & shapes
    assert data <= graphs["DEFAULT"]
    beside = json.loads((tmp_path / "one" / "actors" / "board.jsonld").read_text())
    assert all(i["@id"].startswith("_:") for i in beside["@graph"][0]["https://e/says"])


def test_progress_counts_to_the_end(town: wijgraph.Dossier, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    count = build(town, NOTHING, tmp_path / "site", lambda n, of, _: seen.append((n, of)))
    assert sorted({n for n, _ in seen} - {0}) == [*range(1, count + 1)]
    assert seen == sorted(seen)
    assert {of for _, of in seen} == {count}


def test_hostile_label_does_no_harm(town_folder: Path, tmp_path: Path) -> None:
    path = town_folder / "data" / "town.ttl"
    escaped = HOSTILE.replace('"', '\\"')
    path.write_text(path.read_text().replace("college van Waterdam", escaped))
    folder = tmp_path / "site"
    build(wijgraph.open(town_folder), NOTHING, folder, silent)
    assert "De governance van Stichting Dijk" in (folder / "index.html").read_text()
    shown = 0
    for page in folder.rglob("*.html"):
        text = page.read_text()
        shown += "&lt;/script&gt;" in text
        reader = Reader(page)
        assert "img" not in [tag for tag, _ in reader.tags], page
        assert "alert(1)" not in "".join(re.findall(r"<script src[^>]*>(.*?)</script>", text))
    assert shown > 4
    for script in folder.glob("assets/search-*.js"):
        assert "<" not in script.read_text()
    found = json.loads((folder / "assets/search-nl.js").read_text().partition("=")[2].strip(" ;\n"))
    assert HOSTILE in [entry[0] for entry in found]


def test_old_site_is_replaced_whole(town: wijgraph.Dossier, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(town, NOTHING, folder, silent)
    mark = folder / ".wijgraph-site"
    made = json.loads(mark.read_text())
    mark.write_text(json.dumps({**made, "files": [*made["files"], "stale.html"]}))
    (folder / "stale.html").write_text("a page of a node that is gone")
    build(town, NOTHING, folder, silent)
    assert not (folder / "stale.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_somebody_elses_folder_is_left_alone(town: wijgraph.Dossier, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(WriteError, match="not a site"):
        build(town, NOTHING, tmp_path, silent)
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_failure_half_way_leaves_the_old_site(
    town: wijgraph.Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    build(town, NOTHING, folder, silent)
    before = (folder / "index.html").read_bytes()

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(content, "asset", full)
    with pytest.raises(WriteError, match="No space left"):
        build(town, NOTHING, folder, silent)
    assert (folder / "index.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
