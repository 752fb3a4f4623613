"""Says in words what is on a disc of scans: its scans, what is wrong with it, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caseorg.base.language import _, ngettext, short_date
from caseorg.documents.disc import Disc, DiscFile, Series
from caseorg.services.other_person import may_be

_NEW_PAGE = "\f"
_SHOWN = 20
"""How many file names of one kind are listed before the rest is counted."""


@dataclass(frozen=True)
class Study:
    """One scan: everything that was taken at one visit."""

    title: str
    day: date | None
    patient: str
    series: tuple[Series, ...]

    @property
    def image_count(self) -> int:
        """How many images it has."""
        return sum(each.count for each in self.series)


def studies(disc: Disc) -> tuple[Study, ...]:
    """Return the scans on a disc, by their day."""
    by_study: dict[tuple[str, str], list[Series]] = {}
    for each in disc.series:
        by_study.setdefault((each.study_uid, each.patient_name), []).append(each)
    found = [_study(series) for series in by_study.values()]
    return tuple(sorted(found, key=lambda study: (study.day or date.min, study.title)))


def study_line(study: Study) -> str:
    """Say what one scan is: “Chest, Oct 21, 2026, Maria Alvarez: 3 series, 214 images”."""
    day = short_date(study.day, weekday=False) if study.day else _("no date")
    images = ngettext("{count} image", "{count} images", study.image_count).format(count=study.image_count)
    kinds = ngettext("{count} series", "{count} series", len(study.series)).format(count=len(study.series))
    words = _("{scan}, {day}, {patient}: {series}, {images}")
    return words.format(scan=study.title, day=day, patient=study.patient or _("no name"), series=kinds, images=images)


def _study(series: list[Series]) -> Study:
    first = series[0]
    kinds = ", ".join(dict.fromkeys(kind_words(each.modality) for each in series if each.modality))
    title = first.study or _body_part(series) or kinds or _("Scan")
    return Study(title, day_of(first.study_date), written_name(first.patient_name), tuple(series))


def _body_part(series: list[Series]) -> str:
    return next((each.body_part.capitalize() for each in series if each.body_part), "")


def kind_words(modality: str) -> str:
    """Return what a kind of scan is called; the code itself where people have no word for it."""
    words = {
        "CT": _("CT scan"),
        "MR": _("MRI"),
        "PT": _("PET scan"),
        "US": _("Ultrasound"),
        "MG": _("Mammogram"),
        "CR": _("X-ray"),
        "DX": _("X-ray"),
        "XA": _("Angiogram"),
        "NM": _("Nuclear scan"),
        "SR": _("Report"),
        "SM": _("Slide"),
        "ECG": _("Heart tracing"),
    }
    return words.get(modality, modality)


def day_of(written: str) -> date | None:
    """Return the day a label gives as YYYYMMDD; None if it gives none."""
    digits = written.replace(".", "").replace("-", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def written_name(name: str) -> str:
    """Return a name as a label keeps it, `FAMILY^GIVEN^MIDDLE`, the way people write it."""
    family, _mark, rest = name.partition("=")[0].partition("^")
    return " ".join([*(part for part in rest.split("^")[:2] if part), family]).strip()


def warnings(disc: Disc, names: Collection[str], birth_date: date | None) -> tuple[str, ...]:
    """Return what a person should know before the disc goes to a doctor.

    Args:
        disc: What is on it.
        names: The patient's name, and other names under which papers of the case may run.
        birth_date: The patient's, if it is known.
    """
    return (*_about_people(disc, names, birth_date), *_about_files(disc))


def _about_people(disc: Disc, names: Collection[str], birth_date: date | None) -> Iterator[str]:
    people = list(dict.fromkeys((written_name(each.patient_name), each.birth_date) for each in disc.series))
    if (
        len({name.casefold() for name, _birth in people if name}) > 1
        or len({birth for _name, birth in people if birth}) > 1
    ):
        yield _("This disc has scans of more than one person. Check whose they are before you send it.")
    for name, _birth in dict.fromkeys(people):
        if name and not may_be(name, names):
            yield _("The disc says “{name}”. This may be about someone else.").format(name=name)
    for birth in dict.fromkeys(day_of(birth) for _name, birth in people):
        if birth and birth_date and birth != birth_date:
            words = _("The date of birth on the disc is {day}, not {own}. This may be about someone else.")
            yield words.format(day=short_date(birth, weekday=False), own=short_date(birth_date, weekday=False))


_PART = re.compile(
    r"(?:disc|disk|disco|cd|dvd|volumen?)[ _-]*0*(\d{1,2})[ _-]*(?:of|de|/)[ _-]*0*(\d{1,2})(?!\d)", re.I
)
"""“Disc 1 of 2”, “CD1OF2”, “disco 1 de 2”, as people and labels call a part of a set."""


def about_other_discs(name: str, disc: Disc, others: Mapping[str, Disc]) -> Iterator[str]:
    """Say which other discs belong to this one, or that one is missing.

    Args:
        name: What the disc is called.
        disc: What is on it.
        others: The other discs of the case, by their names.
    """
    here = {each.study_uid for each in disc.series if each.study_uid}
    same = [other for other, found in others.items() if here & {each.study_uid for each in found.series}]
    images = _fingerprints(disc)
    for other in same:
        theirs = _fingerprints(others[other])
        if images <= theirs:
            yield _("All these images are on “{name}”, too. One of the two is enough.").format(name=other)
        elif not theirs <= images:
            yield _("Part of the same scan is on “{name}”. Send both together.").format(name=other)
    found = _PART.search(name) or _PART.search(disc.label)
    number, count = (int(found[1]), int(found[2])) if found else (1, 1)
    if 1 <= number <= count and len(same) + 1 < count:
        words = _("This is disc {number} of {count}. Add the others, too, so that the scan is whole.")
        yield words.format(number=number, count=count)


def _fingerprints(disc: Disc) -> set[str]:
    return {file.sha256 for file in disc.of_kind("image")}


def _about_files(disc: Disc) -> Iterator[str]:
    missing, damaged = len(disc.missing), len(disc.of_kind("damaged"))
    if missing:
        yield ngettext(
            "{count} image is on the disc's list but not on the disc. Ask for a new copy.",
            "{count} images are on the disc's list but not on the disc. Ask for a new copy.",
            missing,
        ).format(count=missing)
    if damaged:
        yield ngettext(
            "{count} image is damaged. Ask for a new copy.", "{count} images are damaged. Ask for a new copy.", damaged
        ).format(count=damaged)
    if not disc.series and not missing and not damaged:
        yield _("There is a list of scans on this disc, but no scan. Ask for a new copy.")


def listing(disc: Disc, *, left_out: int = 0, unread: int = 0) -> str:
    """Write down what is on a disc, file by file with fingerprints, as plain text for its pages."""
    lines = [_("WHAT IS ON THIS DISC"), ""]
    for study in studies(disc):
        day = short_date(study.day, weekday=False) if study.day else _("no date")
        lines += [f"{study.title}, {day}", f"   {study.patient}"]
        lines += [f"   {series_line(each)}" for each in study.series]
        lines.append("")
    lines += _about_files(disc)
    if unread:
        words = ngettext(
            "{count} file could not be read from the disc.", "{count} files could not be read from the disc.", unread
        )
        lines.append(words.format(count=unread))
    if left_out:
        words = ngettext(
            "{count} program on the disc was left out.", "{count} programs on the disc were left out.", left_out
        )
        lines.append(words.format(count=left_out))
    lines += _named(_("Missing"), disc.missing)
    lines += _named(_("Damaged"), (file.path for file in disc.of_kind("damaged")))
    lines += _named(_("Not on the disc's list"), disc.unlisted)
    lines += _named(_("Not an image"), (file.path for file in disc.files if file.kind in ("other", "program")))
    lines += ["", _NEW_PAGE, _("EVERY FILE AND ITS FINGERPRINT (SHA-256)"), ""]
    for file in disc.files:
        lines += _fingerprint(file)
    return "\n".join(_plain(line) for line in lines)


def series_line(series: Series) -> str:
    """Say what one series is: “MRI, T2 axial: 24 images”."""
    named = ", ".join(part for part in (kind_words(series.modality), series.series) if part)
    words = ngettext("{series}: {count} image", "{series}: {count} images", series.count)
    return words.format(series=named or _("Series"), count=series.count)


def _named(title: str, paths: Iterable[str]) -> list[str]:
    listed = list(paths)
    if not listed:
        return []
    lines = ["", f"{title}:", *(f"   {path}" for path in listed[:_SHOWN])]
    if len(listed) > _SHOWN:
        more = len(listed) - _SHOWN
        lines.append(ngettext("   and {count} more", "   and {count} more", more).format(count=more))
    return lines


def _fingerprint(file: DiscFile) -> list[str]:
    return [f"{file.path}  ({file.size:,})", f"   {file.sha256}"]


def _plain(line: str) -> str:
    """Return a line in letters that plain pages can draw; the label itself stays in the file."""
    return line.encode("cp1252", errors="replace").decode("cp1252")
