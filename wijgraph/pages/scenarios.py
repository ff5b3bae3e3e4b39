"""The pages of change: scenarios and what one of them would do, and what did change."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wijgraph.analysis.scenario import Scenario, catalogue, read
from wijgraph.messages import Message, word
from wijgraph.pages.material import Material
from wijgraph.pages.page import Card, Page

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
    from wijgraph.analysis.tell_diff import tell_diff

    now = str(material.dossier.files.root)
    difference = material.dossier.diff(since, now)
    # A site tells no paths of the machine that it was made on.
    name = since if since.startswith("git:") else Path(since).name
    told = tell_diff(difference, name, word("now", language), language)
    return Page(
        changes_card().path, "changes.html", word("changes", language), {"told": told}, "analyses"
    )


def whatif_page(material: Material, name: str, language: str) -> Page | None:
    """Return what the scenario called ``name`` would do; None when the dossier has none such."""
    if name not in catalogue(material.dossier.files):
        return None
    return Page(
        f"whatif/{name}",
        "whatif.html",
        word("scenario", language),
        lambda: _told(material, name, language),
        "analyses",
    )


def _told(material: Material, name: str, language: str) -> Mapping[str, Any]:
    from wijgraph.analysis.tell_whatif import tell_whatif
    from wijgraph.pages.picturing import both

    result = material.dossier.whatif(name)
    pictures = [
        (caption, f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}")
        for caption, picture in both(result, language, None)
    ]
    return {"told": tell_whatif(result, language), "pictures": pictures}
