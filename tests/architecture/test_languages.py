"""What holds of every text of the program in both languages, whether a screen happens to show it or not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import messages
from tests.architecture.project import ROOT, listed
from tests.messages import MO, PO, forms, texts_of_program
from tests.ui.words_on_screen import spanish_ease

LOWEST_EASE = 65
KEPT = messages.catalogue()
HOW = f"Run `make messages` (python -m tests.messages): it brings {PO.relative_to(ROOT)} up to date. Write the Spanish \
there (CONTRIBUTING.md, “Words on the screen”), run it again, and commit both the .po and the .mo."
PLACE = re.compile(r"\{\w*\}")

# Words of the design's list that are not to be used, in English and in Spanish; plan terms stand in brackets.
# English is spelled as in the U.S.
AVOIDED = {
    "en": r"""
        preauthori[sz]ation precertification utilization.review provider facility practitioner medications? drug.therapy
        payer carrier issuer insurer adverse.benefit grieve redetermination reconsideration studies specimens? histology
        filing.deadline statute internal.target.date database vault encrypt\w* master.key archive snapshot delete purge
        (?<!network.)(?<!gap.)exceptions? fatal invalid n/a null unspecified dependent please simply
        licences? cancell(?:ed|ing) colours? centres? cheques?
    """.split(),
    "es": r"""
        preautorizaci[oó]n precertificaci[oó]n proveedor\w* fármacos? medicamentos? aseguradora determinación.adversa
        redeterminación reconsideración especímenes histología base.de.datos bóveda cifra(?:r|do)\w* encripta\w*
        eliminar borrar purgar archivar inválid\w+ no.válid\w+ fatal nulo dependiente por.favor simplemente
        tú tus? vosotros
    """.split(),
}
# “The carrier” is who carries a parcel; the letter's own name of Medicare's first step is in its brackets.
MEANT = frozenset({"A name, a fax report, or the carrier.", "Please pay this claim at the in-network rate."})


def test_every_text_has_its_spanish_and_nothing_is_left_over() -> None:
    wanted = set(texts_of_program())
    kept = {message.id: message for message in KEPT if message.id}
    kept = {tuple(text) if isinstance(text, list) else text: message for text, message in kept.items()}
    faults = [f"not in the catalogue: {text!r}" for text in wanted - set(kept)]
    faults += [f"nowhere in the program any more: {text!r}" for text in set(kept) - wanted]
    faults += [f"without Spanish: {text!r}" for text, each in kept.items() if not all(forms(each.string))]
    faults += [f"marked as fuzzy: {text!r}" for text, message in kept.items() if message.fuzzy]
    assert not faults, f"{listed(sorted(faults))}\n{HOW}"


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    assert MO.read_bytes() == messages.compiled(KEPT), f"{MO.relative_to(ROOT)} is older than the .po. {HOW}"


def test_both_languages_name_the_same_places_and_keep_the_same_edges() -> None:
    faults = []
    for message in KEPT:
        for english, spanish in zip(forms(message.id), forms(message.string), strict=bool(message.id)):
            if message.id and sorted(PLACE.findall(english)) != sorted(PLACE.findall(spanish)):
                faults.append(f"places differ: {english!r} / {spanish!r}")
            if message.id and _edges(english) != _edges(spanish):
                faults.append(f"edges differ: {english!r} / {spanish!r}")
    assert not faults, listed(faults)


def _edges(text: str) -> tuple[bool, ...]:
    return text[:1].isspace(), text[-1:].isspace(), text.endswith("..."), text.endswith(":"), text.endswith(".")


def test_every_place_has_a_name() -> None:
    assert [text for text in texts_of_program() if "{}" in "".join(forms(text))] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_text_uses_a_word_to_avoid(language: str) -> None:
    found = [
        f"{word}: {text!r}"
        for message in KEPT
        if message.id and message.id not in MEANT
        for text in forms(message.id if language == "en" else message.string)
        if (word := _avoided(text, language))
    ]
    assert not found, listed(found)


def _avoided(text: str, language: str) -> str:
    """Return a word that is not to be used, outside of brackets."""
    found = re.search(rf"\b(?:{'|'.join(AVOIDED[language])})\b", re.sub(r"\(.*?\)", "", text), re.IGNORECASE)
    return found[0] if found else ""


def test_spanish_opens_its_questions_and_nothing_shouts() -> None:
    found = [
        text
        for message in KEPT
        if message.id
        for text in forms(message.string)
        if text.count("?") != text.count("¿") or "!" in text or "¡" in text
    ]
    assert not found, listed(found)


def test_no_sentence_is_built_from_pieces_and_none_is_translated_too_early() -> None:
    faults: list[str] = []
    for path in sorted((ROOT / "caseorg").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(ROOT).as_posix()
        faults += [f"{place}:{line}: {what}" for line, what in (*_built(tree), *_too_early(tree))]
    assert not faults, listed(faults)


def test_a_planted_slip_of_each_kind_is_found() -> None:
    built = """_("Sent on ") + n\n_(f"Sent {n}")\nf"{_('Sent')} {n}"\n_("Sent {n}".format(n=n))\n_("Sent on {day}")"""
    assert sorted(line for line, _what in _built(ast.parse(built))) == [1, 2, 3, 4]
    assert _avoided("Delete it", "en") == "Delete"
    assert _avoided("Ask for a network exception (exception request)", "en") == ""
    assert _avoided("Escriba tu nombre", "es") == "tu"
    assert [line for line, _what in _too_early(ast.parse('W = _("Sent")\nclass A:\n    w = {1: _("Sent")}\n'))] == [
        1,
        3,
    ]
    assert list(_too_early(ast.parse('W = lambda: _("Sent")\n'))) == []


def _is_translated(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")


def _built(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            if any(_is_translated(side) for side in (node.left, node.right)):
                yield node.lineno, "built with +"
        elif isinstance(node, ast.JoinedStr):
            if any(_is_translated(part) for part in ast.walk(node)):
                yield node.lineno, "in an f-string"
        elif _is_translated(node) and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | _Formatted):
            yield node.lineno, "not literal"


class _FormattedType(type):
    def __instancecheck__(cls, node: object) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


class _Formatted(metaclass=_FormattedType):
    """A text that is filled in before it is translated."""


def _too_early(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find what is translated as the module loads, before anybody has chosen a language."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if _is_translated(node):
            yield node.lineno, "translated when the module loads; use marked()"  # type: ignore[attr-defined]
        yield from _too_early(node)


def test_the_catalogue_goes_along_with_the_program() -> None:
    assert (ROOT / "resources" / "languages" / "es" / "LC_MESSAGES" / "caseorg.mo").exists()
    assert Path(MO).is_relative_to(ROOT / "resources")


def test_every_help_text_is_there_in_spanish_part_by_part_and_reads_easily() -> None:
    folder = ROOT / "resources" / "help"
    names = {path.name for path in (folder / "en").iterdir()}
    assert {path.name for path in (folder / "es").iterdir()} == names
    faults = []
    for name in sorted(names):
        english, spanish = ((folder / code / name).read_text(encoding="utf-8").splitlines() for code in ("en", "es"))
        if [_kind(line) for line in english] != [_kind(line) for line in spanish]:
            faults.append(f"{name}: its parts differ")
        if spanish_ease(line.lstrip("#- ") for line in spanish) < LOWEST_EASE:
            faults.append(f"{name}: hard to read")
    assert not faults, listed(faults)


def _kind(line: str) -> str:
    return line[:2] if line[:2] in ("# ", "##", "- ") else "words" if line.strip() else ""
