"""Imports for types alone point down the layers, too; the import contracts leave them out to count cycles as loaded."""

from __future__ import annotations

import grimp

LAYERS = ("app", "ui", "services", {"store", "rules", "packets"}, "documents", "domain", "base")


def test_even_imports_for_types_alone_never_point_up() -> None:
    graph = grimp.build_graph("caseorg", cache_dir=None)
    illegal = graph.find_illegal_dependencies_for_layers(layers=LAYERS, containers={"caseorg"})
    assert {f"{each.importer} -> {each.imported}" for each in illegal} == set()
