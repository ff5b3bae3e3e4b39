"""``wijgraph serve``: the web application."""

from pathlib import Path
from typing import Any

import click

from wijgraph.cli.common import dossier_of, spoken
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


@click.command()
@click.option("--host", help="Address to serve on; 127.0.0.1, this machine only, when left out.")
@click.option("--port", type=click.IntRange(0, 65_535),
              help="Port to serve on; 8000 when left out, 0 for a free one.")  # fmt: skip
@click.option("--config", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="Settings in TOML: NAME = VALUE.")  # fmt: skip
@click.option("--set", "settings", type=Setting(), multiple=True,
              help="A setting, such as query_seconds=5; may be given again.")  # fmt: skip
@click.option("--log-queries", is_flag=True, default=None,
              help="Write what is asked in the access log.")  # fmt: skip
@click.option("--behind", type=int, hidden=True)  # how this command starts itself: see web.behind
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
    """Serve the dossier: pages, linked data, questions, and SPARQL at /sparql.

    The address is printed when it answers; the log goes to standard error. A flag goes before
    WIJGRAPH_<NAME> in the environment, and that before the file. docs/server.md tells the settings.

    \b
    Examples:
      wijgraph serve
      wijgraph serve --port 0
      wijgraph --dossier my-dossier serve --host 0.0.0.0 --config serve.toml
      wijgraph serve --set query_seconds=5 --set rows=10000
    """
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
