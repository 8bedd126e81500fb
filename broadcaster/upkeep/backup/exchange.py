"""Change a station to the backup that was made ready in its folder. Light: each start looks for one.

Others may write in a station's folder, and put there what looks like such a backup. What is still to be done
stands in a file of the new `state/` therefore, which only the station's account can have made.
"""

from __future__ import annotations

import os
import secrets
import stat
from datetime import datetime
from pathlib import Path

from broadcaster.core.whole_files import store_error, sync, write_bytes

READY, _OLD, _BEFORE = ".restored", ".old", ".before-"
"""In a station's folder: what is to take its place; in that, what stood there, until it has its last name."""

MARK = "exchange"  # in the new state/
ASIDE, _PLACING = "aside", "placing"
"""What it says: the old station goes aside, the new one takes its place."""


def is_ready(folder: Path) -> bool:
    """True while a backup waits to take the place of the station in `folder`."""
    return _to_do(folder / READY) == ASIDE


def put_in_place(folder: Path, now: datetime) -> None:
    """Change to what `restoration.make_ready` left, if anything; finish what a power cut interrupted.

    First all of the old station goes aside, then all of the new one takes its place, `state/` last. The
    caller has made sure that no station runs there.

    Raises:
        StoreError: the disk does not take it; the next call goes on.
    """
    ready, old = folder / READY, folder / READY / _OLD
    try:
        if _to_do(ready) == ASIDE:
            old.mkdir(mode=0o700, exist_ok=True)
            for each in folder.iterdir():
                if each != ready and not each.name.startswith((_BEFORE, f".{folder.name}.")):
                    _move(each, old, old)
            sync(folder)
            write_bytes(ready / "state" / MARK, _PLACING.encode(), durable=True)
        if _to_do(ready) == _PLACING:
            for each in sorted(ready.iterdir(), key=lambda one: one.name == "state"):
                if each != old:
                    _move(each, folder, old)
            sync(folder)
        if _to_do(folder) == _PLACING:
            if old.is_dir():
                old.rename(folder / f"{_BEFORE}{now:%Y%m%dT%H%M%S}")
            if ready.is_dir():
                ready.rmdir()
            sync(folder)
            (folder / "state" / MARK).unlink()
    except OSError as error:
        raise store_error(folder, error) from error


def _move(each: Path, to: Path, aside: Path) -> None:
    """What somebody has put there meanwhile makes way."""
    target = to / each.name
    if os.path.lexists(target):
        target.rename(aside / f"{each.name}.{secrets.token_hex(4)}")
    each.rename(target)


def _to_do(station: Path) -> str:
    """What our mark in a station's state folder says; nothing where another account can have put it there."""
    state = station / "state"
    try:
        for path, kind in ((state, stat.S_ISDIR), (state / MARK, stat.S_ISREG)):
            seen = path.lstat()
            if not kind(seen.st_mode) or seen.st_uid != os.geteuid() or seen.st_mode & 0o022:
                return ""
        return (state / MARK).read_text()
    except OSError:
        return ""
