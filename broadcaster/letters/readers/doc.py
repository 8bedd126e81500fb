"""Word files of the old form (.doc): through LibreOffice where it is installed, else catdoc or antiword.

LibreOffice keeps tables, numbers and fonts. The two small programs give plain text, in which deleted and
hidden words may stand: the draft says so.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from broadcaster.errors import LettersError
from broadcaster.letters.model import Form, Letter, ReaderNote
from broadcaster.letters.readers import docx, text
from broadcaster.lifeline import foreign

PATIENCE = 90.0  # seconds for one program
OFFICE_MEMORY = 4 << 30  # bytes of address space: LibreOffice maps far more than it uses
_SMALL: tuple[tuple[str, ...], ...] = (
    ("catdoc", "-d", "utf-8", "-w"),
    ("antiword", "-m", "UTF-8.txt", "-w", "0"),
)


def read(data: bytes) -> Letter:
    """The letter in a .doc file.

    Raises:
        LettersError: the file is broken, or no program is installed that reads it.
    """
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        path = Path(folder) / "received.doc"
        path.write_bytes(data)
        if shutil.which("soffice"):
            converted = _converted(path)
            if converted is not None:
                return replace(docx.read(converted), form=Form.DOC)
        for command in _SMALL:
            if shutil.which(command[0]):
                plain = _output([*command, str(path)])
                note = ReaderNote(code="letter.maybe_deleted_words")
                return replace(text.read(plain), form=Form.DOC, notes=(note,))
    raise LettersError("letter.no_doc_reader")


def _converted(path: Path) -> bytes | None:
    """The file as .docx; None where LibreOffice cannot read it."""
    profile = path.parent / "profile"
    command = ["prlimit", f"--as={OFFICE_MEMORY}"] if shutil.which("prlimit") else []
    command += [
        "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
        "--convert-to", "docx",
        "--outdir", str(path.parent), str(path),
    ]  # fmt: skip
    _output(command)
    made = path.with_suffix(".docx")
    return made.read_bytes() if made.exists() else None


def _output(command: Sequence[str]) -> bytes:
    try:
        done = subprocess.run(
            foreign(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LettersError("letter.too_slow") from error
    except OSError as error:
        raise LettersError("letter.broken") from error
    return done.stdout
