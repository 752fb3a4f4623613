"""Somebody who can't see the screen: presses keys in the running program and hears what Orca says of it.

Needs a virtual screen, a session bus, openbox (without a window manager nothing gets the keyboard), xset, xdotool and
Orca.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

_SAID = re.compile(r"SPEECH OUTPUT: '(.*)'\s*(?:\{.*)?$")
_QUIET_S = 2.5  # Orca noted nothing for so long, and it notes all it does: it is the person's turn
_LONGEST_S = 40.0
_NO_VOICE = Path(__file__).parent / "no_voice"


class Listener:
    """Starts everything, in a home of its own; `heard` says what was said since the last key.

    Args:
        folder: Where home, settings and Orca's notes go.
        command: Starts the program.
        title: What stands in the title of the window with which it begins.
    """

    def __init__(self, folder: Path, command: list[str], title: str = "Caseorg") -> None:
        self._notes, self._at, self._running = folder / "orca.txt", 0, list[subprocess.Popen[bytes]]()
        self.transcript: list[str] = []
        runtime = folder / "run"
        runtime.mkdir(mode=0o700, parents=True)
        self._words = {
            **os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0",
        }  # fmt: skip
        for name in [name for name in self._words if name.startswith("XDG_") and name != "XDG_RUNTIME_DIR"]:
            del self._words[name]
        subprocess.run(["xset", "r", "off"], env=self._words, check=True)  # a slow computer would repeat each key
        self._start(["openbox"])
        self._start(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
        time.sleep(1)
        on = ["gsettings", "set", "org.gnome.desktop.interface", "toolkit-accessibility", "true"]
        subprocess.run(on, env=self._words, check=False)
        orca = ["orca", "-u", str(folder / "orca"), f"--debug-file={self._notes}", "-e", "speech"]
        self._start(orca, {"PYTHONPATH": str(_NO_VOICE)})
        self._wait_for("Screen reader on.")
        self._start(command)
        self._give_keyboard(title)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()

    def hears(self, *sentences: str, after: str = "") -> str:
        """Wait until it is quiet, and return what was said since the last time; each of these must be among it.

        Raises:
            AssertionError: One of them was not said.
        """
        said = self._until_quiet(sentences)
        self.transcript.append("\n".join(([f">>> {after}"] if after else []) + [f"    {line}" for line in said]))
        whole = " ".join(said)
        for sentence in sentences:
            assert sentence in whole, f"after {after or 'the start'} “{sentence}” was not said, but: {whole}"
        return whole

    def press(self, key: str, *sentences: str) -> str:
        """Press a key by xdotool's name for it, such as Tab or ctrl+s, and hear these sentences."""
        self._xdotool("key", "--clearmodifiers", key)
        return self.hears(*sentences, after=key)

    def type(self, text: str) -> None:
        """Type a text and wait until it was echoed; what was said of its letters is not kept."""
        self._xdotool("type", "--delay", "60", text)
        self._until_quiet(())
        self.transcript.append(f">>> {text}")

    def tabs_to(self, *sentences: str, at_most: int = 12) -> str:
        """Press Tab until the first of these sentences is heard; the others must come with it.

        Raises:
            AssertionError: It was not heard after so many keys, or came without the others.
        """
        for _press in range(at_most):
            if sentences[0] in (heard := self.press("Tab")):
                missing = [each for each in sentences if each not in heard]
                assert not missing, f"“{sentences[0]}” came without {missing}: {heard}"
                return heard
        raise AssertionError(f"“{sentences[0]}” was not said in {at_most} presses of Tab")

    def _start(self, command: list[str], more: dict[str, str] | None = None) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        self._running.append(subprocess.Popen(command, env={**self._words, **(more or {})}, **quiet))  # type: ignore[call-overload]

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, env=self._words, stdout=subprocess.DEVNULL)

    def _give_keyboard(self, title: str) -> None:
        """Bring the program's window to the front as soon as it and the window manager are there."""
        end = time.monotonic() + _LONGEST_S
        command = ["xdotool", "search", "--onlyvisible", "--name", title, "windowactivate"]
        while time.monotonic() < end:
            if not subprocess.run(command, env=self._words, capture_output=True, check=False).returncode:
                break
            time.sleep(0.5)

    def _wait_for(self, sentence: str) -> None:
        end = time.monotonic() + _LONGEST_S
        while sentence not in " ".join(self._new()) and time.monotonic() < end:
            time.sleep(0.1)

    def _until_quiet(self, wanted: tuple[str, ...]) -> list[str]:
        said: list[str] = []
        begun = last = time.monotonic()
        noted = 0
        while (now := time.monotonic()) - begun < _LONGEST_S:
            said += self._new()
            if self._at != noted:
                noted, last = self._at, now
            if said and all(sentence in " ".join(said) for sentence in wanted) and now - last > _QUIET_S:
                break
            time.sleep(0.1)
        return said

    def _new(self) -> list[str]:
        if not self._notes.exists():
            return []
        lines = self._notes.read_text("utf-8", "replace").splitlines()
        new, self._at = lines[self._at :], len(lines)
        return [found.group(1).strip() for line in new if (found := _SAID.search(line)) and len(found.group(1)) > 1]


def program() -> list[str]:
    """The command that starts caseorg from a checkout."""
    return [sys.executable, "main.py"]
