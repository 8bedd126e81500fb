"""Air something from this process where no station runs.

On the station's output, in headphones that nobody else hears, or into a file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.api.questions.decisions import AskCorrect
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Asking, LoadedStation, Mode
from broadcaster.app.status.values import StatusReport
from broadcaster.cli.airing.progress import Meter, show_corrected, show_end, show_warning
from broadcaster.cli.airing.requests import AirRequest, RehearsalRequest
from broadcaster.cli.airing.shown import follow, show_closed, show_problems
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.asking.caller import Here, asker_here
from broadcaster.cli.asking.online_notice import show_station_notice
from broadcaster.cli.terminal.process import end_by
from broadcaster.core import logs
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.links.keyers import may_be_heard, switches
from broadcaster.playout.operator.rehearsal import RehearsalOrder, rehearse, station_of
from broadcaster.playout.operator.suspensions import release_here as release
from broadcaster.playout.outputs.paced import INDEX
from broadcaster.playout.requests.by_hand import AskCatchUp, AskHear, AskPlay, AskPlayFile, AskSay
from broadcaster.playout.requests.manual_request import ManualRequest, found_for, make_up_airing
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.acceptance.intake import reaches_loudspeakers
from broadcaster.station.model.equipment import Output, OutputKind
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.comparison.trial import choose, with_voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.studio.script.loose_messages import filed, passage, spoken
from broadcaster.studio.script.pieces import has_relay
from broadcaster.upkeep.doctor.sound import Reach, reach

LocalRequest = AirRequest | AskCorrect


def is_rehearsal(asked: LocalRequest) -> bool:
    """True for what airs with the keying off."""
    return isinstance(asked, RehearsalRequest) and asked.rehearse


def needs(asked: LocalRequest, station: Station, heard: requirements.Heard) -> Action:
    """The right that it needs."""
    if isinstance(asked, AskCorrect):
        return Action.SPEAK
    return requirements.to_air(station, asked, heard)


def find(asked: LocalRequest, opened: LoadedStation, by: Requester) -> ManualRequest | None:
    """Look it up: what is wrong with it is raised before an output is opened for it."""
    match asked:
        case AskCorrect():
            spoken(asked.text)
            find_message(opened.station, asked.name)
            return None
        case AskCatchUp():
            return make_up_airing(opened.station, opened.to_make_up(asked.what), by=by)
    return found_for(opened.station, asked, by)


def ask(asked: LocalRequest, station: StationFacade, by: Requester) -> str:
    """Ask a station in this process for it, in the name of `by`; the ticket."""
    if not isinstance(asked, AskCorrect):
        return station.air(asked, by)
    done = station.correct(asked.name, asked.text, by)
    show_corrected(ended=done.ended, held=done.suspended)
    if done.ticket is None:
        raise done.fault or ServiceError("service.no_answer")
    return done.ticket


def rehearsed(asked: RehearsalRequest, station: Station) -> RehearsalOrder:
    """What is rehearsed on an output of its own."""
    match asked:
        case AskPlay():
            return RehearsalOrder(station=station, message=find_message(station, asked.message))
        case AskPlayFile():
            station, message = filed(station, Path(asked.path))
            return RehearsalOrder(station=station, message=message)
        case AskHear():
            station, message = passage(station, asked)
            return RehearsalOrder(station=station, message=message)
        case AskSay():
            message = spoken(asked.text)
            if asked.voice is None:
                return RehearsalOrder(station=station, message=message)
            installed = Shelf(voices_folder(station)).voices()
            choice = choose(station, asked.voice, installed)
            return RehearsalOrder(station=with_voice(station, choice), message=message, engine=choice.engine)


def heard_on(settings: Settings, output: Output | None, *, apart: bool) -> Callable[[Collection[str]], bool]:
    """Tells of some zones whether the ward hears what is rehearsed for them; see `AirGuard.hears`.

    Args:
        output: where it is heard, instead of the station's own output.
        apart: that is no loudspeakers' device.
    """

    loud = (output or settings.output).kind is OutputKind.DEVICE and not apart
    return lambda zones: loud and may_be_heard(settings, zones)


def is_apart(folder: Path, settings: Settings, output: Output) -> bool:
    """True if an output is another one than the loudspeakers'.

    Raises:
        ServiceError: nobody can tell, and what sounds there might be heard in the ward.
    """

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


def air_here(folder: Path, output: Output | None, asked: LocalRequest, *, apart: bool = False) -> int:
    """Open a station in this process, air one thing, close it; the exit code.

    Args:
        output: where it is heard, instead of the station's own output.
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


def _air(folder: Path, output: Output | None, asked: LocalRequest, here: Here, *, apart: bool) -> int:
    mode = Mode(timetable=False, output=output, rehearsal=is_rehearsal(asked), apart=apart)
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
        ticket = ask(asked, station, here.by)
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


def _after_problems(folder: Path, asked: LocalRequest, here: Here, mode: Mode) -> Asking:
    """Finds what is asked for, after the problems of the station's files are shown."""

    def look(opened: LoadedStation) -> ManualRequest | None:
        show_problems(opened)
        heard = heard_on(opened.station.settings, mode.output, apart=mode.apart)
        here.require(needs(asked, opened.station, heard), opened.station)
        show_station_notice(folder, opened.station)
        return find(asked, opened, here.by)

    return look


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal as Ctrl-C: end in order."""
    raise KeyboardInterrupt


def as_output(choice: tuple[str, str]) -> Output:
    """The output setting for a result of `parse_output`."""
    kind, name = choice
    if kind == "device":
        return Output(kind=OutputKind.DEVICE, device=name) if name else Output(kind=OutputKind.DEVICE)
    # A folder on the command line is relative to the current folder, not to the station.
    return Output(kind=OutputKind(kind), folder=str(Path(name).resolve()) if name else None)


def rehearse_apart(folder: Path, asked: RehearsalRequest, choice: tuple[str, str]) -> int | None:
    """Air a rehearsal on an output of its own; None where that output is the loudspeakers."""
    station, output = station_of(folder), as_output(choice)
    if not is_apart(folder, station.settings, output):
        return None
    meter = Meter()
    with asker_here(folder, Action.REHEARSE, station) as here:
        end_by(interrupt)
        try:
            closed = rehearse(
                folder,
                rehearsed(asked, station),
                output,
                who=here.who,
                on_level=meter.show,
                on_air=lambda name: click.echo(say("cli.airing", output=name), err=True),
            )
        finally:
            meter.clear()
    return show_closed(closed.outcome, closed.reason)


def release_here(folder: Path, name: str) -> bool:
    """Let a suspended message air again; false where it is not suspended."""
    with asker_here(folder, Action.SPEAK) as here:
        return release(folder / "state", name, here.who, SystemClock())


def air_once(
    folder: Path, message: str, choice: tuple[str, str] | None, *, rehearse: bool, realtime: bool
) -> int:
    """Air one message without a station that goes on; the exit code."""
    logs.log_nothing()
    output = None if choice is None else as_output(choice)
    try:
        code = _write(folder, message, output) if rehearse and not realtime else None
        if code is not None:
            return code
        apart = rehearse and output is not None and is_apart(folder, station_of(folder).settings, output)
        return air_here(folder, output, AskPlay(message=message, rehearse=rehearse), apart=apart)
    except KeyboardInterrupt:
        return 0  # ended in order by a signal


def _write(folder: Path, name: str, output: Output | None) -> int | None:
    """Write the sound of a message to a file, faster than real time; None where it must be aired instead.

    Args:
        output: where; None for the station's own output.

    Returns:
        The exit code. None if the output is no file, or if the message relays a source: that takes its
        real time.

    Raises:
        BroadcasterError: there is no such message, or it cannot be rendered or written.
    """

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
        return show_closed(closed.outcome, closed.reason)
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
