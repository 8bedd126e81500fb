"""Warnings about a station that is right in itself but will not do what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from broadcaster.core.containment import Kind
from broadcaster.station.model.equipment import Channel, Keying
from broadcaster.station.model.message import Message, Pause, Priority, Validity
from broadcaster.station.model.office import CERTIFICATE
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.registries.keyings import missing_extra
from broadcaster.station.rules.engines import EngineReach, reach_of
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import Place, Trees, problems_of

_FORBIDDEN = {
    EngineReach.INTERNET: "station.online_forbidden",
    EngineReach.UNKNOWN: "station.online_unless_near",
}


def notices(station: Station, trees: Trees, today: date) -> list[Problem]:
    """Every warning about `station` on the day `today` (local to the station).

    Files with errors are among `trees` but not in `station`: no warning is given about them.
    """
    found: list[Problem] = [*_forbidden(station, trees.station), *_services(station, trees.station)]
    found += _heard_together(station, trees.station)
    for schedule in station.schedules.values():
        place = trees.schedules[schedule.id]
        looks: list[Iterator[Problem]] = [
            _over(schedule, place, today, "station.schedule_over"),
            _never(schedule, station, place),
            _once(schedule, station, place),
        ]
        found += _each(Kind.SCHEDULE, place, looks)
    found += _not_installed(station, trees.station)
    scheduled = {name for schedule in station.schedules.values() for name in schedule.messages}
    for message in station.messages.values():
        place = trees.messages[message.id]
        looks = [_cannot_air(message, place)]
        if message.id in scheduled:
            looks.append(_over(message, place, today, "station.message_over"))
        found += _each(Kind.MESSAGE, place, looks)
    found += _contacts(station, trees.station)
    for identity in sorted(station.approvals.keys() - trees.messages.keys()):
        place = trees.approvals[identity]
        mark = place.mark("message")
        found.append(place.problem(mark, "station.approval_of_nothing", Severity.WARNING, written=identity))
    return found


def _each(kind: Kind, place: Place, looks: Iterable[Iterator[Problem]]) -> Iterator[Problem]:
    """What some looks at one file find; they are generators, so none has begun."""
    for look in looks:
        yield from problems_of(kind, place, partial(iter, look), Severity.WARNING)


def _forbidden(station: Station, place: Place) -> Iterator[Problem]:
    """An engine that is listed although the station lets no words leave the computer."""
    settings = station.settings
    for index, name in enumerate(settings.speech.engines):
        reach = reach_of(settings, name)
        code = _FORBIDDEN.get(reach)
        if code is not None and not settings.speech.online:
            mark = place.mark("speech", "engines", index)
            yield place.problem(mark, code, Severity.WARNING, written=name)


def _services(station: Station, place: Place) -> Iterator[Problem]:
    """Services that are listed but have no key, or one that was entered for another host."""
    settings = station.settings
    for index, name in enumerate(settings.speech.engines):
        if (service := settings.service(name)) is not None and service.lack:
            mark = place.mark("speech", "engines", index)
            facts = {"written": name, "host": service.host, "other": service.access.host}
            yield place.problem(mark, f"station.service_{service.lack}", Severity.WARNING, **facts)


def unencrypted(root: Path, station: Station, place: Place) -> Iterator[Problem]:
    """A console for other computers, which does not open to them without a certificate."""
    listen = station.settings.console.listen
    if listen.local or (root / "state" / CERTIFICATE).is_file():
        return
    mark = place.mark("console", "listen")
    yield place.problem(mark, "console.needs_tls", Severity.WARNING, host=listen.host, port=listen.port)


def _over(item: Message | Schedule, place: Place, today: date, code: str) -> Iterator[Problem]:
    until = item.valid.until
    if until is not None and until < today:
        yield place.problem(place.mark("valid", "until"), code, Severity.WARNING, until=until)


def _never(schedule: Schedule, station: Station, place: Place) -> Iterator[Problem]:
    """A message that is not valid on any day of the schedule."""
    for index, name in enumerate(schedule.messages):
        message = station.messages.get(name)
        if message is not None and not _meet(schedule.valid, message.valid):
            mark = place.mark("messages", index) if place.child("messages") else place.mark("message")
            yield place.problem(mark, "station.never_valid", Severity.WARNING, written=name)


def _not_installed(station: Station, place: Place) -> Iterator[Problem]:
    """A keying whose library this computer lacks: right in itself, but the station would not start here."""
    settings = station.settings
    keyings: list[tuple[tuple[str, ...], Keying]] = [(("keying",), settings.keying)]
    keyings += [(("zones", name, "keying"), z.keying) for name, z in settings.zones.items() if z.keying]
    for path, keying in keyings:
        extra = missing_extra(keying.type, keying.options)
        if extra is not None:
            mark = place.mark(*path, "type")
            facts = {"written": keying.type, "extra": extra}
            yield place.problem(mark, "station.keying_not_installed", Severity.WARNING, **facts)


def _heard_together(station: Station, place: Place) -> Iterator[Problem]:
    """Zones that schedules tell apart, although one channel and one transmitter reach both."""
    wanted = [frozenset(schedule.zones) for schedule in station.schedules.values() if schedule.zones]
    shared = [zone for zone in station.settings.zones.values() if zone.keying is None]
    for index, zone in enumerate(shared):
        for other in shared[:index]:
            apart = any((zone.name in names) != (other.name in names) for names in wanted)
            if apart and (Channel.BOTH in (zone.channel, other.channel) or zone.channel is other.channel):
                facts = {"written": zone.name, "other": other.name}
                mark = place.mark("zones", zone.name)
                yield place.problem(mark, "station.zones_heard_together", Severity.WARNING, **facts)
                break


def _once(schedule: Schedule, station: Station, place: Place) -> Iterator[Problem]:
    """A message that repeats until stopped does so for a person only."""
    for index, name in enumerate(schedule.messages):
        message = station.messages.get(name)
        if message is not None and message.every is not None:
            mark = place.mark("messages", index) if place.child("messages") else place.mark("message")
            yield place.problem(mark, "station.once_on_schedule", Severity.WARNING, written=name)


def _contacts(station: Station, place: Place) -> Iterator[Problem]:
    """What a contact airs must be prepared before anybody needs it."""
    for name, contact in station.settings.contacts.items():
        mark = place.mark("contacts", name, "message")
        message = station.messages.get(contact.message)
        if message is None:
            continue
        if message.priority is not Priority.EMERGENCY:
            yield place.problem(mark, "station.contact_unprepared", Severity.WARNING, written=message.id)


def _cannot_air(message: Message, place: Place) -> Iterator[Problem]:
    """What nobody could make heard."""
    if all(isinstance(part, Pause) for part in message.parts):
        yield place.problem(place.mark("parts"), "station.nothing_to_hear", Severity.WARNING)


def _meet(one: Validity, other: Validity) -> bool:
    first = max(one.first or date.min, other.first or date.min)
    return first <= min(one.until or date.max, other.until or date.max)
