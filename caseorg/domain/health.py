"""What the patient was told, takes, must not have, and what was done: diagnosis, medicines, allergies, procedures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class PlannedCare(StrEnum):
    """What is planned next, as the patient was told."""

    surgery = auto()
    medicine = auto()
    radiation = auto()
    more_tests = auto()
    watch_and_wait = auto()
    not_sure = auto()


class Diagnosis(CaseRecord):
    """What was told, in the person's own words, by whom and when, and what is planned."""

    told: LongText = Field("", title="What were you told?", description="In your own words.")
    name: Text = Field("", title="Name of the illness", description="If they gave it a name.")
    told_on: date | None = Field(None, title="When")
    told_by_id: UUID | None = Field(None, title="Who said it")
    told_by: Text = Field("", title="Who said it, by name")
    planned: PlannedCare | None = Field(None, title="What is planned next")
    planned_on: date | None = Field(None, title="Date, if there is one")
    procedure: Text = Field("", title="Name of the operation or treatment")
    is_emergency: bool | None = Field(None, title="Is it an emergency?")
    icd10_code: Text = Field("", title="Diagnosis code", description="Only if the office gave it (ICD-10-CM).")


class Medication(CaseRecord):
    """One medicine, with its dose and when it is or was taken."""

    name: Text = Field("", title="Medicine")
    dose: Text = Field("", title="Dose")
    how_often: Text = Field("", title="How often")
    reason: Text = Field("", title="What it is for")
    prescribed_by_id: UUID | None = Field(None, title="Who prescribed it")
    started_on: date | None = Field(None, title="Started")
    stopped_on: date | None = Field(None, title="Stopped")
    notes: LongText = Field("", title="Notes")


class Allergy(CaseRecord):
    """What the patient must not have, and what it does."""

    name: Text = Field("", title="What it is to", description="A medicine, a food, or something else.")
    reaction: Text = Field("", title="What happens")
    severity: Text = Field("", title="How bad it is")
    since: date | None = Field(None, title="Since")
    notes: LongText = Field("", title="Notes")


class Procedure(CaseRecord):
    """An operation, test or treatment that was done."""

    name: Text = Field("", title="Operation or treatment")
    done_on: date | None = Field(None, title="Day it was done")
    done_by_id: UUID | None = Field(None, title="Who did it")
    done_by: Text = Field("", title="Who did it, by name")
    place: Text = Field("", title="Where")
    reason: Text = Field("", title="What it was for")
    notes: LongText = Field("", title="Notes")
