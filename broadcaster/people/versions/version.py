"""One version of a message as somebody decides about it: digests, doubts, blanks, class and silence.

The same words in a higher class interrupt others, pass the quotas and bring a siren: they need their own yes.
Nor is a message made mute by long pauses: people may ask for any as an emergency. An emergency is not made
mute by days on which it may be heard no more either, nor by a lower class. No other message stands in for its
relays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from broadcaster.people.approval.decision import Version
from broadcaster.people.approval.standing import Yes
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.station import Station, timing_digest, written_digest
from broadcaster.station.rules.blanks import blanks
from broadcaster.studio.script.digest import words_digest

if TYPE_CHECKING:
    from broadcaster.reading.model import Span


Kept = Callable[[str, str], Station | None]
"""The station of an approved version, by the digests of its words and of its archive."""

_CLASSES = tuple(Priority)  # the lowest first


def nothing_kept(_words: str, _pin: str) -> Station | None:
    """Where no versions are at hand."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringManner:
    """The class of a message, the siren of its own, and when its words come in it."""

    priority: Priority
    siren: str | None = None
    timing: str | None = None  # see `timing_digest`; None where nothing tells it
    former: frozenset[str] = frozenset()  # the same as earlier versions wrote it, which told less

    def exceeds(self, approved: AiringManner) -> bool:
        """True if it is heard in a higher class than approved, after another siren, or at other times: in a
        lower class too, for people may still ask for it as an emergency. What was approved as an emergency
        stays one: in a lower class nobody would find it among the emergencies, and its siren were gone.
        """
        if approved.priority is Priority.EMERGENCY and self.priority is not Priority.EMERGENCY:
            return True
        if _CLASSES.index(self.priority) > _CLASSES.index(approved.priority):
            return True
        if self.siren != approved.siren and (self.siren is not None or self.priority is Priority.EMERGENCY):
            return True
        told = None not in (self.timing, approved.timing)
        return told and approved.timing not in {self.timing, *self.former}

    def named_in(self, version: Version) -> Version:
        """A version that tells this manner."""
        return replace(version, priority=str(self.priority), siren=self.siren, timing=self.timing)


_UNTOLD = AiringManner(priority=Priority.PRIORITY)
"""What counts as approved where nothing tells the class: never an emergency."""


def manner_of(station: Station, message: Message, approved: Priority | None = None) -> AiringManner:
    """How a message is to be heard; its timing as it counts in the class in which it was approved."""
    timing = partial(timing_digest, station, message, approved)
    return AiringManner(
        priority=message.priority,
        siren=message.siren,
        timing=timing(),
        former=frozenset((timing(pattern=False), timing(pattern=False, instead=False))),
    )


def exceeds(station: Station, message: Message, yes: Yes, kept: Kept) -> bool:
    """True if a message is to be heard in a manner that was not approved with its words.

    Args:
        yes: its approval. Rows of earlier versions do not tell the whole manner: the archive does.
        kept: reads that; asked only where nothing else tells.
    """
    told = _told(yes.version)
    urgent = Priority.EMERGENCY in (message.priority, told.priority)
    wanted = manner_of(station, message, told.priority)
    # What earlier versions told says nothing of a cause.
    less = manner_of(station, replace(message, cause=None), told.priority)
    untold = told.timing is None or (told.timing in {less.timing, *less.former} - {wanted.timing})
    if (told is _UNTOLD or ((urgent or message.cause is not None) and untold)) and yes.pin is not None:
        house = kept(yes.version.words, yes.pin)
        known = None if house is None else house.messages.get(message.id)
        told = told if house is None or known is None else manner_of(house, known)
    return manner_of(station, message, told.priority).exceeds(told)


def _told(version: Version) -> AiringManner:
    """What the row of an approval tells."""
    if version.priority not in _CLASSES:
        return _UNTOLD
    return AiringManner(priority=Priority(version.priority), siren=version.siren, timing=version.timing)


_EMPTY = ("reading.flag_blank", "reading.flag_blank_date")  # what is not there cannot be accepted
_BREAK = "\n"


def version_of(station: Station, message: Message, sound: str | None = None) -> Version:
    """The digests of a message as it stands, and in which manner it is to be heard.

    Args:
        sound: the digest of its programme, where approval is bound to the sound.

    Raises:
        BroadcasterError: its words cannot be read.
    """
    version = Version(
        words=words_digest(station, message), sound=sound, written=written_digest(station, message)
    )
    return manner_of(station, message).named_in(version)


def doubts(station: Station, message: Message) -> tuple[Span, ...]:
    """The doubtful readings, in order: each must be accepted by whoever approves the message."""
    from broadcaster.reading.engine import readings  # it takes 15 MB: not before somebody decides

    return tuple(span for reading in readings(station, message) for span in reading.flagged)


def empty_places(station: Station, message: Message) -> Iterator[tuple[str, str]]:
    """Each blank that nobody has filled in: its place as `file:line` (of the title the file), and its name.

    Those of templates and forms, and those that the reading finds besides.
    """
    from broadcaster.reading.engine import read_in

    file = f"messages/{message.id}.yaml"
    yield from ((file, blank.label) for blank in blanks(message.title) if blank.marked)
    for part in message.parts:
        if not isinstance(part, Say):
            continue
        found = [(blank.start, blank.end, blank.label) for blank in blanks(part.text)]
        for span in read_in(station, part.text, message).flagged:
            empty = span.flag is not None and span.flag.code in _EMPTY
            if empty and not any(start < span.end and end > span.start for start, end, _ in found):
                found.append((span.start, span.end, " ".join(span.written.split())))
        for start, _, label in sorted(found):
            yield f"{file}:{part.line + part.text.count(_BREAK, 0, start)}", label
