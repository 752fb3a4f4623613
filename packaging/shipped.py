"""Says what goes along into a built program: requirements.lock without the packages that parts.toml leaves out.

    python packaging/shipped.py    prints the lock for build.sh

tesserocr is left out: its wheel for Linux holds JBIG-KIT, which is under the GPL, and caseorg is passed on under the
Apache License. Who works from a checkout installs it for themselves.
This runs before any package is there, so it needs none.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from caseorg.services.licences import all_parts, packed  # noqa: E402 - it lies in the folder above


def lock() -> str:
    """Return the lock of what goes along, with its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = {part.name for part in packed(all_parts())}
    head, *packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return head + "".join(each for each in packages if each.partition("==")[0] in names)


def unneeded_texts() -> set[str]:
    """Return the files of licence texts that only parts need which stay behind."""
    everything = all_parts()
    needed = {text for part in packed(everything) for text in part.texts}
    return {text for part in everything for text in part.texts} - needed


if __name__ == "__main__":
    print(lock(), end="")
