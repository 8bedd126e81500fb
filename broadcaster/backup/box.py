"""Which computer this is: a random number that is in no backup, so that a station put back has another."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.statefile import load_text

NAME = "box-id"
_SHAPE = re.compile(r"[0-9a-f]{32}")


def box_id(state: Path) -> str:
    """The id of this computer's station; a new one is made where there is none.

    Raises:
        StoreError: it cannot be kept.
    """
    text = (load_text(state / NAME) or "").strip()
    if not _SHAPE.fullmatch(text):
        text = secrets.token_hex(16)
        write_bytes(state / NAME, f"{text}\n".encode())
    return text
