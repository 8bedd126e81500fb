"""What a person asks for by hand, as a value: which message, of which station, and how it is to air. Pure.

A bulletin may be silent for minutes where nobody hurries. Whoever asks for it as an emergency means its
words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from broadcaster.core.errors import Phrase, ServiceError, VoiceError
from broadcaster.journal.rows.model import Airing, AiringKind, Entry
from broadcaster.journal.rows.names import CONTACT, KEYING_TEST, SPOKEN
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.desk.request import EmergencyGround, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import (
    Ask,
    AskHear,
    AskPlay,
    AskPlayFile,
    AskSay,
    AskTest,
    known_zones,
)
from broadcaster.playout.requests.lexicon_use import HeardOtherwise, as_typed, heard_otherwise
from broadcaster.playout.requests.members import URGENCIES
from broadcaster.playout.requests.message_version import Withheld, meant
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.model.message import Message, Part, Pause, Priority, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.comparison.trial import choose, with_voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.studio.script.loose_messages import filed, passage, spoken
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal, outside_validity

Made = AskPlay | AskPlayFile | AskSay | AskHear | AskTest
"""What is made here. A relay and a live voice have sources of their own."""

LONGEST = 2.0  # seconds between two things that are heard
GAP = 15.0  # seconds between two times through: as a message has by default


def as_emergency(station: Station, message: Message) -> Message:
    """A message as an emergency: its silence before the first words is left out, and the rest is bounded.

    One that is an emergency by its file keeps its silence where a leader approved it, or nobody has to.
    """
    seen = message.id in station.approved or not station.settings.approval.required
    if message.priority is Priority.EMERGENCY and seen:
        return message
    parts = _bounded(message.parts)
    return replace(message, priority=Priority.EMERGENCY, parts=parts, gap=min(message.gap, GAP))


def _bounded(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    found: list[Part] = []
    heard = False  # something is, since the last pause
    for part in parts:
        if not isinstance(part, Pause):
            found.append(part)
            heard = heard or not isinstance(part, Say) or any(sign.isalnum() for sign in part.text)
        elif heard:
            found.append(replace(part, length=min(part.length, LONGEST)))
            heard = False
    return tuple(found)


TEST_WORDS = "Thử máy phát: một, hai, ba."


def terms_of(
    station: Station, ask: Ask[Any], by: Requester, own: Urgency, kind: AiringKind = AiringKind.MANUAL
) -> Terms:
    """On which terms a person asks for something whose own class is `own`.

    Raises:
        ServiceError: unknown class or zone.
    """
    chosen = ask.chosen
    return Terms(
        kind=AiringKind.REHEARSAL if ask.rehearse else kind,
        urgency=Urgency.NORMAL if ask.rehearse else own if chosen is None else URGENCIES[chosen],
        manual=not ask.rehearse or kind is not AiringKind.MANUAL,
        by=by,
        zones=known_zones(station, ask.zones),
        # A message that is only marked emergency does not break the night: a person must say so.
        ground=EmergencyGround.PERSON if ask.urgent else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualRequest:
    """A message to be aired at once."""

    message: Message
    station: Station  # the one that knows the message's recordings and voice
    terms: Terms
    makes_good: str | None = None  # the airing that it replaces
    note: Refusal | None = None  # what the journal says where it airs whole
    warning: Refusal | None = None  # what whoever asks is told too: it airs all the same
    engine: str | None = None  # which engine must speak; the station's own order by default
    from_sentence: int | None = None  # it begins there, after the opening
    continues: Airing | None = None  # which was cut there
    skips: bool = False  # nobody heard what is left out before it, nor approved the rest alone
    lasting: float | None = None  # seconds; None until its sound is there
    after: timedelta = timedelta()  # from when it is asked for until it begins
    part_of: str | None = None  # the airing of which it is the siren
    programme: Programme | None = None  # its sound, where that is there

    def entry(self, now: datetime) -> Entry:
        """The journal's entry for it, before its sound is made."""
        entry = asked_for(self.message, self.terms, now + self.after)
        pinned = self.message.id in self.station.pinned
        entry = replace(entry, makes_good=self.makes_good, pinned=pinned, part_of=self.part_of)
        before = self.continues
        if before is None:
            return entry
        # Both parts are one session: reports count it once.
        return replace(
            entry,
            resumes=before.id,
            session=before.session or before.id,
            position=before.position,
            schedule=before.schedule,
        )


def by_name(
    station: Station, ask: AskPlay, by: Requester, withheld: Withheld | None = None, shown: str | None = None
) -> ManualRequest:
    """A message of the station, by its id, in the version that is meant.

    Args:
        shown: the version that whoever asks was shown; see `message_version`.

    Raises:
        StationError: unknown message.
        ServiceError: unknown class or zone; whoever asks was shown another version.
    """
    found = meant(station, ask.message, rehearse=ask.rehearse, urgent=ask.urgent, withheld=withheld)
    found.check(shown)
    wanted = _by_hand(found.station, found.message, ask, by)
    return replace(wanted, from_sentence=ask.from_sentence)


def typed(station: Station, ask: AskSay, by: Requester) -> ManualRequest:
    """A text that was typed now.

    Raises:
        VoiceError: there is no such voice.
        ServiceError: nothing or too much to say; unknown class or zone; it is to repeat and is no emergency.
    """
    message = replace(spoken(ask.text), repeat=ask.times)
    if ask.every is not None:
        if not ask.urgent:
            raise ServiceError("service.only_emergencies_repeat")
        message = replace(message, repeat=1, every=ask.every)
    engine = None
    if ask.voice is not None:
        installed = Shelf(voices_folder(station)).voices()
        choice = choose(station, ask.voice, installed)
        if not station.settings.may_speak(choice.engine):
            # What comes from a service that no leader has said yes to is heard in no room.
            raise VoiceError("voices.not_accepted", name=choice.engine)
        station, engine = with_voice(station, choice), choice.engine
    after = timedelta(seconds=ask.after)
    return replace(_by_hand(station, message, ask, by), engine=engine, after=after)


def excerpt(station: Station, ask: AskHear, by: Requester) -> ManualRequest:
    """A sentence or a span of a text, to be heard as a rehearsal.

    Raises:
        StationError: there is no such message, or a reading is not made of Vietnamese syllables.
        ReadingError: there is no such sentence or span, or nothing of it is spoken.
    """
    station, message = passage(station.newest(), ask)
    rehearsal: Ask[Any] = Ask(rehearse=True)
    return _by_hand(station, message, rehearsal, by)


def file(station: Station, ask: AskPlayFile, by: Requester) -> ManualRequest:
    """A sound file.

    Raises:
        ServiceError: there is no such file; unknown class or zone.
        StoreError: it cannot be read.
    """
    station, message = filed(station, Path(ask.path))
    return _by_hand(station, message, ask, by)


def found_for(
    station: Station, ask: Made, by: Requester, withheld: Withheld | None = None, shown: str | None = None
) -> ManualRequest:
    """What is asked for, found in the station; see the functions above for what is raised."""
    match ask:
        case AskPlay():
            return by_name(station, ask, by, withheld, shown)
        case AskPlayFile():
            return file(station, ask, by)
        case AskSay():
            return typed(station, ask, by)
        case AskHear():
            return excerpt(station, ask, by)
        case AskTest():
            return keying_test(station, ask, by)


def make_up_airing(station: Station, airing: Airing, *, by: Requester) -> ManualRequest:
    """What an airing was to air, in the zones of its schedule.

    Raises:
        StationError: its message is there no more.
    """
    rule = station.schedules.get(airing.schedule or "")
    found = meant(station, airing.message or "")
    terms = Terms(
        kind=AiringKind.MANUAL,
        urgency=URGENCIES[found.message.priority],
        manual=True,
        by=replace(by, leads=False),  # it is what the timetable owes, whoever asks for it
        zones=airing.zones if rule is None else rule.zones,
    )
    return ManualRequest(message=found.message, station=found.station, terms=terms, makes_good=airing.id)


def continued(
    station: Station, airing: Airing, ask: AskPlay, by: Requester, withheld: Withheld | None = None
) -> ManualRequest:
    """What is left of an airing from a sentence on, in the zones in which it was heard.

    Raises:
        StationError: its message is there no more.
        ServiceError: unknown class or zone.
    """
    zones = ask.zones or tuple(zone for zone in heard_in(station, airing) if zone in station.settings.zones)
    wanted = by_name(station, replace(ask, message=airing.message or "", zones=zones), by, withheld)
    return replace(wanted, continues=airing)


def heard_in(station: Station, airing: Airing) -> tuple[str, ...]:
    """The only zones in which an airing was heard; empty for all."""
    rule = station.schedules.get(airing.schedule or "")  # older rows name no zones
    return airing.zones or (() if rule is None else rule.zones)


def pressed(
    station: Station, contact: str, name: str, *, emergency: bool, withheld: Withheld | None = None
) -> ManualRequest:
    """The message of a contact that was closed, as an emergency.

    Args:
        emergency: the ward gave the contact a person's right to break quiet hours.

    Raises:
        StationError: unknown message.
    """
    found = meant(station, name, urgent=emergency, withheld=withheld)
    message = as_emergency(found.station, found.message)
    terms = Terms(
        kind=AiringKind.MANUAL,
        urgency=Urgency.EMERGENCY,
        manual=True,
        by=Requester(shown=f"{CONTACT}{contact}"),
        ground=EmergencyGround.CONTACT if emergency else None,
    )
    return ManualRequest(message=message, station=found.station, terms=terms)


def settled(wanted: ManualRequest, now: datetime, withheld: Withheld | None = None) -> ManualRequest:
    """What is asked for as it airs: a typed emergency is heard as it was typed.

    It says of an emergency that a person orders what they are told in place of a no: that it is outside its
    text's validity, that it was corrected, or that the lexicon makes other words of what they typed.
    """
    typed_now = wanted.message.id == SPOKEN and wanted.message.priority is Priority.EMERGENCY
    if typed_now:
        wanted = replace(wanted, station=as_typed(wanted.station, wanted.message))
    if not wanted.terms.emergency:
        return wanted
    found = outside_validity(wanted.station, wanted.message, now)
    if typed_now:
        found = both(found, told_of(heard_otherwise(wanted.station, wanted.message)))
    elif withheld is not None:
        found = both(found, withheld.ordered(wanted.station, wanted.message.id))
    return replace(wanted, warning=found)


def told_of(heard: HeardOtherwise) -> Refusal | None:
    """What whoever orders a text is told of it; None where it is heard as it is written."""
    found = Refusal(code="playout.heard", facts=(("words", heard.words),)) if heard.words else None
    return both(found, Refusal(code="playout.may_be_heard") if heard.more else None)


def both(first: Refusal | None, second: Refusal | None) -> Refusal | None:
    """Two notes about an airing as one."""
    if first is None or second is None:
        return first or second
    facts = (
        ("first", Phrase(code=first.code, facts=first.facts)),
        ("second", Phrase(code=second.code, facts=second.facts)),
    )
    return Refusal(code="playout.both", facts=facts)


def keying_test(station: Station, ask: AskTest, by: Requester) -> ManualRequest:
    """Some words of test in a zone, or in all, as maintenance. Raises ServiceError: there is no such zone."""
    wanted = known_zones(station, () if ask.zone is None else (ask.zone,))
    message = Message(id=KEYING_TEST, title="", parts=(Say(text=TEST_WORDS),), repeat=1)
    terms = Terms(kind=AiringKind.MAINTENANCE, by=by, zones=wanted)
    return ManualRequest(message=message, station=station, terms=terms)


def _by_hand(station: Station, message: Message, ask: Ask[Any], by: Requester) -> ManualRequest:
    terms = terms_of(station, ask, by, URGENCIES[message.priority])
    if terms.emergency:
        message = as_emergency(station, message)
    elif (chosen := ask.chosen) is not None:
        message = replace(message, priority=chosen)
    return ManualRequest(message=message, station=station, terms=terms)
