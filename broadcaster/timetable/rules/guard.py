"""The hard guard: the rules that everything must pass before it airs.

The plan applies them ahead, so that people see what will not air and why. The playout applies the same rules
again at air time. A rule is one small function in `RULES`. It gets the case (what is to air, and how it was
asked for) and returns a check of the two instants, or None where it never refuses this case. So what does not
depend on the instants is computed once for a case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from broadcaster.core.errors import ARTICLE, BroadcasterError, Fact, phrase
from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Priority, Validity
from broadcaster.station.model.regulation import Layer, Silence, Sorrow, Span
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.quiet import common, heard_in, layer_of, silences_on
from broadcaster.station.rules.rulebook import rules_of
from broadcaster.timetable.days.recurrence import instant

_DAY = timedelta(days=1)
# A validity that begins or ends beyond these years is open at that end: the instant may not exist.
_YEARS = range(date.min.year + 1, date.max.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something may not air: a key of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


NOT_APPROVED = Refusal(code="timetable.not_approved")
READING_CHANGED = Refusal(code="timetable.reading_changed")
UNAPPROVED = frozenset({NOT_APPROVED.code, READING_CHANGED.code})
"""Codes of the refusals that an approval removes."""
PAUSED = Refusal(code="timetable.schedule_paused")
SET_ASIDE = "timetable.set_aside"
_NEVER = ((Silence(spans=()),),)  # no quiet hours at all
_GONE = Refusal(code="timetable.message_gone")
_CLOCK = Refusal(code="timetable.clock_untrusted")


def set_aside(error: BroadcasterError) -> Refusal:
    """Why what raised this error may not air; nothing else is touched by it."""
    return Refusal(code=SET_ASIDE, facts=(("why", phrase(error)),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to air, apart from when."""

    station: Station
    message: Message
    # A person who may do so, or a contact with that right, asked for it as one. It passes quiet hours, and
    # nothing else; a message that is only marked as an emergency does not.
    emergency: bool = False
    ordered: bool = False  # as an emergency by a person: they are told of its validity, and it airs
    unapproved: Refusal | None = None  # why it is not approved as it stands; asked where that is required
    clock: bool = True  # the clock is trusted, or a person asked and no clock is needed
    zones: tuple[str, ...] = ()  # where it is heard; empty: everywhere


Check = Callable[[datetime, datetime], Refusal | None]
"""Judges an airing by its start and end, both aware in UTC, without the keying around it."""

Rule = Callable[[Case], Check | None]
ScheduleRule = Callable[[Station, Schedule], Check | None]


def refusal(case: Case, start: datetime, end: datetime, schedule: Schedule | None = None) -> Refusal | None:
    """The first reason why what is to air may not do so from `start` to `end`, or None.

    Args:
        start: the first sample heard, aware; the keying before it is added here.
        end: the last sample heard, aware; the keying after it is added here.
        schedule: the schedule that asks, None for a person.
    """
    begin, until = start.astimezone(UTC), end.astimezone(UTC)
    for check in (*checks(case), *schedule_checks(case.station, schedule)):
        found = check(begin, until)
        if found is not None:
            return found
    return None


def checks(case: Case) -> tuple[Check, ...]:
    """The checks that `case` must pass, in the order of `RULES`."""
    return tuple(check for rule in RULES if (check := rule(case)) is not None)


def schedule_checks(station: Station, schedule: Schedule | None) -> tuple[Check, ...]:
    """The checks that everything of `schedule` must pass; none for a person."""
    if schedule is None:
        return ()
    return tuple(check for rule in SCHEDULE_RULES if (check := rule(station, schedule)) is not None)


def margins(keying: Keying) -> tuple[timedelta, timedelta]:
    """How long the transmitter is switched on before the first sample and after the last one."""
    if keying.type == "none":
        return timedelta(), timedelta()
    return timedelta(seconds=keying.lead), timedelta(seconds=keying.tail)


def all_margins(settings: Settings) -> tuple[timedelta, timedelta]:
    """The widest margins of all transmitters of the station and of its zones."""
    own = [zone.keying for zone in settings.zones.values() if zone.keying is not None]
    leads, tails = zip(*(margins(keying) for keying in (settings.keying, *own)), strict=True)
    return max(leads), max(tails)


def quiet_hours(case: Case) -> Check | None:
    """No part of an airing, keying included, lies inside quiet hours of a zone in which it is heard.

    An airing may end in the instant in which they begin, and begin in the instant in which they end.
    Equal ends mean the whole day.
    """
    settings = case.station.settings
    if case.emergency:
        return None
    layers = quiet_layers(settings)
    return _outside(
        layers, heard_in(layers, case.zones), case.message.priority, settings.timezone, *all_margins(settings)
    )


def quiet_layers(settings: Settings) -> tuple[Layer, ...]:
    """What says when it is quiet: the rules, and what holds on until a person confirms shorter hours."""
    stated, still = layer_of(rules_of(settings)), settings.still_quiet
    if still is None:
        return (stated,)
    return (stated, *(((Silence(spans=still.spans),),) if still.spans else ()), *still.layers)


def spans_on(
    layers: tuple[Layer, ...], day: date, zones: tuple[str, ...], priority: Priority
) -> dict[Span, str]:
    """The quiet spans that begin on a day in any of some zones, each with its article."""
    found: dict[Span, str] = {}
    for layer in layers:
        for one in silences_on(layer, day, zones, priority):
            for span in one.spans:
                found.setdefault(span, one.by)
    return found


def mourning(case: Case) -> Check | None:
    """On days of mourning no message with music airs, or nothing but an emergency that a person asks for."""
    own = case.station.settings.rulebook
    if own is None or case.emergency:
        return None
    zone = case.station.settings.timezone
    found = []
    for one in own.mourning:
        if (one.what is Sorrow.SILENCE or case.message.music) and one.until.year in _YEARS:
            code = "timetable.mourning_silence" if one.what is Sorrow.SILENCE else "timetable.mourning_music"
            facts = (("first", _shown(one.first)), ("until", _shown(one.until)), *by(one.by))
            span = (instant(one.first, time(), zone), instant(one.until + _DAY, time(), zone))
            found.append((*span, Refusal(code=code, facts=facts)))
    if not found:
        return None
    return lambda start, end: next((no for begin, over, no in found if start < over and end > begin), None)


def message_validity(case: Case) -> Check | None:
    """The whole airing lies inside the message's own validity, whatever schedules say.

    Not of an emergency that a person orders: that airs whatever the validity says.
    """
    if case.ordered:
        return None
    return _within(case.message.valid, case.station.settings.timezone, "timetable.message")


def outside_validity(station: Station, message: Message, at: datetime) -> Refusal | None:
    """What is told of an emergency that a person orders outside its text's validity; None within it."""
    check = _within(message.valid, station.settings.timezone, "timetable.ordered")
    return None if check is None else check(at.astimezone(UTC), at.astimezone(UTC))


def schedule_validity(station: Station, schedule: Schedule) -> Check | None:
    """The whole airing lies inside the validity of the schedule that asks for it."""
    return _within(schedule.valid, station.settings.timezone, "timetable.schedule")


def paused(_station: Station, schedule: Schedule) -> Check | None:
    """The schedule was not paused."""
    return (lambda _start, _end: PAUSED) if schedule.paused else None


def approval(case: Case) -> Check | None:
    """Where the station requires it, the message has been approved as it stands."""
    found = case.unapproved
    if found is None or not case.station.settings.approval.required:
        return None
    return lambda _start, _end: found


def trusted_clock(case: Case) -> Check | None:
    """What airs at a set time needs a trusted clock."""
    return None if case.clock else lambda _start, _end: _CLOCK


def known(case: Case) -> Check | None:
    """The file of the message exists and has no error."""
    why = case.station.waiting.get(case.message.id)
    if why is None:
        return None
    found = _GONE if not why.place else Refusal(code="timetable.message_waits", facts=(("place", why.place),))
    return lambda _start, _end: found


RULES: tuple[Rule, ...] = (known, quiet_hours, mourning, message_validity, approval, trusted_clock)
"""In the order of precedence of their reasons."""

SCHEDULE_RULES: tuple[ScheduleRule, ...] = (paused, schedule_validity)
"""Their reasons come after those of `RULES`."""


def quiet_throughout(settings: Settings, days: Sequence[date]) -> tuple[Span, ...]:
    """What is quiet for ordinary messages on each of some days and in each zone."""
    layers = quiet_layers(settings)
    return common(
        tuple(spans_on(layers, day, (zone,), Priority.NORMAL))
        for day in days
        for zone in heard_in(layers, ())
    )


@lru_cache(maxsize=64)  # one cache of quiet spans for all messages
def _outside(
    layers: tuple[Layer, ...],
    zones: tuple[str, ...],
    priority: Priority,
    zone: ZoneInfo,
    lead: timedelta,
    tail: timedelta,
) -> Check | None:
    if layers == _NEVER:
        return None

    @lru_cache(maxsize=1024)
    def near(first: int, last: int) -> tuple[tuple[datetime, datetime, Refusal], ...]:
        """The quiet spans that touch the UTC days `first` to `last` (ordinals), widened by the keying."""
        found = []
        # A zone differs from UTC by less than a day, and a span may run into the next day.
        for ordinal in range(first - 2, last + 3):
            day = date.fromordinal(ordinal)
            for (begin, over), article in spans_on(layers, day, zones, priority).items():
                longer = _DAY if over <= begin else timedelta()
                since, until = instant(day, begin, zone) - tail, instant(day + longer, over, zone) + lead
                if since.toordinal() <= last and until.toordinal() >= first:
                    found.append((since, until, _quiet(begin, over, article)))
        return tuple(found)

    def check(start: datetime, end: datetime) -> Refusal | None:
        for begin, over, refusal in near(start.toordinal(), end.toordinal()):
            if start < over and end > begin:
                return refusal
        return None

    return check


def _quiet(begin: time, over: time, article: str) -> Refusal:
    return Refusal(
        code="timetable.quiet_hours",
        facts=(("first", f"{begin:%H:%M}"), ("until", f"{over:%H:%M}"), *by(article)),
    )


def by(article: str | None) -> tuple[tuple[str, Fact], ...]:
    """The fact that names a rule's article; every text says it (see `core.text.catalogue.say`)."""
    return ((ARTICLE, article),) if article else ()


def _within(valid: Validity, zone: ZoneInfo, what: str) -> Check | None:
    first, until = valid.first, valid.until
    begin = instant(first, time(), zone) if first is not None and first.year in _YEARS else None
    over = instant(until + _DAY, time(), zone) if until is not None and until.year in _YEARS else None
    if begin is None and over is None:
        return None
    early = Refusal(code=f"{what}_not_yet_valid", facts=(("first", _shown(first)),))
    late = Refusal(code=f"{what}_expired", facts=(("until", _shown(until)),))

    def check(start: datetime, end: datetime) -> Refusal | None:
        if begin is not None and start < begin:
            return early
        if over is not None and end > over:
            return late
        return None

    return check


def _shown(day: date | None) -> str:
    return "" if day is None else f"{day.day:02}/{day.month:02}/{day.year}"
