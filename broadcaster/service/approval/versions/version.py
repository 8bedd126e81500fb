"""One version of a message as somebody decides about it: its digests, its doubtful readings, its blanks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from broadcaster.people.approval.decision import Version
from broadcaster.service.approval.versions.manner import manner_of
from broadcaster.station.blanks import blanks
from broadcaster.station.editing.written import written_digest
from broadcaster.station.model import Message, Say, Station
from broadcaster.studio.script.digest import words_digest

if TYPE_CHECKING:
    from broadcaster.reading import Span

_EMPTY = ("reading.flag_blank", "reading.flag_blank_date")  # what is not there cannot be accepted
_BREAK = "\n"


def version_of(station: Station, message: Message, sound: str | None = None) -> Version:
    """The digests of a message as it stands, and in which manner it is to be heard.

    Args:
        station: its lexicon, place and manner of reading count.
        message: a message of it.
        sound: the digest of its programme, where approval is bound to the sound.

    Raises:
        BroadcasterError: its words cannot be read.
    """
    version = Version(
        words=words_digest(station, message), sound=sound, written=written_digest(station, message)
    )
    return manner_of(message).named_in(version)


def doubts(station: Station, message: Message) -> tuple[Span, ...]:
    """The doubtful readings, in order: each must be accepted by whoever approves the message."""
    from broadcaster.reading import readings  # it takes 15 MB: not before somebody decides

    return tuple(span for reading in readings(station, message) for span in reading.flagged)


def empty_places(station: Station, message: Message) -> Iterator[tuple[str, str]]:
    """Each blank that nobody has filled in: its place as `file:line`, and the words around it.

    Those of templates and forms, and those that the reading finds besides.
    """
    from broadcaster.reading import read_in

    for part in message.parts:
        if not isinstance(part, Say):
            continue
        found = [(blank.start, blank.end, blank.label) for blank in blanks(part.text)]
        for span in read_in(station, part.text, message).flagged:
            empty = span.flag is not None and span.flag.code in _EMPTY
            if empty and not any(start < span.end and end > span.start for start, end, _ in found):
                found.append((span.start, span.end, " ".join(span.written.split())))
        for start, _, label in sorted(found):
            yield f"messages/{message.id}.yaml:{part.line + part.text.count(_BREAK, 0, start)}", label
