"""The table of pages, in the order of the sidebar; those without a group are led to by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseorg.ui.page import Page


def all_pages() -> tuple[type[Page], ...]:
    """Return every page, in the order of the sidebar."""
    # Imported here, once a case file is open: pages load the records and the services. One line for each page.
    from caseorg.ui.pages.all_cases import AllCasesPage
    from caseorg.ui.pages.bring_in import BringInPage
    from caseorg.ui.pages.call_desk import CallDeskPage
    from caseorg.ui.pages.case_details import CaseDetailsPage
    from caseorg.ui.pages.costs_and_calls import CostsAndCallsPage
    from caseorg.ui.pages.cover_up import CoverUpPage
    from caseorg.ui.pages.coverage import CoveragePage
    from caseorg.ui.pages.deadlines import DeadlinesPage
    from caseorg.ui.pages.denial_desk import DenialDeskPage
    from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
    from caseorg.ui.pages.destinations import DestinationsPage
    from caseorg.ui.pages.documents import DocumentsPage
    from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
    from caseorg.ui.pages.next_steps import NextStepsPage
    from caseorg.ui.pages.notes import NotesPage
    from caseorg.ui.pages.opinions import OpinionsPage
    from caseorg.ui.pages.own_form import OwnFormPage
    from caseorg.ui.pages.packet_builder import PacketBuilderPage
    from caseorg.ui.pages.patient import PatientPage
    from caseorg.ui.pages.people_and_places import PeopleAndPlacesPage
    from caseorg.ui.pages.plan_and_permissions import PlanAndPermissionsPage
    from caseorg.ui.pages.questions import QuestionsPage
    from caseorg.ui.pages.records import RecordsPage
    from caseorg.ui.pages.scan_look import ScanLookPage
    from caseorg.ui.pages.turn_pages import TurnPagesPage

    return (
        NextStepsPage,
        PeopleAndPlacesPage,
        RecordsPage,
        DocumentsPage,
        QuestionsPage,
        CoveragePage,
        DeadlinesPage,
        OpinionsPage,
        NotesPage,
        CostsAndCallsPage,
        DenialsAndAppealsPage,
        LettersAndPacketsPage,
        PacketBuilderPage,
        BringInPage,
        CoverUpPage,
        DenialDeskPage,
        TurnPagesPage,
        DestinationsPage,
        OwnFormPage,
        ScanLookPage,
        *_pages_of_the_interview(),
        PatientPage,
        PlanAndPermissionsPage,
        CallDeskPage,
        AllCasesPage,
        CaseDetailsPage,
        *_pages_of_the_file(),
        *_beside_the_cases(),
    )


def _beside_the_cases() -> tuple[type[Page], ...]:
    """Return the pages that belong to no case: settings, search, help."""
    from caseorg.ui.pages.about_pages import AboutInformationPage, AboutPage, LicencesPage, MakersReportPage
    from caseorg.ui.pages.help import HelpPage
    from caseorg.ui.pages.human_help import HumanHelpPage
    from caseorg.ui.pages.print_preview import PrintPreviewPage
    from caseorg.ui.pages.recently_removed import RecentlyRemovedPage
    from caseorg.ui.pages.search import SearchPage
    from caseorg.ui.pages.settings import SettingsPage
    from caseorg.ui.pages.word_list import WordListPage
    from caseorg.ui.shortcuts_page import ShortcutsPage

    return (
        ShortcutsPage,
        SettingsPage,
        RecentlyRemovedPage,
        SearchPage,
        HelpPage,
        WordListPage,
        HumanHelpPage,
        AboutInformationPage,
        AboutPage,
        LicencesPage,
        MakersReportPage,
        PrintPreviewPage,
    )


def _pages_of_the_file() -> tuple[type[Page], ...]:
    """Return the pages about the case file itself, which the menus lead to."""
    from caseorg.ui.pages.back_up import BackUpPage
    from caseorg.ui.pages.case_history import CaseHistoryPage
    from caseorg.ui.pages.change_password import ChangePasswordPage
    from caseorg.ui.pages.check_file import CheckFilePage
    from caseorg.ui.pages.export_data import ExportDataPage
    from caseorg.ui.pages.recovery_sheet import RecoverySheetPage
    from caseorg.ui.pages.restore import RestorePage
    from caseorg.ui.pages.share import SharePage
    from caseorg.ui.pages.take_in import TakeInPage

    return (
        BackUpPage,
        RestorePage,
        ChangePasswordPage,
        RecoverySheetPage,
        CheckFilePage,
        CaseHistoryPage,
        ExportDataPage,
        SharePage,
        TakeInPage,
    )


def _pages_of_the_interview() -> tuple[type[Page], ...]:
    """Return the screens of the first letter, in their order."""
    from caseorg.ui.interview.keep_private_page import KeepPrivatePage
    from caseorg.ui.interview.letter_ready_page import LetterReadyPage
    from caseorg.ui.interview.page import InterviewPage
    from caseorg.ui.interview.plan_page import PlanPage
    from caseorg.ui.interview.told_page import ToldPage

    return (InterviewPage, LetterReadyPage, KeepPrivatePage, ToldPage, PlanPage)
