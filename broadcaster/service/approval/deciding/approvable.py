"""Whether a message can be approved as it stands and as it was shown."""

from __future__ import annotations

from dataclasses import replace

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Version
from broadcaster.people.approval.order import Shown
from broadcaster.people.approval.standing import Yes
from broadcaster.service.approval.versions.manner import exceeds, nothing_kept
from broadcaster.service.approval.versions.version import doubts, empty_places, version_of
from broadcaster.station.model import Bind, Message, Station

_PLACES = 10  # that are named


def checked(station: Station, message: Message, shown: Shown) -> Version:
    """The version of a message that can be approved as it was shown.

    Raises:
        PeopleError: it was changed since, it has blanks, or a doubtful reading was not accepted.
        BroadcasterError: its words cannot be read.
    """
    version = version_of(station, message, shown.sound)
    seen = replace(
        version, words=shown.words, priority=shown.priority, siren=shown.siren, timing=shown.timing
    )
    if not version.same(seen):
        raise PeopleError("people.changed_meanwhile", message=message.id)
    check_blanks(station, message)
    accepted = set(shown.spans)
    left = [span for span in doubts(station, message) if (span.written, span.spoken) not in accepted]
    if left:
        raise PeopleError("people.doubt_left", message=message.id, count=len(left), written=left[0].written)
    if station.settings.approval.bind is Bind.SOUND and shown.sound is None:
        raise PeopleError("people.sound_not_heard", message=message.id)
    return version


def is_covered(station: Station, message: Message, version: Version, yes: Yes) -> bool:
    """True if an approval lets this version of a message be heard as it is to be."""
    if yes.version.words != version.words:
        return False
    if station.settings.approval.bind is Bind.SOUND and yes.version.sound != version.sound:
        return False
    return not exceeds(message, yes, nothing_kept)


def check_blanks(station: Station, message: Message) -> None:
    """Nobody can approve a text in which something is still to be filled in.

    Raises:
        PeopleError: it has blanks; the places of all of them are named.
    """
    places = list(empty_places(station, message))
    if places:
        told = "; ".join(f"{place} “{label}”" for place, label in places[:_PLACES])
        raise PeopleError("people.blank", message=message.id, count=len(places), places=told)
