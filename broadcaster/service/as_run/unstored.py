"""Messages that no file of the station holds: a text typed now, a sound file picked now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from broadcaster.atomic import sha256_file, store_error
from broadcaster.errors import ServiceError
from broadcaster.journal.names import FILE, SPOKEN
from broadcaster.station.model import Message, Play, Recording, Say, Station

LONGEST = 20_000  # characters: half an hour of speech
TITLE = 60  # characters of a typed text that serve as its title


def spoken(text: str) -> Message:
    """A message that says `text` once.

    Raises:
        ServiceError: there is nothing to say.
    """
    text = text.strip()
    if not text:
        raise ServiceError("service.nothing_to_say")
    if len(text) > LONGEST:
        raise ServiceError("service.too_much_to_say", longest=LONGEST)
    title = " ".join(text.split())[:TITLE]
    return Message(id=SPOKEN, title=title, parts=(Say(text=text),), repeat=1)


def filed(station: Station, path: Path) -> tuple[Station, Message]:
    """A message that plays the sound file at `path` once, and the station that knows that recording.

    Raises:
        ServiceError: there is no such file.
        StoreError: it cannot be read.
    """
    if not path.is_absolute() or not path.is_file():
        raise ServiceError("service.no_file", path=str(path))
    try:
        recording = Recording(name=f"{FILE} {path.name}", path=path, sha256=sha256_file(path))
    except OSError as error:
        raise store_error(path, error) from error
    known = MappingProxyType({**station.recordings, recording.name: recording})
    message = Message(id=FILE, title=path.name, parts=(Play(recording=recording.name),), repeat=1)
    return replace(station, recordings=known), message
