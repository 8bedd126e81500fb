"""Change a station to the backup that was made ready in its folder. Light: each start looks for one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from broadcaster.core.whole_files import store_error, sync

READY, _PLACING, _OLD, _BEFORE = ".restored", ".placing", ".old", ".before-"
"""In a station's folder: what is to take its place, what does so just now, and what stood there."""


def is_ready(folder: Path) -> bool:
    """True while a backup waits to take the place of the station in `folder`."""
    return (folder / READY).is_dir()


def put_in_place(folder: Path, now: datetime) -> None:
    """Change to what `restoration.make_ready` left, if anything; finish what a power cut interrupted.

    First all of the old station goes aside, then all of the new one takes its place: so what is still to be
    done shows in the folder itself. The caller has made sure that no station runs there.

    Raises:
        StoreError: the disk does not take it; the next call goes on.
    """
    ready, placing, old = (folder / name for name in (READY, _PLACING, _OLD))
    try:
        if ready.is_dir() and not placing.is_dir():
            old.mkdir(mode=0o700, exist_ok=True)
            for each in folder.iterdir():
                if each.name not in (READY, _OLD) and not each.name.startswith((_BEFORE, f".{folder.name}.")):
                    each.rename(old / each.name)
            sync(folder)
            ready.rename(placing)
        if placing.is_dir():
            for each in placing.iterdir():
                each.rename(folder / each.name)
            sync(folder)
            placing.rmdir()
        if old.is_dir():
            old.rename(folder / f"{_BEFORE}{now:%Y%m%dT%H%M%S}")
            sync(folder)
    except OSError as error:
        raise store_error(folder, error) from error
