"""`read --text`: a message as text for notice boards and messengers, as it was written."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.text import say


def show_text(folder: Path, name: str) -> int:
    """Print title, words, what is a recording, and what the message rests on."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.station.lookup import find_message
    from broadcaster.station.model import Play, Say

    station = station_of(folder)
    message = find_message(station, name)
    paragraphs = [message.title]
    for part in message.parts:
        if isinstance(part, Say):
            paragraphs.append(part.text.strip())
        elif isinstance(part, Play):
            paragraphs.append(say("reading.recording", title=part.title or part.recording))
    if message.basis is not None or message.source is not None:
        paragraphs.append(say("reading.by_letter", letter=message.source or message.basis))
    paragraphs.append(station.settings.name)
    click.echo("\n\n".join(paragraphs))
    return 0
