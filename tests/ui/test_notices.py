"""Notices for fixed dates while the file is open: off at first, once a day, and without a name."""

from __future__ import annotations

from datetime import timedelta

from caseorg.domain.deadline import FollowUp
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.notices import Notices
from caseorg.ui.pages.settings import SettingsPage
from tests.builders import a_case
from tests.ui.pages.cases import MakeWindow, front, press


def test_a_notice_says_how_many_dates_are_near_once_and_only_if_wanted(
    workspace: Workspace, window: MakeWindow, background: Background
) -> None:
    case = a_case(workspace)
    day = workspace.today() + timedelta(days=3)
    workspace.save(FollowUp(case_id=case.id, what="Send the appeal of Maria", day=day, is_fixed=True), "Add")
    shown = window(SettingsPage, case_id=case.id)
    said: list[str] = []
    notices = Notices(workspace, background, shown.preferences, shown, show=said.append)
    notices.look()
    assert said == []
    press(front(shown), "settings.notices")
    assert said == ["1 fixed date is near. Open Caseorg to see it."]
    notices.look()
    assert len(said) == 1
    workspace.save(FollowUp(case_id=case.id, what="Another", day=day, is_fixed=True), "Add")
    notices.look()
    assert said[1:] == ["2 fixed dates are near. Open Caseorg to see them."]
