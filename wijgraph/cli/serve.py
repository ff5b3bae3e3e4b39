"""``wijgraph serve``: the web application."""

from pathlib import Path
from typing import Any

import click

from wijgraph.cli.common import dossier_of, spoken
from wijgraph.cli.help import Command, option
from wijgraph.errors import extra
from wijgraph.messages import Message
from wijgraph.safety.children import isolated


class Setting(click.ParamType[tuple[str, str]]):
    """``NAME=VALUE``."""

    name = "NAME=VALUE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, setting = value.partition("=")
        if not equals:
            self.fail(spoken(Message("command.not-name-value", text=value)), param, ctx)
        return name.strip().replace("-", "_"), setting


@click.command(cls=Command)
@option("--host", help="serve.host")
@option("--port", type=click.IntRange(0, 65_535),
              help="serve.port")  # fmt: skip
@option("--config", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="serve.config")  # fmt: skip
@option("--set", "settings", type=Setting(), multiple=True,
              help="serve.set")  # fmt: skip
@option("--log-queries", is_flag=True, default=None,
              help="serve.log-queries")  # fmt: skip
@option("--behind", type=int, hidden=True)  # how this command starts itself: see web.behind
@click.pass_context
def command(
    ctx: click.Context,
    host: str | None,
    port: int | None,
    file: Path | None,
    settings: tuple[tuple[str, str], ...],
    log_queries: bool | None,
    behind: int | None,
) -> int:
    """Serve the dossier: pages, linked data, questions, and SPARQL at /sparql."""
    with extra("serve", "FastAPI"):
        from wijgraph.web.server import log, serve
    from wijgraph.web.settings import load

    flags: dict[str, Any] = {**dict(settings), "host": host, "port": port}
    flags["log_queries"] = log_queries
    merged = {name: value for name, value in flags.items() if value is not None}
    chosen = load(merged, file)
    if behind is None:
        return serve(chosen, isolated("wijgraph", *ctx.obj["arguments"]), click.echo)
    from wijgraph.web import create_app
    from wijgraph.web.behind import answer

    log()
    answer(create_app(dossier_of(ctx), chosen), behind)
    return 0
