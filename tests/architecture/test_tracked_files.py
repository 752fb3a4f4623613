"""What holds for every file under version control."""

import re

from tests.architecture.project import ROOT, listed, tracked_files

# Written in pieces, so that this file does not find itself.
OF_ONE_MACHINE = [
    r"/(?:work|root|home|Users)" + r"/[\w.]",
    r"[A-Z]:\\" + r"Users\\",
    r"(?:pypi|pythonhosted|npmjs)" + r"\.(?:org|com)",
    r"(?:deb|security|snapshot)" + r"\.debian\.org",
    r"(?:index-url|find-" + r"links)[ =]\S*://",
]
WRITTEN_BY_OTHERS = (
    "packaging/licences/", "resources/licences/", "tests/data/", "resources/fonts/", "resources/icons/", "LICENSE",
)  # fmt: skip
LARGEST = 8 * 1024 * 1024


def own_texts() -> dict[str, str]:
    """Text files that we wrote, by path."""
    texts = {}
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(WRITTEN_BY_OTHERS):
            continue
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def test_no_file_names_one_machine_or_where_packages_came_from() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in own_texts().items()
        for pattern in OF_ONE_MACHINE
        for match in re.finditer(pattern, text)
    ]
    assert not found, listed(found)


def test_every_text_ends_its_lines_the_same_way() -> None:
    assert [name for name, text in own_texts().items() if "\r" in text] == []


def test_no_file_is_too_large_to_keep() -> None:
    assert [path.name for path in tracked_files() if path.stat().st_size > LARGEST] == []
