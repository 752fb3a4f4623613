"""The timeline: one line per person or office, with what happened and what is coming."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.requests import RecordKind
from caseorg.services.deadlines import date_rows
from caseorg.services.sample import SAMPLE_DAY, open_sample
from caseorg.services.timeline import Lane, timeline
from caseorg.services.workspace import Workspace
from caseorg.store.seal import Seal, new_salt
from tests.services.test_requests import asked, sent


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_sample(lambda: SAMPLE_DAY, tmp_path_factory.mktemp("sample"), Seal(new_salt(), bytes(16)))


def lanes_of(workspace: Workspace, snapshot: CaseSnapshot) -> tuple[Lane, ...]:
    return timeline(snapshot, date_rows(snapshot, workspace.assess(snapshot).deadlines, workspace.today()))


def test_an_office_has_one_line_with_what_was_asked_and_when_it_must_answer(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    request = workspace.load_case(case_id).requests[0]
    workspace.save(request.revised(received_on=date(2026, 11, 5)), "They got it")
    snapshot = workspace.load_case(case_id)
    (office,) = (lane for lane in lanes_of(workspace, snapshot) if any(moment.row for moment in lane.moments))
    contact = snapshot.contact(request.contact_id)
    assert contact is not None
    assert contact.name.startswith(office.name) or office.name
    days = [(moment.day, moment.what) for moment in office.moments]
    assert days == sorted(days)
    assert (date(2026, 11, 5), "Asked for records") in days
    assert date(2026, 12, 5) in {moment.day for moment in office.moments if moment.row}


def test_every_date_of_the_list_stands_on_exactly_one_line(sample: Workspace) -> None:
    for line in sample.store.case_lines():
        snapshot = sample.load_case(line.case_id)
        rows = date_rows(snapshot, sample.assess(snapshot).deadlines, sample.today())
        drawn = [moment.row for lane in timeline(snapshot, rows) for moment in lane.moments if moment.row]
        assert sorted(row.key for row in drawn) == sorted(row.key for row in rows)
        assert all(lane.name for lane in timeline(snapshot, rows))
