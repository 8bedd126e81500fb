"""`read --audio`: hear one sentence or span, in a file, on headphones or on the station's own output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import click

from broadcaster.cli.airing.airing import air_or_rehearse
from broadcaster.cli.asking.online_notice import show_station_notice
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.programme_rows import line
from broadcaster.cli.texts.sources import WrittenText, sources
from broadcaster.core.errors import ReadingError
from broadcaster.core.text.forms import nfc
from broadcaster.playout.requests.by_hand import AskHear
from broadcaster.reading.model import Reading
from broadcaster.station.model.message import Message
from broadcaster.station.model.names import shown
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.preview import preview
from broadcaster.studio.recordings.export import export, refuse
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme

_DEVICE = "device:"  # in front of the name of an output device, where a file may stand too
_OFFSETS = re.compile(r"(\d+)\.\.(\d+)")


class _Text(NamedTuple):
    """One part of a message with its reading, and how many sentences come before it."""

    source: WrittenText
    reading: Reading
    before: int


def hear(
    folder: Path,
    source: str,
    *,
    sentence: int | None,
    span: str | None,
    readings: tuple[str, ...],
    output: str | None,
) -> int:
    """Let a sentence or a span be heard; the exit code.

    Args:
        source: a message, a file or `-`.
        sentence: counted from 1 through all parts of the message.
        span: as it is written, or `A..B` in the text of one part.
        readings: instead of the program's own.
        output: a file, or `device:NAME`; the station's own output if None.
    """

    headphones = output is not None and output.startswith(_DEVICE)
    file = Path(output) if output is not None and not headphones else None
    if file is not None:
        refuse(file)
    station = station_of(folder)
    passage = _passage(list(_texts(folder, source)), sentence, span, readings)
    if file is not None:
        return _write(folder, station, passage, file)

    device = ("device", (output or "").removeprefix(_DEVICE)) if headphones else None
    return air_or_rehearse(folder, AskHear(**asdict(passage)), wait=True, output=device)


def _write(folder: Path, station: Station, passage: Passage, file: Path) -> int:
    def render(quiet: Station, message: Message) -> Programme:
        studio = open_studio(quiet)
        try:
            return studio.render(message)
        finally:
            studio.close()

    show_station_notice(folder, station)
    found = preview(station, passage, render)
    export(found.programme.path, file)
    for words in found.spoken:
        click.echo(words)
    click.echo(line(found.programme), err=True)
    return 0


def _texts(folder: Path, source: str) -> Iterator[_Text]:
    before = 0
    for part in sources(folder, source):
        if isinstance(part, WrittenText):
            reading = part.read(part.text)
            yield _Text(part, reading, before)
            before += len(reading.sentences)


def _passage(
    texts: list[_Text], sentence: int | None, span: str | None, readings: tuple[str, ...]
) -> Passage:
    text, index = _chosen(texts, sentence)
    stretch = None
    if span is not None:
        text, stretch = _stretch(texts if sentence is None else [text], span, index)
    message = text.source.message.id if text.source.message is not None else None
    readings = _numbered(text.reading, index, stretch, readings)
    return Passage(text=text.source.text, message=message, sentence=index, span=stretch, readings=readings)


def _numbered(
    reading: Reading, sentence: int | None, stretch: tuple[int, int] | None, readings: tuple[str, ...]
) -> tuple[str, ...]:
    """The readings, with the choice of the flag in the place of its number."""
    if not any(written.isdecimal() for written in readings):
        return readings
    here = reading.sentences if sentence is None else (reading.sentences[sentence],)
    flags = [
        span.flag
        for one in here
        for span in one.spans
        if span.flag and (stretch is None or (span.start < stretch[1] and span.end > stretch[0]))
    ]
    choices = flags[0].choices if flags else ()
    found: list[str] = []
    for written in readings:
        if written.isdecimal() and not 1 <= int(written) <= len(choices):
            raise ReadingError("reading.no_choice", number=int(written), count=len(choices))
        found.append(choices[int(written) - 1] if written.isdecimal() else written)
    return tuple(found)


def _chosen(texts: list[_Text], sentence: int | None) -> tuple[_Text, int | None]:
    """The part with the sentence, and its number there, from 0; else the first doubtful part."""
    if not texts:
        raise ReadingError("reading.nothing_heard", written="")
    if sentence is None:
        return next((text for text in texts if text.reading.flagged), texts[0]), None
    for text in texts:
        if sentence <= text.before + len(text.reading.sentences):
            return text, sentence - 1 - text.before
    count = texts[-1].before + len(texts[-1].reading.sentences)
    raise ReadingError("reading.no_sentence", number=sentence, count=count)


def _stretch(texts: list[_Text], span: str, sentence: int | None) -> tuple[_Text, tuple[int, int]]:
    """Where a span stands: the first part that has it, from the sentence on."""
    offsets = _OFFSETS.fullmatch(span)
    if offsets:
        return texts[0], (int(offsets[1]), int(offsets[2]))
    for text in texts:
        begin = text.reading.sentences[sentence].spans[0].start if sentence is not None else 0
        for form in (span, nfc(span)):
            start = text.source.text.find(form, begin)
            if start >= 0 and form:
                return text, (start, start + len(form))
    raise ReadingError("reading.not_written", written=shown(span))
