"""Chooses the editor for a field, by its kind and never by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from caseorg.domain.kinds import Kind
from caseorg.ui.forms.choice_editors import (
    CheckEditor,
    ChecksEditor,
    EnumEditor,
    RecordEditor,
    RecordsEditor,
    YesNoEditor,
)
from caseorg.ui.forms.date_editors import DateEditor, MomentEditor
from caseorg.ui.forms.editors import (
    CentsEditor,
    Choices,
    CountEditor,
    Editor,
    LinesEditor,
    TextEditor,
    TimeEditor,
)
from caseorg.ui.forms.fields import FieldSpec


def editor_for(spec: FieldSpec, today: Callable[[], date], choices: Choices | None = None) -> Editor:
    """Make the editor for a field, chosen by its kind and never by its name.

    Args:
        spec: The field.
        today: Tells the day it is, for a date such as “in 2 weeks”.
        choices: For a field that refers to records: which ones.
    """
    if spec.holds is UUID:
        kind = RecordsEditor if spec.is_list else RecordEditor
        return kind(spec, choices or ())
    if issubclass(spec.holds, StrEnum):
        return ChecksEditor(spec) if spec.is_list else EnumEditor(spec)
    if spec.holds is bool:
        return YesNoEditor(spec) if spec.may_be_unknown else CheckEditor(spec)
    if spec.holds is datetime:
        return MomentEditor(spec, today)
    if spec.holds is date:
        return DateEditor(spec, today)
    if spec.holds is time:
        return TimeEditor(spec)
    if spec.holds is int:
        return CentsEditor(spec) if spec.kind is Kind.cents else CountEditor(spec)
    if spec.is_list or spec.kind in (Kind.long_text, Kind.address):
        return LinesEditor(spec)
    return TextEditor(spec)
