# What one does with a checkout of caseorg. Every target first sees to its own environment.

python := .venv/bin/python
offscreen := QT_QPA_PLATFORM=offscreen

# Tests run where there is no network, so that whatever needs one fails. A system that allows nobody to leave the network
# runs them all the same: in every test, what reaches for a socket fails it.
apart := $(shell for how in -n -cn; do unshare $$how true 2>/dev/null && echo unshare $$how && break; done)

# The tests start the program often. Where the environment forbids it to keep what it compiled, each start compiles all.
unexport PYTHONDONTWRITEBYTECODE

# Where a moment becomes a calendar day, or a day is counted from: these run on both sides of the date line.
dated := tests/domain $(addprefix tests/rules/test_, counting.py deadlines.py) \
    $(addprefix tests/services/test_, calendar_file.py changed_cards.py coverage.py deadlines.py documents.py \
    health_import.py timeline.py) tests/packets/test_papers.py tests/ui/test_editors.py \
    tests/ui/pages/test_costs_and_calls.py

.PHONY: setup run demo test test-dates torture guided-fuzz check check-pdf check-a11y check-spoken bench format messages screenshots manual \
    lock licences sbom package check-package

setup:
	@.ci/setup

run:
	@.ci/setup run
	@.ci/start

demo:
	@.ci/setup run
	@$(offscreen) $(python) main.py demo --out build/demo

# The quick checks keep one processor busy, the dates on the far side of the date line the other.
test:
	@.ci/setup
	@$(MAKE) --no-print-directory -j 2 -O check test-dates
	@$(offscreen) TZ=America/Los_Angeles $(apart) $(python) -m pytest -n 2 --durations=12

test-dates:
	@.ci/setup
	@$(offscreen) TZ=Pacific/Kiritimati $(apart) $(python) -m pytest -q $(dated)

# The long tier of the safety programme, an hour and more: each test with what it was to reach and did. docs/torture.md keeps a table.
torture:
	@.ci/setup
	@$(offscreen) $(python) -m tests.trust.torture

check:
	@.ci/setup
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@.venv/bin/lint-imports

# Four judges look at every paper and packet: outloud, pdfua, qpdf, poppler. docs/pdf.md says what they find.
check-pdf:
	@.ci/check-pdf

# What a screen reader is told of every page, and what of it can be seen: contrast and sizes as drawn, in three themes.
check-a11y:
	@.ci/check-a11y

# What Orca, a real screen reader, says of the first letter and the lists, written down instead of spoken.
check-spoken:
	@.ci/check-spoken

# Atheris changes files by what of our Python each change reached, ten minutes for each reader; it goes on where it was stopped.
guided-fuzz:
	@.ci/guided-fuzz

# Ours and its floor, side by side. Run it on a machine that does nothing else.
bench:
	@.ci/setup
	@$(offscreen) $(python) -m tests.bench

format:
	@.ci/setup
	@$(python) -m ruff format .
	@$(python) -m ruff check --fix .

# Brings the Spanish catalogue up to date with the texts of the program, and says which are without Spanish.
messages:
	@.ci/setup
	@$(python) -m tests.messages

# Pictures of every page, at 100% and 200% text, light and dark, English and Spanish, in build/screenshots.
screenshots:
	@.ci/setup
	@$(offscreen) $(python) -m tests.screenshots

# Pictures and pages of the manual in docs/manual, from the program itself.
manual:
	@.ci/setup
	@$(offscreen) $(python) -m tests.manual

# The program in a folder and the .deb, in build/; built twice in different folders, and the bytes compared.
package:
	@.ci/setup package
	@packaging/package.sh

# Installs the .deb in a clean Debian, tries it as a person would, and takes it away again. Needs to be root.
check-package:
	@.ci/setup package
	@packaging/check_package.sh

# Writes the lock files anew from pyproject.toml, for every system and Python we support.
lock:
	@.ci/lock

# Brings versions and licence texts of the parts in line with the lock files.
licences:
	@.ci/setup
	@$(python) -m tests.licences

# Writes the list of parts that goes along in the built program, packaging/licences/sbom.cdx.json (CycloneDX), and
# build/sbom-checkout.cdx.json of a checkout: the same bytes in each run.
sbom:
	@.ci/setup
	@$(python) packaging/sbom.py
