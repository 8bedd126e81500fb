"""What airs of an alert: its words as a message, and the siren that sounds while they are made.

Nothing that lies in the station's folder without a leader's yes changes what is heard: no recording opens or
closes it, and no entry of the lexicon has other words than the alert.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.inbox.received import Received
from broadcaster.alerts.judging.verdict import Judgement
from broadcaster.alerts.judging.words import attention, words_of
from broadcaster.core.errors import AlertsError
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import ALERTED, SENDER
from broadcaster.playout.desk.request import AlertWarrant, EmergencyGround, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.alert_queue import StandingAlert
from broadcaster.playout.requests.lexicon_use import as_typed
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.speech.model import syllables
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme
from broadcaster.studio.script.recipe import NO_SOUND, SOUNDS

WAIT = timedelta(days=4)  # longer than any alert holds: its end is its own
SIREN = "siren"  # of the program
CHIME = "chime"


def opening_words(station: Station) -> ManualRequest:
    """The siren with a word: what sounds first of an alert."""
    message = Message(
        id=ALERTED, title="", priority=Priority.EMERGENCY, parts=(Say(text=attention()),), repeat=1
    )
    terms = Terms(kind=AiringKind.ALERT, urgency=Urgency.EMERGENCY)
    return ManualRequest(message=message, station=_as_typed(station, message, closes=False), terms=terms)


def requester(received: Received) -> Requester:
    """Who sent an alert, in the place of who asks."""
    return Requester(shown=f"{SENDER}{received.name} ({received.sender})")


def terms_of(one: StandingAlert, warrant: AlertWarrant) -> Terms:
    """On which terms an alert airs: a test as any message does."""
    return Terms(
        kind=AiringKind.ALERT,
        urgency=Urgency.EMERGENCY if one.real else Urgency.NORMAL,
        by=requester(one.received),
        zones=one.sender.zones,
        ground=EmergencyGround.SENDER if one.real else None,
        alert=warrant,
        wait=WAIT,
    )


def siren_of(one: StandingAlert, station: Station, terms: Terms, programme: Programme) -> ManualRequest:
    """The siren before the words of an alert, which are still to be made."""
    wanted = opening_words(station)
    message = replace(wanted.message, id=one.message, title=one.title)
    return replace(wanted, message=message, terms=terms, part_of=one.airing, programme=programme)


def words_request(one: StandingAlert, station: Station, terms: Terms, *, opened: bool) -> ManualRequest:
    """The words of an alert.

    Args:
        one: the alert.
        station: that airs.
        terms: on which it airs.
        opened: its siren sounds already.

    Raises:
        AlertsError: it says nothing.
        BroadcasterError: its words cannot be read.
    """
    received = one.received
    text = alert_words(station, received.alert, received.judgement, sender=received.name)
    if not text:
        raise AlertsError("alerts.says_nothing")
    message = Message(
        id=one.message,
        title=one.title,
        priority=Priority.EMERGENCY if one.real else Priority.NORMAL,
        parts=(Say(text=text),),
        repeat=1,
        siren=NO_SOUND if opened else None,
    )
    return ManualRequest(message=message, station=_as_typed(station, message), terms=terms)


def alert_words(station: Station, alert: Alert, judged: Judgement, *, sender: str, read: bool = False) -> str:
    """What is said of an alert, "" where nothing is; by no entry of the ward's lexicon.

    Args:
        station: that says it.
        alert: what it tells.
        judged: the verdict over it.
        sender: who it is from, in the ward's words; "" where nobody knows.
        read: as it is spoken, else as it is written.
    """
    from broadcaster.reading.engine import read_in  # its rules take a tenth of a second to load

    bare, rate = replace(station, lexicon=MappingProxyType({})), station.settings.speech.rate

    def spoken(written: str) -> tuple[str, float]:
        sentences = read_in(bare, written).sentences
        seconds = sum(syllables(each.spoken) * 60 / rate + each.pause for each in sentences)
        return " ".join(each.spoken for each in sentences) if read else written, seconds

    place, zone = station.settings.place, station.settings.timezone
    return words_of(alert, judged, sender=sender, ward=place.ward or "", zone=zone, spoken=spoken) or ""


def _as_typed(station: Station, message: Message, *, closes: bool = True) -> Station:
    sound = station.settings.sound
    shipped = {NO_SOUND, *SOUNDS}
    patterned = sound.emergency in shipped or named(station.settings.sirens, sound.emergency) is not None
    sound = replace(
        sound,
        opening=sound.opening if sound.opening in shipped else CHIME,
        closing=sound.closing if closes and sound.closing in shipped else NO_SOUND,
        emergency=sound.emergency if patterned else SIREN,
    )
    return as_typed(replace(station, settings=replace(station.settings, sound=sound)), message)
