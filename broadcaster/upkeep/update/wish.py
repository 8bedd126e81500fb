"""What the station asks of the updater, which is root's: one word in a file below /run.

The station may say that somebody wants the newest version now, or the one of before. It names no version, no
repository and no command: all of that is root's alone, and so is whether it is done.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from broadcaster.core.errors import ServiceError
from broadcaster.core.whole_files import write_bytes

NAME = "update"
"""The file, in the folder that systemd gives the station below /run."""

YOUNG = timedelta(minutes=10)
_MOST = 16  # bytes


class UpdateWish(StrEnum):
    """What may be asked for."""

    NOW = "now"
    BACK = "back"


def ask(folder: Path, wish: UpdateWish) -> None:
    """Ask; what was asked for before and not taken yet is asked no more.

    Raises:
        ServiceError: no service of the packages runs this station.
        StoreError: /run takes nothing.
    """
    if not folder.is_dir():
        raise ServiceError("update.no_updater")
    write_bytes(folder / NAME, f"{wish}\n".encode())


def asked(folder: Path) -> datetime | None:
    """Since when something is asked for and not taken."""
    try:
        return datetime.fromtimestamp((folder / NAME).lstat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenWish:
    """What lay there: a wish, or why it is none, as a key of the catalogue."""

    wish: UpdateWish | None = None
    why: str = ""


def take(folder: Path, owner: int, now: datetime) -> TakenWish | None:
    """Take what was asked for; whatever it is, it lies there no more. None if nothing did.

    Args:
        folder: the station's below /run. Its account may put anything there.
        owner: the number of that account.
        now: the time.
    """
    path = folder / NAME
    try:
        # No link is followed, and a pipe is not waited for.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError:
        _remove(path)
        return TakenWish(why="update.why.odd")
    try:
        known = os.fstat(handle)
        plain = stat.S_ISREG(known.st_mode) and known.st_nlink == 1 and known.st_uid == owner
        words = os.read(handle, _MOST + 1) if plain and known.st_size <= _MOST else b""
    finally:
        os.close(handle)
        _remove(path)
    try:
        wish = UpdateWish(words.decode("ascii").removesuffix("\n"))
    except ValueError:
        return TakenWish(why="update.why.odd")
    if abs(now.timestamp() - known.st_mtime) > YOUNG.total_seconds():
        return TakenWish(why="update.why.old")
    return TakenWish(wish=wish)


def _remove(path: Path) -> None:
    """Remove whatever it is, never what a link leads to."""
    with suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()
