"""Samples in a label, seen through every export and in a browser without a network."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.attacks.bench import Bench
from tests.attacks.http import send
from tests.attacks.payloads import Attack, by_hand
from tests.browsing import Visit, chromium
from tests.commanding import environment
from tests.conftest import make_town
from wijgraph.views.exports import FORMATS

LABELS = {
    "export-html-label": "<img src=x onerror=window.__x=1>",
    "export-html-comment": "<!--<script>",
    "export-html-template": "{{7*7}} ${7*7} {% raw %}",
    "export-xml-entities": "&lt;!ENTITY x SYSTEM 'file:///etc/passwd'&gt;]]>",
    "export-mermaid": 'x"] --> Y["click me',
    "http-javascript-iri": "<svg onload=window.__x=1>",
}
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\tx", "\rx",
            '=HYPERLINK("http://evil","x")')  # fmt: skip
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def run(bench: Bench, attack: Attack) -> None:
    """Put the quoted texts of a sample in labels, and look at every export of them."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', attack.payload)
    if not found:
        raise AssertionError(f"{attack.id}: no label in quotes: {attack.payload[:80]!r}")
    folder = town(bench, "theirs", [text.replace('\\"', '"') for text in found])
    for form in FORMATS.values():
        if form.name not in {"png", "pdf"}:
            made(bench, folder, form.name)


def town(bench: Bench, name: str, labels: list[str], extra: str = "") -> str:
    """Return a dossier in which bodies have these labels, and steer one another."""
    folder = bench.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    make_town(folder)
    lines = ["@prefix concept: <https://w3id.org/wijgraph/concept/> .",
        "@prefix gov: <https://w3id.org/wijgraph/ontology#> .",
             "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
             "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
             "@prefix wij: <https://w3id.org/wijgraph/id/> .", extra]  # fmt: skip
    for number, label in enumerate(labels):
        text = json.dumps(label)
        lines += [
            f"wij:mean{number} a gov:Organisation ; rdfs:label {text}@nl, {text}@en ;"
            f" skos:note {text}@nl .",
            f"wij:fact{number} a gov:Steering ; rdfs:label {text}@nl, {text}@en ;"
            f" gov:actor wij:mean{number} ; gov:counterparty wij:mean{(number + 1) % len(labels)} ;"
            " gov:modality concept:practice .",
        ]
    (folder / "data" / "mean.ttl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def made(bench: Bench, folder: str, form: str, whose: str = "mean0") -> bytes:
    """Return the view of a body in a format."""
    path = bench.folder / f"made{FORMATS[form].ending}"
    outcome = bench.command("--dossier", folder, "view", whose, "-F", form, "-o", path.name)
    assert outcome.code == 0, outcome
    return path.read_bytes()


MEAN = {"export-html-label": 0, "export-html-comment": 1, "export-html-template": 2,
        "http-javascript-iri": 3}  # fmt: skip
LINKS = (
    "wij:mean3 rdfs:seeAlso <javascript:alert(document.domain)>, <data:text/html,x>,"
    " <vbscript:x>, <http://fine.example/> ; gov:homepage <javascript:window.__x=1> ."
)


def site(bench: Bench) -> Path:
    """Return a site with all of these labels, made once."""
    folder = bench.folder / "shown-site"
    if not folder.exists():
        town(bench, "shown", [LABELS[name] for name in MEAN], LINKS)
        outcome = bench.command("--dossier", "shown", "build", "-o", folder.name, seconds=60)
        assert outcome.code == 0, outcome
    return folder


def views(bench: Bench) -> list[Path]:
    """Return pictures with the first three of these labels, made once."""
    site(bench)
    paths = [bench.folder / f"shown{FORMATS[form].ending}" for form in ("html", "pyvis", "svg")]
    if not paths[0].exists():
        for form, path in zip(("pyvis", "svg", "html"), (*paths[1:], paths[0]), strict=True):
            path.write_bytes(made(bench, "shown", form, "mean1"))
    return paths


@by_hand("export-html-label", "export-html-comment", "export-html-template")
def in_a_browser(bench: Bench, attack: Attack) -> None:
    page = next(site(bench).rglob(f"actors/mean{MEAN[attack.id]}.html"))
    with chromium() as browser:
        for path in views(bench):
            look(Visit(browser), path, hover=path.name == "shown.html")
        look(Visit(browser), page, hover=False)


def look(visit: Visit, path: Path, *, hover: bool) -> None:
    """Open a page, put the mouse on everything, and fail when anything ran or was asked for."""
    visit.page.goto(path.as_uri())
    if hover:
        for element in visit.page.locator(".box, .line").all():
            element.dispatch_event("mouseover")
            element.dispatch_event("click")
    visit.page.wait_for_timeout(200)
    assert visit.page.evaluate("window.__x") is None
    assert visit.page.locator("img[src=x]").count() == 0
    if hover:
        shown = re.sub(r"\s+", "", visit.page.locator("#panel h2").inner_text())
        assert shown in {re.sub(r"\s+", "", label) for label in LABELS.values()}
    visit.close()


@by_hand("export-html-options")
def options(bench: Bench, _: Attack) -> None:
    """What a user sets of a pyvis picture cannot become script either."""
    import wijgraph

    script = "</script><script>window.__x=1</script>"
    picture = wijgraph.open().view("toezicht").to_pyvis()
    picture.width, picture.height = f'100%"><script>window.__x=1{script}', "500px"
    picture.bgcolor, picture.heading = script, script
    path = bench.folder / "options.html"
    path.write_text(picture.generate_html(), encoding="utf-8")
    with chromium() as browser:
        look(Visit(browser), path, hover=False)


@by_hand("export-html-csp")
def policy(bench: Bench, _: Attack) -> None:
    for form in ("html", "pyvis"):
        text = made(bench, town(bench, "plain", ["a", "b"]), form).decode()
        match = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', text)
        assert match
        words = [part.split() for part in unescape(match[1]).split(";")]
        parts = {one[0]: " ".join(one[1:]) for one in words if one}
        assert parts["default-src"] == "'none'"
        assert "unsafe" not in parts["script-src"]
        assert "sha256-" in parts["script-src"]
        assert parts.get("connect-src", "'none'") == "'none'"
        assert set(parts.get("img-src", "").split()) <= {"data:", "blob:"}


@by_hand("export-csv-formula")
def formulas(bench: Bench, _: Attack) -> None:
    from openpyxl import load_workbook

    folder = town(bench, "counted", list(FORMULAS))
    text = made(bench, folder, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []
    book = load_workbook(io.BytesIO(made(bench, folder, "xlsx")))
    values = [cell for sheet in book for row in sheet for cell in row if cell.value]
    assert any("cmd|" in str(cell.value) for cell in values)
    assert {cell.data_type for cell in values} == {"s"}
    # What programs read is unchanged: SPARQL says what is in it. What people open is not.
    query = f"SELECT ?l {{ <https://w3id.org/wijgraph/id/mean0> <{LABEL}> ?l }}".encode()
    for form, first in (("csv", "="), ("spreadsheet", "'")):
        outcome = bench.command(
            "--dossier", folder, "query", "run", "-f", "-", "-F", form, stdin=query
        )
        assert outcome.code == 0, outcome
        rows = list(csv.reader(io.StringIO(outcome.out)))
        assert {row[0][:1] for row in rows if "cmd" in row[0]} == {first}


@by_hand("export-xml-entities")
def entities(bench: Bench, attack: Attack) -> None:
    label = LABELS[attack.id]
    folder = town(bench, "entities", [label, "other"])
    for form in ("graphml", "gexf", "svg"):
        tree = ET.fromstring(made(bench, folder, form))
        texts = {text.strip() for e in tree.iter() for text in (*e.attrib.values(), e.text or "")}
        assert any(label in text for text in texts), form
    outcome = bench.command("--dossier", folder, "export", "-F", "rdfxml")
    assert label in {e.text for e in ET.fromstring(outcome.out).iter()}


@by_hand("export-mermaid")
def mermaid(bench: Bench, attack: Attack) -> None:
    folder = town(bench, "mermaid", [LABELS[attack.id], 'click A href "javascript:alert(1)"'])
    text = made(bench, folder, "mermaid").decode()
    assert not re.search(r"^\s*click\b", text, re.M)
    assert '"] -->' not in text
    assert not re.search(r'href "javascript', text)


@by_hand("export-nt-canonical")
def the_same_twice(bench: Bench, _: Attack) -> None:
    small = ("--dossier", town(bench, "again", ["a", "b"]))
    for form, dossier in (("ntriples", small), ("graphml", small), ("turtle", ())):
        outputs = [
            subprocess.run(
                [sys.executable, "-m", "wijgraph", *dossier, "export", "-F", form], check=True,
                capture_output=True, cwd=bench.folder, env=environment(PYTHONHASHSEED=seed),
            ).stdout
            for seed in ("0", "1")
        ]  # fmt: skip
        assert outputs[0] == outputs[1], form


PRIVATE = (
    "wij:someone a gov:Organisation ; rdfs:label 'iemand'@nl ;\n"
    "  <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:jan@example.org> ;\n"
    "  <https://schema.org/telephone> '050-1234567' ; <https://schema.org/birthDate> '1970-01-01' ."
)
SECRETS = ("jan@example.org", "1234567", "1970-01-01")


@by_hand("export-private")
def private(bench: Bench, _: Attack) -> None:
    """What is of a person keeps a dossier from being published at all."""
    folder = town(bench, "private", ["a", "b"], PRIVATE)
    for arguments in (["export"], ["export", "-F", "xlsx"], ["export", "--public"],
                      ["build", "-o", "private-site"], ["serve", "--port", "0"]):  # fmt: skip
        outcome = bench.command("--dossier", folder, *arguments, seconds=30)
        assert outcome.code == 2, (arguments, outcome)
        assert "mean.ttl:" in outcome.err
        assert not any(secret in outcome.out + outcome.err for secret in SECRETS)
    assert not (bench.folder / "private-site").exists()
    whole = bench.command("--dossier", folder, "export", "--include-private")
    assert all(secret in whole.out for secret in SECRETS)
    assert bench.command("--dossier", folder, "validate", "--lang", "en").code == 1


@by_hand("http-javascript-iri")
def links(bench: Bench, _: Attack) -> None:
    assert "fine.example" in next(site(bench).rglob("actors/mean3.html")).read_text()
    for path in site(bench).rglob("*.html"):
        for link in re.findall(r"""(?:href|src|action)\s*=\s*["']?([^"'\s>]+)""", path.read_text()):
            assert not re.match(r"(?:javascript|vbscript|data):", link, re.I), (path, link)
    page = send(bench, "GET", "/doc/rvb", headers={"Accept": "text/html"})
    for anchor in re.findall(r'<a [^>]*href="https?://[^>]+>', page.text):
        assert "noopener" in anchor
        assert "noreferrer" in anchor
