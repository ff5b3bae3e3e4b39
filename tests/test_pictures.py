"""A picture that is saved is whole, or there is an error and no file."""

import base64
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import wijgraph
from tests.conftest import Run, make_town, tool
from wijgraph.errors import ParameterError, WijgraphError
from wijgraph.views.exports import FORMATS, picture

LARGEST = ("onbekend", "formeel-praktijk", "grip-raad")
BOX = re.compile(
    r'<g class="box (?![^"]*\boff\b)[^"]*" data-n="\d+" transform="translate\(([\d.]+) ([\d.]+)\)">'
    r'<rect width="([\d.]+)" height="([\d.]+)"'
)


@pytest.fixture
def chromium() -> str:
    return tool("chromium")


def pixels(png: bytes) -> Any:
    """Return the pixels of a PNG as an array: rows, columns, red to alpha."""
    import numpy as np

    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    assert (depth, colours) == (8, 6)
    at, packed = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 4 * width + 1)
    assert set(raw[:, 0].tolist()) <= {0, 2}, "rows as they are, or as what differs from above"
    found = np.zeros((height, 4 * width), np.uint8)
    above = np.zeros(4 * width, np.uint8)
    for number, row in enumerate(raw):
        found[number] = above = row[1:] + (above if row[0] == 2 else 0)
    return found.reshape(height, width, 4)


def undrawn(png: bytes, svg: str) -> list[tuple[str, ...]]:
    """Return the boxes of a picture whose left edge is not in the PNG."""
    size = picture.SIZE.search(svg)
    assert size
    drawn = pixels(png)
    assert drawn[:, :, 3].min() == 255
    scale = drawn.shape[1] / float(size[1])
    missing = []
    boxes = BOX.findall(svg)
    assert boxes
    for box in boxes:
        x, y, _, height = (float(side) * scale for side in box)
        # Up and down the edge: it may be dashed.
        edge = drawn[int(y + height / 4) : int(y + height * 3 / 4), int(x) - 2 : int(x) + 4, :3]
        if edge.size == 0 or edge.min() > 150:
            missing.append(box)
    return missing


@pytest.mark.parametrize("name", LARGEST)
def test_a_picture_is_whole(name: str, dossier: wijgraph.Dossier, chromium: str) -> None:
    assert chromium
    view = dossier.view(name)
    svg, png = view.to("svg").decode(), view.to("png")
    assert struct.unpack(">II", png[16:24]) == picture._size(svg)
    assert undrawn(png, svg) == []


def test_a_picture_that_is_cut_off_is_seen(dossier: wijgraph.Dossier, chromium: str) -> None:
    assert chromium
    view = dossier.view("toezicht")
    svg = view.to("svg").decode()
    last = max(BOX.findall(svg), key=lambda box: float(box[1]))
    cut = svg.replace(f"translate({last[0]} {last[1]})", "translate(0 -1000)")
    network = view.network
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "_svg", lambda *_: cut[cut.find("<svg") :])
        assert undrawn(picture.png(network, "nl"), svg) == [last]


def test_what_is_not_drawn_is_no_picture(
    dossier: wijgraph.Dossier, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a background some pixels stay transparent, as where nothing was drawn."""
    assert chromium
    size = 'viewBox="0 0 90 90" width="90" height="90"'
    bare = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{{}}</svg>'
    network = dossier.view("toezicht").network
    monkeypatch.setattr(picture, "_svg", lambda *_: bare.format('<rect width="90" height="90"/>'))
    assert pixels(picture.png(network, "nl")).shape == (180, 180, 4)
    monkeypatch.setattr(picture, "_svg", lambda *_: bare.format('<rect width="90" height="89"/>'))
    with pytest.raises(WijgraphError, match="no whole png"):
        picture.png(network, "nl")


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (1000, 700),
        (5718, 3428),
        (40_000, 300),
        (300, 40_000),
        (9000, 9000),
        (0.2, 0.2),
        (20e3, 20e3),
    ],
)
def test_a_large_picture_has_fewer_pixels(width: float, height: float) -> None:
    size = picture._size(f'<svg viewBox="0 0 {width:.1f} {height:.1f}">')
    assert max(size) <= picture.SIDE and min(size) >= 1
    assert size[0] * size[1] <= picture.AREA * 1.001
    assert size[0] <= picture.SCALE * width + 1
    assert (
        width * height > 8e6 or width > 8000 or height > 8000 or size[0] == max(1, round(2 * width))
    )


def made(width: int, height: int, end: bytes = picture.PNG_END) -> str:
    head = struct.pack(">II", width, height)
    png = picture.PNG_START + b"\0\0\0\rIHDR" + head + b"\x08\6\0\0\0" + b"\0\0\0\0" + end
    return f"<output>data:image/png;base64,{base64.b64encode(png).decode()}</output>"


PDF = "%PDF-1.4\n/Type /Page\n%%EOF\n"


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a stand-in in the place of Chromium, which prints and writes what it is told."""

    def put(answer: str) -> None:
        (tmp_path / "answer").write_text(answer)
        stand_in = tmp_path / "chromium"
        stand_in.write_text(
            f"#!/bin/sh\ncat {tmp_path}/answer\n"
            'for flag; do case "$flag" in --print-to-pdf=*)\n'
            f'cat {tmp_path}/answer > "${{flag#--print-to-pdf=}}";; esac; done\n'
        )
        stand_in.chmod(0o755)
        monkeypatch.setenv(picture.VARIABLE, str(stand_in))
        monkeypatch.setattr(picture, "_size", lambda _: (20, 20))

    return put


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("case", "fine"),
    [
        (("png", made(20, 20)), True),
        (("png", made(20, 19)), False),
        (("png", made(20, 20, b"")), False),
        (("png", made(20, 20)[:-12]), False),
        (("png", "<output></output>"), False),
        (("png", "<output>data:,</output>"), False),
        (("png", "<html></html>"), False),
        (("pdf", PDF), True),
        (("pdf", PDF + PDF), False),
        (("pdf", PDF.replace("%%EOF", "")), False),
        (("pdf", "x" + PDF), False),
    ],
)
def test_what_chromium_makes_is_looked_at(
    case: tuple[str, str],
    fine: bool,
    answering: Callable[[str], None],
    run: Run,
    tmp_path: Path,
) -> None:
    form, answer = case
    answering(answer)
    file = tmp_path / f"x.{form}"
    file.write_text("what was there")
    outcome = run("--lang", "en", "view", "beheersing", "-o", file)
    if fine:
        assert outcome.code == 0, outcome
        assert file.read_bytes() != b"what was there"
    else:
        assert (outcome.code, file.read_text()) == (2, "what was there")
        assert f"Chromium made no whole {form}" in outcome.err
        assert "Traceback" not in outcome.err


@pytest.fixture(scope="module")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dossier that says nothing of anybody."""
    folder = make_town(tmp_path_factory.mktemp("bare") / "town")
    for file in (folder / "data").iterdir():
        file.unlink()
    (folder / "data" / "none.ttl").write_text(
        '<https://w3id.org/wijgraph/id/x> <http://www.w3.org/2000/01/rdf-schema#label> "x"@nl .\n'
    )
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_a_view_of_nothing_is_no_file(
    form: str, bare_folder: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / f"x{FORMATS[form].ending}"
    nl = run("--dossier", bare_folder, "view", "toezicht", "-o", file)
    assert nl.code == 2
    assert nl.err.startswith("wijgraph: in ‘Toezicht’ staat niets: dit dossier heeft er geen")
    en = run("--lang", "en", "--dossier", bare_folder, "view", "toezicht", "-o", file)
    assert en.code == 2 and "there is nothing in ‘Supervision’" in en.err
    assert not file.exists()


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.whole])
def test_a_dossier_of_nothing_has_headings(
    form: str, bare_folder: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "all"
    outcome = run("--dossier", bare_folder, "export", "-F", form, "-o", file)
    assert outcome.code == 0, outcome
    data = file.read_bytes()
    assert data
    if form == "csv":
        assert data.decode("utf-8-sig").startswith("from,from_label,label,to,")


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_a_picture_of_nothing(form: str, bare_folder: Path) -> None:
    with pytest.raises(ParameterError, match="there is nothing in"):
        wijgraph.open(bare_folder).view("toezicht").to(form)
