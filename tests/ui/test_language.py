"""The language of the screen: chosen live, remembered, with Qt's own words in it, and dates typed in either."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox

from caseorg.base import language
from caseorg.domain.written_dates import parse_date
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import Look, Remembered
from tests.ui.conftest import PLAIN

TODAY = date(2026, 11, 22)


def cancel_button() -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    return box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")


def test_qts_own_words_come_from_its_spanish_file_and_english_loads_none(look: Appearance) -> None:
    assert cancel_button() == "Cancel"
    look.show(PLAIN.but(language="es"), remember=False)
    assert (cancel_button(), language._("Save")) == ("Cancelar", "Guardar")
    look.show(PLAIN, remember=False)
    assert (cancel_button(), language._("Save")) == ("Cancel", "Save")


def test_keys_are_called_what_is_printed_on_them_in_spanish_too(look: Appearance) -> None:
    look.show(PLAIN.but(language="es"), remember=False)
    keys = [
        QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in ("Ctrl+Shift+L", "Alt+Left")
    ]
    look.show(PLAIN, remember=False)
    assert keys == ["Ctrl+Shift+L", "Alt+Izquierda"]


def test_english_reads_no_catalogue() -> None:
    language.use("en")
    assert type(language._Chosen.catalogue).__name__ == "NullTranslations"


def test_the_language_is_remembered(look: Appearance, tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    remembered.keep_look(Look(language="es"))
    assert Remembered(tmp_path).look().language == "es"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22 de nov", date(2026, 11, 22)),
        ("27 de noviembre de 2026", date(2026, 11, 27)),
        ("vie., 27 de nov. de 2026", date(2026, 11, 27)),
        ("5 sept", date(2026, 9, 5)),
        ("hoy", TODAY),
        ("mañana", date(2026, 11, 23)),
        ("pasado mañana", date(2026, 11, 24)),
        ("ayer", date(2026, 11, 21)),
        ("en 2 semanas", date(2026, 12, 6)),
        ("dentro de un mes", date(2026, 12, 22)),
        ("hace 3 días", date(2026, 11, 19)),
        ("el próximo lunes", date(2026, 11, 23)),
        ("11/22/2026", date(2026, 11, 22)),
    ],
)
def test_dates_may_be_typed_in_spanish(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


def test_a_time_says_morning_or_afternoon_whatever_the_computer_speaks() -> None:
    times = [time(0, 5), time(9, 30), time(12), time(23, 59)]
    assert [language.time_of_day(at) for at in times] == ["12:05 AM", "9:30 AM", "12:00 PM", "11:59 PM"]


def test_what_the_screen_shows_can_be_typed_back_in() -> None:
    for month in range(1, 13):
        day = date(2026, month, 17)
        for code in language.LANGUAGES:
            assert parse_date(language.short_date(day, code), TODAY) == day
            assert parse_date(language.long_date(day, code), TODAY) == day
