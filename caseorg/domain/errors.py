"""Errors a person can act on: each says what happened, and its advice says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caseorg.base.language import _


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, in a sentence a person can act on."""

    field: str
    sentence: str


class CaseorgError(Exception):
    """Something a person can act on. `str()` says what happened; `advice`, what to do."""

    advice: str = ""


class InvalidEntries(CaseorgError):
    """Entries that cannot stand, all of them at once, each with its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("There is a problem"))
        self.problems = tuple(problems)


class LockedPdfError(CaseorgError):
    """A document that opens only with a password."""

    def __init__(self, name: str) -> None:
        words = _("We kept “{name}”, but it is locked with its own password, so it can't go into a packet.")
        super().__init__(words.format(name=name))
        self.advice = _("Open it in another program, print it to a new PDF without a password, and add that one.")


class WrongPasswordError(CaseorgError):
    """A password that does not open the file."""

    def __init__(self) -> None:
        super().__init__(_("That password didn't open the file. Check Caps Lock."))
        self.advice = _("You can try as often as you like.")


class NotACaseFileError(CaseorgError):
    """A file that some other program wrote."""

    def __init__(self) -> None:
        super().__init__(_("This isn't a Caseorg file. Nothing was changed."))
        self.advice = _("Choose another file.")


class CutOffFileError(CaseorgError):
    """A case file of which a part is missing, or which is empty."""

    def __init__(self) -> None:
        super().__init__(_("Part of this file is missing."))
        self.advice = _("Open your last backup, or choose another file.")


class DamagedFileError(CaseorgError):
    """A case file whose pages do not pass their own check."""

    def __init__(self) -> None:
        super().__init__(_("This file is damaged."))
        self.advice = _("Open your last backup, or choose another file.")


class DamagedDocumentBytesError(CaseorgError):
    """One kept document whose bytes are damaged; everything else in the file is whole."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“{name}” is damaged inside your case file. Everything else opens.").format(name=name))
        self.advice = _("Add the file again, or take it from a backup.")


class NewerFileError(CaseorgError):
    """A case file written by a newer program."""

    def __init__(self) -> None:
        super().__init__(_("This file was made with a newer Caseorg. Update Caseorg to open it. Nothing was changed."))


class ReadOnlyFileError(CaseorgError):
    """A case file that can be read but not changed where it is."""

    def __init__(self) -> None:
        super().__init__(_("This file can't be changed where it is. You can look at it, or work in a copy."))


class FileInUseError(CaseorgError):
    """A case file that another window or computer is writing to; empty words where nobody says which, or since when."""

    def __init__(self, where: str = "", since: str = "", *, can_be_taken: bool = False) -> None:
        words = _("This file is open in another window or program. You can look at it, but not change it.")
        if where and since:
            words = _(
                "This file is open on another computer or window ({where}, since {since}). "
                "You can look at it, but not change it."
            ).format(where=where, since=since)
        super().__init__(words)
        self.can_be_taken = can_be_taken
        self.advice = _("If that computer is off, or has closed it, open it here.") if can_be_taken else ""


class FileSwappedError(CaseorgError):
    """The open file is no longer the one at its place: it is gone, or another program put one there or wrote in it."""

    def __init__(self, rescue: Path | None, *, is_gone: bool = False) -> None:
        gone = _("Your case file is not where it was. Was a stick pulled out, or a folder moved?")
        replaced = _("Another program replaced your case file while it was open. We stopped writing to it.")
        super().__init__(gone if is_gone else replaced)
        self.rescue = rescue
        if rescue:
            self.advice = _("Everything up to your last step is safe in “{name}”, in the folder “{folder}”.").format(
                name=rescue.name, folder=rescue.parent
            )
        else:
            self.advice = _("Your last step is still on the screen. Save a copy to another place.")


class DiskFullError(CaseorgError):
    """No room to save."""

    def __init__(self) -> None:
        super().__init__(_("There isn't enough room to save. Your work is still here."))
        self.advice = _("Free some space, or save to another place.")


class SaveFailedError(CaseorgError):
    """The disk refused to save for a reason of its own."""

    def __init__(self) -> None:
        super().__init__(_("The disk didn't save this step. Your work is still here."))
        self.advice = _("Try again. If it happens again, save a copy to another place.")


class SavedLateError(SaveFailedError):
    """The disk failed after the step was written: it is in the file, for as long as the computer has power."""

    def __init__(self) -> None:
        CaseorgError.__init__(self, _("The disk had trouble, but what you just did is saved."))
        self.advice = _("Don't do it again. Make a safe copy on another disk now.")


class HeldFileError(CaseorgError):
    """A file that another program of this computer holds and does not let go of, as a virus scanner may."""

    def __init__(self) -> None:
        super().__init__(_("Another program is using this file, so it was not changed. Your work is still here."))
        self.advice = _("It may be a virus scanner. Wait a minute, then try again.")


class CopyNotWrittenError(CaseorgError):
    """A safe copy that could not be finished, as when the stick was pulled out."""

    def __init__(self) -> None:
        super().__init__(_("The copy wasn't finished. Your case file is fine."))
        self.advice = _("Check that the stick or drive is still there, then try again.")


class NoRoomForCopyError(CaseorgError):
    """A place with too little room for a safe copy."""

    def __init__(self) -> None:
        super().__init__(_("There isn't enough room there for the copy. Your case file is fine."))
        self.advice = _("Free some space there, or choose another place.")


class FolderNotWritableError(CaseorgError):
    """A place where nothing can be written, as on a locked stick."""

    def __init__(self) -> None:
        super().__init__(_("Nothing can be written there. Your case file is fine."))
        self.advice = _("Choose another folder. Some sticks have a small switch that locks them.")


class NoKeyStoreError(CaseorgError):
    """The system has no key store that may be trusted with a file's secret, or it refused."""

    def __init__(self) -> None:
        super().__init__(_("This computer can't keep the password safe right now."))
        self.advice = _("Caseorg asks for it each time. Nothing else changes.")


class EngineError(CaseorgError):
    """The sealing engine is not the one we mean; nothing is opened with it."""

    def __init__(self) -> None:
        super().__init__(_("Caseorg is not set up right on this computer, so it did not open the file."))
        self.advice = _("Install Caseorg again. Nothing was changed.")


class FileExistsAlreadyError(CaseorgError):
    """A new file was to be made where one is already that must not go."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is already a file named “{name}”.").format(name=name))
        self.advice = _("Choose another name. Nothing was changed.")


class GoneRecordError(CaseorgError):
    """Something that was removed for good in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This is no longer in the case file."))


class DamagedDocumentError(CaseorgError):
    """A document we kept but could not look inside: damaged, or not what its name says."""

    def __init__(self, name: str) -> None:
        text = (
            _("We kept “{name}”, but couldn't look inside it. It may be damaged, or not a PDF.")
            if name.lower().endswith(".pdf")
            else _("We kept “{name}”, but couldn't look inside it. It may be damaged, or not what its name says.")
        )
        super().__init__(text.format(name=name))
        self.advice = _("Open it with another app. If you have it on paper, scan it again and use Replace.")


class EmptyDocumentError(CaseorgError):
    """A document with no page in it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but there is no page in it.").format(name=name))
        self.advice = _("Ask for the file again. If you have it on paper, scan it and use Replace.")


class HugeDocumentError(CaseorgError):
    """A document that needs more memory, time or room than one file may have (T-BOMB)."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but it is too big to show here.").format(name=name))
        self.advice = _("Open it with another app, and save it in smaller parts.")


class UnshownDocumentError(CaseorgError):
    """A document of a kind that cannot be shown as pages."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but can't show it as pages.").format(name=name))
        self.advice = _("Open it with another app, print it to a PDF, and add that one.")


class NoDecoderError(CaseorgError):
    """An image of a scan that is packed in a way that we do not unpack, such as lossless JPEG or a film."""

    def __init__(self, name: str) -> None:
        del name
        super().__init__(_("We can't show this kind of image here."))
        self.advice = _("Open it in a viewer. The image itself may be fine.")


class NoHealthDataError(CaseorgError):
    """A file in which no health data was found that we know how to read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("We found no health data that we can read in “{name}”. Nothing was changed.").format(name=name)
        )
        self.advice = _("You can still keep the file: add it on the Documents page.")


class PlaceNotWrittenError(CaseorgError):
    """A folder outside the case file that could not be written whole."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We couldn't write all of “{name}” there.").format(name=name))
        self.advice = _("Check that the disk has room and lets you write on it, or choose another place.")


class UnsafeArchiveError(CaseorgError):
    """A ZIP file that is not put together as it should be."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but it isn't safe to open.").format(name=name))
        self.advice = _("Ask whoever made it for the files themselves.")


class LockedArchiveError(CaseorgError):
    """A ZIP file that opens with a password only."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but it needs a password to open.").format(name=name))
        self.advice = _("Open it with another app, and add the files in it.")


class UnwritableTextError(CaseorgError):
    """A plain text file with letters that our plain pages cannot draw."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but it has letters we can't put on a page.").format(name=name))
        self.advice = _("Open it with another app, print it to a PDF, and add that one.")


class ReaderUnavailableError(CaseorgError):
    """The separate program that looks inside files did not start."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We kept “{name}”, but couldn't look inside it now.").format(name=name))
        self.advice = _("Close other programs, then try again.")


class NoScanReaderError(CaseorgError):
    """Nothing on this computer reads the words on a scan."""

    def __init__(self) -> None:
        super().__init__(_("Nothing on this computer can read the words on a scan yet."))
        self.advice = _("Install the free program “tesseract”, then start Caseorg again.")


class StoppedError(CaseorgError):
    """Work that the person stopped."""

    def __init__(self) -> None:
        super().__init__(_("You stopped this. Nothing was changed."))


class BrokenRulesError(CaseorgError):
    """Rule files with slips in them; each says its file, its key and what is wrong."""

    def __init__(self, slips: Sequence[object]) -> None:
        super().__init__("\n".join(str(slip) for slip in slips))
        self.slips = tuple(slips)
        self.advice = _("Mend the files named above. FORMAT.md beside them says how a rule is written.")


class BadFactsError(CaseorgError):
    """Facts that cannot be used: unknown names and values that fit no answer, all at once."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)
        self.advice = _("See all facts and their answers with the command “facts”.")


class UnreadFileError(CaseorgError):
    """A file on the disk that could not be read."""

    def __init__(self, name: str) -> None:
        super().__init__(_("We couldn't read “{name}” from the disk. Nothing was added.").format(name=name))
        self.advice = _("Check that it is still there and that it isn't open in another program, then try again.")


class MissingFileError(CaseorgError):
    """A case file that is not where it was."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“{name}” isn't there any more.").format(name=name))
        self.advice = _("Connect the drive it was on, or choose another file.")


class ReadFailedError(CaseorgError):
    """The disk does not give back what is in a case file."""

    def __init__(self) -> None:
        super().__init__(_("The disk couldn't read this file. Nothing was changed."))
        self.advice = _("Check the drive it is on, then try again. If it happens again, open your last backup.")


class UnfinishedFileError(CaseorgError):
    """A case file whose last save was cut off, where nothing may be written to finish or undo it."""

    def __init__(self) -> None:
        super().__init__(_("The last save of this file was cut off, so it can't be looked at yet."))
        self.advice = _("Open it once where it can be changed, with the file that ends in “-journal” beside it.")


class OlderFileError(CaseorgError):
    """A case file written by an older program, where it cannot be brought up to date."""

    def __init__(self) -> None:
        super().__init__(
            _("This file was made with an older Caseorg, so it can't be looked at yet. Nothing was changed.")
        )
        self.advice = _("Open it once where it can be changed. A copy of it as it is now is kept beside it.")


class NothingInCommonError(CaseorgError):
    """A file that holds no case of the open one."""

    def __init__(self) -> None:
        super().__init__(_("There is no case in that file that is in yours, too. Nothing was changed."))
        self.advice = _("Choose the file you shared, as it came back to you.")


class ChangedMeanwhileError(CaseorgError):
    """The open file went on while a person was choosing."""

    def __init__(self) -> None:
        super().__init__(_("Your file has changed since you looked into the other one. Nothing was taken in."))
        self.advice = _("Look into it again, and choose again.")
