"""Ask for something on air: ask the running station, or air it from this process where none runs."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from broadcaster.cli.following import Following, show_end, show_wait
from broadcaster.cli.here import air_here, interrupt
from broadcaster.cli.meter import Meter
from broadcaster.cli.options import who
from broadcaster.console.client import Client
from broadcaster.errors import ServiceError
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.operator.preview import Wanted
    from broadcaster.service.requests.how import How
    from broadcaster.service.station.facade import StationFacade
    from broadcaster.service.station.loaded import Asking
    from broadcaster.station.model import Output, Station
    from broadcaster.studio.excerpt import Passage


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
    from broadcaster.service.as_run.unstored import filed, passage, spoken
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
    if path == "/api/hear":
        station, message = passage(station, _passage(body))
        return Wanted(station=station, message=message)
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


def _asked(path: str, body: dict[str, object]) -> Asking:
    """Finds what a question asks for."""
    from broadcaster.service.operator.manual_request import by_name, excerpt, file, make_up_airing, typed

    if path == "/api/catch-up":
        what = str(body["what"])
        return lambda opened: make_up_airing(opened.station, opened.to_make_up(what), who=who())
    if path == "/api/hear":
        return lambda opened: excerpt(opened.station, _passage(body), who=who())
    how, voice = _how(body), body.get("voice")
    if path == "/api/say":
        spoken = None if voice is None else str(voice)
        return lambda opened: typed(opened.station, str(body["text"]), how, voice=spoken)
    if path == "/api/play-file":
        return lambda opened: file(opened.station, Path(str(body["path"])), how)
    return lambda opened: by_name(opened.station, str(body["message"]), how)


def _passage(body: dict[str, object]) -> Passage:
    from broadcaster.console.questions import AskHear

    return AskHear.model_validate(body).passage


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
    if path == "/api/hear":
        return station.hear(_passage(body), who=who())
    how, voice = _how(body), body.get("voice")
    if path == "/api/say":
        return station.say(str(body["text"]), how, voice=None if voice is None else str(voice))
    if path == "/api/play-file":
        return station.play_file(Path(str(body["path"])), how)
    return station.play(str(body["message"]), how)
