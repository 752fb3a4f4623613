"""Reads a running program over AT-SPI, as a screen reader does, and lists what it would not know the name of.

The system's Python runs it, since the library for this is the system's. It starts the program and steps through its
pages.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # type: ignore[import-not-found]  # noqa: E402

_WAIT_SECONDS = 30
_STATES = Atspi.StateType
_NEED_NO_NAME = {"filler", "panel", "scroll pane", "scroll bar", "table cell", "list item", "viewport", "menu bar"}
_LEAST = 5  # controls of a page; fewer would mean that the tree was not read


def main(command: list[str]) -> int:
    """Step through the pages of the program that `command` starts; return 1 if a control has no name."""
    driver = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert driver.stdin
    assert driver.stdout
    faults: list[str] = []
    pages = controls = 0
    for line in driver.stdout:
        if not line.startswith("page "):
            continue
        page, pages = line.split()[1], pages + 1
        seen = list(_controls(_window()))
        controls += len(seen)
        if len(seen) < _LEAST:
            faults.append(f"{page}: only {len(seen)} controls can be read")
        faults += [f"{page}: a {role} without a name" for role, name in seen if not name.strip()]
        driver.stdin.write("next\n")
        driver.stdin.flush()
    status = driver.wait()
    print(f"{controls} controls on {pages} pages were read over AT-SPI; {len(faults)} without a name")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults or status or not pages else 0


def _window() -> Any:
    """Return the program's window in the tree of all programs."""
    end = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < end:
        desk = Atspi.get_desktop(0)
        for at in range(desk.get_child_count()):
            program = desk.get_child_at_index(at)
            for number in range(program.get_child_count() if program else 0):
                window = program.get_child_at_index(number)
                if window and "Caseorg" in (window.get_name() or ""):
                    return window
        time.sleep(0.2)
    sys.exit("The window can't be read: no accessibility bus, or the program did not start.")


def _controls(thing: Any) -> Iterator[tuple[str, str]]:
    """Give role and name of each thing that the keyboard reaches and that is in sight."""
    states = thing.get_state_set()
    if states.contains(_STATES.FOCUSABLE) and states.contains(_STATES.SHOWING):
        role = thing.get_role_name()
        if role not in _NEED_NO_NAME:
            # A list box is called what is chosen in it; only its label says what it is for.
            yield role, _label(thing) if role == "combo box" else thing.get_name() or _label(thing)
    if states.contains(_STATES.MANAGES_DESCENDANTS):
        return
    for at in range(thing.get_child_count()):
        child = thing.get_child_at_index(at)
        if child is not None:
            yield from _controls(child)


def _label(thing: Any) -> str:
    """Return the name of the label that belongs to a field."""
    for relation in thing.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return relation.get_target(0).get_name() or ""
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
