"""`broadcaster backup` and `restore`: the station in one file, and back."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

import click

from broadcaster.app.station.restoring import KeptHere
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BackupError, BroadcasterError, PeopleError, kept
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.core.whole_files import store_error
from broadcaster.people.decisions.identity import identity_of
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.loading.archive import reload
from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station
from broadcaster.upkeep.backup import restoration
from broadcaster.upkeep.backup.creation import About, Made, Seal, make, read_back
from broadcaster.upkeep.backup.daily import make_daily
from broadcaster.upkeep.backup.encryption import seal, seal_by_passphrase
from broadcaster.upkeep.backup.encryption import unseal as by_secret
from broadcaster.upkeep.backup.marks import box_id
from broadcaster.upkeep.host.lock import StationLock


def backup(folder: Path, output: Path | None, encrypt: bool, form: str) -> int:
    """Make a backup now."""
    if output is None:
        raise click.UsageError(say("backup.which_file"))
    station = _station(folder)
    sealed = _seal(station.settings.backup.key) if encrypt else None
    made = make(folder, output, _about(folder, station), sealed)
    read_back(made)
    _tell(made, form)
    return 0


def daily(folder: Path, form: str) -> int:
    """Make the backup of the day; 1 also if another computer backs up the same station."""
    try:
        station = _station(folder)
        if not station.settings.backup.wanted:
            raise BackupError("backup.no_place")
        came = make_daily(folder, station.settings.backup, _about(folder, station))
        if came.strangers:
            raise BackupError("backup.stranger", file=came.strangers[-1])
    except BroadcasterError as error:
        if form != "json":
            raise
        facts = {name: worded(fact) for name, fact in kept(error.facts)}
        told = {"code": error.code, "facts": facts, "message": explain(error)}
        click.echo(json.dumps({"error": told}, ensure_ascii=False))
        return 1
    _tell(came.made, form)
    return 0


def _station(folder: Path) -> Station:
    """The station as it is written, else as it was accepted last: a broken file prevents no backup."""
    written = load(folder).station
    if written is not None:
        return under_rule(written)[0]
    accepted = reload(folder / "state")
    if accepted is None or accepted.station is None:
        raise BackupError("backup.no_station", path=str(folder))
    return under_rule(accepted.station)[0]


def _about(folder: Path, station: Station) -> About:
    state = folder / "state"
    try:
        identity = identity_of(state, lambda: ())
        known = identity.id if identity.kept else ""
    except PeopleError:  # told elsewhere; a backup is all the more wanted
        known = ""
    return About(
        name=station.settings.name,
        station=known,
        box=box_id(state),
        at=_now().astimezone(station.settings.timezone),
    )


def _now() -> datetime:
    return SystemClock().now()


def _seal(public: str) -> Seal:
    """By the station's public key; without one by a passphrase that is asked for."""
    if public:
        return partial(seal, public=public)
    return partial(seal_by_passphrase, words=_passphrase())


def _passphrase() -> str:
    """At a terminal it is typed twice; else it is the first line of standard input, as `restore` reads it.

    Raises:
        BackupError: there is none.
        PeopleError: the two are not the same.
    """
    if not sys.stdin.isatty():
        words = sys.stdin.readline().rstrip("\r\n")
        if not words.strip():
            raise BackupError("backup.no_passphrase")
        return words
    words = str(click.prompt(say("backup.passphrase"), hide_input=True, err=True))
    if str(click.prompt(say("people.ask.again"), hide_input=True, err=True)) != words:
        raise PeopleError("people.not_the_same")
    return words


def _tell(made: Made, form: str) -> None:
    if form == "json":
        told = {
            "path": str(made.path),
            "size": made.size,
            "sha256": made.sha256,
            "secret": made.header.secret,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(str(made.path))
    click.echo(say("backup.made", megabytes=made.size / 1e6), err=True)
    if not made.header.secret:
        click.echo(say("backup.without_secrets"), err=True)


def restore(_station: Path, file: Path, folder: Path, key_file: Path | None, replace: bool) -> int:
    """Put it back whole, or leave all as it is."""
    clock = SystemClock()
    with ExitStack() as until_done:
        if folder.is_dir() and any(folder.iterdir()):
            if not replace:
                raise BackupError("backup.not_empty", path=str(folder))
            # No station may start there while it is replaced.
            until_done.enter_context(StationLock(folder.resolve() / "state"))

        def unseal(sealed: IO[bytes], plain: IO[bytes]) -> None:
            by_secret(sealed, plain, _secret(key_file))

        keeps = KeptHere(folder, clock)
        done = restoration.restore(file, folder, unseal, now=clock.now(), keeps=keeps)
    made = done.header.at  # in the zone of the station
    click.echo(say("backup.restored", name=done.header.name, at=f"{made:%H:%M %d/%m/%Y}", path=str(folder)))
    if done.before is not None:
        click.echo(say("backup.set_aside", path=str(done.before)), err=True)
    if done.header.voices:
        click.echo(say("backup.voices", names=", ".join(done.header.voices)), err=True)
    if not done.header.secret:
        click.echo(say("backup.passwords_anew"), err=True)
    for fault in keeps.told:
        click.echo(explain(fault), err=True)
    click.echo(say("backup.held"), err=True)
    return 0


def _secret(key_file: Path | None) -> str:
    """The secret key or the passphrase: from a file, the terminal, or the first line of standard input."""
    if key_file is not None:
        try:
            lines = key_file.read_text("utf-8").splitlines()
        except OSError as error:
            raise store_error(key_file, error) from error
        return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
    if sys.stdin.isatty():
        return str(click.prompt(say("backup.secret"), hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
