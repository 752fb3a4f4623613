"""Does what a button says, then says what was done with Undo, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from caseorg.base.language import ngettext
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.record import Record
from caseorg.services import letter_drafts, removal
from caseorg.services.requests import LetterToMake
from caseorg.ui.page import PageContext


def done(context: PageContext, words: str) -> None:
    """Say that a step was done, with Undo."""
    context.tell.done(words, lambda: context.do("undo"))


def attempt(context: PageContext, act: Callable[[], object], words: str) -> bool:
    """Do a step that can be undone; tell whether it was done."""
    try:
        act()
    except CaseorgError as error:
        context.tell.error(error)
        return False
    done(context, words)
    return True


def remove(context: PageContext, record: Record) -> bool:
    """Move a record, with what belongs to it, to Recently removed, and say so; tell whether it was done."""
    if context.case_id is None:
        return False
    try:
        removed = removal.remove(context.workspace, context.case_id, record)
    except CaseorgError as error:
        context.tell.error(error)
        return False
    done(context, removed.message)
    return True


def make_letters(context: PageContext, to_make: Iterable[LetterToMake]) -> None:
    """Make the letters that requests call for, and show the first of them. Made is not sent."""
    case_id = context.case_id
    if case_id is not None:
        make_papers(context, [Letter(case_id=case_id, kind=one.kind, about_id=one.request_id) for one in to_make])


def make_papers(context: PageContext, drafts: Sequence[Letter], words: str = "") -> None:
    """Make papers in the background, and show the first of them.

    One in which something has to be fixed first is kept as a draft and shown instead: there the check says what is
    missing, and the button says that it can be made anyway.

    Args:
        context: What the page was handed.
        drafts: What to make.
        words: What to say then; without, that letters are ready and not sent.
    """
    if not drafts:
        return
    workspace = context.workspace

    def work() -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
        # Drawing a page loads the writer of PDFs, which takes too long for the main thread.
        from caseorg.services import letters

        whole, to_see = letters.whole_letters(workspace, drafts)
        return letters.make_letters(workspace, whole), to_see

    def show(done_so_far: tuple[tuple[Letter, ...], tuple[Letter, ...]]) -> None:
        made, to_see = done_so_far
        if to_see:
            _show_drafts(context, to_see)
            return
        context.go_to("letters_and_packets", made[0].id)
        ready = ngettext(
            "Your letter is ready. It is not sent yet.", "{count} letters are ready. They are not sent yet.", len(made)
        )
        done(context, words or ready.format(count=len(made)))

    context.background.run(work, then=show, failed=context.tell.error)


def _show_drafts(context: PageContext, to_see: Sequence[Letter]) -> None:
    """Keep letters as drafts, and lead to the first."""
    for letter in reversed(to_see):
        start_letter(context, letter.kind, letter.about_id)
    words = ngettext(
        "This letter is not made yet: something in it is missing.",
        "{count} letters are not made yet: something in them is missing.",
        len(to_see),
    )
    context.tell.note(words.format(count=len(to_see)))


def start_letter(context: PageContext, kind: LetterKind, about_id: UUID | None = None) -> None:
    """Start a letter about a record, and lead to where it is written."""
    if context.case_id is None:
        return
    try:
        letter = letter_drafts.start_letter(context.workspace, context.case_id, kind, about_id)
    except CaseorgError as error:
        context.tell.error(error)
        return
    context.go_to("letters_and_packets", letter.id)


def log_call(context: PageContext, contact_id: UUID | None = None) -> None:
    """Lead to where a call is written down, with whoever was called filled in."""
    context.go_to("costs_and_calls", contact_id)
    if contact_id is None:
        context.do("log_call")
