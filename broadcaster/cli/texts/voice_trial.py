"""`broadcaster voices try`: hear a voice."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.airing.airing import air_or_rehearse
from broadcaster.cli.asking.online_notice import show_engine_notice
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.programme_rows import line
from broadcaster.playout.requests.by_hand import AskSay
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.studio.comparison.trial import choose, with_voice
from broadcaster.studio.recordings.export import export, refuse
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.loose_messages import spoken

_DEVICE = "device:"  # in front of the name of an output device, where a file may stand too


def try_out(folder: Path, name: str, text: str, written: str | None) -> int:
    """Have a voice speak a text: on the air as a rehearsal, in headphones, or into a file."""
    headphones = written is not None and written.startswith(_DEVICE)
    output = Path(written) if written is not None and not headphones else None
    if output is not None:
        refuse(output)
    station = station_of(folder)
    choice = choose(station, name, Shelf(folder / FOLDER).voices())
    show_engine_notice(folder, station, (choice.engine,))
    if output is None:
        asked = AskSay(text=text, rehearse=True, voice=choice.label)
        device = ("device", (written or "").removeprefix(_DEVICE)) if headphones else None
        return air_or_rehearse(folder, asked, wait=True, output=device)

    studio = open_studio(with_voice(station, choice))
    try:
        programme = studio.render(spoken(text), engine=choice.engine)
        export(programme.path, output)
    finally:
        studio.close()
    click.echo(line(programme))
    return 0
