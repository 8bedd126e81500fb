"""Bounds on the zip files that .docx and .odt are: a bomb is refused before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from broadcaster.errors import LettersError

LARGEST = 200 << 20  # bytes of all parts unpacked
MOST_PARTS = 5000
_STEP = 1 << 16


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, whose announced sizes are within bounds.

    Raises:
        LettersError: it is broken, encrypted or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise LettersError("letter.broken") from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise LettersError("letter.bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise LettersError("letter.encrypted")
    return archive


def part(archive: zipfile.ZipFile, name: str, largest: int = LARGEST) -> bytes | None:
    """One part unpacked, at most `largest` bytes of it; None if there is none of this name.

    Raises:
        LettersError: it is broken, or larger than the archive announced.
    """
    try:
        with archive.open(name) as stream:
            data = bytearray()
            while piece := stream.read(_STEP):
                data += piece
                if len(data) > largest:
                    raise LettersError("letter.bomb")
            return bytes(data)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise LettersError("letter.broken") from error
