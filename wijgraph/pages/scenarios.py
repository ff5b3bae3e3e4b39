"""The pages of change: scenarios and what one of them would do, and what did change."""

from collections.abc import Sequence
from pathlib import Path

from wijgraph.analysis.scenario import Scenario, catalogue, read
from wijgraph.messages import Message, word
from wijgraph.pages.material import Material
from wijgraph.pages.page import Card, Page
from wijgraph.report.document import Document

PATH = "analyses/scenarios.html"


def scenarios_of(material: Material) -> list[Scenario]:
    """Return the scenarios that come with the dossier."""
    files = material.dossier.files
    return [read(path, files.relative(path)) for path in catalogue(files).values()]


def scenarios_card() -> Card:
    """Return the way to the list of scenarios."""
    return Card(PATH, Message("words.scenarios"), Message("words.scenarios_text"))


def scenarios_page(
    material: Material, scenarios: Sequence[Scenario], language: str, *, live: bool
) -> Page:
    """Return a list of ``scenarios``; where they can be tried at once each has a link."""
    commands = {
        scenario.id: material.commands.line(language, "whatif", scenario.id)
        for scenario in scenarios
    }
    return Page(
        PATH,
        "scenarios.html",
        word("scenarios", language),
        {"scenarios": scenarios, "commands": commands, "live": live},
        "analyses",
    )


def changes_card() -> Card:
    """Return the way to what changed."""
    return Card("analyses/changes.html", Message("words.changes"), Message("words.changes_text"))


def changes_page(material: Material, since: str, language: str) -> Page:
    """Return what changed since another state of the dossier, told as governance.

    Raises DossierError when that state cannot be read.
    """
    now = str(material.dossier.files.root)
    # A site tells no paths of the machine that it was made on.
    name = since if since.startswith("git:") else Path(since).name
    report = material.dossier.diff(since, now).report(name, Message("words.now"))
    title = word("changes", language)
    return Page(changes_card().path, "changes.html", title, {"report": report}, "analyses")


def whatif_page(material: Material, name: str, language: str) -> Page | None:
    """Return what the scenario called ``name`` would do; None when the dossier has none such."""
    if name not in catalogue(material.dossier.files):
        return None
    return Page(
        f"whatif/{name}",
        "whatif.html",
        word("scenario", language),
        lambda: {"report": _illustrated(material, name)},
        "analyses",
    )


def _illustrated(material: Material, name: str) -> Document:
    from wijgraph.pages.picturing import illustrated

    result = material.dossier.whatif(name)
    return illustrated(result, result.report(), None)
