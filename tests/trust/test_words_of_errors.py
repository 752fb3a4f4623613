"""What goes wrong is noted without its words, and the log is its owner's alone, however early and however long."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from caseorg.base import log
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from tests.architecture.project import ROOT

WORD = "ZEBRA"

BEFORE_THE_LOG = f"""
import threading
from caseorg.app import crash
crash.Crash(print, print).install()
def fail(kind):
    raise kind("{WORD}" " in what a person typed")
class Late:
    def __del__(self):
        fail(RuntimeError)
thread = threading.Thread(target=fail, args=(KeyError,))
thread.start()
thread.join()
late = Late()
del late
fail(ValueError)
"""


@pytest.mark.proof("T-LEAK")
def test_a_defect_before_the_log_is_begun_shows_no_words(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_LOG], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    said = ran.stdout + ran.stderr
    assert WORD not in said
    for kind in ("KeyError", "RuntimeError", "ValueError"):
        assert f"builtins.{kind}" in said, "it is noted, and where it was"
    assert "in fail" in said


@pytest.mark.proof("T-PERM")
def test_a_log_that_was_put_aside_because_it_was_full_is_its_owners_alone(tmp_path: Path) -> None:
    root, before = logging.getLogger(), os.umask(0)
    (tmp_path / "caseorg.log").touch(0o666)
    handlers, level = list(root.handlers), root.level
    try:
        log.start(tmp_path)
        for _line in range(6_000):
            logging.getLogger("caseorg.test").warning("draft not kept: %s", "DiskFullError" * 16)
    finally:
        os.umask(before)
        for each in set(root.handlers) - set(handlers):
            each.close()
            root.removeHandler(each)
        root.setLevel(level)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert len(modes) > 2
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.proof("T-LEAK")
def test_where_no_log_can_be_written_what_an_earlier_run_left_readable_is_swept_all_the_same(tmp_path: Path) -> None:
    left = tmp_path / "data" / "caseorg" / "opened" / f"{2**22 + 1}-left" / "scan-1"
    left.mkdir(parents=True)
    (left / "image-0001.dcm").write_text(WORD)
    run = "from caseorg.app.loading import load_the_rest; load_the_rest()"
    nowhere = {"XDG_STATE_HOME": "/dev/null/state", "XDG_DATA_HOME": str(tmp_path / "data")}
    ran = subprocess.run(
        [sys.executable, "-c", run], cwd=ROOT, env={**os.environ, **nowhere}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not left.exists()


@pytest.mark.proof("T-LEAK")
def test_what_the_database_and_the_records_say_of_an_error_quotes_no_entry(workspace: Workspace) -> None:
    """Both quote it as they come; their words are kept out of every log, and hold nothing if one gets there."""
    with workspace.case_file.engine.connect() as opened, pytest.raises(DBAPIError) as caught:
        opened.execute(sa.text("insert into cases (id, title) values (:id, :title)"), {"id": WORD, "title": WORD})
    assert WORD not in str(caught.value)
    with pytest.raises(ValidationError) as refused:
        Note.model_validate({"case_id": WORD, "text": WORD})
    assert WORD not in str(refused.value)
