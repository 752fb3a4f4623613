"""“I sent it” and “They got it”: the proof that a letter or packet went out and came in."""

from __future__ import annotations

from typing import Any

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.kinds import Kind
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.packets.destination import profile_of
from caseorg.services.fax_parts import FEWEST, make_fax_parts
from caseorg.services.letters import mark_received, mark_sent
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import document_choices
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, day_asked


def i_sent_it(
    context: PageContext, snapshot: CaseSnapshot, paper: Letter | Packet, sending: Sending | None = None
) -> ShortForm:
    """Ask how and when a paper went out, to which number or address, and what shows it; or mend what was said."""
    form = "i_sent_it"
    said = sending or Sending(case_id=paper.case_id)

    def act(entries: dict[str, Any]) -> None:
        mark_sent(context.workspace, paper, said.revised(**entries))

    return ShortForm(
        context,
        (
            Ask(asks_field(form, Sending, "way"), said.way),
            day_asked(form, "sent_on", _("Day you sent it"), said.sent_on or context.today()),
            Ask(asks_field(form, Sending, "sent_to"), said.sent_to),
            Ask(asks_field(form, Sending, "tracking"), said.tracking),
            Ask(
                asks_field(form, Sending, "proof_document_id"), said.proof_document_id,
                choices=document_choices(snapshot),
            ),
        ),
        act,
        save=_("I sent it") if sending is None else "",
        key=f"{form}:{paper.id}",
    )  # fmt: skip


def they_got_it(context: PageContext, paper: Letter | Packet, sending: Sending | None) -> ShortForm:
    """Ask on which day they got a paper, and who said so."""
    form = "they_got_it"
    who = asks(form, "said_by", _("Who said so"), _("A name, a fax report, or the carrier."), kind=Kind.short_text)

    def act(entries: dict[str, Any]) -> None:
        proof = sending or Sending.made(
            case_id=paper.case_id,
            letter_id=paper.id if isinstance(paper, Letter) else None,
            packet_id=paper.id if isinstance(paper, Packet) else None,
        )
        mark_received(context.workspace, paper, proof, entries["day"], entries["said_by"])

    return ShortForm(
        context,
        (day_asked(form, "day", _("Day they got it"), context.today()), Ask(who)),
        act,
        save=_("They got it"),
        key=f"{form}:{paper.id}",
    )


def as_faxes(context: PageContext, packet: Packet) -> ShortForm:
    """Ask how many pages one fax may have; many machines stop after 30 or 50."""
    form = "as_faxes"
    hint = _("With its cover. Ask the office; many machines stop after 30 or 50 pages.")
    limit = asks(form, "limit", _("Most pages in one fax"), hint, holds=int, kind=Kind.count)

    def act(entries: dict[str, Any]) -> None:
        pages = entries["limit"]
        if pages < FEWEST:
            raise InvalidEntries([Problem("limit", _("Enter at least {count}.").format(count=FEWEST))])
        make_fax_parts(context.workspace, packet, pages)

    needed = _("Say how many pages one fax may have.")
    profile = profile_of(case_on_show(context))
    usual = profile.fax_page_limit if profile and profile.fax_page_limit else 30
    return ShortForm(context, (Ask(limit, usual, needed=needed),), act, save=_("Make the faxes"))
