"""Air something from this process where no station runs.

On the station's output, in headphones that nobody else hears, or into a file.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.cli.airing.progress import Meter, show_end, show_start, show_warning
from broadcaster.cli.asking.asker import Here, asker_here, client_of
from broadcaster.cli.terminal.process import end_by
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.people.roles.model import Action
from broadcaster.playout.air.wire import Level
from broadcaster.playout.outputs.paced import INDEX
from broadcaster.station.model.equipment import Output, OutputKind
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.script.pieces import has_relay

if TYPE_CHECKING:
    from broadcaster.app.station.facade import StationFacade
    from broadcaster.app.station.foundation import Asking, LoadedStation, Mode
    from broadcaster.app.status.happenings import Airs
    from broadcaster.app.status.values import StatusReport
    from broadcaster.cli.airing.requests import Heard
    from broadcaster.playout.requests.by_hand import Requester
    from broadcaster.playout.requests.manual_request import ManualRequest


def heard_on(settings: Settings, output: Output | None, *, apart: bool) -> Callable[[Collection[str]], bool]:
    """Tells of some zones whether the ward hears what is rehearsed for them; see `AirGuard.hears`.

    Args:
        settings: the station's.
        output: where it is heard, instead of the station's own output.
        apart: that is no loudspeakers' device.
    """
    from broadcaster.playout.links.keyers import may_be_heard

    loud = (output or settings.output).kind is OutputKind.DEVICE and not apart
    return lambda zones: loud and may_be_heard(settings, zones)


def is_apart(folder: Path, settings: Settings, output: Output) -> bool:
    """True if an output is another one than the loudspeakers'.

    Raises:
        ServiceError: nobody can tell, and what sounds there might be heard in the ward.
    """
    from broadcaster.playout.links.keyers import switches
    from broadcaster.station.acceptance.intake import reaches_loudspeakers
    from broadcaster.upkeep.doctor.sound import Reach, reach

    if output.kind is not OutputKind.DEVICE:
        return True
    running = _running(folder)
    own = [settings.output.device] if settings.output.kind is OutputKind.DEVICE else []
    if running is not None and running.output.kind == OutputKind.DEVICE and running.output.name:
        own.append(running.output.name)
    # A keying that was written since the station began switches nothing yet.
    unkeyed = running is not None and not switches(running.keying.type)
    if not own or not (unkeyed or heard_on(settings, output, apart=False)(())):
        # No card carries the airings, or no loudspeaker sounds while its switch is off.
        return not reaches_loudspeakers(output, settings.output)
    found = reach(output.device, own)
    if found is Reach.UNKNOWN:
        raise ServiceError("service.maybe_loudspeakers", device=output.device)
    return found is Reach.APART


def _running(folder: Path) -> StatusReport | None:
    """The station as it runs; None where it does not."""

    try:
        return client_of(folder, ask=False).ask(AskStatus())
    except BroadcasterError:
        return None


LOOK = 1.0  # seconds between two looks at the end where nothing happens


class ForHere(Protocol):
    """What is to air from this process; the part of `asked.Asked` that is needed."""

    @property
    def rehearse(self) -> bool:
        """With the keying off."""

    def here(self, station: StationFacade, by: Requester) -> str:
        """Ask for it; the ticket."""

    def find(self, opened: LoadedStation, by: Requester) -> ManualRequest | None:
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
    from broadcaster.app.station.assembly import RunningStation
    from broadcaster.app.station.foundation import Mode

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
    from broadcaster.cli.asking.online_notice import show_station_notice

    def find(opened: LoadedStation) -> ManualRequest | None:
        show_problems(opened)
        heard = heard_on(opened.station.settings, mode.output, apart=mode.apart)
        here.require(asked.needs(opened.station, heard), opened.station)
        show_station_notice(folder, opened.station)
        return asked.find(opened, here.by)

    return find


def show_problems(opened: LoadedStation) -> None:
    """Show the problems of the files, what of them was left out or waits, and the lasting faults."""
    from broadcaster.station.acceptance.change_rows import parts

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
    from broadcaster.app.status.happenings import AirChanged, LevelHeard

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


def write_once(folder: Path, name: str, output: Output | None) -> int | None:
    """Write the sound of a message to a file, faster than real time; None where it must be aired instead.

    Args:
        folder: the station's.
        name: the message.
        output: where; None for the station's own output.

    Returns:
        The exit code. None if the output is no file, or if the message relays a source: that takes its
        real time.

    Raises:
        BroadcasterError: there is no such message, or it cannot be rendered or written.
    """
    from broadcaster.playout.operator.rehearsal import RehearsalOrder, rehearse, station_of

    station = station_of(folder)
    output = output or station.settings.output
    if output.kind is not OutputKind.FILE:
        return None
    message = find_message(station, name)
    if has_relay(message):
        return None
    meter = Meter()
    with asker_here(folder, Action.REHEARSE, station) as here:
        end_by(interrupt)
        click.echo(say("cli.writing", title=message.title), err=True)
        try:
            wanted = RehearsalOrder(station=station, message=message)
            closed = rehearse(folder, wanted, output, who=here.who, on_place=meter.progress)
        finally:
            meter.clear()
    if str(closed.outcome) != "aired":
        reason = say(closed.reason.code, **dict(closed.reason.facts)) if closed.reason else None
        return show_end(str(closed.outcome), reason)
    written = _file_of(station.root / (output.folder or ""), INDEX, closed.item.id)
    click.echo(say("cli.written", path=written), err=True)
    click.echo(say("cli.written_listen", path=written), err=True)
    return 0


def _file_of(folder: Path, index: str, airing: str) -> Path:
    """The file of an airing, from the index in the folder."""
    for line in reversed((folder / index).read_text("utf-8").splitlines()):
        facts = json.loads(line)
        if facts["id"] == airing:
            return folder / str(facts["file"])
    return folder
