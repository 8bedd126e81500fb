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

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.upkeep.host.installation import systemctl
from broadcaster.upkeep.update import record as records
from broadcaster.upkeep.update.packaged import STATION, PackagedStation, fetch
from broadcaster.upkeep.update.record import RECORD, HistoryLine, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.refusal import reason
from broadcaster.upkeep.update.updater import Updater
from broadcaster.upkeep.update.versions import InstalledVersions

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
        with _alone():
            _go_on(versions, now=now, back=back, source=source)
    _show(versions, records.read(), form)
    return 0


def _go_on(versions: InstalledVersions, *, now: bool, back: bool, source: Path | None) -> None:
    clock = SystemClock()
    ward = PackagedStation(STATION, versions, clock, systemctl)
    updater = Updater(ward, versions, records.write)
    kept = records.read()
    if back:
        updater.back(kept)
        return
    if now or _is_due(kept, clock.now()):
        kept = replace(kept, asked=clock.now().isoformat())
        records.write(kept)
        try:
            fetch(source)
        except BroadcasterError as error:
            # What lies here already is judged all the same.
            kept = kept.told(clock.now(), UpdateStep.NOT_FETCHED, "", explain(error))
            records.write(kept)
            if now:
                raise
    updater.go_on(kept, by_hand=now)


def _is_due(kept: UpdateRecord, now: datetime) -> bool:
    return not kept.asked or abs(now - datetime.fromisoformat(kept.asked)) > ASKED


@contextmanager
def _alone() -> Iterator[None]:
    """No other update runs meanwhile."""
    handle = os.open(RECORD.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServiceError("update.another") from error
        yield
    finally:
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
        click.echo(say("update.line", at=_local(line), what=_what(line)))


def _what(line: HistoryLine) -> str:
    return say(f"update.did.{line.what}", version=line.version, why=worded(reason(line.why)) or "-")


def _local(line: HistoryLine) -> str:
    return datetime.fromisoformat(line.at).astimezone().strftime("%d/%m/%Y %H:%M")
