"""One-time codes: for the first technician at the first start, and `broadcaster people recover`."""

from __future__ import annotations

import sys
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from broadcaster.cli.people.desk import opened
from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.upkeep.host.first_start import CODE, FirstStart


def show_first_code(state: Path, zone: ZoneInfo, *, terminal: bool | None = None) -> None:
    """Make the code of a first start. Show one where there is no people.db yet: at a terminal, in no log.

    Args:
        terminal: whether standard error is one.
    """

    # A station whose folder takes no file, or cannot be looked into, goes on the air without a code.
    with suppress(OSError, BroadcasterError):
        shown = sys.stderr.isatty() if terminal is None else terminal
        first = FirstStart(state)
        if first.on:
            with closing(PeopleStore(state / NAME, SystemClock())) as people:
                code = "" if people.accepted.read().people.founded else first.code(people, who())
            if code and shown:
                click.echo(say("people.first_code_page", code=code, path=state / CODE), err=True)
            return
        if (state / NAME).exists() or not shown:
            return
        store = PeopleStore(state / NAME, SystemClock())
        try:
            code, until = OneTimeCode(store, store.clock).make(who())
        finally:
            store.close()
        click.echo(say("people.first_code", code=code, until=_clock(until, zone)), err=True)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def recover(folder: Path) -> int:
    """Show a new code. Only the account of the station's files can, for only it can open them."""
    first = FirstStart(folder / "state")
    with opened(folder, new=True) as desk:
        founded = desk.admin.people.founded
        if first.on and not founded:
            click.echo(first.code(desk.store, who()))
            return 0
        code, until = OneTimeCode(desk.store, desk.store.clock).make(who())
        older = desk.store.lineage.read().doubted
        zone = desk.settings.timezone
    if older:
        click.echo(say("people.code_for_older"), err=True)
    click.echo(say("people.code_shown", until=f"{until.astimezone(zone):%H:%M}"), err=True)
    click.echo(code)
    click.echo(say("people.code_for_lost" if founded else "people.code_for_first"), err=True)
    return 0
