"""What goes wrong on the private day: forty things a person may ask for, each with words of theirs in its hands.

The words begin alike and are numbered, so that one found outside the case file tells which entry it was.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from caseorg.documents.disc import DiscSource, disc_of, pieces_of
from caseorg.documents.health_file import read_health_file
from caseorg.documents.inspect import Inspection
from caseorg.documents.kinds import FileKind
from caseorg.documents.places import Place, arrange, cover, find_words, form_fields
from caseorg.documents.prepare import draw_page, page_texts, prepare
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.reading import words_of_text
from caseorg.documents.scan_picture import scan_picture
from caseorg.documents.unpack import parts_of
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.rules.assess import assess_facts
from caseorg.rules.library import load_library
from caseorg.services import documents, looking, opening, outside, restoring, sharing, take_export, taking_in
from caseorg.services.backups import back_up
from caseorg.services.export import export_all
from caseorg.services.letters import gather_packet, write_pdf
from caseorg.services.workspace import Workspace
from caseorg.store.mending import mend
from caseorg.store.seal import Seal
from caseorg.ui import paper

WORD = "ZebraQuagga"
"""What every entry begins with."""

words: list[str] = []
"""What each word stands for, in the order of their numbers."""

Failing = dict[str, Callable[[], object]]


def word(what: str) -> str:
    """Return a conspicuous word of its own, and note what it stands for."""
    words.append(what)
    return f"{WORD}{len(words):03}"


@dataclass(frozen=True)
class Around:
    """What the failing things are done with and to."""

    workspace: Workspace
    case_id: UUID
    outside: Path
    """A folder of the person's."""
    password: str
    today: date

    @property
    def path(self) -> Path:
        """The open case file."""
        return self.workspace.case_file.path

    @property
    def seal(self) -> Seal:
        """The key of the open case file."""
        return self.workspace.case_file.seal

    def nowhere(self, name: str) -> Path:
        """A file in a folder that is not there."""
        return self.outside / word("nowhere") / name


def failing(around: Around) -> Failing:
    """Return everything that fails, by what it is called."""
    files = _broken_files(around)
    return {
        **{f"a {name} case file": partial(opening.open_with_password, file, "x") for name, file in files.items()},
        **_entries(around),
        **_papers(),
        **_data(),
        **_what_goes_out(around),
        **_case_files(around, files),
        "facts that can't be": lambda: assess_facts(
            {word("fact"): word("value")}, around.workspace.library, around.today
        ),
        "rules that can't be": lambda: load_library(_odd_rules(around.outside)),
        "a defect": lambda: fail(word("defect")),
        "a defect from another": lambda: _fail_from(word("cause")),
    }


def _broken_files(around: Around) -> dict[str, Path]:
    whole = around.path.read_bytes()
    broken = {"flipped": whole[:9000] + b"x" * 40 + whole[9040:], "cut off": whole[: len(whole) // 2], "empty": b"",
              "foreign": word("in a foreign file").encode() * 500}  # fmt: skip
    files = {}
    for name, data in broken.items():
        files[name] = around.outside / f"{word('case file')}.caseorg"
        files[name].write_bytes(data)
    return files


def _entries(around: Around) -> Failing:
    """What is typed or saved, and can't be."""
    workspace, case_id = around.workspace, around.case_id
    long = Note(case_id=case_id, text=word("long") * 2_000)
    nothing = {"text": word("text")}
    return {
        "an entry that is too long": lambda: Contact.made(name=word("name") * 500),
        "a record that can't be": lambda: Denial(case_id=case_id, notice_date=word("date")),
        "a record of no case": lambda: workspace.save(Note(case_id=uuid4(), text=word("note")), "Save"),
        "a record that is none": lambda: workspace.save(nothing, word("label")),  # type: ignore[arg-type]
        "a full disk": lambda: on_a_full_disk(lambda: workspace.save(long, "Save")),
        "a draft on a full disk": lambda: on_a_full_disk(
            lambda: workspace.keep_draft("note.new", {"text": word("draft") * 2_000})
        ),
        "a case that is gone": lambda: workspace.load_case(uuid4()),
    }


def _papers() -> Failing:
    """Papers that are torn."""
    torn = b"%PDF-1.7\n" + word("in a document").encode() * 40
    name = word("torn")
    return {
        "a torn paper": lambda: prepare(torn, name=name),
        "a torn picture": lambda: prepare(b"\xff\xd8\xff" + torn, name=f"{name}.jpg"),
        "a torn letter of Word": lambda: prepare(b"PK\3\4" + torn, name=f"{name}.docx"),
        "a page of a torn paper": lambda: draw_page(torn, 1, 100, name=name),
        "the words of a torn paper": lambda: page_texts(torn, name=name),
        "a torn paper that is read": lambda: words_of_text(torn, 1, name=name),
        "a word looked for in a torn paper": lambda: find_words(torn, [word("looked for")], name=name),
        "a torn paper that is covered": lambda: cover(torn, [Place(1, 0.1, 0.1, 0.2, 0.2)], name=name),
        "a torn paper that is turned": lambda: arrange(torn, [(1, 90)], name=name),
        "the fields of a torn form": lambda: form_fields(torn, name=name),
    }


def _data() -> Failing:
    """Health data, archives and discs that are torn."""
    inside, name = word("in the data").encode(), word("data")
    disc = DiscSource(BytesRanges(b"PK\3\4" + inside), FileKind.zip)
    image = DiscSource(BytesRanges(bytes(32_768) + b"\1CD001" + inside), FileKind.iso)
    return {
        "torn health data": lambda: read_health_file(b'{"resourceType": "' + inside, f"{name}.json"),
        "a torn summary": lambda: read_health_file(b"<ClinicalDocument><" + inside + b"></title>", f"{name}.xml"),
        "an archive that is torn": lambda: list(parts_of(b"PK\3\4" + inside, f"{name}.zip")),
        "a disc that is torn": lambda: disc_of(disc, name),
        "files off a torn disc": lambda: list(pieces_of(image, name)),
        "a picture of a torn scan": lambda: scan_picture(disc, name, word("path")),
    }


def _what_goes_out(around: Around) -> Failing:
    """Papers, exports and copies for which there is no place, or that can't be made."""
    workspace, today = around.workspace, around.today
    packet = workspace.load_case(around.case_id).packets[0]
    gone = Document(case_id=around.case_id, name=word("document"), sha256="ab" * 32, original_name=word("file"))
    ready = sharing.plan_share(workspace, sharing.Wish(around.case_id, word("given to")))
    list_to = around.nowhere(f"{word('list')}.csv")

    def contents() -> Iterator[bytes]:
        yield word("in the list").encode()

    return {
        "a paper that is not kept": lambda: documents.bytes_of(workspace, gone),
        "a PDF to nowhere": lambda: paper.write_pdf(around.nowhere("letter.pdf"), word("a letter").encode()),
        "a list to nowhere": lambda: outside.write_whole(list_to, contents()),
        "a packet that can't be read": lambda: write_pdf(gather_packet(workspace, packet), fail),
        "an export in the way": lambda: export_all(workspace, around.outside / "export"),
        "a safe copy to nowhere": lambda: back_up(workspace.case_file, around.outside / word("nowhere"), today),
        "a share to nowhere": lambda: sharing.write_sealed(ready, around.seal, around.nowhere("share.caseorg")),
        "a missing paper": lambda: looking.bring([around.outside / word("missing paper")]),
        "a paper that is none": lambda: documents.add_documents(
            workspace,
            uuid4(),
            [looking.Looked(looking.Brought(word("paper"), b"x"), Inspection(FileKind.unknown, 1, "cd" * 32))],
        ),
    }


def _case_files(around: Around, files: dict[str, Path]) -> Failing:
    """Case files that are wrong, in use, or not what they are taken for."""
    workspace, path, seal = around.workspace, around.path, around.seal
    no_export = around.outside / word("no export")
    no_export.mkdir()
    restored = around.outside / f"{word('restored')}.caseorg"
    (no_export / "manifest.json").write_text(f'{{"made_by": "{word("maker")}", ')
    return {
        "a wrong password": lambda: opening.open_with_password(path, word("password"), look_only=True),
        "a wrong code": lambda: opening.open_with_code(path, word("code")),
        "a file in use": lambda: opening.open_with_password(path, around.password),
        "a missing case file": lambda: opening.open_with_password(around.outside / word("missing"), "x"),
        "a torn copy that is restored": lambda: restoring.restore(restored, files["flipped"], seal),
        "a torn file that comes back": lambda: taking_in.compare(workspace.case_file, files["cut off"], seal),
        "an export that is none": lambda: take_export.look_into(workspace, no_export),
        "a mended file in the way": lambda: mend(path, seal, files["foreign"]),
        "a place that is taken": lambda: opening.keep_private(workspace, word("a password"), files["foreign"]),
    }


def _odd_rules(outside_: Path) -> Path:
    folder = outside_ / word("rules")
    folder.mkdir()
    (folder / "facts.toml").write_text(f'{word("fact")} = "{word("value")}"\n[')
    return folder


def on_a_full_disk(act: Callable[[], object]) -> None:
    """Do something while no file may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        act()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fail(about: object) -> Any:
    """Raise what nobody foresaw, with the person's words in it.

    Raises:
        ValueError: Always.
    """
    raise ValueError(f"cannot do {about}")


def _fail_from(about: str) -> None:
    try:
        fail(about)
    except ValueError as error:
        raise RuntimeError(about) from error
