"""Imports for types alone point down the layers, too; the import contracts leave them out to count cycles as loaded."""

from __future__ import annotations

import re

import grimp
import pytest

from tests.architecture.project import ROOT

OF_QT = {"QtCore", "QtDBus", "QtGui", "QtPrintSupport", "QtSvg", "QtWidgets"}
"""QtDBus speaks over the desktop's local pipe (caseorg/ui/session_lock.py); no other part of Qt can reach out."""

LAYERS = ("app", "ui", "services", {"store", "rules", "packets"}, "documents", "domain", "base")


def test_even_imports_for_types_alone_never_point_up() -> None:
    graph = grimp.build_graph("caseorg", cache_dir=None)
    illegal = graph.find_illegal_dependencies_for_layers(layers=LAYERS, containers={"caseorg"})
    assert {f"{each.importer} -> {each.imported}" for each in illegal} == set()


@pytest.mark.proof("T-SOCKET")
def test_of_qt_only_what_can_reach_no_network_is_ever_loaded() -> None:
    """The import contracts forbid Python's own ways out; they see PySide6 as one package, so its parts stand here."""
    used = {
        part: path.name
        for path in (ROOT / "caseorg").rglob("*.py")
        for part in re.findall(r"PySide6(?:\.| import )(Qt\w+)", path.read_text(encoding="utf-8"))
    }
    assert {part: name for part, name in used.items() if part not in OF_QT} == {}
