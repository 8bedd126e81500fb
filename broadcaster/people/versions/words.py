"""The spoken words of a version: their digest, and the words kept as they were approved.

    state/pinned/<sha256 of the archive>.json

It names the message, and has for each part that is said its sentences: the words, the seconds of silence
after them, the share of the station's rate. The digest of the words in the row of the approval covers them:
words that were changed on the disk are known as such. Pure.
"""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from broadcaster.core.errors import BroadcasterError
from broadcaster.station.model.message import Message, Said, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.remembered import Remembered
from broadcaster.studio.script.script import Line, read_script

_VERSIONS = 2  # of an edited message: the one that airs, and the one that its file has


class Digests:
    """Remembers the digests of words. A digest costs the reading of the whole message. Thread-safe."""

    def __init__(self) -> None:
        self._remembered = Remembered(words_digest, versions=_VERSIONS)

    def words(self, station: Station, message: Message) -> str:
        """The digest of a message's words as they stand. Raises BroadcasterError: they cannot be read."""
        return self._remembered.of(station, message)

    def known(self, station: Station, message: Message) -> str | None:
        """The digest where it is known already: nothing is read."""
        return self._remembered.known(station, message)


ENDING = ".json"
_LONGEST_PAUSE = 60.0  # seconds; no sentence is followed by more, whatever a file says
_PACES = (0.5, 2.0)  # shares of the station's rate; what a file says beyond them was never written there
_LINES = TypeAdapter(dict[int, list[tuple[str, float, float]]])


def spoken(station: Station, message: Message) -> bytes:
    """The file of the words of a message as they are read now.

    Raises:
        BroadcasterError: they cannot be read.
    """
    parts: dict[str, list[tuple[str, float, float]]] = {}
    for element in read_script(station, message).elements:
        if isinstance(element, Line):
            parts.setdefault(str(element.part), []).append((element.words, element.pause, element.pace))
    facts = {"version": 1, "message": message.id, "parts": parts}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()


def as_spoken(station: Station, raw: bytes, words: str) -> Message | None:
    """The message of a version, to be said in the words that were kept; None if they are not those approved.

    Args:
        words: the digest of the approved words.
    """
    try:
        facts = json.loads(raw)
        message = station.messages[facts["message"]]
        lines = _LINES.validate_python(facts["parts"])
    except (ValueError, ValidationError, KeyError, TypeError, RecursionError):
        return None
    parts = tuple(
        replace(part, said=tuple(map(_said, lines.get(number, ())))) if isinstance(part, Say) else part
        for number, part in enumerate(message.parts)
    )
    kept = replace(message, parts=parts)
    try:
        return kept if words_digest(station, kept) == words else None
    except BroadcasterError:
        return None


def unsaid(message: Message) -> Message:
    """The message as this program reads it."""
    parts = tuple(replace(part, said=None) if isinstance(part, Say) else part for part in message.parts)
    return replace(message, parts=parts)


def _said(line: tuple[str, float, float]) -> Said:
    words, pause, pace = line
    # The digest covers the words alone. Of what is no number the first argument of `max` stays.
    pause, (slowest, fastest) = min(max(0.0, pause), _LONGEST_PAUSE), _PACES
    return Said(words=words, pause=pause, pace=pace if slowest <= pace <= fastest else 1.0)
