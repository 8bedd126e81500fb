"""The plan as a calendar: iCalendar by RFC 5545. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadcaster import __version__

_END = "\r\n"
_LONGEST = 75  # octets of a line without its end; RFC 5545, 3.1
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})  # RFC 5545, 3.3.11


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One planned airing as a calendar shows it."""

    uid: str  # the same in each plan, so that a calendar program replaces its old entry
    start: datetime  # aware
    end: datetime  # aware
    title: str
    about: str  # may have several lines
    airs: bool


def calendar(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """A whole calendar, lines folded and ended by CRLF.

    Args:
        name: what the calendar is called.
        events: the airings.
        stamp: when the plan was made, aware.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//broadcaster//broadcaster {__version__}//VI",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _lines(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}{_END}" for line in lines for folded in _folded(line))


def _lines(event: Event, stamp: datetime) -> Iterator[str]:
    # The format has whole seconds only, and an end must be later than its start.
    seconds = max(1, math.ceil((event.end - event.start).total_seconds()))
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_instant(stamp)}"
    yield f"DTSTART:{_instant(event.start)}"
    yield f"DTEND:{_instant(event.start + timedelta(seconds=seconds))}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"DESCRIPTION:{_text(event.about)}"
    yield f"STATUS:{'CONFIRMED' if event.airs else 'CANCELLED'}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A value of type TEXT: escaped, without control characters."""
    whole = value.replace("\r\n", "\n")
    return "".join(c for c in whole if c == "\n" or unicodedata.category(c) != "Cc").translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; each but the first begins with a space; letters stay whole."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece
