"""The first letter with the screen off, by keyboard and ear."""

from __future__ import annotations

from tests.spoken.listener import Listener

_NAME = ("Full name text.", "As it is on the hospital's papers.")
_BORN = ("Date of birth text.", "Like 3/14/1958.")
_NO_NAME = "Enter the patient's name."
_NO_DATE = "Enter a date like 11/22/2026. We couldn't read “22nd novemver”."


def first_letter(ear: Listener) -> None:
    """Go from Welcome to the finished letter; each question, hint and error has to be said.

    Raises:
        AssertionError: Something was not said.
    """
    ear.hears("Start with a letter panel.", "About 5 minutes.", "Start push button.")
    ear.press("space", "Who is this for? label.")
    _who(ear)
    _from_whom(ear)
    _what(ear)
    _how(ear)
    _check(ear)
    _ready(ear)


def _who(ear: Listener) -> None:
    ear.tabs_to("This is for panel.", "Me.", "selected radio button")
    ear.tabs_to(*_NAME)
    ear.tabs_to(*_BORN)
    ear.type("22nd novemver")
    ear.press("ctrl+Return", f"There is a problem. {_NO_NAME} {_NO_DATE}")
    ear.tabs_to(f"{_NO_NAME} push button.")
    ear.tabs_to(f"{_NO_DATE} push button.")
    ear.press("space", _BORN[0], f"{_NO_DATE} {_BORN[1]}")
    ear.press("ctrl+a")
    ear.type("3/14/1958")
    ear.press("shift+Tab", _NAME[0], f"{_NO_NAME} {_NAME[1]}")
    ear.type("Maria R. Santos")
    ear.press("ctrl+Return", "Who has the records? label.")


def _from_whom(ear: Listener) -> None:
    ear.tabs_to("Hospital, clinic or doctor text.")
    ear.press("ctrl+Return", "There is a problem.")
    ear.tabs_to("Hospital, clinic or doctor text.", at_most=6)
    ear.type("Riverside General Hospital")
    ear.tabs_to("Mailing address text.", "Leave it blank if you will fax the letter or hand it in.")
    ear.type("2200 Harbor Road, Dayton, OH 45404")
    ear.press("ctrl+Return", "What do you need from them? label.")


def _what(ear: Listener) -> None:
    heard = ear.tabs_to("What you need panel.", "Test and lab results, last 12 months check box checked.")
    assert "What the lab wrote" not in heard, "the hints of the other boxes were read with the first one"
    ear.tabs_to("Pathology report check box checked.", "What the lab wrote about the tissue.")
    ear.tabs_to("Biopsy slides check box not checked.", "The glass slides with the tissue.")
    ear.press("ctrl+Return", "How can they reach you? label.")


def _how(ear: Listener) -> None:
    ear.tabs_to("Send the records panel.", "By email or patient portal.", "selected radio button")
    for field in ("Email text.", "Phone text.", "Your address text."):
        ear.tabs_to(field)
    ear.tabs_to("Do you need them by a certain day? text.", "You can skip this.")
    ear.press("ctrl+Return", "Check your answers label.")


def _check(ear: Listener) -> None:
    ear.tabs_to("Change who this is for push button.", "Maria R. Santos, born March 14, 1958")
    ear.tabs_to("Change who has the records push button.", "Riverside General Hospital")
    ear.tabs_to("Change what you need push button.", "kinds of records")
    ear.tabs_to("Change how they can reach you push button.", "By email or patient portal")
    ear.tabs_to("Make the letter push button.")
    ear.press("space", "2 letters are ready. They are not sent yet. label.")


def _ready(ear: Listener) -> None:
    ear.tabs_to("Words on this page read only text.", "Maria R. Santos")
    ear.tabs_to("What to do now panel.", "1. Print it and sign it.", "4. Come back", "Save as PDF push button.")
    ear.tabs_to("Next: keep this private panel.", "Keep this private push button.")
