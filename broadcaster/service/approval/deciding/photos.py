"""Photos of approvals on paper, kept by their hash."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import PeopleError
from broadcaster.service.approval.deciding.pictures import JPEG, PDF, PNG, points

FOLDER = "photos"
LARGEST = 8 << 20  # bytes; a photo of a telephone has 2 to 5 MB
FEWEST = 600  # points of the shorter side: less than 75 dots an inch of a sheet of A4, which nobody can read
MOST_UNUSED = 20
"""Photos of a day by which nothing was decided: what is given up, or what is to fill the disk."""
MOST_BYTES = 2 << 30
"""All such photos together."""
_DAY = 24 * 3600.0  # seconds
_ENDINGS = ((JPEG, ".jpg"), (PNG, ".png"), (PDF, ".pdf"), (b"RIFF", ".webp"))


def keep_photo(state: Path, raw: bytes, used: Collection[str]) -> str:
    """Keep a photo; its SHA-256.

    Args:
        state: the station's own folder.
        raw: the photo.
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
    path = state / FOLDER / f"{digest}{ending}"
    if not path.exists():
        _see_that_there_is_room(state / FOLDER, used)
        write_bytes(path, raw, durable=True)
    return digest


def has_photo(state: Path, digest: str) -> bool:
    """True if a photo with this hash is kept."""
    return any((state / FOLDER / f"{digest}{ending}").is_file() for _, ending in _ENDINGS)


def _see_that_there_is_room(folder: Path, used: Collection[str]) -> None:
    """Nobody fills the disk with photos; none is removed for that, for after a lost journal all look unused.

    Raises:
        PeopleError: too many wait for a decision.
    """
    fresh = size = 0
    with suppress(OSError):
        for path in folder.iterdir():
            if path.stem not in used:
                about = path.stat()
                size += about.st_size
                fresh += time.time() - about.st_mtime < _DAY
    if fresh >= MOST_UNUSED or size >= MOST_BYTES:
        raise PeopleError("people.photos_many", most=MOST_UNUSED)
