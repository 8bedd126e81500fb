"""The examination of the machine: disk, clock, battery clock, time service, zone, mains, start at boot."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from broadcaster import __version__
from broadcaster.core.child_processes import foreign
from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import StoreError, phrase
from broadcaster.core.installation import is_packaged
from broadcaster.station.model.equipment import Ups
from broadcaster.station.model.settings import Settings
from broadcaster.studio.render.store import cache_folder
from broadcaster.timetable.guard import clock_sources
from broadcaster.timetable.guard.clock_sources import SystemTimeSource, TimeSource
from broadcaster.timetable.rules.clock_verdict import PROOFS, good_boots, proven
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn
from broadcaster.upkeep.host.installation import PACKAGED, UNITS
from broadcaster.upkeep.host.ups import Upsd
from broadcaster.upkeep.update import record
from broadcaster.upkeep.update.record import UpdateStep
from broadcaster.upkeep.update.refusal import refused_here
from broadcaster.upkeep.update.standing import reboot_due

REBOOT_DAYS = 14
"""A restart that is due for so long is warned of."""


def size_below(folder: Path) -> int:
    """Bytes of all files below; what vanishes meanwhile counts for nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except OSError:
                continue
    return total


LOW_DISK, FULL_DISK = 1000, 100  # MB
FEW_INODES = 1000  # files that can still be made
PATIENCE = 5  # seconds for a program that is asked something
_MEGABYTE = 1_000_000


def disk(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Free space now and once the cache has its full size, free inodes, and access rights."""
    place = folder if folder.is_dir() else Path()
    free = shutil.disk_usage(place).free // _MEGABYTE
    growth = max(0, settings.sound.cache - size_below(cache_folder(folder)) // _MEGABYTE)
    if free < FULL_DISK:
        yield fail("doctor.disk_low", free=free)
    elif free < LOW_DISK:
        yield warn("doctor.disk_low", free=free)
    elif free - growth < LOW_DISK:
        yield warn("doctor.disk_forecast", free=free, growth=growth)
    else:
        yield ok("doctor.disk", free=free)
    about = os.statvfs(place)
    # Some file systems make inodes as they need them and count none.
    if about.f_files and about.f_favail < FEW_INODES:
        yield fail("doctor.inodes", left=about.f_favail)
    for place in (folder / "state", cache_folder(folder)):
        yield from _writable(folder, place)
    mode = folder.stat().st_mode if folder.is_dir() else 0
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        yield warn("doctor.folder_of_many", folder=str(folder.resolve()))


def battery_clock(_folder: Path, _settings: Settings) -> Iterator[Finding]:
    """A finding about the hardware clock, which runs while the power is off."""
    clocks = sorted(Path("/sys/class/rtc").glob("rtc*"))
    if clocks:
        yield ok("doctor.rtc", name=_text(clocks[0] / "name") or clocks[0].name)
    else:
        yield warn("doctor.no_rtc")


def time_service(_folder: Path, _settings: Settings) -> Iterator[Finding]:
    """A finding if synchronisation is switched off; none where systemd does not answer."""
    try:
        done = subprocess.run(
            foreign(["timedatectl", "show", "--property=NTP", "--value"]),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.stdout.strip() == "no":
        yield warn("doctor.ntp_off")


def zone(_folder: Path, settings: Settings) -> Iterator[Finding]:
    """Are the rules of the station's time zone there, and does the machine live in another?"""
    now = SystemClock().now()
    try:
        here = now.astimezone(settings.timezone)
    except (ZoneInfoNotFoundError, OSError) as error:
        yield fail("doctor.no_zone_data", zone=settings.timezone.key, reason=str(error))
        return
    machine = now.astimezone()
    if machine.utcoffset() != here.utcoffset():
        facts = {"zone": settings.timezone.key, "here": f"{here:%H:%M}", "machine": f"{machine:%H:%M}"}
        yield warn("doctor.other_zone", **facts)
    else:
        yield ok("doctor.zone", zone=settings.timezone.key)


def mains(_folder: Path, settings: Settings) -> Iterator[Finding]:
    """How the UPS stands; nothing where there is none and none is named."""
    named = settings.ups
    try:
        state = Upsd(named or Ups()).read()
    except OSError as error:
        if named is not None:
            yield fail("doctor.ups_silent", host=named.host, reason=str(error))
        return
    if state is None:
        return
    charge = "?" if state.charge is None else round(state.charge)
    code = "doctor.ups_battery" if state.on_battery else "doctor.ups"
    yield (
        warn(code, name=state.name, charge=charge)
        if state.on_battery
        else ok(code, name=state.name, charge=charge)
    )


def program(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Which version runs, whether a newer one was not taken, and what of the computer itself is due."""
    yield ok("doctor.program", version=__version__)
    if is_packaged():
        yield from _updates(settings)
    due = reboot_due()
    if due is not None and (days := (SystemClock().now() - due).days) >= REBOOT_DAYS:
        yield warn("doctor.reboot_due", days=days)
    elif due is not None:
        yield ok("doctor.reboot_waits", days=days)
    with suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            yield fail("doctor.read_only", path=str(folder))


def _updates(settings: Settings) -> Iterator[Finding]:
    """Where newer versions come from, when one was asked for and when one came; and what is to be told."""
    kept = record.read()
    last = next((line for line in reversed(kept.history) if line.what is UpdateStep.SWITCHED), None)
    shown = [
        f"{datetime.fromisoformat(at).astimezone(settings.timezone):%d/%m/%Y %H:%M}" if at else "–"
        for at in (kept.fetched, last.at if last else "")
    ]
    yield ok("doctor.updates", channel=kept.channel or "–", fetched=shown[0], last=shown[1])
    refused = refused_here()
    if refused is not None:
        yield warn(refused.code, **refused.facts)


def boot(folder: Path, _settings: Settings) -> Iterator[Finding]:
    """Does the station start by itself? Nothing where the machine has no systemd."""
    if not Path("/run/systemd/system").is_dir():
        return
    wanted = str(folder.resolve())
    for unit in sorted([*UNITS.glob("*.service"), *PACKAGED.glob("broadcaster*.service")]):
        if wanted in _text(unit):
            yield ok("doctor.service", name=unit.stem)
            return
    yield warn("doctor.no_service")


def _writable(folder: Path, place: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=place if place.exists() else folder):
            pass
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        yield fail("doctor.not_writable", path=str(place), reason=reason)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def clock(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Judge it as it is on this computer."""
    yield from examine(folder / "state", settings, SystemClock(), SystemTimeSource())


def examine(state: Path, settings: Settings, now: Clock, source: TimeSource) -> Iterator[Finding]:
    """What the network and the observations of earlier boots say.

    The one thing that lasts: where the observations prove the battery clock, that is kept in `state`,
    and from the next boot on the station believes it; where they do so no longer, that is taken back.
    """
    shown = f"{now.now().astimezone(settings.timezone):%H:%M:%S %d/%m/%Y}"
    if source.synchronised():
        yield ok("doctor.clock", now=shown)
    else:
        yield warn("doctor.clock_unsynchronised", now=shown)
    if source.hardware() is None:
        return
    observations = clock_sources.read_clock_file(state).observations
    if not proven(observations):
        clock_sources.drop_proof(state)
        yield warn("doctor.rtc_unproven", count=good_boots(observations), need=PROOFS)
        return
    try:
        clock_sources.write_proof(state, now.now())
    except StoreError as error:
        yield warn("doctor.rtc_not_kept", reason=phrase(error))
    else:
        worst = max(abs(o.error) for o in observations[-PROOFS:])
        yield ok("doctor.rtc_proven", need=PROOFS, worst=round(worst))
