"""PNG and PDF: the picture of a network, taken by a Chromium that is on this machine."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from wijgraph.errors import WijgraphError
from wijgraph.views.exports.flat import title

if TYPE_CHECKING:
    import networkx as nx

VARIABLE = "WIJGRAPH_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
         "msedge", "microsoft-edge")  # fmt: skip
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever it holds, a picture asks nothing of anyone
)
SECONDS = 60
SCALE = 2  # pixels of a PNG for each of the picture
SIDE = 16_000  # pixels; Chromium draws no larger
SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)\s*"')
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
STYLE = {
    "png": "html,body{margin:0;background:#fff}svg{display:block}",
    "pdf": "@page{size:A3 landscape;margin:10mm}html,body{margin:0;height:100%}"
    # A hair less than the page, or rounding makes a second one.
    "svg{display:block;width:100%;height:auto;max-height:276mm;margin:auto}",
}


def png(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the picture in pixels.

    Raises WijgraphError when there is no Chromium, or it fails.
    """
    picture = _svg(network, language)
    size = SIZE.search(picture)
    width, height = (int(float(side)) + 1 for side in size.groups()) if size else (1600, 1200)
    scale = min(SCALE, SIDE / max(width, height))
    flags = (f"--window-size={width},{height}", f"--force-device-scale-factor={scale:g}")
    return _take("png", _page("png", picture, network, language), ("--screenshot={}", *flags))


def pdf(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the picture on one page, A3 on its side.

    Raises WijgraphError when there is no Chromium, or it fails.
    """
    picture = _svg(network, language)
    flags = ("--print-to-pdf={}", "--no-pdf-header-footer")
    return _take("pdf", _page("pdf", picture, network, language), flags)


def browser() -> str | None:
    """Return the Chromium of this machine: the one that is set, or the first on the path."""
    wanted = os.environ.get(VARIABLE)
    if wanted:
        return shutil.which(wanted)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _svg(network: "nx.MultiDiGraph[str]", language: str) -> str:
    picture: str = import_module("wijgraph.views.svg").svg(network, language)
    return picture[max(picture.find("<svg"), 0) :]  # what comes before it is for files of its own


def _page(form: str, picture: str, network: "nx.MultiDiGraph[str]", language: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title(network, language))}</title>"
        f"<style>{STYLE[form]}</style>{picture}</html>"
    )


def _take(form: str, page: str, flags: Sequence[str]) -> bytes:
    """Return what Chromium makes of ``page``; ``{}`` in the flags is the file to make."""
    program = browser()
    if program is None:
        raise WijgraphError(
            f"{form} needs Chromium, and there is none here",
            hint=f"Install it, name it in {VARIABLE}, or write svg.",
        )
    with tempfile.TemporaryDirectory(prefix="wijgraph-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, f"picture.{form}")
        source.write_text(page, encoding="utf-8")
        command = [program, *FLAGS, f"--user-data-dir={folder}/profile"]
        command += [flag.format(target) for flag in flags]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root with one
        _run([*command, source.as_uri()], form)
        if not target.is_file():
            raise WijgraphError(f"Chromium made no {form}", hint="Write svg instead.")
        return target.read_bytes()


def _run(command: Sequence[str], form: str) -> None:
    """Run Chromium, and stop all of its processes when it takes too long."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise WijgraphError(
            f"Chromium does not start: {error.strerror}", path=command[0], hint="Write svg instead."
        ) from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise WijgraphError(
            f"Chromium made no {form} within {SECONDS} seconds", hint="Write svg instead."
        ) from None
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)  # it is the leader of a session of its own
    else:
        process.kill()
    process.wait()
