"""The preview of a paper draws the pages beside the one on show ahead, and shows no page of another paper or size."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.errors import DamagedDocumentError
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.widgets.page_preview import PagePreview


class Drawer:
    """Draws pages that are one color each, and notes which were asked for."""

    def __init__(self, shade: int = 0) -> None:
        self.shade, self.asked, self.broken = shade, [], set[int]()  # type: ignore[var-annotated]
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, page: int, width: int) -> bytes:
        self.asked.append(page)
        assert self.gate.wait(10)
        if page in self.broken:
            raise DamagedDocumentError("x")
        out = BytesIO()
        Image.new("L", (width, width), self.shade + page).save(out, "PNG")
        return out.getvalue()


@pytest.fixture
def preview(qtbot: QtBot, look: Appearance, defects: list[BaseException]) -> PagePreview:
    background = Background(defects.append, ThreadPoolExecutor(2))
    made = PagePreview(background, name="test.preview")
    qtbot.addWidget(made)
    made.resize(600, 600)
    made.show()
    return made


def shade(preview: PagePreview) -> int:
    """The color of the page on show; -1 where there is none."""
    picture = preview._well.sheet.picture
    return picture.toImage().pixelColor(2, 2).lightness() if picture is not None else -1


def settled(qtbot: QtBot, preview: PagePreview, drawer: Drawer, page: int, *asked: int) -> None:
    qtbot.waitUntil(lambda: shade(preview) == drawer.shade + page)
    qtbot.waitUntil(lambda: sorted(drawer.asked) == sorted(asked) and not preview._ahead_job)


def test_the_pages_beside_are_there_before_they_are_asked_for(qtbot: QtBot, preview: PagePreview) -> None:
    drawer = Drawer(10)
    preview.show_paper(5, drawer, str)
    settled(qtbot, preview, drawer, 0, 0, 1)
    preview.next.click()
    assert shade(preview) == 11, "at once"
    settled(qtbot, preview, drawer, 1, 0, 1, 2)
    preview.previous.click()
    assert shade(preview) == 10
    preview.show_page(4)
    settled(qtbot, preview, drawer, 4, 0, 1, 2, 4, 3)


def test_a_paper_that_changed_shows_no_old_page(qtbot: QtBot, preview: PagePreview) -> None:
    old, new = Drawer(10), Drawer(90)
    preview.show_paper(3, old, str)
    settled(qtbot, preview, old, 0, 0, 1)
    preview.show_paper(3, new, str, page=1)
    settled(qtbot, preview, new, 1, 1, 2, 0)
    preview.larger.click()
    settled(qtbot, preview, new, 1, 1, 2, 0, 1, 2, 0)
    preview.clear("No paper")
    assert shade(preview) == -1


def test_a_page_that_can_t_be_drawn_says_so_only_when_it_is_turned_to(qtbot: QtBot, preview: PagePreview) -> None:
    drawer = Drawer(10)
    drawer.broken.add(1)
    preview.show_paper(2, drawer, str)
    settled(qtbot, preview, drawer, 0, 0, 1)
    assert shade(preview) == 10
    preview.next.click()
    qtbot.waitUntil(lambda: shade(preview) == -1)
    assert "“x”" in preview._well.sheet.words


def test_a_page_that_is_not_drawn_yet_shows_its_paper_at_once_and_never_the_page_before(
    qtbot: QtBot, preview: PagePreview
) -> None:
    drawer = Drawer(10)
    preview.show_paper(6, drawer, str)
    settled(qtbot, preview, drawer, 0, 0, 1)
    gate = drawer.gate = threading.Event()
    preview.show_page(4)
    sheet = preview._well.sheet
    assert preview.heading.text() == "Page 5 of 6"
    seen = sheet.grab().toImage()
    assert seen.pixelColor(seen.width() // 2, 40).lightness() == 255, "the paper, with nothing of page 1 on it"
    gate.set()
    settled(qtbot, preview, drawer, 4, 0, 1, 4, 5, 3)
    assert not sheet.is_blank


def test_a_page_that_was_asked_for_before_its_place_was_laid_out_is_fitted_to_that_place(
    qtbot: QtBot, look: Appearance, defects: list[BaseException]
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    preview = PagePreview(Background(defects.append, ThreadPoolExecutor(2)), name="test.preview")
    preview.show_paper(1, Drawer(), str)
    QVBoxLayout(holder).addWidget(preview)
    holder.resize(420, 600)
    holder.show()
    qtbot.waitUntil(lambda: preview._well.sheet.picture is not None)
    room = preview._well.viewport().width()
    qtbot.waitUntil(lambda: preview._well.sheet.picture.width() < room)  # type: ignore[union-attr]
