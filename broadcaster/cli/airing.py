"""Ask for something on air: ask the running station, or air it from this process where none runs."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from broadcaster.cli.following import Following, show_start, show_wait
from broadcaster.cli.meter import Meter
from broadcaster.cli.online import show_station_notice
from broadcaster.cli.options import who
from broadcaster.console.client import Client
from broadcaster.errors import ServiceError
from broadcaster.text import explain, say, worded

if TYPE_CHECKING:
    from broadcaster.service.operator.manual_request import ManualRequest
    from broadcaster.service.operator.preview import Wanted
    from broadcaster.service.requests.how import How
    from broadcaster.service.station.facade import StationFacade
    from broadcaster.service.station.loaded import Asking, LoadedStation
    from broadcaster.station.model import Output, Station

LOOK = 0.2  # seconds; short, so that Ctrl-C is obeyed at once


def ask(
    folder: Path,
    path: str,
    body: dict[str, object],
    *,
    wait: bool,
    here: bool = True,
    output: Output | None = None,
) -> int:
    """Air something through the running station, or from this process where none runs.

    Args:
        folder: the station's.
        path: the path of the request in the API.
        body: the body of the request.
        wait: whether to wait until it has ended.
        here: whether this process may air it where no station runs.
        output: where a rehearsal is heard instead; then the running station is not asked.

    Returns:
        The exit code: 0 if it was aired (or queued, without `wait`), 1 otherwise.
    """
    if output is not None and (code := _apart(folder, path, body, output)) is not None:
        return code
    client = Client(folder / "state")
    try:
        answer = client.post(path, {**body, "who": who()})
    except KeyboardInterrupt:
        Following(client, folder).show_how_to_stop()
        raise
    except ServiceError as error:
        if error.code != "service.not_running" or not here:
            raise
        _show_no_queue(wait)
        return air_here(
            folder,
            None,
            lambda station: _request(station, path, body),
            bool(body.get("rehearse")),
            asked=_asked(path, body),
        )
    if answer.get("outcome") is not None:  # a refusal that is known at once
        return show_end(answer["outcome"], answer["reason"])
    click.echo(say("cli.queued"), err=True)
    if answer.get("older") is not None:
        click.echo(say("cli.airs_as_before", place=answer["older"]), err=True)
    _show_ticket(answer)
    following = Following(client, folder, behind=answer.get("behind"))
    return show_end(*following.to_the_end(answer["id"])) if wait else 0


def _apart(folder: Path, path: str, body: dict[str, object], output: Output) -> int | None:
    """Air a rehearsal on an output of its own; None where that output is the loudspeakers.

    Raises:
        click.UsageError: it is not a rehearsal.
    """
    from broadcaster.service.operator.preview import rehearse, station_of
    from broadcaster.service.taking.opening import reaches_loudspeakers

    if not body.get("rehearse"):
        raise click.UsageError(say("cli.output_rehearses"))
    station = station_of(folder)
    if reaches_loudspeakers(output, station.settings.output):
        return None
    meter = Meter()
    signal.signal(signal.SIGTERM, interrupt)
    try:
        closed = rehearse(
            folder,
            _wanted(station, path, body),
            output,
            who=who(),
            on_level=meter.show,
            on_air=lambda name: click.echo(say("cli.airing", output=name), err=True),
        )
    finally:
        meter.clear()
    reason = say(closed.reason.code, **dict(closed.reason.facts)) if closed.reason else None
    return show_end(str(closed.outcome), reason)


def _wanted(station: Station, path: str, body: dict[str, object]) -> Wanted:
    from broadcaster.service.as_run.unstored import filed, spoken
    from broadcaster.service.operator.preview import Wanted
    from broadcaster.speech.voices import Shelf
    from broadcaster.station.lookup import find_message
    from broadcaster.studio.comparison.trial import choose, with_voice
    from broadcaster.studio.render.opening import voices_folder

    if path == "/api/play-file":
        station, message = filed(station, Path(str(body["path"])))
        return Wanted(station=station, message=message)
    if path == "/api/play":
        return Wanted(station=station, message=find_message(station, str(body["message"])))
    message, voice = spoken(str(body["text"])), body.get("voice")
    if voice is None:
        return Wanted(station=station, message=message)
    choice = choose(station, str(voice), (found.name for found in Shelf(voices_folder(station)).voices()))
    return Wanted(station=with_voice(station, choice), message=message, engine=choice.engine)


def correct(folder: Path, name: str, text: str, *, wait: bool) -> int:
    """Correct a message through the running station, or from this process; the exit code."""
    client = Client(folder / "state")
    try:
        answer = client.post("/api/correct", {"name": name, "text": text, "who": who()})
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        _show_no_queue(wait)
        return air_here(
            folder,
            None,
            lambda station: _correct(station, name, text),
            rehearse=False,
            asked=lambda opened: _known(opened.station, name, text),
        )
    _show_correction(ended=answer["ended"], held=answer["held"])
    if answer["fault"] is not None:
        click.echo(say("common.failed", text=answer["fault"]), err=True)
    if answer["id"] is None:
        return 1
    if wait:
        return await_end(folder, client, answer["id"])
    end = client.get(f"/api/requests/{answer['id']}")
    return show_end(end["outcome"], end["reason"]) if end["outcome"] is not None else 0


def _known(station: Station, name: str, text: str) -> None:
    """Raise what is wrong with a correction before anything is opened for it."""
    from broadcaster.service.as_run.unstored import spoken
    from broadcaster.station.lookup import find_message

    spoken(text)
    find_message(station, name)


def _correct(station: StationFacade, name: str, text: str) -> str:
    corrected = station.correct(name, text, who=who())
    _show_correction(ended=corrected.ended, held=corrected.suspended)
    if corrected.ticket is None:
        raise corrected.fault or ServiceError("service.no_answer")
    return corrected.ticket


def _show_ticket(answer: dict[str, Any]) -> None:
    """Show what the person should know at once: the request waits behind something, or it repeats."""
    if answer.get("behind"):
        show_wait(answer)
    if answer.get("every") is not None:
        minutes, ends = answer["every"] / 60, answer["ends_after"] / 60
        click.echo(say("cli.repeats", minutes=minutes, ends=ends), err=True)


def _show_no_queue(wait: bool) -> None:
    """Show that `--no-wait` has no effect: no station runs, so this process airs it."""
    if not wait:
        click.echo(say("cli.waits_here"), err=True)


def _show_correction(*, ended: bool, held: bool) -> None:
    if ended:
        click.echo(say("cli.mistake_ended"), err=True)
    if held:
        click.echo(say("cli.mistake_held"), err=True)


def await_end(folder: Path, client: Client, ticket: str) -> int:
    """Wait until a request to the running station has ended; the exit code."""
    return show_end(*Following(client, folder).to_the_end(ticket))


def air_here(
    folder: Path,
    output: Output | None,
    request: Callable[[StationFacade], str],
    rehearse: bool,
    *,
    asked: Asking,
) -> int:
    """Open a station in this process, air one thing, close it; the exit code.

    Args:
        folder: the station's.
        output: where it is heard, instead of the station's own output.
        request: asks for it; the ticket.
        rehearse: with the keying off.
        asked: finds the same before the output is opened: what is unknown or certainly refused opens none.
    """
    from broadcaster.service.station.mode import Mode
    from broadcaster.service.station.running import RunningStation

    running = RunningStation(folder, Mode(timetable=False, output=output, rehearsal=rehearse))
    meter = Meter()
    # After SIGTERM too, the sound is faded, the end journalled, and the transmitter switched off.
    signal.signal(signal.SIGTERM, interrupt)
    refused = running.open(_after_problems(folder, asked))
    try:
        if refused is not None:
            return show_end("refused", say(refused.code, **dict(refused.facts)))
        station = running.facade
        station.on_level(meter.show)
        if sys.stderr.isatty():
            click.echo(say("cli.preparing"), err=True)
        ticket = request(station)
        repeats = station.repeats(ticket)
        if repeats is not None:
            every, ends = repeats
            click.echo(say("cli.repeats_here", minutes=every / 60, ends=ends / 60), err=True)
        return follow(station, ticket, meter, output=station.output)
    finally:
        meter.clear()
        running.close()


def _after_problems(folder: Path, asked: Asking) -> Asking:
    """The same question, asked after the problems of the station's files are shown."""

    def find(opened: LoadedStation) -> ManualRequest | None:
        show_problems(opened)
        show_station_notice(folder, opened.station)
        return asked(opened)

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
    shown = False
    while (end := station.wait(ticket, LOOK)) is None:
        shown = shown or _start_shown(station, ticket, meter, output)
    if not shown and output and str(end.outcome) in ("aired", "cut"):
        click.echo(say("cli.airing", output=output), err=True)
    while station.repeating:
        time.sleep(LOOK)
    meter.clear()
    # The device still plays the last samples: wait for them.
    time.sleep(station.latency)
    reason = say(end.reason.code, **dict(end.reason.facts)) if end.reason else None
    return show_end(str(end.outcome), reason)


def _start_shown(station: StationFacade, ticket: str, meter: Meter, output: str) -> bool:
    """Show when the airing began and how long it is; false if it has not begun."""
    air = station.on_air
    if air is None or air.item.id != ticket or not air.started:
        return False
    zone = station.station.settings.timezone
    meter.clear()
    if output:
        click.echo(say("cli.airing", output=output), err=True)
    end = air.at + air.item.length(air.start_frame)
    show_start(worded(air.item.title), air.at.astimezone(zone), end.astimezone(zone))
    return True


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Handle SIGTERM as Ctrl-C: end in order."""
    raise KeyboardInterrupt


def show_end(outcome: str, reason: str | None) -> int:
    """Show how it ended; 0 if it was aired completely."""
    click.echo(say(f"cli.ended_{outcome}", reason=reason or ""), err=True)
    return 0 if outcome == "aired" else 1


def _asked(path: str, body: dict[str, object]) -> Asking:
    """Finds what a question asks for."""
    from broadcaster.service.operator.manual_request import by_name, file, make_up_airing, typed

    if path == "/api/catch-up":
        what = str(body["what"])
        return lambda opened: make_up_airing(opened.station, opened.to_make_up(what), who=who())
    how, voice = _how(body), body.get("voice")
    if path == "/api/say":
        spoken = None if voice is None else str(voice)
        return lambda opened: typed(opened.station, str(body["text"]), how, voice=spoken)
    if path == "/api/play-file":
        return lambda opened: file(opened.station, Path(str(body["path"])), how)
    return lambda opened: by_name(opened.station, str(body["message"]), how)


def _how(body: dict[str, object]) -> How:
    from broadcaster.service.requests.how import How

    priority, zones = body.get("priority"), body.get("zones")
    return How(
        who=who(),
        priority=None if priority is None else str(priority),
        rehearse=bool(body.get("rehearse")),
        zones=tuple(map(str, zones)) if isinstance(zones, list) else (),
    )


def _request(station: StationFacade, path: str, body: dict[str, object]) -> str:
    if path == "/api/catch-up":
        return station.catch_up(str(body["what"]), who=who())
    how, voice = _how(body), body.get("voice")
    if path == "/api/say":
        return station.say(str(body["text"]), how, voice=None if voice is None else str(voice))
    if path == "/api/play-file":
        return station.play_file(Path(str(body["path"])), how)
    return station.play(str(body["message"]), how)
