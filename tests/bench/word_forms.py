"""Which way of reading words finds other forms of them, how broadly, and how large and quick the index is.

`python -m tests.bench.word_forms` prints the table that docs/decisions.md quotes. The pairs are words of the field as
people type them and as they stand in papers, English and Spanish.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlcipher3 import dbapi2

from caseorg.base.folding import beginning_of, fold, words_in
from tests.architecture.project import ROOT

ENGLISH = """
    denials:denial denial:denials biopsies:biopsy biopsy:biopsies appeals:appeal appeal:appeals diagnoses:diagnosis
    letters:letter scans:scan scan:scans slides:slide reports:report doctors:doctor bills:bill claims:claim visits:visit
    copies:copy policies:policy referrals:referral referral:referrals authorizations:authorization therapies:therapy
    medicines:medicine tests:test results:result deductibles:deductible copays:copay surgeries:surgery lungs:lung
    hospitals:hospital calls:call notes:note requests:request records:record opinions:opinion costs:cost plans:plan
    metastases:metastasis images:image disks:disk boxes:box analyses:analysis masses:mass
""".split()
SPANISH = """
    apelaciones:apelación apelación:apelaciones cartas:carta carta:cartas denegaciones:denegación biopsias:biopsia
    doctores:doctor médicos:médico citas:cita cuentas:cuenta imágenes:imagen informes:informe laminillas:laminilla
    hospitales:hospital preguntas:pregunta opiniones:opinión fechas:fecha planes:plan llamadas:llamada costos:costo
    copias:copia resultados:resultado análisis:análisis lesiones:lesión cirugías:cirugía pulmones:pulmón tumores:tumor
    autorizaciones:autorización medicinas:medicina papeles:papel meses:mes
""".split()
KINDS = {
    "words begin with it (unicode61)": "unicode61 remove_diacritics 2",
    "porter": "porter unicode61 remove_diacritics 2",
    "trigram": "trigram",
    "endings off, then begin with it": "unicode61 remove_diacritics 2",
}
_ROWS = 4_000


def texts() -> list[str]:
    """Return what is written in the project in both languages, as something like papers."""
    files = [
        *(ROOT / "resources/help").rglob("*.txt"),
        *(ROOT / "docs/manual").rglob("*.md"),
        *(ROOT / "tests/golden").glob("*.txt"),
    ]
    lines = [line for file in sorted(files) for line in file.read_text(encoding="utf-8").splitlines() if len(line) > 20]
    return [" ".join(lines[(start * 7) % len(lines) :][:12]) for start in range(_ROWS)]


def main() -> None:
    """Print the table."""
    rows = texts()
    vocabulary = sorted({word for row in rows for word in words_in(row)})
    print(f"{'':36} {'English':>9} {'Spanish':>9} {'words a query finds':>20} {'index KB':>9} {'build s':>8} {'ms':>6}")
    for name, tokenizer in KINDS.items():
        trim = name.startswith("endings")
        asked: Callable[[str], str] = (lambda word: _begins(beginning_of(fold(word)))) if trim else _as_typed(tokenizer)
        shares = [_found(pairs, tokenizer, asked) for pairs in (ENGLISH, SPANISH)]
        breadth = _breadth(vocabulary, tokenizer, asked)
        size, seconds, ms = _cost(rows, tokenizer, asked)
        counts = [f"{found}/{len(pairs)}" for found, pairs in zip(shares, (ENGLISH, SPANISH), strict=True)]
        print(
            f"{name:36} {counts[0]:>9} {counts[1]:>9} {breadth:>20.1f} {size / 1024:>9.0f} {seconds:>8.2f} {ms:>6.2f}"
        )


def _begins(word: str) -> str:
    return f'"{word}"*'


def _as_typed(tokenizer: str) -> Callable[[str], str]:
    return (lambda word: f'"{fold(word)}"') if tokenizer == "trigram" else (lambda word: _begins(fold(word)))


def _index(tokenizer: str, rows: list[str]) -> dbapi2.Connection:
    opened = dbapi2.connect(":memory:")
    prefix = "" if tokenizer == "trigram" else ", prefix = '2 3'"
    opened.execute(f"create virtual table found using fts5(words, tokenize = '{tokenizer}'{prefix})")
    # The trigram tokenizer keeps accents, so it is given what is folded already.
    given = (fold(row) if tokenizer == "trigram" else row for row in rows)
    opened.executemany("insert into found (words) values (?)", ((row,) for row in given))
    opened.commit()
    return opened


def _found(pairs: list[str], tokenizer: str, asked: Callable[[str], str]) -> int:
    typed, written = zip(*(pair.split(":") for pair in pairs), strict=True)
    opened = _index(tokenizer, list(written))
    query = "select rowid from found where found match ?"
    return sum(
        number in {row[0] for row in opened.execute(query, (asked(word),))} for number, word in enumerate(typed, 1)
    )


def _breadth(vocabulary: list[str], tokenizer: str, asked: Callable[[str], str]) -> float:
    opened = _index(tokenizer, vocabulary)
    query = "select count(*) from found where found match ?"
    words = [pair.partition(":")[0] for pair in (*ENGLISH, *SPANISH)]
    return sum(opened.execute(query, (asked(word),)).fetchone()[0] for word in words) / len(words)


def _cost(rows: list[str], tokenizer: str, asked: Callable[[str], str]) -> tuple[int, float, float]:
    begun = time.process_time()
    opened = _index(tokenizer, rows)
    built = time.process_time() - begun
    size = opened.execute("select sum(length(block)) from found_data").fetchone()[0]
    words = [pair.partition(":")[0] for pair in (*ENGLISH, *SPANISH)]
    begun = time.process_time()
    for word in words:
        opened.execute(
            "select rowid from found where found match ? order by rowid desc limit 60", (asked(word),)
        ).fetchall()
    return size, built, (time.process_time() - begun) * 1000 / len(words)


if __name__ == "__main__":
    main()
