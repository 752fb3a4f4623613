"""What a person should know about a document's pages before it goes into a packet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from caseorg.base.language import _, ngettext


class FindingKind(StrEnum):
    """What was noticed while making clean pages."""

    damaged = auto()
    empty_pages = auto()
    photo = auto()
    low_resolution = auto()
    restricted = auto()
    attachments = auto()
    comments = auto()
    active_parts = auto()
    hidden_layers = auto()
    live_form = auto()
    lost_answers = auto()
    lost_marks = auto()
    words_only = auto()
    cut_away = auto()


Noticed = dict[FindingKind, list[int]]
"""What was noticed, and on which pages, counted from 1."""


@dataclass(frozen=True)
class Finding:
    """One thing noticed, and the pages it is about, counted from 1; no pages means the whole file."""

    kind: FindingKind
    pages: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """What was noticed, for the person, in the language in use."""
        if not self.pages:
            return _WHOLE[self.kind]()
        listed = _listed(self.pages)
        return _PAGES[self.kind](listed, len(self.pages)) if self.kind in _PAGES else _WHOLE[self.kind]()


def _listed(pages: tuple[int, ...]) -> str:
    """Write pages shortly: “2, 5-7”."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


_WHOLE = {
    FindingKind.damaged: lambda: _("This file is damaged. Parts of it may be missing. Look at each page."),
    FindingKind.empty_pages: lambda: _("Some pages came back empty. Look at each page."),
    FindingKind.photo: lambda: _("This looks like a photo. Check that you can read every word."),
    FindingKind.low_resolution: lambda: _("This picture is small. Small print may be hard to read."),
    FindingKind.restricted: lambda: _("Whoever made this file asked that it not be changed or copied."),
    FindingKind.attachments: lambda: _("This file has other files inside it. They don't go into a packet."),
    FindingKind.comments: lambda: _("This file has notes stuck on its pages. They don't go into a packet."),
    FindingKind.active_parts: lambda: _("This file had buttons, sound or programs in it. We left them out."),
    FindingKind.hidden_layers: lambda: _("This file has hidden layers. We left them out."),
    FindingKind.live_form: lambda: _("This form shows its content in Adobe Reader only. Print it to a PDF there."),
    FindingKind.lost_answers: lambda: _(
        "Answers typed into this form are missing. Print it to a PDF, and add that one."
    ),
    FindingKind.lost_marks: lambda: _("Marks on this file are missing. Print it to a PDF, and add that one."),
    FindingKind.cut_away: lambda: _("Parts of this file were cut off. We left them out."),
    FindingKind.words_only: lambda: _("These are the words of the file. How it looks is in the file itself."),
}

_PAGES = {
    FindingKind.lost_answers: lambda pages, count: ngettext(
        "Answers typed on page {pages} are missing. Print the file to a PDF, and add that one.",
        "Answers typed on pages {pages} are missing. Print the file to a PDF, and add that one.",
        count,
    ).format(pages=pages),
    FindingKind.lost_marks: lambda pages, count: ngettext(
        "Marks on page {pages} are missing. Print the file to a PDF, and add that one.",
        "Marks on pages {pages} are missing. Print the file to a PDF, and add that one.",
        count,
    ).format(pages=pages),
    FindingKind.damaged: lambda pages, count: ngettext(
        "Page {pages} is damaged. Parts of it may be missing.",
        "Pages {pages} are damaged. Parts of them may be missing.",
        count,
    ).format(pages=pages),
    FindingKind.empty_pages: lambda pages, count: ngettext(
        "Page {pages} came back empty. If you have it on paper, scan it again.",
        "Pages {pages} came back empty. If you have them on paper, scan them again.",
        count,
    ).format(pages=pages),
    FindingKind.photo: lambda pages, count: ngettext(
        "Page {pages} looks like a photo. Check that you can read every word.",
        "Pages {pages} look like photos. Check that you can read every word.",
        count,
    ).format(pages=pages),
    FindingKind.low_resolution: lambda pages, count: ngettext(
        "Page {pages} is a small picture. Small print may be hard to read.",
        "Pages {pages} are small pictures. Small print may be hard to read.",
        count,
    ).format(pages=pages),
    FindingKind.comments: lambda pages, count: ngettext(
        "Page {pages} has notes stuck on it. They don't go into a packet.",
        "Pages {pages} have notes stuck on them. They don't go into a packet.",
        count,
    ).format(pages=pages),
    FindingKind.cut_away: lambda pages, count: ngettext(
        "Page {pages} had words or pictures outside of its edges. They were left out. The page is a picture now.",
        "Pages {pages} had words or pictures outside of their edges. They were left out. The pages are pictures now.",
        count,
    ).format(pages=pages),
    FindingKind.hidden_layers: lambda pages, count: ngettext(
        "Page {pages} has hidden layers. We left them out.",
        "Pages {pages} have hidden layers. We left them out.",
        count,
    ).format(pages=pages),
}
