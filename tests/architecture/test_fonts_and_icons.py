"""What others drew may be shipped, and works."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.architecture.project import ROOT

FONTS = sorted((ROOT / "resources/fonts").rglob("*.[to]t[fc]"))
ICONS = sorted((ROOT / "resources/icons").glob("*.svg"))
RESTRICTED_EMBEDDING = 0x0002


def tables(font: Path) -> dict[bytes, bytes]:
    """The tables of a TrueType file, by tag."""
    data = font.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    return {tag: data[offset : offset + length] for tag, _check, offset, length in entries}


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_has_outlines_the_pdf_writer_takes_and_may_be_embedded(font: Path) -> None:
    found = tables(font)
    assert b"glyf" in found
    (permission,) = struct.unpack_from(">H", found[b"OS/2"], 8)
    assert not permission & RESTRICTED_EMBEDDING


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_fonts_licence_lies_beside_it_and_its_origin_is_told(font: Path) -> None:
    licence = (font.parent / "LICENSE.txt").read_text(encoding="utf-8")
    assert "copyright" in licence.lower()
    assert f"`{font.parent.name}/`" in (ROOT / "resources/fonts/README.md").read_text(encoding="utf-8")


def test_the_icons_come_with_their_licence() -> None:
    assert "ISC License" in (ROOT / "resources/icons/LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_takes_the_colour_of_the_theme_and_runs_nothing(icon: Path) -> None:
    text = icon.read_text(encoding="utf-8")
    assert "currentColor" in text
    elements = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
    assert elements <= {"svg", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
