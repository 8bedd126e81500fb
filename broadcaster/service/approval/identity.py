"""Which station this is: a random number in `state/`, so that rows of another station are known as such."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.statefile import load_text

NAME = "station-id"
_SHAPE = re.compile(r"[0-9a-f]{32}")


def known_id(state: Path) -> str | None:
    """The id of the station whose `state` folder this is; None where there is none, or none may be read."""
    text = (load_text(state / NAME) or "").strip()
    return text if _SHAPE.fullmatch(text) else None


def station_id(state: Path) -> str:
    """The id of the station; a new one is made where there is none.

    Raises:
        StoreError: it cannot be kept.
    """
    known = known_id(state)
    if known is None:
        known = secrets.token_hex(16)
        write_bytes(state / NAME, f"{known}\n".encode(), durable=True)
    return known
