"""`broadcaster update`: how the updates of the packaged program stand; with root's right they go on."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

import click

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.upkeep.host.installation import systemctl
from broadcaster.upkeep.host.systemd import RUNTIME, station_id
from broadcaster.upkeep.update import record as records
from broadcaster.upkeep.update.packaged import STATION, PackagedStation, fetch, mend
from broadcaster.upkeep.update.record import RECORD, UpdatePhase, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.refusal import did, kept_reason, local
from broadcaster.upkeep.update.removal import remove, superfluous
from broadcaster.upkeep.update.standing import AT_WORK
from broadcaster.upkeep.update.updater import Updater
from broadcaster.upkeep.update.versions import InstalledVersions
from broadcaster.upkeep.update.wish import TakenWish, UpdateWish, take

ASKED = timedelta(hours=20)  # between two questions to the repository
_SHOWN = 10  # lines of the history


def update(_folder: Path, now: bool, back: bool, unattended: bool, source: Path | None, form: str) -> int:
    """Do what was asked for, then show how it stands."""
    versions = InstalledVersions()
    if sum((now, back, unattended)) > 1 or (source is not None and not now):
        raise click.UsageError(say("update.one_way"))
    versions.current()
    if now or back or unattended:
        if os.geteuid() != 0:
            raise ServiceError("update.needs_root")
        with _alone(waits=unattended):
            _go_on(versions, now=now, back=back, source=source)
    _show(versions, records.read(), form)
    return 0


def _go_on(versions: InstalledVersions, *, now: bool, back: bool, source: Path | None) -> None:
    clock = SystemClock()
    ward = PackagedStation(STATION, versions, clock, systemctl)
    updater = Updater(ward, versions, records.write)
    mend(versions.current())
    kept = records.read()
    if back:
        updater.back(kept)
        return
    asked = None if now else _taken(clock)
    if asked is not None:
        kept = _heard(kept, asked, clock)
    if asked is not None and asked.wish is UpdateWish.BACK:
        try:
            updater.back(kept)
        except ServiceError as error:
            records.write(kept.told(clock.now(), UpdateStep.IGNORED, "", explain(error)))
        return
    if now or (asked is not None and asked.wish is UpdateWish.NOW) or _is_due(kept, clock.now()):
        kept = replace(kept, asked=clock.now().isoformat())
        records.write(kept)
        try:
            channel = fetch(source)
        except BroadcasterError as error:
            # What lies here already is judged all the same.
            why = kept_reason(error.facts.get("reason", "")) or explain(error)
            kept = kept.told(clock.now(), UpdateStep.NOT_FETCHED, "", why)
            records.write(kept)
            if now:
                raise
        else:
            if channel is not None:
                kept = replace(kept, channel=channel, fetched=clock.now().isoformat())
                records.write(kept)
    kept = updater.go_on(kept, by_hand=now)
    if kept.phase is UpdatePhase.NONE:
        remove(superfluous(versions, kept.before))


def _taken(clock: Clock) -> TakenWish | None:
    """What the station asks for, by the account that has it."""
    return take(RUNTIME / station_id(STATION), STATION.stat().st_uid, clock.now())


def _heard(kept: UpdateRecord, asked: TakenWish, clock: Clock) -> UpdateRecord:
    step = UpdateStep.IGNORED if asked.wish is None else UpdateStep.ASKED
    kept = kept.told(clock.now(), step, "", asked.why)
    records.write(kept)
    return kept


def _is_due(kept: UpdateRecord, now: datetime) -> bool:
    return not kept.asked or abs(now - datetime.fromisoformat(kept.asked)) > ASKED


@contextmanager
def _alone(*, waits: bool) -> Iterator[None]:
    """No other update runs meanwhile; its number stands where the station can see that one runs."""
    handle = os.open(RECORD.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise ServiceError("update.another") from error
        AT_WORK.parent.mkdir(exist_ok=True)
        AT_WORK.write_text(f"{os.getpid()}\n", "ascii")
        yield
    finally:
        AT_WORK.unlink(missing_ok=True)
        os.close(handle)


def _show(versions: InstalledVersions, kept: UpdateRecord, form: str) -> None:
    current, installed = versions.current(), versions.installed()
    if form == "json":
        told = {"current": current, "installed": installed, **asdict(kept)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(say("update.current", version=current, installed=", ".join(installed)))
    click.echo(say(f"update.phase.{kept.phase}", version=kept.version, before=kept.before))
    for line in kept.history[-_SHOWN:]:
        click.echo(say("update.line", at=f"{local(line.at):%d/%m/%Y %H:%M}", what=did(line)))
