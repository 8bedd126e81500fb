"""Where daily backups go: a folder, or a USB stick found by its label."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.atomic import store_error
from broadcaster.errors import BackupError
from broadcaster.lifeline import foreign

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
        station: the station's folder.

    Raises:
        BackupError: the folder or the stick is not there. A folder is not made: where a share is not
            mounted, its empty mount point would take the backups.
        StoreError: the stick takes nothing.
    """
    if to:
        folder = station / to
        if not folder.is_dir():
            raise BackupError("backup.no_folder", path=str(folder))
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
