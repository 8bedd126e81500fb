"""What `run` shows and asks at the terminal from which it was started: the clock, and faults."""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import partial

import click

from broadcaster.app.station.facade import StationFacade
from broadcaster.cli.asking.caller import Here
from broadcaster.cli.running.clock import words
from broadcaster.cli.terminal.options import is_yes
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.playout.director.faults import SAME, Fault

LOOK = 0.5  # seconds between two checks whether the answer is still needed


def show_clock(station: StationFacade, here: Here, *, trust: bool) -> None:
    """Show why the clock is not trusted; with `trust` the person has confirmed it on the command line.

    Raises:
        PeopleError: they may not.
    """
    if station.clock_status().trusted:
        return
    now = _now(station)
    if trust:
        here.require(Action.CLOCK, station.station)
        click.echo(say("clock.trusted_by_option", **words(now)), err=True)
        station.confirm_clock(who=here.who, shown=now)
        return
    click.echo(say("clock.held_line", why=station.clock_status().why or ""), err=True)
    click.echo(say("clock.confirm_now", **words(now)), err=True)


def ask_clock(station: StationFacade, here: Here, stop: threading.Event) -> None:
    """Ask the person at the terminal, if they may answer, until they have or none is needed any more.

    Raises:
        ServiceError: the answer came too late to confirm the time that was shown.
    """
    if station.clock_status().trusted or not _at_terminal() or not here.may(Action.CLOCK):
        return
    now = _now(station)
    click.echo(say("common.yes_or_no", question=say("clock.ask", **words(now))), err=True, nl=False)
    while not stop.is_set():
        if station.clock_status().trusted:
            click.echo("", err=True)
            return
        if not select.select([sys.stdin], [], [], LOOK)[0]:
            continue
        if is_yes(sys.stdin.readline()):
            station.confirm_clock(who=here.who, shown=now)
            click.echo(say("clock.confirmed", **words(now)), err=True)
        else:
            click.echo(say("clock.not_confirmed"), err=True)
        return


def _now(station: StationFacade) -> datetime:
    return station.now.astimezone(station.station.settings.timezone)


def _at_terminal() -> bool:
    """True in the foreground of a terminal. To read from it in the background would stop this process."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


class TerminalFaults:
    """Shows each fault once, and the same one again only after a pause. A service has them in its log.

    Args:
        show: prints a line; None for standard error if that is a terminal, else nothing is shown.
    """

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show or (partial(click.echo, err=True) if sys.stderr.isatty() else None)
        self._seen: dict[str, datetime] = {}

    def look(self, faults: Iterable[Fault], zone: tzinfo) -> None:
        """Show what is new among `faults`; `zone` is the station's."""
        for fault in faults:
            before = self._seen.get(str(fault.error))
            self._seen[str(fault.error)] = fault.at
            if self._show is not None and (before is None or fault.at - before > SAME):
                at = f"{fault.at.astimezone(zone):%H:%M:%S}"
                self._show(say("status.error", at=at, message=explain(fault.error)))
