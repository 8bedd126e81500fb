"""At the first start at a terminal: the one-time code for the first technician."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from broadcaster.cli.terminal.options import who
from broadcaster.text import say


def show_first_code(state: Path, zone: ZoneInfo, *, terminal: bool | None = None) -> None:
    """Show a code where there is no people.db yet. Never into a log: only at a terminal.

    Args:
        state: the station's own folder.
        zone: the station's.
        terminal: whether standard error is one.
    """
    from broadcaster.clock import SystemClock
    from broadcaster.errors import BroadcasterError
    from broadcaster.people.one_time import OneTimeCode
    from broadcaster.people.store.store import NAME, PeopleStore

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
