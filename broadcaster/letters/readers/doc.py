"""Word files of the old forms (.doc, .rtf, Word 2003 XML): through LibreOffice where it is installed.

LibreOffice keeps tables, numbers and fonts. Where it is missing, broken or hangs, catdoc or antiword give
plain text: deleted and hidden words stand there, automatic numbers and last words may be missing. The draft
says so.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import LettersError
from broadcaster.letters.model import Letter, LetterForm, ReaderNote
from broadcaster.letters.readers import docx, text

PATIENCE = 40.0  # seconds for LibreOffice; three are usual, on a small computer twelve
SMALL_PATIENCE = 20.0  # seconds for one of the small programs; a tenth of one is usual
RTF = b"{\\rtf"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # a .docx with a password, wrapped as the old files are
_SMALL: tuple[tuple[tuple[bytes, ...], tuple[str, ...]], ...] = (
    ((_OLE, RTF), ("catdoc", "-d", "utf-8", "-w")),
    ((_OLE,), ("antiword", "-m", "UTF-8.txt", "-w", "0")),
)
"""The small programs, each with the first bytes of the files that it reads."""


def read(data: bytes) -> Letter:
    """The letter in a .doc file.

    Raises:
        LettersError: the file is broken or has a password, or no program is installed that reads it.
    """
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise LettersError("letter.encrypted")
    small = [
        command
        for heads, command in _SMALL
        if any(map(data.startswith, heads)) and shutil.which(command[0]) is not None
    ]
    office = shutil.which("soffice") is not None
    if not office and not small:
        raise LettersError("letter.no_doc_reader")
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        path = Path(folder) / "received.doc"
        path.write_bytes(data)
        try:
            converted = _converted(path) if office else None
            if converted is not None:
                return replace(docx.read(converted), form=LetterForm.DOC)
        except LettersError:
            if not small:
                raise
        for command in small:
            plain = _output([*command, str(path)], SMALL_PATIENCE)
            if plain.strip():
                note = ReaderNote(code="letter.plain_doc")
                return replace(text.read(plain), form=LetterForm.DOC, notes=(note,))
    raise LettersError("letter.broken")


def _converted(path: Path) -> bytes | None:
    """The file as .docx; None where LibreOffice cannot read it.

    Raises:
        LettersError: it does not come to an end.
    """
    profile = path.parent / "profile"
    command = [
        *_more_memory(),
        "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
        "--convert-to", "docx",
        "--outdir", str(path.parent), str(path),
    ]  # fmt: skip
    _output(command, PATIENCE)
    made = path.with_suffix(".docx")
    return made.read_bytes() if made.exists() else None


def _more_memory() -> list[str]:
    """LibreOffice maps far more than it uses: it gets what this process may not take for itself."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    if most == resource.RLIM_INFINITY or shutil.which("prlimit") is None:
        return []
    return ["prlimit", f"--as={most}"]


def _output(command: Sequence[str], patience: float) -> bytes:
    try:
        done = subprocess.run(
            foreign(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LettersError("letter.too_slow") from error
    except OSError as error:
        raise LettersError("letter.broken") from error
    return done.stdout
