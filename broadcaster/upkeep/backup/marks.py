"""Small files about backups: this computer's id, the last daily backup, the mark of a restored station.

The computer of the backup may still be on the air. Two stations must not air one plan unseen.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.state_files import Instant, load_text
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.station.model.office import Backup

BOX_FILE = "box-id"
_BOX_SHAPE = re.compile(r"[0-9a-f]{32}")


def box_id(state: Path) -> str:
    """The id of this computer's station; a new one is made where there is none.

    Raises:
        StoreError: it cannot be kept.
    """
    text = (load_text(state / BOX_FILE) or "").strip()
    if not _BOX_SHAPE.fullmatch(text):
        text = secrets.token_hex(16)
        write_bytes(state / BOX_FILE, f"{text}\n".encode())
    return text


LAST = "backup.json"
LATE = timedelta(days=3)
"""Without a backup for so long the examination says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last daily backup that was read back."""

    at: Instant
    path: str


_LAST_SHAPE = TypeAdapter(Last)


def last(state: Path) -> Last | None:
    """The last daily backup; None for none."""
    return state_files.load(state / LAST, _LAST_SHAPE)


def is_due(rule: Backup, before: Last | None, now: datetime) -> bool:
    """True if the backup of the day has not been made yet.

    A computer that was off at that time makes it later. So does one whose clock was ahead when it made the
    last one. `now` is in the station's zone.
    """
    at = datetime.combine(now.date(), rule.at, now.tzinfo)
    if at > now:
        at -= timedelta(days=1)
    return rule.wanted and (before is None or not at <= before.at <= now)


RESTORE_FILE = "restored.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreMark:
    """Which backup a station was put back from."""

    file: str
    made: Instant  # when the backup was made
    box: str  # the computer that made it
    at: Instant  # when it was put back


_RESTORE_SHAPE = TypeAdapter(RestoreMark)


def mark_of(state: Path) -> RestoreMark | None:
    """The mark of the station whose `state` folder this is; None where nothing is to be confirmed."""
    return state_files.load(state / RESTORE_FILE, _RESTORE_SHAPE)


def confirm(state: Path) -> None:
    """A person has said that the station airs here. Raises StoreError: the mark stays."""
    try:
        (state / RESTORE_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise store_error(state / RESTORE_FILE, error) from error
