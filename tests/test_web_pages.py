"""The pages of the application in a real browser: those of the site, under a strict policy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wijgraph
from tests.browsing import Visit, chromium, faults
from tests.serving import QUIET, Served, served
from wijgraph.web.sitepages import SitePages


@pytest.fixture(scope="module")
def server(dossier: wijgraph.Dossier) -> Iterator[Served]:
    with served(dossier, QUIET, SitePages) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize(
    "path",
    [
        "",
        "en/index.html",
        "actors/rvb.html",
        "en/relations/relation-college-appoints-rvt.html",
        "views/toezicht.html",
        "analyses/scenarios.html",
        "whatif/college-verliest-1-goedkeuring",
        "sparql",
    ],
)
def test_page_loads_without_a_fault(server: Served, browser: Any, path: str) -> None:
    visit = Visit(browser, server=server.url)
    visit.page.goto(f"{server.url}{path}" if server.url.endswith("/") else f"{server.url}/{path}")
    assert visit.page.locator("h1").is_visible()
    assert faults(visit.page) == []
    visit.page.set_viewport_size({"width": 320, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.close()


def test_pictures_are_laid_out_again_under_the_policy(server: Served, browser: Any) -> None:
    visit = Visit(browser, server=server.url)
    page = visit.page
    page.goto(f"{server.url.rstrip('/')}/views/vier-processen.html#actor=raad&steps=1")
    page.wait_for_selector("body[data-drawn='2']")
    page.click(".line[aria-label^='gemeenteraad stelt kaders'] .label")
    page.locator("#panel a").click()
    page.wait_for_load_state()
    assert "/relations/" in page.url
    visit.close()


def test_a_question_is_asked_without_a_script(server: Served, browser: Any) -> None:
    visit = Visit(browser, server=server.url)
    page = visit.page
    page.goto(f"{server.url.rstrip('/')}/sparql")
    with page.expect_download() as saved:
        page.locator(".ask button").click()
    text = Path(saved.value.path()).read_text()
    assert "https://w3id.org/wijgraph/id/rvt,https://w3id.org/wijgraph/id/rvb" in text
    visit.close()


def test_an_iri_leads_to_its_page(server: Served) -> None:
    response = server.get("/id/rvb", "text/html", follow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (303, "/actors/rvb.html")
    assert "raad van bestuur" in server.get("/actors/rvb.html", "text/html").text.lower()


def test_the_first_page_speaks_the_language_of_the_reader(server: Served) -> None:
    for language, word in (("nl", "Vier grote vragen"), ("en", "Four big questions")):
        text = server.get("/", "text/html", headers={"Accept-Language": language}).text
        assert word in text


def test_a_scenario_is_one_of_the_dossiers_own(server: Served) -> None:
    for name in ("nope", "..%2F..%2FREADME.md", "/etc/passwd"):
        assert server.get(f"/whatif/{name}", "text/html").status_code == 404
