"""A disk that does not say what is there costs a sentence at most: never a defect, and never what it holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from caseorg.app.second_start import is_shown_by_another
from caseorg.base import paths
from caseorg.documents.kinds import FileKind
from caseorg.documents.packing import FileOfScans
from caseorg.documents.scan_languages import scan_reader
from caseorg.domain.case import Case
from caseorg.domain.errors import (
    CaseorgError,
    FileSwappedError,
    PlaceNotWrittenError,
    SaveFailedError,
    UnreadFileError,
)
from caseorg.services import backup_places, daily_copies, key_store, newer_rules, opening, outside, sample
from caseorg.services.export import export_all, free_folder
from caseorg.services.makers_report import makers_report
from caseorg.services.restoring import look_into
from caseorg.services.settings import LockAfter, Settings, SettingsFile
from caseorg.services.take_export import BrokenExportError
from caseorg.services.take_export import look_into as look_into_export
from caseorg.services.workspace import Workspace, rules_in_use
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt
from caseorg.ui.remembered import KnownFile, KnownKey, Look, Remembered
from tests.builders import a_case
from tests.rules.newer_file import newer_file
from tests.trust import old_case_files

TOO_LONG = "x" * 300
"""No disk takes a name of so many letters, and says so when it is asked whether there is such a file."""


@pytest.fixture
def no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file lies where the folders of the program would be made."""
    home = tmp_path / "home"
    home.write_bytes(b"")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    return home


def in_a_circle(path: Path) -> Path:
    """Put a link that leads to itself where a file was; whoever opens it hears of an error that is no missing file."""
    path.unlink(missing_ok=True)
    path.symlink_to(path)
    return path


# The folders of the program


@pytest.mark.usefixtures("no_folders")
@pytest.mark.parametrize(
    "act",
    [opening.start_draft, sample.open_sample, lambda: newer_rules.choose("a1"), lambda: outside.new_folder("scan")],
    ids=["draft", "sample", "rules", "copies"],
)
def test_a_private_folder_that_cannot_be_made_costs_a_sentence(act: Callable[[], object]) -> None:
    with pytest.raises(CaseorgError):
        act()


@pytest.mark.usefixtures("no_folders")
def test_what_only_looks_goes_on_without_the_folders_of_the_program(workspace: Workspace, tmp_path: Path) -> None:
    assert not opening.is_draft(tmp_path / "Draft.caseorg")
    assert not outside.has_copies()
    outside.sweep()
    outside.sweep_what_was_left()
    assert newer_rules.find_in_use().library.rules
    assert "as shipped" in makers_report(workspace, {}, Settings())
    assert scan_reader((tmp_path / TOO_LONG,)) is None
    for path in (in_a_circle(tmp_path / "Maria.caseorg"), tmp_path / TOO_LONG, tmp_path / "none.caseorg"):
        assert not is_shown_by_another(path)
    rules_in_use.cache_clear()


@pytest.mark.usefixtures("no_folders")
def test_without_a_folder_for_settings_the_program_starts_and_remembers_nothing(tmp_path: Path) -> None:
    remembered = Remembered()
    remembered.keep_look(Look(text_size=200))
    remembered.add_case_file(KnownFile(tmp_path / "Maria.caseorg"))
    assert remembered.look() == Look()
    assert remembered.case_files() == []
    with pytest.raises(OSError, match="Not a directory"):
        SettingsFile().save(Settings(lock_after=LockAfter.never))


@pytest.mark.usefixtures("no_folders")
def test_an_older_copy_that_cannot_be_brought_up_to_date_beside_the_files_costs_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "old.caseorg"
    shutil.copyfile(old_case_files.FOLDER / "1.caseorg", old)
    with pytest.raises(CaseorgError):
        look_into(old, Seal(old.read_bytes()[:16], old_case_files.SECRET))


@pytest.mark.usefixtures("no_folders")
def test_a_file_that_was_replaced_and_cannot_be_set_aside_costs_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 232}.caseorg"  # a rescue file would have a name that no disk takes
    workspace = Workspace(CaseFile.create(path, Seal(new_salt(), bytes(16))))
    shutil.copyfile(path, tmp_path / "other")
    (tmp_path / "other").replace(path)
    with pytest.raises(FileSwappedError) as refused:
        workspace.save(Case(), "Add case")
    assert refused.value.rescue is None
    workspace.close()


def test_a_key_store_is_looked_for_where_nobody_may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", f"/{TOO_LONG}")
    assert not key_store.may_be_there()


# Small files beside the case files


@pytest.fixture
def kept(tmp_path: Path) -> SettingsFile:
    """Settings and notes from an earlier run, and the names of files and keys."""
    settings = SettingsFile(tmp_path)
    settings.save(Settings(lock_after=LockAfter.never, hide_id_numbers=True))
    settings.keep_notes(tmp_path / "Maria.caseorg", salt="ab" * 16, last_backup="2026-11-20")
    return SettingsFile(tmp_path)


@pytest.mark.parametrize("is_read_before", [True, False])
def test_settings_that_the_disk_does_not_give_are_not_written_over(
    kept: SettingsFile, tmp_path: Path, is_read_before: bool
) -> None:
    path, aside = tmp_path / "settings.json", tmp_path / "aside"
    if is_read_before:
        kept.load()
    path.rename(aside)
    in_a_circle(path)
    assert kept.load().lock_after is (LockAfter.never if is_read_before else Settings().lock_after)
    with pytest.raises(OSError, match="symbolic links"):
        kept.save(kept.load().revised(read_scans=False))
    with pytest.raises(OSError, match="symbolic links"):
        kept.keep_notes(tmp_path / "Luis.caseorg", last_check="2026-11-22")
    aside.replace(path)
    kept.save(kept.load().revised(daily_copies=False))
    kept.keep_notes(tmp_path / "Luis.caseorg", last_check="2026-11-22")
    again = SettingsFile(tmp_path)
    assert again.load() == Settings(
        id=again.load().id, lock_after=LockAfter.never, hide_id_numbers=True, read_scans=False, daily_copies=False
    )
    assert again.notes_of(tmp_path / "Maria.caseorg").last_backup == "2026-11-20"
    assert again.notes_of(tmp_path / "Luis.caseorg").last_check == "2026-11-22"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["settings.json"], "nothing half written is left"


def test_names_and_keys_that_the_disk_does_not_give_are_not_written_over(tmp_path: Path) -> None:
    first, second = tmp_path / "Maria.caseorg", tmp_path / "Luis.caseorg"
    for each in (first, second):
        each.write_bytes(b"x")
    remembered = Remembered(tmp_path)
    remembered.add_case_file(KnownFile(first))
    remembered.keep_key(first, KnownKey(entry="ab"))
    for name in ("recent.json", "keys.json"):
        (tmp_path / name).rename(tmp_path / f"{name}.aside")
        in_a_circle(tmp_path / name)
    remembered.add_case_file(KnownFile(second))
    with pytest.raises(OSError, match="symbolic links"):
        remembered.keep_key(second, KnownKey())
    for name in ("recent.json", "keys.json"):
        (tmp_path / f"{name}.aside").replace(tmp_path / name)
    assert [each.path for each in remembered.case_files()] == [first]
    assert remembered.key_of(first) == KnownKey(entry="ab")


# Names and places


def test_a_name_that_no_disk_takes_costs_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SaveFailedError):
        opening.free_name(tmp_path, TOO_LONG)
    with pytest.raises(PlaceNotWrittenError):
        free_folder(tmp_path, TOO_LONG)
    assert backup_places.place(tmp_path / TOO_LONG, tmp_path / "Maria.caseorg") is None


def test_a_large_file_that_went_after_it_was_chosen_costs_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadFileError, match=r"disc\.iso"):
        FileOfScans(tmp_path / "disc.iso", FileKind.iso).source  # noqa: B018 - asked for is what it raises


@pytest.mark.parametrize("place", ["cases/case/case.json", "contacts.json", "README.txt"])
def test_an_export_with_a_link_that_leads_to_itself_is_refused_by_name(
    workspace: Workspace, tmp_path: Path, place: str
) -> None:
    a_case(workspace)
    export_all(workspace, tmp_path / "export")
    (case,) = (tmp_path / "export/cases").iterdir()
    case.rename(case.with_name("case"))
    manifest = tmp_path / "export/manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(f"cases/{case.name}/".encode(), b"cases/case/"))
    in_a_circle(tmp_path / "export" / place)
    with pytest.raises(BrokenExportError, match=Path(place).name):
        look_into_export(workspace, tmp_path / "export")
    in_a_circle(tmp_path / "export again")
    with pytest.raises(CaseorgError):
        look_into_export(workspace, tmp_path / "export again")


@pytest.mark.usefixtures("own_rules_again")
def test_rules_in_use_stay_when_the_same_ones_cannot_be_kept_again(workspace: Workspace, tmp_path: Path) -> None:
    packed = newer_file(tmp_path / "rules.zip")
    taken = newer_rules.take(packed, workspace.library, date(2026, 11, 27))
    workspace.use_rules(taken.name)
    (paths.data_folder() / "rules" / f"{taken.name}.new").write_bytes(b"something in the way")
    with pytest.raises(SaveFailedError):
        newer_rules.take(packed, workspace.library, date(2026, 11, 27))
    assert newer_rules.chosen() == taken.name
    assert newer_rules.find_in_use().library.rules["aca.appeal"].en.title == "Your first appeal, as of now"


def test_copies_under_an_old_password_that_cannot_be_removed_are_named(workspace: Workspace) -> None:
    case_file = workspace.case_file
    source = daily_copies.Source(case_file.path, case_file.seal, case_file.file_id())
    for day in range(2):
        a_case(workspace)
        daily_copies.make(source, date(2026, 11, 21) + timedelta(days=day))
    older, newer = (each.path for each in daily_copies.copies_of(case_file.path))
    in_a_circle(older)
    assert daily_copies.remove_all(case_file.path, case_file.file_id(), case_file.seal.salt) == daily_copies.Removed(
        1, (older,)
    )
    assert not newer.exists()
    assert older.name in str(daily_copies.NotRemovedError((older,)))
    folder = in_a_circle_of_folders(daily_copies.folder_of(case_file.path))
    assert daily_copies.remove_all(case_file.path, case_file.file_id(), case_file.seal.salt).left == (folder,)
    with pytest.raises(CaseorgError):
        daily_copies.make(source, date(2026, 11, 23))


def in_a_circle_of_folders(folder: Path) -> Path:
    """Put a link that leads to itself where a folder was."""
    shutil.rmtree(folder)
    return in_a_circle(folder)
