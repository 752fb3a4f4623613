"""Sets up the rotating log, which names records by kind and id and never holds what a person typed."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _PlainErrors(logging.Formatter):
    """Writes an exception as its kind and its frames, since its words may quote a person's entries."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have written the exception already, words and all, and left that with the record.
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: tuple[Any, ...]) -> str:
        kind, _error, trace = ei
        lines = [str(kind.__name__)]
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return "\n".join(lines)


class _OwnersLog(RotatingFileHandler):
    """Makes each new file of the log for its owner's eyes only, also when the last one was full."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding=self.encoding)


def start(folder: Path) -> Path:
    """Write the log into `folder` from now on, for its owner's eyes only; return the file."""
    target = folder / "caseorg.log"
    handler = _OwnersLog(target, maxBytes=512 * 1024, backupCount=3, encoding="utf-8")
    target.chmod(0o600)  # one that an earlier program left
    handler.setFormatter(_PlainErrors(_FORMAT))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    return target
