"""Finds every text that reaches the screen and brings the Spanish catalogue up to date: `make messages`.

resources/languages/es/LC_MESSAGES/caseorg.po holds the translations; the program reads caseorg.mo, made from it.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import caseorg.domain
from caseorg.domain.words import spoken_of

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "resources" / "languages" / "es" / "LC_MESSAGES" / "caseorg.po"
MO = PO.with_suffix(".mo")

# Where a text stands that is translated later, when it is shown: arguments, by place and by name.
LATER: dict[str, tuple[int | str, ...]] = {
    "_": (0,),
    "marked": (0,),
    "Command": (2, "text"),
    "on_page": (2, "text"),
    "opens": (2, "text"),
    "in_text": (1, "text"),
    "Field": ("title", "description"),
    "Section": (0, 2, "title", "note"),
    "Sheets": (1, 2, 3, 6, "title", "add", "nothing", "columns"),
    "Box": (1, "title"),
    "_permission": ("title", "add", "nothing"),
}
# What every class of a page or form is called and says, as its own attributes.
CLASS_WORDS = frozenset(
    ("title", "purpose", "group", "question", "save_words", "undo_label", "main_words", "needed", "columns")
)
SPOKEN = ("caseorg.domain.", "caseorg.services.settings")
"""Where enumerations stand whose members are shown by their names."""
# Enumerations no member of which is ever shown by its own name.
UNSPOKEN = frozenset("ClosedBecause Evidence FiledWhen NoSuchDay PeriodUnit SourceKind StepKind Who".split())
# The files hold no date of their own, so that the same texts give the same bytes.
_NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
Text = str | tuple[str, str]
"""A text, or its forms for one and for many."""


def texts_of_program() -> dict[Text, list[str]]:
    """Return every text that reaches the screen, with the files in which it stands."""
    found: dict[Text, list[str]] = {}
    for path in sorted((ROOT / "caseorg").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for text in _texts_in(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, []).append(place)
    for kind in _enumerations():
        place = kind.__module__.replace(".", "/") + ".py"
        for member in kind:
            found.setdefault(spoken_of(member), []).append(place)
    # A text that also stands alone is one with its forms: gettext finds it there.
    alone = {text[0] for text in found if isinstance(text, tuple)}
    return {text: sorted(set(places)) for text, places in found.items() if text and text not in alone}


def catalogue() -> Catalog:
    """Return the Spanish catalogue as it is kept."""
    if not PO.exists():
        return Catalog("es")
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def brought_up_to_date(kept: Catalog) -> Catalog:
    """Return a catalogue of all texts of the program, with the translations that are kept."""
    fresh = Catalog(
        "es",
        project="caseorg",
        charset="utf-8",
        header_comment="# Spanish (U.S.) for caseorg.",
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
        last_translator="",
        language_team="",
    )
    for text, places in sorted(texts_of_program().items(), key=lambda item: (item[1][0], str(item[0]))):
        before = kept.get(text[0] if isinstance(text, tuple) else text)
        translated = before.string if before is not None and before.id == text else None
        fresh.add(text, translated or "", locations=[(place, 0) for place in places], flags=_flags(text))
    return fresh


def compiled(kept: Catalog) -> bytes:
    """Return the catalogue as the program reads it."""
    buffer = BytesIO()
    write_mo(buffer, kept)
    return buffer.getvalue()


def written(kept: Catalog) -> bytes:
    """Return the catalogue as it is kept."""
    buffer = BytesIO()
    write_po(buffer, kept, width=0, include_lineno=False, omit_header=False)
    return buffer.getvalue()


def main() -> int:
    """Write the catalogue anew; return 1 if a translation is missing."""
    fresh = brought_up_to_date(catalogue())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(fresh))
    MO.write_bytes(compiled(fresh))
    missing = [str(message.id) for message in fresh if message.id and not all(forms(message.string))]
    print(f"{len(fresh)} texts, {len(missing)} without Spanish: {PO.relative_to(ROOT)}")
    for text in missing:
        print(f"  {text}")
    return 1 if missing else 0


def forms(text: Text | None) -> tuple[str, ...]:
    """Return the forms of a text: one, or one and many."""
    return text if isinstance(text, tuple) else (text or "",)


def _flags(text: Text) -> tuple[str, ...]:
    return ("python-brace-format",) if "{" in "".join(forms(text)) else ()


def _texts_in(tree: ast.Module) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                names = {target.id for target in targets if isinstance(target, ast.Name)}
                if names & CLASS_WORDS and getattr(line, "value", None) is not None:
                    yield from _strings(line.value)  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "ngettext":
                one, many = (part.value for part in node.args[:2] if isinstance(part, ast.Constant))
                yield (one, many)
            for place in LATER.get(node.func.id, ()):
                yield from _argument(node, place)


def _argument(call: ast.Call, place: int | str) -> Iterator[str]:
    if isinstance(place, int):
        for argument in call.args[place : place + 1]:
            yield from _strings(argument)
    for keyword in call.keywords:
        if keyword.arg == place:
            yield from _strings(keyword.value)


def _strings(node: ast.expr) -> Iterator[str]:
    """Give the texts in a literal: of a table, its values; what is worked out is left to its own place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.Dict):
        yield from (text for value in node.values for text in _strings(value))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (text for value in node.elts for text in _strings(value))


def _enumerations() -> Iterable[type[StrEnum]]:
    for module in pkgutil.iter_modules(caseorg.domain.__path__, "caseorg.domain."):
        importlib.import_module(module.name)
    importlib.import_module("caseorg.services.settings")
    spoken = (kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith(SPOKEN))
    return sorted((kind for kind in spoken if kind.__name__ not in UNSPOKEN), key=lambda kind: kind.__name__)


if __name__ == "__main__":
    sys.exit(main())
