"""The denial: what the plan refused, and when it said so; and the appeal against it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Address, Cents, LongText, Phone, Text
from caseorg.domain.record import CaseRecord


class DenialLevel(StrEnum):
    """How far up the plan's own ladder the denial was made."""

    initial = auto()
    first_appeal = auto()
    final_internal = auto()
    external = auto()
    hearing = auto()
    council = auto()


class CareTiming(StrEnum):
    """Whether the refused care was still to come."""

    before_care = auto()
    during_care = auto()
    after_care = auto()


class DenialGround(StrEnum):
    """What a TRICARE letter rests on; the two kinds have ladders of their own (32 CFR 199.10 and 199.15)."""

    medical_need = auto()
    coverage = auto()


class VaQuestion(StrEnum):
    """What a letter of VA decides: care itself, or being eligible and payment."""

    clinical = auto()
    benefit = auto()


class EndingCare(StrEnum):
    """Which care a Medicare letter ends; each has a fast review of its own (42 CFR 405.1200 to .1206)."""

    hospital = auto()
    other_care = auto()
    neither = auto()


class Denial(CaseRecord):
    """An adverse benefit determination, as its notice states it."""

    what: Text = Field("", title="What was denied?")
    level: DenialLevel = Field(DenialLevel.initial, title="Which answer is this?")
    timing: CareTiming | None = Field(None, title="Before or after the care?")
    notice_date: date | None = Field(None, title="Date on the letter")
    received_date: date | None = Field(
        None,
        title="Day you got it",
        description="Leave it blank if you don't know. We then count from the date on the letter.",
    )
    received_evidence: Text = Field("", title="How you can show the day you got it", description="Like a postmark.")
    stated_last_day: date | None = Field(None, title="Last day to appeal, if the letter says one")
    reason_text: LongText = Field("", title="Their reason, word for word")
    denied_cents: Cents | None = Field(None, title="How much")
    date_of_service: date | None = Field(None, title="Date of care")
    claim_number: Text = Field("", title="Claim or reference number")
    claim_adjustment_code: Text = Field("", title="Reason code, as printed")
    remark_code: Text = Field("", title="Remark code, as printed")
    send_to: Address = Field("", title="Where to send the appeal", description="Copy it from the letter.")
    send_to_fax: Phone = Field("", title="Fax for the appeal")
    effective_date: date | None = Field(None, title="Day the cut starts, if care is being cut")
    not_in_notice: tuple[Text, ...] = Field((), title="What the letter does not say")
    waiting_is_dangerous: bool | None = Field(None, title="Is waiting dangerous?")
    rating_period_start: date | None = Field(None, title="Start of the plan's contract year (Medicaid)")
    part_d: bool | None = Field(
        None,
        title="Is it about a medicine of a Medicare drug plan (Part D)?",
        description="Those letters have steps and days of their own.",
    )
    part_b_drug: bool | None = Field(
        None,
        title="Is it about a medicine that a doctor or nurse gives (Part B)?",
        description="Like an infusion or a shot at an office. Your plan has to answer about those sooner.",
    )
    dismissed: bool | None = Field(None, title="Does the letter say they did not take up your appeal (dismissed it)?")
    ending_care: EndingCare | None = Field(
        None,
        title="Is the letter about leaving the hospital, or about the end of other care?",
        description="Only if the care is going on now. You may have just one day to ask for a fast review.",
    )
    no_proper_notice: bool | None = Field(None, title="Was your care cut before a proper letter came?")
    about: DenialGround | None = Field(None, title="Why does TRICARE say no?")
    va_question: VaQuestion | None = Field(None, title="What is VA's letter about?")
    plan_id: UUID | None = Field(None, title="Which plan said no?")
    document_id: UUID | None = Field(None, title="The letter")
    cost_id: UUID | None = Field(None, title="The bill it is about")
    contact_id: UUID | None = Field(None, title="Who gave the care")
    answers_appeal_id: UUID | None = Field(None, title="Appeal it answers")


class AppealLevel(StrEnum):
    """The step of a ladder."""

    internal = auto()
    redetermination = auto()
    reconsideration = auto()
    plan_appeal = auto()
    external_review = auto()
    fair_hearing = auto()
    hearing = auto()
    council = auto()
    court = auto()


class AppealDecision(StrEnum):
    """How a step was decided."""

    yes = auto()
    partly = auto()
    no = auto()


class Appeal(CaseRecord):
    """Asking to change a denial, at one level."""

    denial_id: UUID = Field(title="Denial")
    level: AppealLevel = Field(AppealLevel.internal, title="Step")
    is_expedited: bool = Field(False, title="Fast appeal")
    what_they_decided: LongText = Field("", title="What they decided")
    why_wrong: LongText = Field("", title="Why we think it is wrong", description="One reason on each line.")
    what_we_ask: LongText = Field("", title="What we ask")
    why_late: LongText = Field("", title="Why it is late, if it is")
    reference_number: Text = Field("", title="Appeal number")
    filed_on: date | None = Field(None, title="Day you sent it")
    received_on: date | None = Field(None, title="Day they got it")
    extended_on: date | None = Field(None, title="Day they wrote that they need more time")
    facts_asked_on: date | None = Field(
        None,
        title="Day they wrote to you about more facts",
        description="They asked for something, or said that you can send more.",
    )
    decided_on: date | None = Field(None, title="Decided on")
    decision: AppealDecision | None = Field(None, title="Decision")
    letter_id: UUID | None = Field(None, title="Letter")
    decision_document_id: UUID | None = Field(None, title="Their decision letter")
    notes: LongText = Field("", title="Notes")
