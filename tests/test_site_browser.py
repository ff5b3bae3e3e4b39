"""The site in a real browser, from disk and without a network: search, keyboard and axe."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wijgraph
from tests.browsing import Visit, chromium, faults
from wijgraph.site.build import build

KINDS = (
    "index.html",
    "actors.html",
    "actors/wij.html",
    "relations.html",
    "relations/relation-college-appoints-rvt.html",
    "processes.html",
    "questions/actor.html",
    "analyses/chains.html",
    "analyses/grip.html",
    "analyses/agenda.html",
    "views/toezicht.html",
    "views/onbekend.html",
    "views/actor-rvb.html",
    "gaps.html",
    "rules.html",
    "rules/GOV-APPOINTMENT-CIRCLE.html",
    "sources.html",
    "sources/rekenkamer-2025.html",
    "downloads.html",
    "search.html?q=toezicht",
    "sitemap.html",
)


@pytest.fixture(scope="module")
def site(dossier: wijgraph.Dossier, tmp_path_factory: pytest.TempPathFactory) -> str:
    # A folder with a space, as people have them.
    folder: Path = tmp_path_factory.mktemp("my sites") / "site"
    build(dossier, dossier.validate(), folder, lambda *_: None)
    return folder.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def accessible(visit: Visit) -> bool:
    """Return whether a page loads without an error and axe finds no fault in it."""
    assert (visit.errors, visit.outside) == ([], [])
    assert faults(visit.page) == []
    return True


@pytest.mark.parametrize("path", KINDS)
def test_page_is_accessible_and_fits_a_telephone(site: str, browser: Any, path: str) -> None:
    visit = Visit(browser)
    visit.page.goto(f"{site}/{path}")
    assert accessible(visit)
    # As at 400 % on a screen of 1280 wide.
    visit.page.set_viewport_size({"width": 320, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.close()


@pytest.mark.parametrize("folder", ["", "en/"])
def test_search_by_keyboard(site: str, browser: Any, folder: str) -> None:
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{site}/{folder}rules.html")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("rvb")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.first.inner_text().split("\n")[0] in {"raad van bestuur", "executive board"}
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.type(" ")
    options.first.wait_for()
    assert accessible(visit)
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/{folder}actors/rvb.html")
    visit.close()


def test_search_folds_accents_and_shows_all_results(site: str, browser: Any) -> None:
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{site}/index.html")
    page.get_by_role("combobox").fill("één actor")
    page.get_by_role("option").first.wait_for()
    folded = page.get_by_role("option").first.inner_text()
    page.get_by_role("combobox").fill("een ACTOR")
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").first.inner_text() == folded
    page.get_by_role("combobox").fill("raad")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/search.html?q=raad")
    page.locator("#_results li").first.wait_for()
    assert page.locator("#_results a").first.inner_text() == "gemeenteraad"
    assert page.locator("#_results a").count() > 10
    page.goto(f"{site}/search.html?q=<img src=x onerror=alert(1)>")
    page.get_by_text("Niets gevonden").first.wait_for()
    assert page.locator("img").count() == 0
    visit.close()


def test_site_reads_without_scripts(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search.html")
    assert "Zoeken werkt alleen met JavaScript" in page.inner_text("main")
    page.goto(f"{site}/actors/rvb.html")
    assert not page.locator(".why p").first.is_visible()
    page.locator(".why summary").first.click()
    assert page.locator(".why p").first.is_visible()
    context.close()


def test_hostile_label_is_only_text_in_the_search_box(
    town_folder: Path, tmp_path: Path, browser: Any
) -> None:
    path = town_folder / "data" / "town.ttl"
    hostile = "college <img src=x onerror=alert(1)>"
    path.write_text(path.read_text().replace("college van Waterdam", hostile))
    nothing = wijgraph.Report(conforms=True, findings=())
    build(wijgraph.open(town_folder), nothing, tmp_path / "site", lambda *_: None)
    visit = Visit(browser)
    visit.page.goto(f"{(tmp_path / 'site').as_uri()}/search.html?q=onerror")
    visit.page.locator("#_results li").first.wait_for()
    visit.page.get_by_role("combobox").fill("onerror")
    visit.page.get_by_role("option").first.wait_for()
    assert hostile in visit.page.get_by_role("option").first.inner_text()
    assert visit.page.locator("img").count() == 0
    visit.close()


def test_a_picture_of_the_site_filters_and_tells_its_evidence(site: str, browser: Any) -> None:
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{site}/index.html")
    page.get_by_role("link", name="Vier processen", exact=True).click()
    page.wait_for_selector("body[data-drawn='9']")
    page.select_option("#actor", "raad")
    page.select_option("#steps", "1")
    page.wait_for_selector("body[data-drawn='2']")
    page.click(".line[aria-label^='gemeenteraad stelt kaders'] .label")
    assert "Rekenkamer 2025" in page.locator("#panel").inner_text()
    with page.expect_download() as saved:
        page.click("#save-svg")
    assert ".network" in Path(saved.value.path()).read_text()  # its looks go with it
    page.locator("#panel a").click()
    page.wait_for_load_state()
    assert "/relations/" in page.url
    assert page.locator("h1").is_visible()
    visit.close()


def test_from_the_first_page_four_answers_with_their_section(site: str, browser: Any) -> None:
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{site}/index.html")
    texts = page.locator(".answers section").all_inner_texts()
    cards = [" ".join(text.split()) for text in texts]
    for expected in (
        ("College van B en W benoemt raad van toezicht", "paragraaf 2.1"),
        ("Raad van toezicht benoemt raad van bestuur", "paragraaf 2.1"),
        ("Raad van toezicht houdt toezicht op raad van bestuur", "paragraaf 2.1"),
        ("niet in de bron", "rechtstreeks"),
    ):
        assert any(all(text in card for text in expected) for card in cards), expected
    visit.close()


def test_print_of_a_picture_is_one_a3(site: str, browser: Any) -> None:
    visit = Visit(browser)
    page = visit.page
    for view in ("vier-processen", "onbekend"):
        page.goto(f"{site}/views/{view}.html")
        page.emulate_media(media="print")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    visit.close()
