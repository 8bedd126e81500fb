"""Air something from this process, where no station runs, and follow it to its end."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol

import click

from broadcaster.cli.airing.following import show_end, show_start, show_warning
from broadcaster.cli.airing.headphones import heard_on
from broadcaster.cli.asking.asking import Here
from broadcaster.cli.terminal.ending import end_by
from broadcaster.cli.terminal.meter import Meter
from broadcaster.playout.air.wire import Level
from broadcaster.text import explain, say, worded

if TYPE_CHECKING:
    from broadcaster.cli.airing.asked import Heard
    from broadcaster.people.model import Action
    from broadcaster.service.events.happenings import Airs
    from broadcaster.service.operator.manual.manual_request import ManualRequest
    from broadcaster.service.requests.how import By
    from broadcaster.service.station.facade import StationFacade
    from broadcaster.service.station.loaded import Asking, LoadedStation
    from broadcaster.service.station.mode import Mode
    from broadcaster.station.model import Output, Station

LOOK = 1.0  # seconds between two looks at the end where nothing happens


class ForHere(Protocol):
    """What is to air from this process; the part of `asked.Asked` that is needed."""

    @property
    def rehearse(self) -> bool:
        """With the keying off."""

    def here(self, station: StationFacade, by: By) -> str:
        """Ask for it; the ticket."""

    def find(self, opened: LoadedStation, by: By) -> ManualRequest | None:
        """Find the same before the output is opened: what is unknown or certainly refused opens none."""

    def needs(self, station: Station, heard: Heard) -> Action:
        """The right that it needs."""


def air_here(folder: Path, output: Output | None, asked: ForHere, *, apart: bool = False) -> int:
    """Open a station in this process, air one thing, close it; the exit code.

    Args:
        folder: the station's.
        output: where it is heard, instead of the station's own output.
        asked: what is to air.
        apart: `output` is no loudspeakers' device.

    Raises:
        PeopleError: whoever asks may not.
    """
    # Before the station is opened: a person who is asked for a PIN may take long.
    here = Here(folder)
    try:
        return _air(folder, output, asked, here, apart=apart)
    finally:
        here.close()


def _air(folder: Path, output: Output | None, asked: ForHere, here: Here, *, apart: bool) -> int:
    from broadcaster.service.station.mode import Mode
    from broadcaster.service.station.running import RunningStation

    mode = Mode(timetable=False, output=output, rehearsal=asked.rehearse, apart=apart)
    running = RunningStation(folder, mode)
    meter = Meter()
    # After a signal too, the sound is faded, the end journalled, and the transmitter switched off.
    end_by(interrupt)
    refused = running.open(_after_problems(folder, asked, here, mode))
    try:
        if refused is not None:
            return show_end("refused", say(refused.code, **dict(refused.facts)))
        station = running.facade
        if sys.stderr.isatty():
            click.echo(say("cli.preparing"), err=True)
        ticket = asked.here(station, here.by)
        warned = _warning(station, ticket)
        show_warning(warned)
        repeats = station.repeats(ticket)
        if repeats is not None:
            every, ends = repeats
            click.echo(say("cli.repeats_here", minutes=every / 60, ends=ends / 60), err=True)
        code = follow(station, ticket, meter, output=station.output)
        if (now := _warning(station, ticket)) != warned:
            show_warning(now)
        return code
    finally:
        meter.clear()
        running.close()


def _warning(station: StationFacade, ticket: str) -> str | None:
    found = station.warning(ticket)
    return None if found is None else say(found.code, **dict(found.facts))


def _after_problems(folder: Path, asked: ForHere, here: Here, mode: Mode) -> Asking:
    """Finds what is asked for, after the problems of the station's files are shown."""
    from broadcaster.cli.asking.online import show_station_notice

    def find(opened: LoadedStation) -> ManualRequest | None:
        show_problems(opened)
        heard = heard_on(opened.station.settings, mode.output, apart=mode.apart)
        here.require(asked.needs(opened.station, heard), opened.station)
        show_station_notice(folder, opened.station)
        return asked.find(opened, here.by)

    return find


def show_problems(opened: LoadedStation) -> None:
    """Show the problems of the files, what of them was left out or waits, and the lasting faults."""
    from broadcaster.service.taking.change_rows import parts

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
    from broadcaster.service.events.happenings import AirChanged, LevelHeard

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
    reason = say(end.reason.code, **dict(end.reason.facts)) if end.reason else None
    return show_end(str(end.outcome), reason)


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


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal as Ctrl-C: end in order."""
    raise KeyboardInterrupt
