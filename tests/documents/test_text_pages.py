"""Plain text as pages."""

import pytest

from caseorg.documents.prepare import prepare
from caseorg.documents.worker import Worker
from caseorg.domain.errors import EmptyDocumentError, HugeDocumentError, UnshownDocumentError, UnwritableTextError


def words(text: str) -> list[str]:
    return text.split()


def test_a_text_file_becomes_letter_pages_with_all_its_words(worker: Worker) -> None:
    text = "\n".join(f"Line {number}: señal (one) \\ two – “three”" for number in range(130))
    paper = prepare(text.encode(), "notes.txt", worker=worker)
    assert [(size.width, size.height) for size in paper.page_sizes] == [(612, 792)] * 3
    assert words(" ".join(paper.page_texts)) == words(text)


def test_long_lines_are_broken_between_words(worker: Worker) -> None:
    text = "word " * 100 + "x" * 200
    paper = prepare(text.encode(), "notes.txt", worker=worker)
    lines = paper.page_texts[0].split("\n")
    assert max(map(len, lines)) <= 84
    assert "".join(paper.page_texts[0].split()) == "".join(text.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_each_usual_encoding(worker: Worker, encoding: str) -> None:
    paper = prepare("Peña, 25 °C".encode(encoding), "notes.txt", worker=worker)
    assert paper.page_texts == ("Peña, 25 °C",)


def test_a_form_feed_begins_a_new_page(worker: Worker) -> None:
    assert prepare(b"one\ftwo", "notes.txt", worker=worker).page_texts == ("one", "two")


def test_letters_the_plain_typeface_lacks_are_refused_not_dropped(worker: Worker) -> None:
    with pytest.raises(UnwritableTextError, match="letters we can't put on a page"):
        prepare("Nguyễn Ελένη".encode(), "notes.txt", worker=worker)


def test_signs_of_messages_are_named_and_what_is_not_seen_is_left_out(worker: Worker) -> None:
    text = "Take 1 \U0001f48a\ufe0f at 8\u202fAM \u2192 pain \u2264 3 \u2714\ufe0f\u200b 2\u2011day con\ufb01rm \u2639"
    paper = prepare(text.encode(), "message.txt", worker=worker)
    assert words(paper.page_texts[0]) == words(
        "Take 1 [pill] at 8 AM -> pain <= 3 [x] 2-day confirm [white frowning face]"
    )


def test_a_text_of_blanks_has_no_page(worker: Worker) -> None:
    with pytest.raises(EmptyDocumentError):
        prepare(b"  \n\n ", "notes.txt", worker=worker)


def test_a_text_of_thousands_of_pages_is_too_big(worker: Worker) -> None:
    with pytest.raises(HugeDocumentError):
        prepare(b"line\n" * 57 * 501, "log.txt", worker=worker)


@pytest.mark.parametrize("data", [b'{"a": 1}', b"<?xml version='1.0'?><a/>", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"])
def test_data_for_computers_is_kept_but_is_no_page(worker: Worker, data: bytes) -> None:
    with pytest.raises(UnshownDocumentError, match="We kept “export”, but can't show it as pages"):
        prepare(data, "export", worker=worker)
