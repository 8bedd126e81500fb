"""One-time codes: for the first technician at the first start, and `broadcaster people recover`."""

from __future__ import annotations

import sys
from contextlib import suppress
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


def show_first_code(state: Path, zone: ZoneInfo, *, terminal: bool | None = None) -> None:
    """Show a code where there is no people.db yet. Never into a log: only at a terminal.

    Args:
        terminal: whether standard error is one.
    """

    # A station whose folder takes no file, or cannot be looked into, goes on the air without a code.
    with suppress(OSError, BroadcasterError):
        if (state / NAME).exists() or not (sys.stderr.isatty() if terminal is None else terminal):
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
    with opened(folder, new=True) as desk:
        code, until = OneTimeCode(desk.store, desk.store.clock).make(who())
        founded = desk.admin.people.founded
        older = desk.store.lineage.read().doubted
        zone = desk.settings.timezone
    if older:
        click.echo(say("people.code_for_older"), err=True)
    click.echo(say("people.code_shown", until=f"{until.astimezone(zone):%H:%M}"), err=True)
    click.echo(code)
    click.echo(say("people.code_for_lost" if founded else "people.code_for_first"), err=True)
    return 0
