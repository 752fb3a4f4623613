"""What a person can do with the card that stands first: put it off, or say that it is done already."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.changes import ChangeSet
from caseorg.domain.requests import ItemStatus
from caseorg.services.deadlines import mark_done, put_off
from caseorg.services.next_step import Action, Card
from caseorg.services.requests import was_asked
from caseorg.services.workspace import Workspace


class NotNow(StrEnum):
    """For how long “Not now” puts a card off."""

    tomorrow = auto()
    in_3_days = auto()
    in_a_week = auto()

    @property
    def days(self) -> int:
        """Return the number of days."""
        return {NotNow.tomorrow: 1, NotNow.in_3_days: 3, NotNow.in_a_week: 7}[self]

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            NotNow.tomorrow: _("Tomorrow"),
            NotNow.in_3_days: _("In 3 days"),
            NotNow.in_a_week: _("In a week"),
        }[self]


def not_now(workspace: Workspace, case_id: UUID, card: Card, how_long: NotNow) -> ChangeSet | None:
    """Put a card off; the next one in order takes its place."""
    return put_off(workspace, case_id, card.key, workspace.today() + timedelta(days=how_long.days))


def already_did(workspace: Workspace, case_id: UUID, card: Card, day: date) -> ChangeSet | None:
    """Note that what a card asks for was done, on that day. Letters are marked as sent by `letters.mark_sent`."""
    if card.row is not None:
        return mark_done(workspace, case_id, card.row, day)
    snapshot = workspace.load_case(case_id)
    items = [item for item in snapshot.items if item.id in card.about]
    if card.action is Action.write_it_down:
        with workspace.step(_("Note that you wrote it down")) as step:
            for item in items:
                step.save(item.revised(status=ItemStatus.got_it, came_on=day))
        return step.change_set
    return was_asked(workspace, items, day)
