"""``wijgraph rule``: the rules, and what each asks and why."""

import textwrap

import click

from wijgraph.cli.common import dossier_of, language_of, say
from wijgraph.cli.help import Group, option
from wijgraph.errors import ShapesError
from wijgraph.graph.resolver import did_you_mean, nearest
from wijgraph.messages import Message, word
from wijgraph.validation.rules import Rule, examples_of, rules_at


@click.group(cls=Group)
def command() -> None:
    """List the rules, and show what each asks and why."""


@command.command("list")
@option("--severity", type=click.Choice(["violation", "warning", "info"]),
              help="rule.severity")  # fmt: skip
@click.pass_context
def list_(ctx: click.Context, severity: str | None) -> None:
    """Name the rules, with number, severity and subject."""
    from wijgraph.cli.tables import counted, render_rows, width

    dossier, language = dossier_of(ctx), language_of(ctx)
    rules = sorted(rules_at(dossier.graph, dossier.files).values(), key=lambda r: r.id)
    rows = [
        [r.id, r.notation or "", word(r.severity, language), (r.name or {}).get(language, "")]
        for r in rules
        if r.reported and severity in {None, r.severity}
    ]
    headings = [word(key, language) for key in ("rule", "number", "severity", "subject")]
    say(render_rows(headings, rows, width()) + ("" if rows else counted(rows, language)), end="")


@command.command()
@click.argument("name", metavar="ID")
@click.pass_context
def show(ctx: click.Context, name: str) -> None:
    """Show a rule: what it asks, why, its source, how to mend, and examples."""
    from wijgraph.cli.tables import width

    dossier, language = dossier_of(ctx), language_of(ctx)
    rule = pick(list(rules_at(dossier.graph, dossier.files).values()), name)
    line = width()

    def part(key: str, text: str | None) -> None:
        if text:
            say(f"\n{word(key, language)}")
            say(textwrap.fill(text, line, initial_indent="  ", subsequent_indent="  "))

    head = " · ".join(p for p in (rule.id, rule.notation, word(rule.severity, language)) if p)
    say(f"{(rule.name or {}).get(language, rule.id)}\n{head}")
    part("why", (rule.rationale or {}).get(language))
    part("mend", (rule.message or {}).get(language))
    if rule.source:
        source = rule.source
        place = f"{dossier.graph.label(source.document, language)}, {source.section}"
        if source.paragraph:
            place += f", {word('paragraph', language)} {source.paragraph}"
        part("evidence", f"{place}: “{source.phrase}”")
    for example in examples_of(dossier.files, rule):
        say(f"\n{word('good' if example.good else 'bad', language)} ({example.name})\n")
        say(textwrap.indent(example.text.rstrip(), "  "))


def pick(rules: list[Rule], name: str) -> Rule:
    """Return the rule with this id or number; raise ShapesError, with the nearest, when unknown."""
    for rule in rules:
        if name.strip().upper() in {rule.id, rule.notation}:
            return rule
    near = nearest(name, [rule.id for rule in rules])
    raise ShapesError(
        Message("command.no-rule", name=name),
        hint=did_you_mean(near) or Message("command.no-rule-list"),
        near=near,
    )
