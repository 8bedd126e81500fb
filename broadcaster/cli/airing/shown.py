"""Show at the terminal what a station in this process does: problems of its files, an airing to its end."""

from __future__ import annotations

import threading
import time

import click

from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import LoadedStation
from broadcaster.app.status.happenings import AirChanged, Airs, LevelHeard
from broadcaster.cli.airing.progress import Meter, show_end, show_start
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.air.wire import Level
from broadcaster.station.acceptance.change_rows import parts
from broadcaster.timetable.rules.guard import Refusal

LOOK = 1.0  # seconds between two looks at the end where nothing happens


def show_problems(opened: LoadedStation) -> None:
    """Show the problems of the files, what of them was left out or waits, and the lasting faults."""
    files = opened.files
    for problem in files.problems:
        click.echo(problem.as_line(), err=True)
    if files.left_out:
        click.echo(say("cli.on_what_is_whole", files=", ".join(files.left_out)), err=True)
    elif not files.up_to_date:
        click.echo(say("cli.on_last_good"), err=True)
    change = files.waiting
    for what in [] if change is None else parts("clock.waits", change):
        click.echo(say("clock.change_waits", what=what.text), err=True)
    for fault in opened.lasting:
        click.echo(say("common.failed", text=explain(fault)), err=True)


def follow(station: StationFacade, ticket: str, meter: Meter, *, output: str = "") -> int:
    """Wait until a request of a station in this process has ended; the exit code.

    The output is shown once the airing has begun: what cannot be rendered is heard nowhere.
    """

    woken = threading.Event()
    reader = station.follow(woken.set, level=meter.drawn)
    shown = False
    try:
        while (end := station.wait(ticket, 0)) is None or station.repeating:
            woken.wait(LOOK)  # an interrupt is obeyed at once
            woken.clear()
            for happening in reader.take():
                match happening:
                    case LevelHeard(peak=peak):
                        meter.show(Level(peak=peak))
                    case AirChanged(air=air) if air is not None and not shown:
                        shown = _start_shown(station, air, ticket, meter, output)
    finally:
        station.unfollow(reader)
    if not shown and output and str(end.outcome) in ("aired", "cut"):
        click.echo(say("cli.airing", output=output), err=True)
    meter.clear()
    # The device still plays the last samples: wait for them.
    time.sleep(station.latency)
    return show_closed(end.outcome, end.reason)


def show_closed(outcome: Outcome, reason: Refusal | None) -> int:
    """Show how it ended; 0 if it was aired completely."""
    return show_end(str(outcome), say(reason.code, **dict(reason.facts)) if reason else None)


def _start_shown(station: StationFacade, air: Airs, ticket: str, meter: Meter, output: str) -> bool:
    """Show when the airing began and how long it is; false if it has not begun."""
    if air.id != ticket or air.started is None:
        return False
    zone = station.station.settings.timezone
    meter.clear()
    if output:
        click.echo(say("cli.airing", output=output), err=True)
    show_start(worded(air.title), air.started.astimezone(zone), air.end.astimezone(zone))
    return True
