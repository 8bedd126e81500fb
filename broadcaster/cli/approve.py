"""`broadcaster approve MESSAGE`: a person approves the words of a message as they are now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.completion import messages
from broadcaster.cli.options import output_format
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.cli.deciding import Written
    from broadcaster.people.approval.order import Shown
    from broadcaster.reading import Span
    from broadcaster.station.model import Message, Station


@click.command(help=say("cli.approve"))
@click.argument("name", metavar="MESSAGE|ID", shell_complete=messages)
@click.option("--accept-flags", is_flag=True, help=say("timetable.help.accept_flags"))
@output_format("text", "json")
@click.pass_obj
def command(folder: Path, name: str, accept_flags: bool, form: str) -> int:
    """Record who approves which words. Doubtful readings must be accepted explicitly."""
    from broadcaster.cli.airing_id import is_airing
    from broadcaster.cli.deciding import decide
    from broadcaster.cli.files import loaded_of
    from broadcaster.errors import TimetableError
    from broadcaster.people.approval.order import Order, Shown, Verb
    from broadcaster.station.lookup import find_message
    from broadcaster.station.model import Bind, Say
    from broadcaster.studio.script.digest import words_digest

    station, files = loaded_of(folder)
    if is_airing(station, name):
        decide(folder, station, files, Order(verb=Verb.CONFIRM, airing=name))
        click.echo(say("people.confirmed", airing=name))
        return 0
    message = find_message(station, name)
    flagged = _flagged(station, message)
    for span in flagged:
        click.echo(_doubt(span), err=True)
    if flagged and not accept_flags:
        raise TimetableError("timetable.flagged", message=message.id, count=len(flagged))
    shown = Shown(
        words=words_digest(station, message),
        sound=_sound(station, message) if station.settings.approval.bind is Bind.SOUND else None,
        spans=tuple((span.written, span.spoken) for span in flagged),
    )
    row = decide(folder, station, files, Order(verb=Verb.APPROVE, message=message.id, shown=shown))[-1]
    if form == "json":
        click.echo(json.dumps(_as_json(message, row, shown), ensure_ascii=False, indent=2))
        return 0
    click.echo(
        say(
            "timetable.approved",
            title=message.title,
            message=message.id,
            by=row.by,
            digest=shown.words,
        )
    )
    if message.source is not None:
        click.echo(say("timetable.source", written=message.source))
    if message.basis is not None:
        click.echo(say("timetable.basis", written=message.basis))
    if any(isinstance(part, Say) for part in message.parts):
        for line in _voice(station, message):
            click.echo(line)
    return 0


def _as_json(message: Message, row: Written, shown: Shown) -> dict[str, object]:
    return {
        "message": message.id,
        "title": message.title,
        "source": message.source,
        "basis": message.basis,
        "by": row.by,
        "at": row.at.isoformat(),
        "row": row.id,
        "words_digest": shown.words,
        "sound_digest": shown.sound,
    }


def _sound(station: Station, message: Message) -> str:
    """The digest of the message as it sounds now; it is rendered if needed."""
    from broadcaster.studio.render.opening import open_studio

    click.echo(say("cli.preparing"), err=True)
    studio = open_studio(station)
    try:
        return studio.render(message).sound_digest
    finally:
        studio.close()


def _voice(station: Station, message: Message) -> list[str]:
    """Lines about the voice that will be heard. A missing voice is no obstacle: the words are approved."""
    from broadcaster.errors import SpeechError
    from broadcaster.studio import open_studio
    from broadcaster.text import explain

    studio = open_studio(station)
    try:
        heard = studio.voice_of(message)
    except SpeechError as error:
        return [explain(error)]
    finally:
        studio.close()
    code = "timetable.voice" if heard.engine == heard.preferred else "timetable.other_voice"
    facts = {"engine": heard.engine, "voice": heard.voice, "preferred": heard.preferred}
    lines = [say(code, **facts)] + [explain(error) for error in heard.errors.values()]
    if not heard.offline:
        lines.append(say("timetable.voice_of_network"))
    return lines


def _flagged(station: Station, message: Message) -> list[Span]:
    from broadcaster.reading import readings

    return [span for reading in readings(station, message) for span in reading.flagged]


def _doubt(span: Span) -> str:
    doubt = say(span.flag.code, **dict(span.flag.facts)) if span.flag else span.written
    return say("timetable.flag", doubt=doubt)
