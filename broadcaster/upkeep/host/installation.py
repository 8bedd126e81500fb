"""Installing the station as a service of the system: the unit's file and the calls of systemctl."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import Phrase, ServiceError
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.keyings import KEYINGS
from broadcaster.upkeep.host.systemd import GROUPS, Unit, station_id, text

UNITS = Path("/etc/systemd/system")
PACKAGED = Path("/usr/lib/systemd/system")
"""Where Debian's package puts its unit."""
NAME = "broadcaster"
PATIENCE = 60  # seconds for systemctl; starting waits for the station's READY
_SHOWN = (
    "LoadState",
    "UnitFileState",
    "ActiveState",
    "SubState",
    "StatusText",
    "NRestarts",
    "ActiveEnterTimestamp",
)


class Systemctl(Protocol):
    """Who carries out `systemctl …`."""

    def __call__(self, *arguments: str) -> str:
        """What it prints. Raises ServiceError: it is not there, or refuses."""


def systemctl(*arguments: str) -> str:
    """The machine's own; see `Systemctl`."""
    if shutil.which("systemctl") is None or not Path("/run/systemd/system").is_dir():
        raise ServiceError("service.no_systemd")
    try:
        done = subprocess.run(
            foreign(["systemctl", *arguments]), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ServiceError(
            "service.systemctl_failed", reason=Phrase(code="service.systemd_silent")
        ) from error
    if done.returncode:
        raise ServiceError("service.systemctl_failed", reason=done.stderr.strip() or str(done.returncode))
    return done.stdout


@dataclass
class RecordingSystemctl:
    """The fake: keeps the calls and answers `answer`."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    answer: str = ""

    def __call__(self, *arguments: str) -> str:
        """Keep the arguments."""
        self.told.append(arguments)
        return self.answer


def describe(folder: Path, settings: Settings, user: str | None, name: str = NAME) -> Unit:
    """The unit for a station.

    Args:
        settings: of the station; its keying and contacts name the devices that are needed.
        user: who shall run it; None for the owner of the folder.

    Raises:
        ServiceError: there is no such account, or the folder belongs to root and nobody is named.
    """
    folder = folder.resolve()
    try:
        account = pwd.getpwuid(folder.stat().st_uid) if user is None else pwd.getpwnam(user)
    except KeyError as error:
        raise ServiceError("service.no_account", user=user or str(folder.stat().st_uid)) from error
    if account.pw_uid == 0:
        raise ServiceError("service.not_as_root", folder=str(folder))
    devices = _devices(settings)
    outside = ((folder / settings.output.folder).resolve(),) if settings.output.folder is not None else ()
    return Unit(
        name=name,
        description=f"broadcaster, {settings.name}",
        # resolve() would leave the environment; it starts in the station's folder, in which others write
        command=(os.path.abspath(sys.executable), "-P", "-m", "broadcaster"),  # noqa: PTH100
        folder=str(folder),
        station=station_id(folder),
        user=account.pw_name,
        uid=account.pw_uid,
        devices=devices,
        groups=tuple(GROUPS[device] for device in devices if _is_group(GROUPS[device])),
        writable=tuple(str(path) for path in outside if _is_given(path, folder, account.pw_uid)),
        language=os.environ.get("BROADCASTER_LANG", ""),
    )


def _is_given(path: Path, folder: Path, uid: int) -> bool:
    """True for a folder outside the station that is its account's: station.yaml opens nothing else to it."""
    try:
        return not path.is_relative_to(folder) and path.stat().st_uid == uid
    except OSError:
        return False


def install(unit: Unit, ask: Systemctl, units: Path = UNITS) -> Path:
    """Write the unit, have it started at boot, and start it (anew) now; the file.

    Raises:
        ServiceError: systemd is not there or refuses, or the package has a unit of that name.
        StoreError: no right to write there.
    """
    path = units / f"{unit.name}.service"
    if (PACKAGED / path.name).exists():
        raise ServiceError("service.packaged", name=unit.name)
    ask("--version")  # nothing is written where nobody would read it
    write_bytes(path, text(unit).encode(), durable=True, shared=True)
    ask("daemon-reload")
    ask("enable", path.name)
    ask("restart", path.name)
    return path


def uninstall(name: str, ask: Systemctl, units: Path = UNITS) -> Path:
    """Stop it, take it from the boot and remove its file.

    Raises:
        ServiceError: it is not installed, or systemd refuses.
        StoreError: no right to remove it.
    """
    path = installed(name, units)
    ask("disable", "--now", path.name)
    try:
        path.unlink()
    except OSError as error:
        raise store_error(path, error) from error
    ask("daemon-reload")
    return path


def installed(name: str, units: Path = UNITS) -> Path:
    """The unit's file. Raises ServiceError: it is not installed."""
    path = units / f"{name}.service"
    if not path.is_file():
        raise ServiceError("service.not_installed", name=name)
    return path


def state(name: str, ask: Systemctl) -> dict[str, str]:
    """What systemd reports of the service: load, file, active and sub state, its own words, restarts, since.

    Raises:
        ServiceError: systemd is not there.
    """
    asked = [f"--property={key}" for key in _SHOWN]
    lines = ask("show", f"{name}.service", *asked).splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    return {key: found.get(key, "") for key in _SHOWN}


def _devices(settings: Settings) -> tuple[str, ...]:
    """Kinds of devices, keys of `unit.DEVICES`: what is not listed, the service cannot open."""
    zones = (zone.keying.type for zone in settings.zones.values() if zone.keying is not None)
    contacts = (contact.type for contact in settings.contacts.values())
    types = (settings.keying.type, *zones, *contacts)
    # A contact of a kind opens what a keying of that kind does.
    opened = (KEYINGS[kind].opens for kind in types if kind in KEYINGS)
    return tuple(sorted({"sound", *filter(None, opened)}))


def _is_group(name: str) -> bool:
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True
