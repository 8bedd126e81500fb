"""Photos of approvals on paper, kept by their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import PeopleError

FOLDER = "photos"
LARGEST = 8 << 20  # bytes; a photo of a telephone has 2 to 5 MB
_ENDINGS = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"%PDF-", ".pdf"))


def keep_photo(state: Path, raw: bytes) -> str:
    """Keep a photo; its SHA-256.

    Raises:
        PeopleError: it is no picture, or too large.
        StoreError: the disk does not take it.
    """
    ending = next((ending for mark, ending in _ENDINGS if raw.startswith(mark)), None)
    if ending is None or len(raw) > LARGEST:
        raise PeopleError("people.no_photo", largest=LARGEST >> 20)
    digest = hashlib.sha256(raw).hexdigest()
    path = state / FOLDER / f"{digest}{ending}"
    if not path.exists():
        write_bytes(path, raw, durable=True)
    return digest


def has_photo(state: Path, digest: str) -> bool:
    """True if a photo with this hash is kept."""
    return any((state / FOLDER / f"{digest}{ending}").is_file() for _, ending in _ENDINGS)
