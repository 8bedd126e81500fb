"""Messages that no file of the station holds: a text typed now, a sentence of it, a sound file picked now."""

from __future__ import annotations

import os
import textwrap
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from broadcaster.core.confined_files import Astray, open_plain
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.forms import in_order
from broadcaster.core.whole_files import store_error
from broadcaster.journal.rows.names import FILE, SPOKEN
from broadcaster.station.loading.sources import LARGEST_RECORDING, fingerprint
from broadcaster.station.model.message import Message, Part, Pause, Play, Say
from broadcaster.station.model.station import Recording, Station, find_message
from broadcaster.studio.script.excerpt import excerpt, without_ends
from broadcaster.studio.script.passage import Passage

LONGEST = 20_000  # characters: half an hour of speech
TITLE = 60  # characters of a typed text that serve as its title
BETWEEN = 1.0  # seconds between two readings of the same words


def spoken(text: str) -> Message:
    """A message that says `text` once. Raises ServiceError: there is nothing to say."""
    text = in_order(text).strip()
    if not text:
        raise ServiceError("service.nothing_to_say")
    if len(text) > LONGEST:
        raise ServiceError("service.too_much_to_say", longest=LONGEST)
    return Message(id=SPOKEN, title=_title(text), parts=(Say(text=text),), repeat=1)


def passage(station: Station, wanted: Passage) -> tuple[Station, Message]:
    """A message that says a sentence or a span once in each reading, and its station, without chimes.

    Raises:
        StationError: there is no such message, or a reading is not made of Vietnamese syllables.
        ReadingError: there is no such sentence or span, or nothing of it is spoken.
    """
    of = find_message(station, wanted.message) if wanted.message is not None else None
    found = excerpt(station, wanted if of is None else replace(wanted, message=of.id))
    parts: list[Part] = []
    for words in found.spoken:
        parts += [Pause(length=BETWEEN)] if parts else []
        parts.append(Say(text=words, pace=found.pace))
    said = Message(id=SPOKEN, title=_title(found.written), parts=tuple(parts), repeat=1)
    return without_ends(station), said if of is None else replace(said, voice=of.voice)


def filed(station: Station, path: Path) -> tuple[Station, Message]:
    """A message that plays the sound file at `path` once, and the station that knows that recording.

    Raises:
        ServiceError: there is no such file, or it is larger than what may air.
        StoreError: it cannot be read.
    """
    recording = Recording(name=f"{FILE} {path.name}", path=path, sha256=_fingerprint(path))
    known = MappingProxyType({**station.recordings, recording.name: recording})
    message = Message(id=FILE, title=path.name, parts=(Play(recording=recording.name),), repeat=1)
    return replace(station, recordings=known), message


def _fingerprint(path: Path) -> str:
    if not path.is_absolute():
        raise ServiceError("service.no_file", path=str(path))
    try:
        with open_plain(path) as file:
            # A sparse file of any size costs its owner nothing, and whoever reads it hours.
            if os.fstat(file.fileno()).st_size > LARGEST_RECORDING:
                raise ServiceError("service.large_file", path=str(path), limit=LARGEST_RECORDING >> 20)
            return fingerprint(path, file)
    except Astray as error:
        # A link may lead elsewhere by the time at which it airs: what was shown is to be what airs.
        code = "service.linked_file" if error.why == "link" else "service.no_file"
        raise ServiceError(code, path=str(path)) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ServiceError("service.no_file", path=str(path)) from error
    except OSError as error:
        raise store_error(path, error) from error


def _title(text: str) -> str:
    return textwrap.shorten(text, TITLE, placeholder="…")
