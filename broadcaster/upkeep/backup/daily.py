"""The daily backup: its folder or USB stick, made, read back, old ones removed, other computers' reported."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import BackupError
from broadcaster.core.whole_files import clear_drafts, store_error, write_bytes
from broadcaster.station.model.office import Backup
from broadcaster.upkeep.backup.contents import DailyName
from broadcaster.upkeep.backup.creation import About, Made, make, read_back
from broadcaster.upkeep.backup.encryption import seal
from broadcaster.upkeep.backup.marks import LAST, last

LABELS = Path("/dev/disk/by-label")
MOUNTS = Path("/proc/self/mountinfo")
FOLDER = "broadcaster"
"""The folder on a stick."""

_PATIENCE = 60  # seconds for a stick to be mounted
_MOUNTED_AT = re.compile(r" at (?P<place>/.+?)\.?$", re.MULTILINE)  # of old versions with a full stop
_ESCAPED = re.compile(r"\\(\d{3})")


@contextmanager
def opened(to: str, usb: str, station: Path) -> Iterator[Path]:
    """The folder for backups; a stick that was not mounted is mounted meanwhile.

    Args:
        to: a folder, absolute or below the station's; goes before `usb`.
        usb: the label of a stick.

    Raises:
        BackupError: the folder or the stick is not there. A folder is not made: where a share is not
            mounted, its empty mount point would take the backups. Or it is the program's own, by a link too.
        StoreError: the stick takes nothing.
    """
    if to:
        folder, state = (station / to).resolve(), (station / "state").resolve()
        if not folder.is_dir():
            raise BackupError("backup.no_folder", path=str(folder))
        if folder.is_relative_to(state):
            raise BackupError("backup.within_state", path=to)
        yield folder
        return
    with _stick(usb) as mounted:
        folder = mounted / FOLDER
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise store_error(folder, error) from error
        yield folder


@contextmanager
def _stick(label: str) -> Iterator[Path]:
    device = LABELS / _as_udev_writes(label)
    if not device.exists():
        raise BackupError("backup.no_stick", label=label)
    device = device.resolve()
    mounted = mounted_at(device, MOUNTS.read_text("utf-8", "replace"))
    if mounted is not None:
        yield mounted
        return
    if shutil.which("udisksctl") is None:
        raise BackupError("backup.not_mounted", label=label)
    try:
        yield _mount(device, label)
    finally:  # also after a fault: people pull a stick out without asking
        with suppress(OSError, subprocess.SubprocessError):
            _udisks("unmount", device)


def mounted_at(device: Path, mounts: str) -> Path | None:
    """Where a device is mounted, by the text of /proc/self/mountinfo; None for nowhere."""
    for line in mounts.splitlines():
        about, _, rest = line.partition(" - ")
        source = rest.split(" ")[1:2]
        if source and Path(source[0]).resolve() == device:
            place = about.split(" ")[4]
            return Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), place))
    return None


def _mount(device: Path, label: str) -> Path:
    try:
        done = _udisks("mount", device)
    except (OSError, subprocess.SubprocessError) as error:
        raise BackupError("backup.not_mounted", label=label) from error
    found = _MOUNTED_AT.search(done.stdout)
    if done.returncode != 0 or found is None:
        raise BackupError("backup.not_mounted", label=label)
    return Path(found["place"])


def _udisks(verb: str, device: Path) -> subprocess.CompletedProcess[str]:
    command = ["udisksctl", verb, "--no-user-interaction", "-b", str(device)]
    return subprocess.run(foreign(command), capture_output=True, timeout=_PATIENCE, check=False, text=True)


def _as_udev_writes(label: str) -> str:
    r"""A label as the name of a link: other than letters, digits and `#+-.:=@_` stand as `\x20`."""
    return "".join(
        c if c.isalnum() or c in "#+-.:=@_" else "".join(f"\\x{byte:02x}" for byte in c.encode())
        for c in label
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What a daily backup came to."""

    made: Made
    removed: tuple[str, ...]  # old ones
    strangers: tuple[str, ...]  # newer ones of the same station, made by another computer


def make_daily(folder: Path, rule: Backup, about: About) -> Daily:
    """Make the backup of the day.

    Args:
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
