"""Who is told what, and when: recipients of station.yaml, and persons of the station by their roles. Pure.

A recipient's roles say what concerns them. News goes out at once; at night, and to whoever wants one message
a day, only what needs somebody at once does. The same again within its rest is counted and told at its end.
What comes again soon after people were told of its end is told as such, and its next end only once that has
lasted: who reads of an end may believe it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from broadcaster.notices.news.model import News, NewsLine, Subject
from broadcaster.people.roles.model import People, Person, PersonContact, Role
from broadcaster.station.model.office import Duty, Notices, Recipient

_DUTIES: Mapping[Role, Duty] = {
    Role.OFFICER: Duty.OFFICER,
    Role.LEADER: Duty.LEADER,
    Role.DUTY: Duty.DUTY,
    Role.TECHNICIAN: Duty.TECHNICIAN,
}


def audience(notices: Notices, people: People, contacts: Mapping[str, PersonContact], on: date) -> Notices:
    """The notices with the persons who are reached by any way.

    On the days of a delegation the person who approves is told in the leader's place, if they can be reached.
    A recipient of station.yaml with a person's id stands for that person.

    Args:
        on: the day in the station's zone.
    """
    reached = {one.id: one for one in people.enabled() if _ways(notices, contacts.get(one.id))}
    recipients = {
        name: Recipient(
            name=name,
            roles=roles,
            mail=contacts[name].mail if notices.mail is not None else "",
            sms=contacts[name].phone,
            digest=contacts[name].daily,
        )
        for name, one in reached.items()
        if (roles := frozenset(_duties(one, people, {*reached, *notices.to}, on)))
    }
    return replace(notices, to=MappingProxyType({**recipients, **notices.to}))


def _ways(notices: Notices, contact: PersonContact | None) -> bool:
    """True if any address can be used: mail needs the station's mail server."""
    return contact is not None and bool(contact.phone or (contact.mail and notices.mail is not None))


def _duties(one: Person, people: People, reached: set[str], on: date) -> Iterator[Duty]:
    """What a person does at the station on a day; `reached`: who is told at all."""
    away = any(given.holds_on(on) and given.to in reached for given in one.delegations)
    for role, duty in _DUTIES.items():
        if role in one.roles and not (duty is Duty.LEADER and away):
            yield duty
    if any(
        given.to == one.id and given.holds_on(on)
        for leader in people.enabled()
        if Role.LEADER in leader.roles
        for given in leader.delegations
    ):
        yield Duty.LEADER


_EVERYBODY = frozenset(Duty)
_AT_THE_STATION = frozenset({Duty.OFFICER, Duty.DUTY, Duty.TECHNICIAN})
CONCERNS: Mapping[Subject, frozenset[Duty]] = {
    Subject.APPROVAL: frozenset({Duty.LEADER}),
    Subject.MISSED: frozenset({Duty.OFFICER, Duty.DUTY}),
    Subject.REFUSED: frozenset({Duty.OFFICER}),
    Subject.CUT: frozenset({Duty.OFFICER, Duty.DUTY}),
    Subject.FAULT: frozenset({Duty.DUTY, Duty.TECHNICIAN}),
    Subject.CAMPAIGN: frozenset({Duty.OFFICER}),
    Subject.CLOCK: _AT_THE_STATION,
    Subject.DISK: frozenset({Duty.DUTY, Duty.TECHNICIAN}),
    Subject.CERTIFICATE: frozenset({Duty.TECHNICIAN}),
    Subject.BACKUP: frozenset({Duty.OFFICER, Duty.TECHNICIAN}),
    Subject.CALENDAR: frozenset({Duty.OFFICER, Duty.TECHNICIAN}),
    Subject.VOICE: frozenset({Duty.OFFICER, Duty.TECHNICIAN}),
    Subject.ALERT: frozenset({Duty.OFFICER, Duty.LEADER, Duty.DUTY}),
    Subject.TEST: _EVERYBODY,
}
"""Whom each subject concerns."""

OF_DUTY = frozenset({Subject.FAULT, Subject.CLOCK, Subject.DISK, Subject.ALERT})
"""Whoever is on duty is told of these at night too: the next airing depends on it, or it sounds."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REST: Mapping[Subject, timedelta] = {
    Subject.REFUSED: DAY,  # the same schedule for the same reason
    Subject.BACKUP: DAY,  # it is tried once an hour
    Subject.CALENDAR: DAY,
    Subject.CAMPAIGN: timedelta(days=30),  # its key has the day of its end
    Subject.VOICE: timedelta(days=31),  # its key has the month
    Subject.TEST: timedelta(0),
}
"""How long the same news is not told again; an hour where nothing else is said."""

WELL = 0.25
"""How much of that rest it must have been well before the end of what came again is told."""

MOST_AN_HOUR = 10
"""Messages to one recipient by one way: more wait, and come together."""


class Belief(IntEnum):
    """What people believe of a key, by what they were told."""

    OVER = 0
    HOLDS = 1
    AGAIN = 2  # it holds, and came back soon after an end that was told


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNotice:
    """When a key was told last, its end included, and what people believe since."""

    at: datetime
    belief: Belief


def rest(news: News) -> timedelta:
    """How long the same is not told again."""
    return DAY if news.daily else REST.get(news.subject, HOUR)


def earliest(news: News, told: LastNotice | None, now: datetime) -> datetime | None:
    """When news may be told at the earliest; None for an end of which nobody knows the beginning."""
    if news.over:
        if told is None or not told.belief:
            return None
        return now + rest(news) * WELL if told.belief is Belief.AGAIN else now
    if told is None or not told.belief or told.at > now:  # the clock was set back: it was told in the future
        return now
    return max(now, told.at + rest(news))


def is_back(news: News, told: LastNotice | None, now: datetime) -> bool:
    """True for what people were told the end of not long ago."""
    return not news.over and told is not None and not told.belief and told.at <= now < told.at + rest(news)


def lines(news: News, notices: Notices, zone: ZoneInfo, due: datetime) -> Iterator[NewsLine]:
    """What each recipient is told of news that may be told from `due` on."""
    for one in _concerned(news, notices):
        urgent = _urgent(news, one)
        later = due if news.subject is Subject.TEST else _due(one, notices, due.astimezone(zone), urgent)
        yield NewsLine(recipient=one.name, news=news, due=later, urgent=urgent or later <= due)


def in_span(span: tuple[time, time] | None, at: time) -> bool:
    """True if a time of day lies in a span, which may cross midnight."""
    if span is None or span[0] == span[1]:
        return False
    first, last = span
    return first <= at < last if first < last else at >= first or at < last


def _concerned(news: News, notices: Notices) -> Iterable[Recipient]:
    if news.to is not None:
        return [one for one in notices.to.values() if one.name == news.to]
    return [one for one in notices.to.values() if one.roles & CONCERNS[news.subject]]


def _urgent(news: News, one: Recipient) -> bool:
    return news.subject is Subject.TEST or (Duty.DUTY in one.roles and news.subject in OF_DUTY)


def _due(one: Recipient, notices: Notices, local: datetime, urgent: bool) -> datetime:
    """When a recipient is told: put off to the digest, or to the end of the night."""
    if urgent:
        return local
    due = _next(local, notices.digest) if one.digest else local
    if notices.night is not None and in_span(notices.night, due.time()):
        due = _next(due, notices.night[1])
    return due


def _next(after: datetime, at: time) -> datetime:
    """The next instant with this time of day, not before `after`; a time that a zone skips comes later."""
    day = after.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0, fold=0)
    return day if day >= after else day + timedelta(days=1)
