"""`voices compare`: one page on which every voice speaks the same message."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.asking.online_notice import show_engine_notice
from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.errors import VoiceError
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import write_bytes
from broadcaster.speech.engines.registry import EMBEDDED
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.model.station import Station, find_message
from broadcaster.station.registries.engines import ENGINES
from broadcaster.station.rules.engines import forbidden
from broadcaster.studio.comparison import measurement
from broadcaster.studio.comparison.page import page
from broadcaster.studio.comparison.recognition import recogniser
from broadcaster.studio.comparison.trial import VoiceChoice


def compare(folder: Path, message: str, output: Path | None) -> int:
    """Write the page for a message.

    Raises:
        StationError: unknown message.
        VoiceError: no voice could speak it.
        StoreError: the page cannot be written.
    """
    station = station_of(folder)
    found = find_message(station, message)
    choices = voices_of(station, Shelf(folder / FOLDER))
    show_engine_notice(folder, station, {choice.engine for choice in choices})
    hear = recogniser()

    def progress(choice: VoiceChoice) -> None:
        click.echo(say("voices.progress", name=choice.label), err=True)

    samples = measurement.compare(station, found, choices, hear=hear, progress=progress)
    if not any(isinstance(sample, measurement.Sample) for sample in samples):
        raise VoiceError("voices.none_heard")
    path = output or Path(f"giong-{found.id.replace('/', '-')}.html")
    write_bytes(path, page(found, samples, station.settings.speech.rate).encode(), shared=True)
    click.echo(say("voices.compared", path=path))
    return 0


def voices_of(station: Station, shelf: Shelf) -> list[VoiceChoice]:
    """Every voice that can speak here: those of station.yaml, the installed ones, the built-in one.

    Online engines only if the station names and allows them.
    """
    speech = station.settings.speech
    barred = forbidden(station.settings)
    engines = [name for name in speech.engines if name not in barred]
    named = [
        VoiceChoice(engine=engine, voice=voices.get(engine))
        for engine in dict.fromkeys((*engines, EMBEDDED))
        if engine not in ENGINES or not ENGINES[engine].voices
        for voices in station.settings.voices.values()
    ]
    installed = [VoiceChoice(engine=voice.engine, voice=voice.name) for voice in shelf.voices()]
    return list(dict.fromkeys((*installed, *named)))
