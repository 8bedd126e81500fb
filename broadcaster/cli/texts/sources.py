"""The texts that `read` is about: of a message, of a file, of standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.errors import ReadingError
from broadcaster.core.text.forms import nfc
from broadcaster.reading.engine import read, read_in
from broadcaster.reading.model import Reading
from broadcaster.station.model.message import Message, Play, Say
from broadcaster.station.model.station import Station, find_message

_STATION_FILE = "station.yaml"


class WrittenText(NamedTuple):
    """A text to read and where it belongs."""

    text: str
    station: Station | None = None
    message: Message | None = None
    part: int | None = None  # which of the message's parts it is, from 0
    line: int = 1  # on which it begins in its file

    def read(self, text: str) -> Reading:
        """The reading of `text`, which is this source or a line of it."""

        return read_in(self.station, text, self.message) if self.station else read(text)


def sources(folder: Path, source: str) -> Iterator[WrittenText | dict[str, object]]:
    """The texts to read, and the recordings of a message in their places."""
    station, name = _station(folder), _message_name(source, folder)
    known = station is not None and name in station.messages
    message = find_message(station, name) if station is not None and known else None
    if message is None:
        yield WrittenText(text=_text(source, folder), station=station)
        return
    for place, part in enumerate(message.parts):
        if isinstance(part, Say):
            yield WrittenText(text=part.text, station=station, message=message, part=place, line=part.line)
        elif isinstance(part, Play):
            yield {"part": place, "path": part.recording, "language": part.language, "title": part.title}


def _message_name(source: str, folder: Path) -> str:
    """The id of a message, given as id or as the path of its file, from here or from the station folder."""
    for path in (folder / source, Path(source)):
        with suppress(ValueError, OSError):
            inside = path.resolve().relative_to((folder / "messages").resolve())
            if path.suffix == ".yaml":
                return nfc(inside.with_suffix("").as_posix())
    return nfc(source)


def _station(folder: Path) -> Station | None:
    """The station of the folder; none where it has no station.yaml."""
    if not (folder / _STATION_FILE).is_file():
        return None

    return station_of(folder)


def _text(source: str, folder: Path) -> str:
    if source == "-":
        data = sys.stdin.buffer.read()
    else:
        path = Path(source)
        if not path.is_file():
            raise ReadingError("reading.not_found", source=source, folder=str(folder.absolute()))
        data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadingError("reading.not_utf8", source=source, byte=error.start + 1) from error
