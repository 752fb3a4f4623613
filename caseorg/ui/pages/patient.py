"""The patient: who it is, what was told, the medicines, and who is allowed to share the records."""

from __future__ import annotations

from datetime import date

from caseorg.base.language import _, marked, short_date
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import Patient
from caseorg.domain.release import Release
from caseorg.domain.words import word_for
from caseorg.services.releases import form_of
from caseorg.ui.doing import start_letter
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import contact_choices, document_choices, name_of
from caseorg.ui.pages.sheets import Sheets, SheetsPage, case_on_show

_MAKE_FORM, _TAKE_BACK = marked(("Make the form", "Take it back"))


class PatientForm(RecordForm):
    """Whose case it is."""

    record_type = Patient
    undo_label = "Edit the patient"
    needed = {"full_name": "Enter the patient's name."}  # noqa: RUF012 - never changed
    sections = (
        Section("Who it is", ("full_name", "former_names", "date_of_birth", "state", "speaks")),
        Section("How to reach them", ("phone", "email", "address")),
    )


class DiagnosisForm(RecordForm):
    """What was told, in the person's own words."""

    record_type = Diagnosis
    undo_label = "Edit what you were told"
    sections = (
        Section("What was said", ("told", "told_on", "told_by_id", "told_by", "name", "icd10_code")),
        Section("What is planned", ("planned", "procedure", "planned_on", "is_emergency")),
    )


class MedicationForm(RecordForm):
    """One medicine."""

    record_type = Medication
    undo_label = "Edit medicine"
    needed = {"name": "Enter the name of the medicine."}  # noqa: RUF012 - never changed
    sections = (
        Section("", ("name", "dose", "how_often", "reason", "prescribed_by_id", "started_on", "stopped_on", "notes")),
    )


class AllergyForm(RecordForm):
    """One allergy."""

    record_type = Allergy
    undo_label = "Edit allergy"
    needed = {"name": "Enter what the allergy is to."}  # noqa: RUF012 - never changed
    sections = (Section("", ("name", "reaction", "severity", "since", "notes")),)


class ProcedureForm(RecordForm):
    """One operation or treatment that was done."""

    record_type = Procedure
    undo_label = "Edit operation or treatment"
    needed = {"name": "Enter what was done."}  # noqa: RUF012 - never changed
    sections = (Section("", ("name", "done_on", "done_by_id", "done_by", "place", "reason", "notes")),)


class ReleaseForm(RecordForm):
    """One signed permission to share records."""

    record_type = Release
    undo_label = "Edit permission to share"
    sections = (
        Section(
            "Who may share what", ("covers", "from_contact_id", "to_contact_id", "what", "purpose", "for_all_care")
        ),
        Section("How long it holds", ("signed_on", "expires_on", "expires_when", "revoked_on", "document_id")),
    )


def _people(context: PageContext) -> References:
    fields = ("told_by_id", "prescribed_by_id", "done_by_id", "from_contact_id", "to_contact_id")
    people = {field: lambda: contact_choices(case_on_show(context)) for field in fields}
    return {**people, "document_id": lambda: document_choices(case_on_show(context))}


def _day(day: date | None) -> str:
    return short_date(day, weekday=False) if day else ""


class PatientPage(SheetsPage):
    """What is known of the patient."""

    name = "patient"
    title = "The patient"
    purpose = "What the second doctor and the offices need to know about the person."
    shows = (Patient, Diagnosis, Medication, Allergy, Procedure, Release)
    sheets = (
        Sheets(
            Patient,
            "Who it is",
            "Add the patient",
            "Nothing is written down yet.",
            "patient",
            PatientForm,
            (
                ("Name", lambda _snapshot, row: row.full_name),
                ("Date of birth", lambda _snapshot, row: _day(row.date_of_birth)),
                ("Phone", lambda _snapshot, row: row.phone),
            ),
            is_single=True,
        ),
        Sheets(
            Diagnosis,
            "What you were told",
            "Write down what you were told",
            "Nothing is written down yet.",
            "diagnoses",
            DiagnosisForm,
            (
                ("In your words", lambda _snapshot, row: row.told or row.name),
                ("When", lambda _snapshot, row: _day(row.told_on)),
                ("What is planned", lambda _snapshot, row: word_for(row.planned) if row.planned else ""),
            ),
            references=_people,
        ),
        Sheets(
            Medication,
            "Medicines",
            "Add a medicine",
            "No medicine is written down yet.",
            "medications",
            MedicationForm,
            (
                ("Medicine", lambda _snapshot, row: row.name),
                ("Dose", lambda _snapshot, row: row.dose),
                ("How often", lambda _snapshot, row: row.how_often),
                ("Since", lambda _snapshot, row: _day(row.started_on)),
            ),
            references=_people,
        ),
        Sheets(
            Allergy,
            "Allergies",
            "Add an allergy",
            "No allergy is written down yet.",
            "allergies",
            AllergyForm,
            (
                ("What it is to", lambda _snapshot, row: row.name),
                ("What happens", lambda _snapshot, row: row.reaction),
                ("Since", lambda _snapshot, row: _day(row.since)),
            ),
        ),
        Sheets(
            Procedure,
            "Operations and treatments",
            "Add an operation or treatment",
            "No operation or treatment is written down yet.",
            "procedures",
            ProcedureForm,
            (
                ("What", lambda _snapshot, row: row.name),
                ("When", lambda _snapshot, row: _day(row.done_on)),
                ("Where", lambda _snapshot, row: row.place),
            ),
            references=_people,
        ),
        Sheets(
            Release,
            "Permissions to share records",
            "Add a permission",
            "No signed permission is written down yet.",
            "releases",
            ReleaseForm,
            (
                ("Who may share", lambda snapshot, row: name_of(snapshot, row.from_contact_id)),
                ("With whom", lambda snapshot, row: name_of(snapshot, row.to_contact_id)),
                ("Ends on", lambda _snapshot, row: _release_end(row)),
            ),
            references=_people,
            actions=(
                (_MAKE_FORM, "form", lambda context, row: start_letter(context, form_of(row), row.id)),
                (_TAKE_BACK, "revoke", lambda context, row: start_letter(context, LetterKind.revocation, row.id)),
            ),
        ),
    )


def _release_end(release: Release) -> str:
    if release.revoked_on:
        return _("Taken back {day}").format(day=_day(release.revoked_on))
    return _day(release.expires_on) or release.expires_when
