"""The pages of the application in a real browser: those of the site, under a strict policy."""

import ast
import shlex
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import wijgraph
from tests.browsing import Visit, chromium, faults
from tests.serving import QUIET, Served, served
from wijgraph.messages import quoted
from wijgraph.namespaces import GOV
from wijgraph.pages.render import foreign, leading
from wijgraph.web.sitepages import SitePages

# Who supervises whom, and with that two columns of actors.
ASKED = quote(f"SELECT ?who ?whom {{ ?who <{GOV}supervises> ?whom }}")


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
        "en/sparql.html",
        "vocabulary.html",
        "en/vocabulary.html",
        "check.html",
        "en/api.html",
        "analyses/paths.html?from=raad&to=rvb",
        "questions/actor.html?actor=college",
        f"network.html?query={ASKED}",
        "network.html?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fk%20%7D%20LIMIT%203",
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
        page.locator(".ask button").first.click()
    text = Path(saved.value.path()).read_text()
    assert "https://w3id.org/wijgraph/id/rvt,https://w3id.org/wijgraph/id/rvb" in text
    visit.close()


def test_a_question_is_filled_in(server: Served, browser: Any) -> None:
    visit = Visit(browser, server=server.url)
    page = visit.page
    page.goto(f"{server.url}en/questions/actor.html")
    page.locator("input[name=actor]").fill("college")
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert page.url.endswith("actor=college")
    assert "municipal executive" in page.locator("main").inner_text()
    with page.expect_download() as saved:
        page.locator("main .files a", has_text="CSV with").click()
    assert "id/college" in Path(saved.value.path()).read_text()
    with page.expect_download() as saved:
        page.locator("main .files a", has_text="Table as CSV").click()
    assert "municipal executive" in Path(saved.value.path()).read_text("utf-8-sig")
    visit.close()


def test_what_nobody_knows_is_no_page(server: Served) -> None:
    response = server.get("/questions/actor.html?actor=nope", "text/html")
    assert (response.status_code, "geen actor heet" in response.text) == (404, True)
    assert server.get("/analyses/paths.html?from=raad&to=nope", "text/html").status_code == 404
    assert server.get("/network.html", "text/html").status_code == 400
    triple = server.get(
        "/network.html", params={"query": "SELECT (<<( <x:a> <x:b> 1 )>> AS ?t) (1 AS ?n) {}"}
    )
    assert (triple.status_code, "RDF 1.2" in triple.text) == (400, True)
    for query in ("ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT"):
        assert server.get("/network.html", params={"query": query}).status_code == 400
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert server.get("/network.html", params={"query": service}).status_code == 403


def test_a_mistake_is_told_among_the_pages_in_the_language_of_who_asks(server: Served) -> None:
    server.get("/", "text/html")
    for path, title, way in (
        ("/questions/changes.html?date=9999-99-99", "De vraag klopt niet", "changes.html"),
        ("/en/questions/actor.html?actor=nope", "There is no such thing here", "actor.html"),
        ("/analyses/paths.html?from=rvb&to=RvB", "De vraag klopt niet", "paths.html"),
        ("/nothing.html", "Dit is er niet", "index.html"),
    ):
        text = server.get(path, "text/html").text
        assert f"<h1>{title}</h1>" in text
        assert f'{way}">' in text
        assert "<nav" in text


def test_the_other_language_asks_the_same(server: Served) -> None:
    for path, query in (
        ("questions/actor.html", "actor=college"),
        ("analyses/paths.html", "from=raad&amp;to=rvb"),
        ("network.html", "query=SELECT"),
    ):
        asked = query.replace("&amp;", "&") if "SELECT" not in query else f"query={ASKED}"
        assert 'class="turn" href="' in (text := server.get(f"/{path}?{asked}", "text/html").text)
        assert f"en/{path}?{query}" in text


def test_actors_are_found_whatever_the_capitals(server: Served) -> None:
    for name in ("RVB", "Raad van Bestuur", "rvb"):
        path = f"/analyses/paths.html?from=raad&to={name}"
        assert 'value="rvb"' in server.get(path, "text/html").text
        assert server.get(f"/api/paths?from=raad&to={name}").status_code == 200


def test_what_is_to_be_copied_runs_nothing_else(server: Served) -> None:
    """Whatever a link fills in is one word of the shell, and one string in Python."""
    hostile = "r'; v | \" `$(b)` ')"  # what names the executive board all the same
    path = "/questions/actor.html"
    given = {"actor": hostile}
    text = server.get(path, "text/html", params=given).text
    blocks = [
        unescape(part.partition("</code>")[0]) for part in text.split('<pre tabindex="0"><code>')
    ]
    command = next(b for b in blocks if b.startswith("wijgraph query run"))
    assert shlex.split(command)[-1] == f"actor={hostile}"
    tree = ast.parse(next(b for b in blocks if b.startswith("import wijgraph")))
    keywords = [k for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords]
    assert {k.arg: ast.literal_eval(k.value) for k in keywords} == given


def test_large_answers_are_not_drawn(server: Served) -> None:
    """Laying out takes far longer for twice as many lines: above some there is the text alone."""
    kind, below = f"<{GOV}Actor>", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    pairs = (
        f"SELECT DISTINCT ?a ?b {{ ?a a/{below}* {kind} . ?b a/{below}* {kind} FILTER (?a != ?b) }}"
    )
    refused = server.get("/network.html", params={"query": pairs})
    assert "te veel rijen" in refused.text
    many = server.get("/en/network.html", params={"query": f"{pairs} LIMIT 300"}).text
    assert many.count("<tr data-row") == 300
    assert 'class="box"' not in many or "too large to draw" in many
    assert "Wat er" not in many


def test_an_answer_is_seen_as_a_network(server: Served, browser: Any) -> None:
    visit = Visit(browser, server=server.url)
    page = visit.page
    page.goto(f"{server.url}network.html?query={ASKED}")
    rows = server.sparql(f"SELECT ?who ?whom {{ ?who <{GOV}supervises> ?whom }}", "text/csv").text
    assert page.locator("#canvas .line").count() == len(rows.split()) - 1
    page.locator("#canvas .line").first.focus()
    page.keyboard.press("Enter")
    assert "rij van het antwoord op een vraag" in page.locator("#panel").inner_text()
    visit.close()
    dutch = server.get("/network.html?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fk%20%7D%20LIMIT%203")
    assert "geen twee kolommen" in dutch.text
    none = server.get("/en/network.html?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fk%20%7D%20LIMIT%203")
    assert "No two columns of the answer name actors" in none.text


def test_a_file_is_checked(server: Served, browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, server=server.url)
    page, data = visit.page, f"<https://w3id.org/wijgraph/id/nieuw> a <{GOV}Council> .\n"
    (tmp_path / "mine.ttl").write_text(data)
    page.goto(f"{server.url}en/check.html")
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.ttl")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert "GOV-" in page.locator("body").inner_text()
    visit.close()
    visit = Visit(browser, server=server.url)
    page = visit.page
    (tmp_path / "mine.jsonld").write_text('{"@id": "http://a", "http://b": 1}')
    page.goto(f"{server.url}check.html")
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.jsonld")
    page.locator("main form button").first.click()  # its name says that this is JSON-LD
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() != "Een bestand toetsen"
    page.goto(f"{server.url}check.html")
    page.locator("textarea").fill("dit is geen Turtle")
    visit.errors.clear()
    page.locator("form:has(textarea) button").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Dit kan niet worden gelezen"
    assert "Geen Turtle: dit kan hier geen" in page.locator("main").inner_text()
    assert [e for e in visit.errors if "status of 400" not in e] == []
    visit.errors.clear()
    visit.close()


def test_the_editor_asks_and_completes(server: Served, browser: Any) -> None:
    """YASGUI: a question, its answer, completion with labels, and the answer as a network."""
    visit = Visit(browser, server=server.url)
    page = visit.page
    page.goto(f"{server.url}editor.html")
    page.wait_for_selector("#editor[data-ready]")
    assert faults(page, without="#editor") == []
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table tbody tr")
    rows = server.sparql(f"SELECT ?who ?whom {{ ?who <{GOV}supervises> ?whom }}", "text/csv").text
    assert page.locator(".yasr table tbody tr").count() == len(rows.split()) - 1
    page.click(".CodeMirror")
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * { wij:rv")
    page.wait_for_selector(".CodeMirror-hints >> text=wij:rvb · raad van bestuur")
    page.keyboard.press("Enter")
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "PREFIX wij: <https://w3id.org/wijgraph/id/>" in text
    assert "{ wij:rvb" in text
    page.keyboard.type(" houdt")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints >> text=gov:supervises · houdt toezicht op")
    page.keyboard.press("Escape")
    page.select_option("#_example", "who-appoints-whom")
    page.wait_for_function("document.querySelectorAll('.tabsList .tab').length == 2")
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    page.wait_for_selector(".tabPanel.active .yasr table tbody tr")
    page.locator(".tabPanel.active .select_network").click()
    page.locator(".tabPanel.active .yasr_results a", has_text="Open als netwerk").click()
    page.wait_for_selector("#canvas .line")
    assert "network.html?query=" in page.url
    visit.close()


def test_an_iri_leads_to_its_page(server: Served) -> None:
    response = server.get("/id/rvb", "text/html", follow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (303, "/actors/rvb.html")
    assert "raad van bestuur" in server.get("/actors/rvb.html", "text/html").text.lower()
    response = server.get("/query/actor", "text/html", follow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (303, "/questions/actor.html")
    assert "text/turtle" in server.get("/query/actor", "text/turtle").headers["Content-Type"]
    assert 'id="Appointment"' in server.get("/ontology", "text/html").text


def test_the_first_page_speaks_the_language_of_the_reader(server: Served) -> None:
    for language, word in (("nl", "Vier grote vragen"), ("en", "Four big questions")):
        text = server.get("/", "text/html", headers={"Accept-Language": language}).text
        assert word in text


def test_a_scenario_is_one_of_the_dossiers_own(server: Served) -> None:
    for name in ("nope", "..%2F..%2FREADME.md", "/etc/passwd"):
        assert server.get(f"/whatif/{name}", "text/html").status_code == 404


def test_forms_show_who_was_asked_for_by_any_name(server: Served) -> None:
    page = server.get("/analyses/paths.html?from=RvB&to=Gemeenteraad", "text/html").text
    assert page.count(" selected>") == 2
    assert '<option value="rvb" selected>' in page and '<option value="raad" selected>' in page


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("who-steers-whom", '<option value="college">', "berenschot-2023"),
        ("section", '<option value="berenschot-2023">', '<option value="college">'),
        ("perspectives", '<option value="concept:lawfulGovernment">', '<option value="college">'),
    ],
)
def test_forms_offer_what_may_be_filled_in(
    server: Served, question: str, there: str, not_there: str
) -> None:
    page = server.get(f"/questions/{question}.html", "text/html").text
    listed = "".join(part.partition("</datalist>")[0] for part in page.split("<datalist")[1:])
    assert there in listed and not_there not in listed


def test_what_is_wrong_and_how_to_mend_it_are_two_sentences(server: Served) -> None:
    page = server.get("/questions/who-steers-whom.html?actor=rvbb", "text/html").text
    assert "<p>Actor: geen actor heet &#39;rvbb&#39;</p>\n<p>Bedoelde u: " in page


@pytest.mark.parametrize(
    ("path", "href", "name"),
    [
        ("questions/who-steers-whom.html?actor=rvbb", "?actor=rvb", "rvb"),
        ("analyses/paths.html?from=RvB&to=raadd", "?from=RvB&amp;to=raad", "raad"),
        ("en/analyses/paths.html?from=RvB&to=raadd", "?from=RvB&amp;to=raad", "raad"),
        ("id/rvbb", "/actors/rvb.html", "https://w3id.org/wijgraph/id/rvb"),
    ],
)
def test_what_may_have_been_meant_is_a_link(
    server: Served, path: str, href: str, name: str
) -> None:
    server.get("/", "text/html")
    response = server.get(f"/{path}", "text/html", follow_redirects=True)
    assert response.status_code == 404 and f'<a href="{href}">{name}</a>' in response.text


def test_names_in_a_sentence_become_links_and_nothing_else() -> None:
    near = {"a": "?x=a", "a b": "?x=a+b", "<i>": "?x=%3Ci%3E"}
    assert leading(foreign("geen a a&b: a, a b, <i>?"), near) == (
        'geen a a&amp;b: <a href="?x=a">a</a>, <a href="?x=a+b">a b</a>, '
        '<a href="?x=%3Ci%3E">&lt;i&gt;</a>?'
    )


def test_a_chain_to_itself_and_a_long_name_are_refused(server: Served) -> None:
    for path in ("/analyses/paths.html", "/api/paths"):
        same = server.get(f"{path}?from=raad&to=gemeenteraad&lang=nl")
        assert (same.status_code, "naar zichzelf loopt geen keten" in same.text) == (400, True)
        assert server.get(f"{path}?from=raad&to={'x' * 4097}").status_code in {400, 422}
    server.get("/", "text/html")
    long = "https://example.org/" + "x" * 2000
    for path in ("/analyses/paths.html?from=raad&to=", "/questions/actor.html?actor="):
        told = server.get(path + long, "text/html")
        assert (told.status_code, "heet &#39;https://" in told.text) == (404, True)


def test_what_a_library_says_is_marked_as_english() -> None:
    told = quoted("<b>cheese</b>")["nl"]
    assert '“<span lang="en">&lt;b&gt;cheese&lt;/b&gt;</span>”' in foreign(told)
    assert foreign("<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_tables_and_pictures_fit_the_page(server: Served, browser: Any, width: int) -> None:
    visit = Visit(browser, width=width, server=server.url)
    visit.page.goto(f"{server.url}views/sturing.html")
    table = visit.page.locator(".twin table").first
    assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
    visit.page.goto(f"{server.url}actors/rvt.html")
    assert visit.page.locator(".still svg").evaluate(
        "e => e.getBoundingClientRect().width <= Math.max(e.parentElement.clientWidth, 705)"
    )
    narrow = width < 700
    assert visit.page.locator(".slide").is_visible() is narrow
    own = visit.page.locator(".still .box", has_text="raad van toezicht").first.bounding_box()
    assert own["x"] >= 0 and own["x"] + own["width"] <= width
