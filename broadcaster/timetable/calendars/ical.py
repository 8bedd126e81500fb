"""iCalendar (RFC 5545): the only module that imports the library `icalendar`, which takes 7 MB and 70 ms.

Only commands and programs of their own import it, never the running station.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar, vRecur
from icalendar import Component as Part
from icalendar import Event as Written

from broadcaster import __version__
from broadcaster.core.errors import TimetableError
from broadcaster.core.text.forms import in_order
from broadcaster.timetable.calendars.publication import PublicationState

_LONGEST_TITLE = 300
_LONGEST_TEXT = 2000
_END = "END:VCALENDAR"
_FREQUENCIES = (["DAILY"], ["WEEKLY"], ["MONTHLY"], ["YEARLY"])
_RULE_KEYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
_SHORTEST = timedelta(seconds=1)  # whole seconds only, and an end later than its start


def calendar(name: str, events: Iterable[tuple[str, PublicationState, str]], stamp: datetime) -> str:
    """A whole calendar as a program reads it, lines folded and ended by CRLF.

    Args:
        events: the uid of each, what was published of it, and what is said about it.
        stamp: when it was made, aware.
    """
    made = Calendar()
    made.add("prodid", f"-//broadcaster//broadcaster {__version__}//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _clean(name))
    for uid, one, about in events:
        start = one.start.astimezone(UTC).replace(microsecond=0)
        end = one.end.astimezone(UTC)
        end = end.replace(microsecond=0) + (_SHORTEST if end.microsecond else timedelta())
        event = Written()
        event.add("uid", _clean(uid))
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("last-modified", one.changed.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", one.sequence)
        event.add("dtstart", start)
        event.add("dtend", max(end, start + _SHORTEST))
        event.add("summary", _clean(one.title))
        event.add("description", _clean(about))
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        made.add_component(event)
    return bytes(made.to_ical()).decode()


def _clean(text: str) -> str:
    """A text without control characters, which the format does not know."""
    whole = in_order(text).replace("\r\n", "\n")
    return "".join(c for c in whole if c == "\n" or unicodedata.category(c) != "Cc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """An event of a file that somebody else wrote."""

    start: date  # or datetime
    end: date | None
    rule: Mapping[str, object] | None
    further: tuple[date, ...]  # single days beside the rule
    without: tuple[date, ...]
    cancelled: bool
    instead_of: date | None = None  # of a series: the time that this one replaces
    uid: str = ""
    title: str = ""
    place: str = ""
    about: str = ""


def components(raw: bytes) -> tuple[str, list[Component | None]]:
    """The title of a calendar, and its events; None for each that does not say when it is.

    Raises:
        TimetableError: it is no iCalendar.
    """
    try:
        text = raw.decode("utf-8-sig")
        if not text.rstrip().upper().endswith(_END):
            raise ValueError("a file that was cut off")
        read = Calendar.from_ical(text)
        title = str(read.get("x-wr-calname", read.get("name", "")))
        events = list(read.walk("VEVENT"))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise TimetableError("timetable.ics_unreadable") from error
    found: list[Component | None] = []
    for event in events:
        try:
            found.append(_component(event))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError):
            found.append(None)
    return _clean(title).strip()[:_LONGEST_TITLE], _without_replaced(found)


def _without_replaced(events: list[Component | None]) -> list[Component | None]:
    """The events; a series is not where one time of it was moved or cancelled."""
    replaced: dict[str, list[date]] = defaultdict(list)
    for one in events:
        if one is not None and one.instead_of is not None:
            replaced[one.uid].append(one.instead_of)
    return [
        replace(one, without=(*one.without, *replaced[one.uid]))
        if one is not None and one.rule is not None and one.uid in replaced
        else one
        for one in events
    ]


def _component(event: Part) -> Component:
    start = event.decoded("dtstart")
    end = event.decoded("dtend") if "dtend" in event else None
    if end is None and "duration" in event:
        end = start + event.decoded("duration")
    rule = event.get("rrule")
    if isinstance(rule, list):
        raise TypeError("several rules")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise TypeError("no day")
    instead_of = event.decoded("recurrence-id") if "recurrence-id" in event else None
    return Component(
        start=start,
        end=end,
        instead_of=instead_of if isinstance(instead_of, date) else None,
        rule=None if rule is None else {str(key).upper(): value for key, value in rule.items()},
        further=_listed(event.get("rdate")),
        without=_listed(event.get("exdate")),
        cancelled=str(event.get("status", "")).upper() == "CANCELLED",
        uid=_text(event, "uid"),
        title=_text(event, "summary"),
        place=_text(event, "location"),
        about=_text(event, "description"),
    )


def _text(event: Part, name: str) -> str:
    value = event.get(name)
    return _clean(str(value[0] if isinstance(value, list) else value or "")).strip()[:_LONGEST_TEXT]


def _listed(given: object) -> tuple[date, ...]:
    lists: list[Any] = given if isinstance(given, list) else [] if given is None else [given]
    return tuple(one.dt for each in lists for one in each.dts if isinstance(one.dt, date))


def rule_days(rule: Mapping[str, object], begin: date, last: date) -> Iterator[date]:
    """The days of a rule, in order, the first one included.

    Raises:
        ValueError: it counts by less than days, or is none.
    """
    if not rule.keys() <= _RULE_KEYS or rule.get("FREQ") not in _FREQUENCIES:
        raise ValueError("a rule that is not by days")
    kept = {key: value for key, value in rule.items() if key != "UNTIL"}
    until = rule.get("UNTIL")
    for end in until if isinstance(until, list) else []:
        last = min(last, end.date() if isinstance(end, datetime) else end)
    text = bytes(vRecur(kept).to_ical()).decode()  # type: ignore[no-untyped-call]
    for at in rrulestr(text, dtstart=datetime.combine(begin, time())):
        if at.date() > last:
            return
        yield at.date()
