"""PNG and PDF: the picture of a network, taken by a Chromium that is on this machine."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib import import_module
from math import sqrt
from pathlib import Path
from typing import IO, TYPE_CHECKING

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message
from wijgraph.safety.reading import reason
from wijgraph.views.exports import refuse_empty
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
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever it holds, a picture asks nothing of anyone
)
SECONDS = 120
SCALE = 2  # pixels of a PNG for each of the picture
SIDE = 16_000  # pixels; Chromium has no larger canvas
AREA = 64_000_000  # pixels, of four bytes each
SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)\s*"')
# A screenshot is taken of whatever is painted by then, and of a large picture the bottom is not. So
# the picture is drawn on a canvas, which is done when the call returns. It starts transparent and
# the picture has a background: a pixel that is not opaque was not drawn.
SCRIPT = """
addEventListener("load", () => {
  const image = document.querySelector("img"), told = document.querySelector("output");
  const canvas = document.createElement("canvas");
  const width = canvas.width = Number(image.dataset.width);
  const height = canvas.height = Number(image.dataset.height);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(image, 0, 0, width, height);
  for (let top = 0; top < height; top += 256) {
    const rows = Math.min(256, height - top);
    const { data } = drawing.getImageData(0, top, width, rows);
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return;
  }
  told.textContent = canvas.toDataURL("image/png");
});
"""
RESULT = re.compile(rb"<output>data:image/png;base64,([A-Za-z0-9+/=]+)</output>")
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
PAGES = re.compile(rb"/Type\s*/Page\b")
STYLE = (
    "@page{size:A3 landscape;margin:10mm}html,body{margin:0;height:100%}"
    # A hair less than the page, or rounding makes a second one.
    "svg{display:block;width:100%;height:auto;max-height:276mm;margin:auto}"
)


def png(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the picture in pixels, the whole of it: two for each of the SVG, or fewer if large.

    Raises WijgraphError when there is no Chromium, or it fails.
    """
    refuse_empty(network, language)
    picture = _svg(network, language)
    width, height = _size(picture)
    data = _take("png", _canvas(picture, width, height), ("--dump-dom",), None)
    found = RESULT.search(data)
    made = b64decode(found[1]) if found else b""
    asked = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    if not (made.startswith(PNG_START) and made[16:24] == asked and made.endswith(PNG_END)):
        raise _not_whole("png")
    return made


def pdf(network: "nx.MultiDiGraph[str]", language: str) -> bytes:
    """Return the picture on one page, A3 on its side.

    Raises WijgraphError when there is no Chromium, or it fails.
    """
    refuse_empty(network, language)
    page = _page("style-src 'unsafe-inline'", f"<style>{STYLE}</style>{_svg(network, language)}",
                 title(network, language), language)  # fmt: skip
    made = _take("pdf", page, ("--print-to-pdf={}", "--no-pdf-header-footer"), "picture.pdf")
    whole = made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")
    if not whole or len(PAGES.findall(made)) != 1:
        raise _not_whole("pdf")
    return made


def _not_whole(form: str) -> WijgraphError:
    return WijgraphError(Message("views.not-whole", format=form), hint=Message("views.write-svg"))


def _size(picture: str) -> tuple[int, int]:
    """Return the width and height of the PNG of a picture, in pixels."""
    size = SIZE.search(picture)
    width, height = (float(side) for side in size.groups()) if size else (1600.0, 1200.0)
    scale = min(SCALE, SIDE / max(width, height), sqrt(AREA / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _canvas(picture: str, width: int, height: int) -> str:
    """Return the page that draws a picture, as an image, so that nothing in it can run."""
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    source = b64encode(picture.encode()).decode()
    body = (
        # Hidden: what is not shown need not be laid out.
        f'<body hidden><img data-width="{width}" data-height="{height}" alt="" '
        f'src="data:image/svg+xml;base64,{source}"><output></output><script>{SCRIPT}</script>'
    )
    return _page(f"script-src 'sha256-{digest}'", body)


def _page(policy: str, body: str, name: str = "", language: str = "nl") -> str:
    policy = f"default-src 'none'; img-src data:; font-src data:; {policy}"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(name)}</title>{body}</html>"
    )


def browser() -> str | None:
    """Return the Chromium of this machine: the one that is set, or the first on the path."""
    wanted = os.environ.get(VARIABLE)
    if wanted:
        return shutil.which(wanted)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _svg(network: "nx.MultiDiGraph[str]", language: str) -> str:
    picture: str = import_module("wijgraph.views.svg").svg(network, language)
    return picture[max(picture.find("<svg"), 0) :]  # what comes before it is for files of its own


def _take(form: str, page: str, flags: Sequence[str], file: str | None) -> bytes:
    """Return what Chromium makes of ``page``: a ``file`` (``{}`` in the flags), or its output."""
    program = browser()
    if program is None:
        raise WijgraphError(
            Message("views.no-chromium", format=form),
            hint=Message("views.no-chromium-hint", variable=VARIABLE),
        )
    with tempfile.TemporaryDirectory(prefix="wijgraph-", ignore_cleanup_errors=True) as folder:
        source, printed = Path(folder, "page.html"), Path(folder, "printed")
        target = Path(folder, file) if file else printed
        source.write_text(page, encoding="utf-8")
        command = [program, *FLAGS, f"--user-data-dir={folder}/profile"]
        command += [flag.format(target) for flag in flags]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root with one
        with printed.open("wb") as stream:
            _run([*command, source.as_uri()], form, stream)
        if not target.is_file() or not target.stat().st_size:
            raise WijgraphError(
                Message("views.made-nothing", format=form), hint=Message("views.write-svg")
            )
        return target.read_bytes()


def _run(command: Sequence[str], form: str, printed: IO[bytes]) -> None:
    """Run Chromium, and stop all of its processes when it takes too long."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise WijgraphError(
            Message("views.chromium-does-not-start", reason=reason(error)),
            path=command[0],
            hint=Message("views.write-svg"),
        ) from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise WijgraphError(
            Message("views.chromium-too-slow", format=form, seconds=SECONDS),
            hint=Message("views.write-svg"),
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
