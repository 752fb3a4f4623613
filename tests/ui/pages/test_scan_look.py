"""A look at the scans: series by series, image by image, by keys, wheel, mouse and buttons, and in another program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import MPEG4HP41
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.documents.worker import shared
from caseorg.services import documents, looking, outside
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.scan_look import ScanLookPage
from tests.documents.made_discs import a_chest_disc, an_image, an_iso, write
from tests.ui.conftest import GivenFiles
from tests.ui.pages.marias_case import MariasCase, button, choose, label, marias_case, press, words_on
from tests.ui.pages.papers import message

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared().close()
    shared("scans").close()
    outside.sweep()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


def opened(window: MakeWindow, maria: MariasCase, path: Path) -> ScanLookPage:
    looked = looking.look_at(looking.bring([path]))
    (document,) = documents.add_documents(maria.workspace, maria.id, looked).documents
    shown = window(ScanLookPage, case_id=maria.id)
    shown.go_to("scan_look", document.id)
    page = shown.front()
    assert isinstance(page, ScanLookPage)
    return page


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase, tmp_path: Path) -> ScanLookPage:
    iso = tmp_path / "Chest CT.iso"
    iso.write_bytes(an_iso(a_chest_disc()))
    return opened(window, maria, iso)


def middle(page: ScanLookPage) -> int:
    """The gray in the middle of the picture, which is body."""
    image = page.view.picture.image()
    assert image is not None
    return image.pixelColor(image.width() // 2, image.height() // 2).red()


def test_each_series_is_shown_with_the_sentence_that_it_is_not_for_diagnosis(qtbot: QtBot, page: ScanLookPage) -> None:
    assert page.shown_title() == "A look at the scans: Chest CT"
    assert label(page, "scan_look.view.caution") == "Only to see that it is the right scan. It is not for diagnosis."
    assert label(page, "scan_look.about") == "CT chest, Oct 21, 2026, Maria Alvarez: 2 series, 16 images"
    assert label(page, "scan_look.view.heading") == "Image 7 of 12"
    assert 110 < middle(page) < 145
    choose(page, "scan_look.series", "CT scan, Coronal: 4 images")
    assert label(page, "scan_look.view.heading") == "Image 3 of 4"
    assert page.view.picture.accessibleDescription() == "Image 3 of 4, CT scan, Coronal: 4 images"


def test_images_are_turned_by_keys_wheel_slider_and_buttons_and_the_number_is_spoken(
    qtbot: QtBot, page: ScanLookPage, spoken: list[str]
) -> None:
    view, picture = page.view, page.view.picture
    picture.setFocus()
    for key, number in (
        (Qt.Key.Key_Down, 8), (Qt.Key.Key_Right, 9), (Qt.Key.Key_Up, 8), (Qt.Key.Key_Home, 1), (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_PageDown, 11), (Qt.Key.Key_End, 12), (Qt.Key.Key_Down, 12), (Qt.Key.Key_PageUp, 2),
    ):  # fmt: skip
        QTest.keyClick(picture, key)
        assert label(page, "scan_look.view.heading") == f"Image {number} of 12"
    at = QPointF(picture.rect().center())
    for delta in (-120, -60, -60, 120):
        wheel = QWheelEvent(
            at, picture.mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(picture, wheel)
    assert label(page, "scan_look.view.heading") == "Image 3 of 12"
    view.slider.setValue(12)
    assert label(page, "scan_look.view.heading") == "Image 12 of 12"
    assert not button(page, "scan_look.view.next").isEnabled()
    press(qtbot, page, "scan_look.view.previous")
    assert view.slider.value() == 11
    qtbot.waitUntil(lambda: "Image 11 of 12" in spoken)
    # Only where she came to rest is spoken, not each image that she passed.
    assert "Image 12 of 12" not in spoken


def test_brightness_and_contrast_are_set_by_buttons_keys_and_the_mouse_and_stay_for_the_series(
    qtbot: QtBot, page: ScanLookPage
) -> None:
    view, picture = page.view, page.view.picture
    before = middle(page)
    press(qtbot, page, "scan_look.view.brighter")
    assert middle(page) > before
    press(qtbot, page, "scan_look.view.darker")
    press(qtbot, page, "scan_look.view.darker")
    assert middle(page) < before
    QTest.keyClick(picture, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert abs(middle(page) - before) < 3
    width = view.window_on_show().width
    press(qtbot, page, "scan_look.view.more")
    assert view.window_on_show().width < width
    QTest.keyClick(picture, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.window_on_show().width == pytest.approx(width)
    press(qtbot, page, "scan_look.reset")
    assert middle(page) == before
    center = picture.rect().center()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=center)
    QTest.mouseMove(picture, center - QPoint(0, picture.height() // 4))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=center)
    brighter = middle(page)
    assert brighter > before
    view.show_image(2)
    assert middle(page) == brighter
    choose(page, "scan_look.preset", "Bones")
    assert (view.window_on_show().center, view.window_on_show().width) == (400, 1800)
    choose(page, "scan_look.series", "CT scan, Coronal: 4 images")
    assert middle(page) == before


def test_what_we_do_not_unpack_says_to_open_a_viewer_and_colors_have_no_window(
    window: MakeWindow, maria: MariasCase, tmp_path: Path
) -> None:
    color = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB", "PlanarConfiguration": 0}
    colors = an_image(**color, PixelData=bytes(range(192)), SeriesInstanceUID="1.8", Modality="US")
    film = {"SeriesInstanceUID": "1.9", "SeriesDescription": "Film", "PixelData": encapsulate([b"film"])}
    folder = write(tmp_path / "disc", a=an_image(syntax=MPEG4HP41, number=9, **film), b=colors)
    page = opened(window, maria, folder)
    said = "We can't show this kind of image here. Open it in a viewer. The image itself may be fine."
    assert page.view.picture.words() == said
    assert page.view.picture.accessibleDescription() == page.view.picture.words()
    assert not button(page, "scan_look.view.brighter").isEnabled()
    page.series.setCurrentIndex(1)
    page.series.activated.emit(1)
    assert page.view.picture.image() is not None
    assert page.view.window_on_show() is None
    assert not page.preset.isVisible()


def test_another_program_gets_the_series_from_a_private_folder_and_the_bar_says_where(
    qtbot: QtBot, page: ScanLookPage, files: GivenFiles
) -> None:
    press(qtbot, page, "scan_look.outside")
    (path,) = files.opened
    assert path.name == "image-0001.dcm"
    assert len(list(path.parent.iterdir())) == 12
    where = f"The copies are in {path.parent}. They go when you lock or close this file."
    assert message(page) == f"Opened in another program. {where}"
    assert page.outside.hasFocus()  # it is gray while the copies are made, and the keyboard comes back to it
    files.has_viewer = False
    press(qtbot, page, "scan_look.outside")
    assert message(page).startswith("This computer knows no viewer for scans.")
    assert files.opened[1].parent != path.parent
    assert outside.has_copies()
    outside.sweep()
    assert not path.exists()


def test_images_turned_past_while_one_is_drawn_are_never_begun(
    qtbot: QtBot, page: ScanLookPage, defects: list[BaseException]
) -> None:
    view = page.view
    background = view._background = Background(defects.append)
    asked: list[int] = []
    draw = view._draw

    def slow(position: int, *how: object) -> object:
        asked.append(position)
        QTest.qSleep(30)
        return draw(position, *how)

    view._draw = slow
    for position in range(12):
        view.show_image(position)
    qtbot.waitUntil(lambda: not background.is_busy())
    assert asked == [0, 11]
    assert isinstance(view.picture.image(), QImage)
    background.close()


def test_without_a_disc_the_page_leads_to_documents(window: MakeWindow, maria: MariasCase) -> None:
    shown = window(ScanLookPage, case_id=maria.id)
    assert "Choose a disc in Documents first." in words_on(shown.front())
