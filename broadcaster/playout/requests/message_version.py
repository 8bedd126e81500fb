"""Which version of a message a request means, by the digest of what the person was shown.

It is decided here alone, for API, web console and commands.

A page shows what this gives, and what it gives airs: by a command, a contact, the API, by hand, as what is
caught up or goes on. What airs by a schedule is a message of the station that airs, which is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.playout.requests.lexicon_use import touching
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import Station, find_message, timing_digest, written_digest
from broadcaster.studio.script.remembered import Remembered
from broadcaster.timetable.rules.guard import Refusal


def shown_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over all that decides what is said and how; not over the title: it is not heard.

    Of approved words nothing counts but these and how they come: an edit of the file by which they stay the
    same, made again and again, must not keep an emergency from who was shown them.
    """
    words = station.approved.get(message.id)
    settings = station.house_of(message.id).settings
    opening = message.siren or settings.sound.emergency
    manner = (
        timing_digest(station, message),
        str(message.priority),
        (opening, named(settings.sirens, opening)) if message.priority is Priority.EMERGENCY else None,
    )
    said = _FILED.of(station, message) if words is None else words
    return hashlib.sha256(repr((said, manner)).encode()).hexdigest()


def filed_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over what the words of a message are read of: texts, recordings and readings."""
    house = station.house_of(message.id)
    facts = (
        written_digest(station, message),
        *(sorted(used.items()) for used in touching(message, message.lexicon, house.lexicon)),
        [part.said for part in message.parts if isinstance(part, Say)],
        house.settings.place,
        house.settings.reading,
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


MOST = 100  # emergencies on a page; whoever may write files may write thousands
_FILED = Remembered(filed_digest, versions=2, most=4 * MOST)


class Withheld(Protocol):
    """Knows the messages that were corrected and may not air as they are."""

    def refusal(self, station: Station, name: str, *, urgent: bool = False) -> Refusal | None:
        """Why a message may not air, or None."""

    def ordered(self, station: Station, name: str) -> Refusal | None:
        """What is told of a corrected one that a person orders as an emergency; None of any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedVersion:
    """One version of a message, and the station that knows its recordings and its voice."""

    station: Station
    message: Message

    @property
    def shown(self) -> str:
        """Names all of it that decides what is said and how; see `shown_digest`."""
        return shown_digest(self.station, self.message)

    @property
    def quick(self) -> bool:
        """True if `shown` need not be made of the whole text first."""
        approved = self.message.id in self.station.approved
        return approved or _FILED.known(self.station, self.message) is not None

    def check(self, shown: str | None) -> None:
        """Raise `ServiceError` if somebody was shown another version; None for who was shown none."""
        if shown is not None and shown != self.shown:
            raise ServiceError("service.changed_meanwhile", title=self.message.title)


def meant(
    station: Station,
    name: str,
    *,
    rehearse: bool = False,
    urgent: bool = False,
    withheld: Withheld | None = None,
) -> AskedVersion:
    """The version of a message that is meant.

    What is rehearsed is the message as its file is now. All else is the message as it may air: where the
    leadership approved a version and its file was edited since, that version. An emergency whose approved
    version was found wrong and corrected is the message as its file is now, unless that is still the mistake.

    Args:
        name: the message, as people write it.
        urgent: a person, or a contact with that right, asks for it as an emergency.

    Raises:
        StationError: there is no such message.
    """
    message = find_message(station, name)
    newest = rehearse
    if urgent and withheld is not None and message.id in station.edited:
        wrong = withheld.refusal(station, message.id) is not None
        newest = wrong and withheld.refusal(station.newest(), message.id) is None
    if newest:
        station = station.newest()
        message = station.messages[message.id]
    return AskedVersion(station=station, message=message)


def offered(
    station: Station, withheld: Withheld, aside: Callable[[str, BroadcasterError], None], *, urgent: bool
) -> Iterator[AskedVersion]:
    """What may be asked for by hand, each in the version that would air; nothing that is held back.

    Args:
        aside: told of each message with which something goes wrong.
    """

    def offer(name: str) -> AskedVersion | None:
        if withheld.refusal(station, name, urgent=urgent) is not None:
            return None
        return meant(station, name, urgent=urgent, withheld=withheld)

    names = station.messages.keys() - station.waiting.keys()
    return (one for one in each(Kind.MESSAGE, names, str, offer, aside) if one is not None)


def emergencies(versions: Iterable[AskedVersion]) -> list[AskedVersion]:
    """Those that are emergencies, in the order in which they are listed: approved ones first."""
    urgent = [one for one in versions if one.message.priority is Priority.EMERGENCY]
    return sorted(urgent, key=lambda one: (one.message.id not in one.station.approved, one.message.title))
