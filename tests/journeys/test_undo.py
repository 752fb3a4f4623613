"""Whatever was done on whichever page is taken back with the same command, one step after the other, and done again."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tests.journeys.person import Person

Start = Callable[..., Person]


def undo(person: Person) -> str:
    """Take back the latest step as the Edit menu names it; return its name."""
    label = person.workspace.history.next_undo or ""
    person.command(f"Undo {label[:1].lower()}{label[1:]}")
    return label


def test_steps_on_several_pages_are_taken_back_and_done_again_and_the_next_day_too(
    in_the_sample: Start, person: Start, qtbot: QtBot
) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    assert maria.program.main is not None
    case_id = maria.program.main.case_id
    states = [maria.workspace.load_case(case_id)]

    def note() -> None:
        states.append(maria.workspace.load_case(case_id))
        assert states[-1] != states[-2]

    maria.go_to("notes")
    maria.press("Write a note")
    maria.type("note.title", "The call")
    maria.type("note.text", "They will call back.")
    maria.press_named("note.save")
    note()
    maria.go_to("questions")
    maria.press("Add")
    maria.type("question.text", "Can I wait until January?")
    maria.press_named("question.save")
    note()
    maria.go_to("costs_and_calls")
    maria.press("Add a cost")
    maria.type("cost.what", "Parking")
    maria.type("cost.paid_by_patient_cents", "12.50")
    maria.press_named("cost.save")
    note()
    maria.go_to("notes")
    maria.choose_row("notes.list", "The call")
    maria.command("Remove the selected item")
    assert not maria.sees("They will call back.")
    note()
    # Back, from a page that has nothing to do with any of it.
    maria.go_to("opinions")
    labels = []
    for state in reversed(states[:-1]):
        labels.append(undo(maria))
        assert maria.workspace.load_case(case_id) == state
        assert maria.sees(f"Undone: {labels[-1]}")
    assert len(set(labels)) == len(labels)
    maria.go_to("notes")
    assert not maria.sees("The call")
    # And on again, with the other keys for it.
    for label, state in zip(reversed(labels), states[1:], strict=True):
        maria.command(f"Redo {label[:1].lower()}{label[1:]}")
        assert maria.workspace.load_case(case_id) == state
    # The next day, in another run of the program, what was done is not forgotten.
    maria.program.leave()
    again = person()
    qtbot.waitUntil(lambda: again.program.main is not None, timeout=30_000)
    assert undo(again) == labels[0]
    assert again.workspace.load_case(case_id) == states[-2]
