"""Photos of approvals on paper, kept by their hash, and how large a picture is by its headers.

One waits in a folder of its own until something is decided by it, and goes after a week. One by which
something was decided is never counted or removed, whatever became of the journal that says so.
"""

from __future__ import annotations

import hashlib
import logging
import struct
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from broadcaster.core.errors import PeopleError
from broadcaster.core.whole_files import make_folder, sync, write_bytes

PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # markers of JPEG that give the size
_SCAN = 0xDA  # the marker behind which the picture itself begins


def points(raw: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, a PNG or a WebP; None where it is none, or its picture is missing."""
    try:
        if raw.startswith(PNG):
            return _png(raw)
        if raw.startswith(JPEG):
            return _jpeg(raw)
        if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
            return _webp(raw)
    except (struct.error, IndexError):
        return None
    return None


def _png(raw: bytes) -> tuple[int, int] | None:
    width, height = struct.unpack_from(">II", raw, 16)
    whole = raw[12:16] == b"IHDR" and b"IDAT" in raw and b"IEND" in raw[-64:]
    return (width, height) if whole else None


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    at, found = 2, None
    while raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", raw, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            found = (width, height)
        if marker == _SCAN:
            return found if len(raw) > at + 2 + length else None
        at += 2 + length
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < struct.unpack_from("<I", raw, 4)[0] + 8:
        return None
    match raw[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", raw, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (packed,) = struct.unpack_from("<I", raw, 21)
            return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    return None


FOLDER = "photos"
WAITING = "new-photos"
LARGEST = 8 << 20  # bytes; a photo of a telephone has 2 to 5 MB
FEWEST = 600  # points of the shorter side: less than 75 dots an inch of a sheet of A4, which nobody can read
MOST_UNUSED = 20
"""Photos of a day by which nothing was decided: what is given up, or what is to fill the disk."""
_DAY = 24 * 3600.0  # seconds
_WAITS = 7 * _DAY  # for the decision; so all that wait have 1.1 GB at most
_ENDINGS = ((JPEG, ".jpg"), (PNG, ".png"), (PDF, ".pdf"), (b"RIFF", ".webp"))

log = logging.getLogger(__name__)


def keep_photo(state: Path, raw: bytes, used: Collection[str]) -> str:
    """Keep a photo; its SHA-256.

    Args:
        used: the photos by which something was decided.

    Raises:
        PeopleError: it is no picture, too small to be read, too large, or was used before; or many wait.
        StoreError: the disk does not take it.
    """
    ending = next((ending for mark, ending in _ENDINGS if raw.startswith(mark)), None)
    seen = points(raw)
    if ending is None or len(raw) > LARGEST or (seen is None and ending != ".pdf"):
        raise PeopleError("people.no_photo", largest=LARGEST >> 20)
    if seen is not None and min(seen) < FEWEST:
        raise PeopleError("people.small_photo", width=seen[0], height=seen[1], fewest=FEWEST)
    digest = hashlib.sha256(raw).hexdigest()
    if digest in used:
        raise PeopleError("people.photo_used")
    if not has_photo(state, digest):
        _see_that_there_is_room(state, used)
        write_bytes(state / WAITING / f"{digest}{ending}", raw, durable=True)
    return digest


def has_photo(state: Path, digest: str) -> bool:
    """True if a photo with this hash is kept."""
    return any((state / folder / name).is_file() for folder in (WAITING, FOLDER) for name in _names(digest))


def decided_by(state: Path, digest: str) -> None:
    """Something was decided by this photo: it stays for good."""
    for name in _names(digest):
        waiting = state / WAITING / name
        try:
            if waiting.is_file():
                make_folder(state / FOLDER)
                waiting.replace(state / FOLDER / name)
                sync(state / FOLDER)
        except OSError:
            # The decision stands; the next look has another try, for its row names the photo.
            log.warning("a photo stays among those that wait", exc_info=True)


def _names(digest: str) -> tuple[str, ...]:
    return tuple(f"{digest}{ending}" for _, ending in _ENDINGS)


def _see_that_there_is_room(state: Path, used: Collection[str]) -> None:
    """Nobody fills the disk with photos. Raises PeopleError: too many wait for a decision."""
    fresh = 0
    with suppress(OSError):
        for path in (state / WAITING).iterdir():
            if path.stem in used:
                decided_by(state, path.stem)
                continue
            age = time.time() - path.stat().st_mtime
            fresh += age < _DAY
            if age > _WAITS:
                path.unlink(missing_ok=True)
    if fresh >= MOST_UNUSED:
        raise PeopleError("people.photos_many", most=MOST_UNUSED)
