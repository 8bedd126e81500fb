"""What airs of an alert: its words as a message, and the siren that sounds while they are made.

Nothing that lies in the station's folder without a leader's yes changes what is heard: no recording opens or
closes it, and no entry of the lexicon is used.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.inbox.kept import recording_name
from broadcaster.alerts.inbox.received import AlertInbox, AlertRecording, Received
from broadcaster.alerts.judging.verdict import Judgement
from broadcaster.alerts.judging.words import attention, words_of
from broadcaster.core.errors import AlertsError, Phrase
from broadcaster.core.whole_files import sha256_file
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import ALERTED, SENDER
from broadcaster.playout.desk.request import AlertWarrant, EmergencyGround, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.alert_queue import StandingAlert
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.speech.model import syllables
from broadcaster.station.forms.alert_template import AlertTemplate, alert_template, shipped
from broadcaster.station.loading.rule_files import TEMPLATE, template_file, text_of
from broadcaster.station.model.message import Message, Play, Priority, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.script.programme import Programme
from broadcaster.studio.script.recipe import NO_SOUND, SOUNDS

log = logging.getLogger(__name__)

WAIT = timedelta(days=4)  # longer than any alert holds: its end is its own
SIREN = "siren"  # of the program
CHIME = "chime"


def opening_words(station: Station) -> ManualRequest:
    """The siren with a word: what sounds first of an alert."""
    message = Message(
        id=ALERTED,
        title="",
        priority=Priority.EMERGENCY,
        parts=(Say(text=attention(template_of(station))),),
        repeat=1,
    )
    terms = Terms(kind=AiringKind.ALERT, urgency=Urgency.EMERGENCY)
    return ManualRequest(message=message, station=_by_itself(station, closes=False), terms=terms)


def template_of(station: Station) -> AlertTemplate:
    """The ward's own template of alerts, if a leader accepted it; else the program's."""
    digest = station.settings.alert_words
    try:
        return _template(station.root, digest) if digest else shipped()
    except (OSError, ValueError):
        log.warning("the ward's template of alerts is not there: the program's own counts", exc_info=True)
        return shipped()


@lru_cache(maxsize=2)
def _template(root: Path, digest: str) -> AlertTemplate:
    found, _ = alert_template(TEMPLATE, text_of(template_file(Settings(name="", alert_words=digest)), root))
    if found is None:
        raise ValueError(TEMPLATE)
    return found


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


def recording_of(received: Received, inbox: AlertInbox) -> AlertRecording | None:
    """How the sender's own recording of an alert stands; None where it has none."""
    return inbox.recording(received.id) or received.recording


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSpeech:
    """What is said of an alert."""

    text: str  # as it is written; "": nothing
    recording: Recording | None = None  # the sender's, after it
    told: Phrase | None = None  # what people are told of that recording, where it offers one


def speech_of(station: Station, received: Received, recording: AlertRecording | None) -> AlertSpeech:
    """The words of an alert; where its sender's recording is there whole, that after what must be said."""
    sender = received.name if received.proof else ""
    whole = alert_words(station, received.alert, received.judgement, sender=sender)
    if recording is None:
        return AlertSpeech(text=whole)
    why = Phrase(code="alerts.audio.awaited") if recording.awaited else recording.why
    if recording.sha256:
        length = recording.seconds
        head = alert_words(station, received.alert, received.judgement, sender=sender, recording=length)
        name = f"state/{recording_name(received.id)}"
        file = Recording(name=name, path=station.root / name, sha256=recording.sha256)
        if head and _is_whole(file):
            told = Phrase(code="alerts.audio.said", facts=(("seconds", f"{length:.0f}"),))
            return AlertSpeech(text=head, recording=file, told=told)
        why = Phrase(code="alerts.audio.lost" if head else "alerts.audio.no_room")
    facts = () if why is None else (("why", why),)
    return AlertSpeech(text=whole, told=Phrase(code="alerts.audio.not_said", facts=facts))


def _is_whole(file: Recording) -> bool:
    try:
        return sha256_file(file.path) == file.sha256
    except OSError:
        return False


def words_request(
    one: StandingAlert, station: Station, terms: Terms, recording: AlertRecording | None
) -> ManualRequest:
    """The words of an alert.

    Raises:
        AlertsError: it says nothing.
        BroadcasterError: its words cannot be read.
    """
    speech = speech_of(station, one.received, recording)
    if not speech.text:
        raise AlertsError("alerts.says_nothing")
    own = speech.recording
    message = Message(
        id=one.message,
        title=one.title,
        priority=Priority.EMERGENCY if one.real else Priority.NORMAL,
        parts=(Say(text=speech.text), *(() if own is None else (Play(recording=own.name),))),
        repeat=1,
        siren=NO_SOUND if one.opened else None,
    )
    recordings = {} if own is None else {own.name: own}
    station = replace(_by_itself(station), recordings=MappingProxyType(recordings))
    return ManualRequest(message=message, station=station, terms=terms)


def alert_words(
    station: Station,
    alert: Alert,
    judged: Judgement,
    *,
    sender: str,
    read: bool = False,
    recording: float | None = None,
) -> str:
    """What is said of an alert, "" where nothing is; by no entry of the ward's lexicon.

    Args:
        sender: who it is from, in the ward's words; "" where nobody knows.
        read: as it is spoken, else as it is written.
        recording: see `words_of`.
    """
    from broadcaster.reading.engine import read_in  # its rules take a tenth of a second to load

    bare, rate = replace(station, lexicon=MappingProxyType({})), station.settings.speech.rate

    def spoken(written: str) -> tuple[str, float]:
        sentences = read_in(bare, written).sentences
        seconds = sum(syllables(each.spoken) * 60 / rate + each.pause for each in sentences)
        return " ".join(each.spoken for each in sentences) if read else written, seconds

    said = words_of(
        alert,
        judged,
        sender=sender,
        ward=station.settings.place.ward,
        zone=station.settings.timezone,
        spoken=spoken,
        template=template_of(station),
        recording=recording,
    )
    return said or ""


def _by_itself(station: Station, *, closes: bool = True) -> Station:
    sound = station.settings.sound
    own = {NO_SOUND, *SOUNDS}
    patterned = sound.emergency in own or named(station.settings.sirens, sound.emergency) is not None
    sound = replace(
        sound,
        opening=sound.opening if sound.opening in own else CHIME,
        closing=sound.closing if closes and sound.closing in own else NO_SOUND,
        emergency=sound.emergency if patterned else SIREN,
    )
    # The lexicon is written by whoever may write files, and nobody reads an alert before it sounds.
    return replace(station, settings=replace(station.settings, sound=sound), lexicon=MappingProxyType({}))
