"""What places want in a packet, as they said it: one sheet for each place."""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.domain.destination import DestinationProfile
from caseorg.domain.people import Contact
from caseorg.domain.words import word_for
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import contact_choices, name_of
from caseorg.ui.pages.sheets import Sheets, SheetsPage, case_on_show


class DestinationForm(RecordForm):
    """What one place wants."""

    record_type = DestinationProfile
    undo_label = "Edit what a place wants"
    needed = {"contact_id": "Choose the place."}  # noqa: RUF012 - never changed
    sections = (
        Section("", ("contact_id", "wanted_kinds", "scans", "slides_first", "paper_order")),
        Section("", ("name_on_id", "languages", "fax_page_limit")),
        Section("", ("said_by", "said_on", "notes")),
    )


def _places(context: PageContext) -> References:
    return {"contact_id": lambda: contact_choices(case_on_show(context))}


class DestinationsPage(SheetsPage):
    """What places want of a packet."""

    name = "destinations"
    title = "What places want"
    purpose = (
        "Ask the second doctor's office what to send, and write it down. The packet then checks itself against it."
    )
    shows = (DestinationProfile, Contact)
    sheets = (
        Sheets(
            DestinationProfile,
            "Places",
            "Add what a place wants",
            "Nothing is written down yet. Call the office, or look at their page for new patients.",
            "destinations",
            DestinationForm,
            (
                ("Place", lambda snapshot, row: name_of(snapshot, row.contact_id)),
                ("Papers they ask for", lambda _snapshot, row: ", ".join(map(word_for, row.wanted_kinds))),
                ("Who said so", lambda _snapshot, row: row.said_by or _("Not known yet")),
            ),
            references=_places,
        ),
    )
