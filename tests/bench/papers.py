"""Writing the sample's appeal packet, beside ReportLab and pikepdf alone for the same pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from caseorg.services.documents import pages_of
from caseorg.services.letters import gather_packet, write_pdf
from caseorg.services.sample import tell_stories
from tests.bench.case_file import a_workspace
from tests.bench.measuring import Line, side_by_side
from tests.packets.floor import Bare


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure the appeal packet of the sample: 17 pages, 5 exhibits."""
    workspace = a_workspace(folder, "papers.caseorg")
    snapshot = workspace.load_case(tell_stories(workspace).luis)
    plan = gather_packet(workspace, snapshot.packets[0])
    pages = {document.id: pages_of(workspace, document).pdf for document in snapshot.documents}
    made = write_pdf(plan, pages.__getitem__)
    bare = Bare(made.pdf, plan, pages)
    what = f"write the sample's appeal packet, {made.written.page_count} pages"
    yield side_by_side(what, lambda: write_pdf(plan, pages.__getitem__), bare.write, 1.5)
    workspace.close()
