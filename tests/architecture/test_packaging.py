"""What the package says about the program is true, without building it."""

from __future__ import annotations

import re
import subprocess
import tomllib
import xml.etree.ElementTree as ET

import pytest

from caseorg.app import options
from caseorg.base.version import program_version
from tests.architecture.project import ROOT, tracked_files

LINUX = ROOT / "packaging/linux"


def test_the_version_stands_in_one_place() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert program_version() == version
    of_packaging = [
        path for path in tracked_files() if path.is_relative_to(ROOT / "packaging") and path.suffix != ".lock"
    ]
    written = [path.name for path in of_packaging if re.search(rf"\b{re.escape(version)}\b", path.read_text("utf-8"))]
    # SQLCipher's has the same number by chance; the list of parts is written by a program and compared in its own test.
    assert set(written) <= {"SQLCipher.txt", "sbom.cdx.json"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_man_page_names_every_option_and_command(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = (LINUX / f"caseorg.{language}.1").read_text(encoding="utf-8").replace("\\-", "-")
    with pytest.raises(SystemExit):
        options.read(["--help"])
    for option in sorted(set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}):
        assert option in page, option
    assert set(re.findall(r"^\.(?:BI|B|BR) (\w+)", page, re.MULTILINE)) >= set(options.COMMANDS)


def test_what_the_desktop_is_told_fits_together() -> None:
    desktop = (LINUX / "caseorg.desktop").read_text(encoding="utf-8")
    described = ET.parse(LINUX / "caseorg.metainfo.xml").getroot()
    kind = ET.parse(LINUX / "caseorg-mime.xml").getroot()[0].get("type")
    assert f"MimeType={kind};" in desktop
    assert described.findtext("provides/mediatype") == kind
    assert described.findtext("launchable") == described.findtext("id") == "caseorg.desktop"
    spanish = "{http://www.w3.org/XML/1998/namespace}lang"
    told = [each for each in described.iter() if each.tag in ("summary", "p", "li")]
    assert sum(each.get(spanish) == "es" for each in told) * 2 == len(told)
    assert len(re.findall(r"^(?:GenericName|Comment|Keywords)\[es\]=", desktop, re.MULTILINE)) == 3


def test_every_finding_that_stays_has_its_reason() -> None:
    for block in (LINUX / "lintian-overrides").read_text(encoding="utf-8").strip().split("\n\n"):
        assert block.startswith("# "), block


def test_scripts_can_be_read_by_the_shell_and_empty_no_folder_with_something_mounted_in_it() -> None:
    scripts = sorted((ROOT / "packaging").rglob("*.sh"))
    assert len(scripts) >= 6
    for script in scripts:
        subprocess.run(["sh", "-n", script], check=True)
        assert not re.search(r"mount .*--r?bind", script.read_text(encoding="utf-8")), script
