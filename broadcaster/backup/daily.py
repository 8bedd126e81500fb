"""The backup of each day: when it is due, made and read back, old ones removed, strangers told."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from broadcaster.atomic import clear_drafts, write_bytes
from broadcaster.backup.last import LAST, last
from broadcaster.backup.making import About, Made, make, read_back
from broadcaster.backup.manifest import DailyName
from broadcaster.backup.places import opened
from broadcaster.backup.sealing import seal
from broadcaster.station.model import Backup


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What a daily backup came to."""

    made: Made
    removed: tuple[str, ...]  # old ones
    strangers: tuple[str, ...]  # newer ones of the same station, made by another computer


def make_daily(folder: Path, rule: Backup, about: About) -> Daily:
    """Make the backup of the day.

    Args:
        folder: the station's.
        rule: where to, and how many stay.
        about: `about.at` is in the station's zone.

    Raises:
        BackupError: its place is not there, or what is read back differs.
        JournalError, PeopleError, StoreError: see `make`.
    """
    zone = about.at.tzinfo
    sealed = partial(seal, public=rule.key) if rule.key else None
    with opened(rule.to, rule.usb, folder) as place:
        clear_drafts(place)  # of backups that were killed
        name = DailyName.of(about.station, about.box, about.at)
        made = make(folder, place / name.file(encrypted=sealed is not None), about, sealed)
        read_back(made)
        removed = tuple(_removed(place, name, rule.keep))
        before = last(folder / "state")
        # A first backup here says nothing: what another computer made before is what was put back.
        since = name if before is None else DailyName.of(about.station, about.box, before.at.astimezone(zone))
        strangers = tuple(strangers_in([path.name for path in place.iterdir()], name, since.at))
    kept = {"at": about.at.isoformat(), "path": str(made.path)}
    write_bytes(folder / "state" / LAST, json.dumps(kept).encode())
    return Daily(made=made, removed=removed, strangers=strangers)


def strangers_in(names: list[str], own: DailyName, since: str) -> list[str]:
    """Backups of the same station that another computer made after `since`.

    Two computers then air one plan: the station was put back on one, and the other runs on.
    """
    found = [(name, read) for name in names if (read := DailyName.read(name)) is not None]
    return sorted(
        name
        for name, read in found
        if read.station == own.station and read.box != own.box and read.at > since
    )


def _removed(place: Path, own: DailyName, keep: int) -> list[str]:
    """Remove the oldest files of this computer; the names of those that are gone.

    The one that was just made is the newest, whatever the clock said when others were made.
    """
    names = sorted(
        (read == own, read.at, path)
        for path in place.iterdir()
        if (read := DailyName.read(path.name)) is not None
        and (read.station, read.box) == (own.station, own.box)
    )
    gone = []
    for _, _, path in names[:-keep]:
        with suppress(OSError):
            path.unlink()
            gone.append(path.name)
    return gone
