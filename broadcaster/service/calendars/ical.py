"""iCalendar (RFC 5545): the only module that imports the library `icalendar`, which takes 7 MB and 70 ms.

Only commands import it, never the running station.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Written

from broadcaster import __version__
from broadcaster.service.calendars.published import Published

_SHORTEST = timedelta(seconds=1)  # whole seconds only, and an end later than its start


def calendar(name: str, events: Iterable[tuple[str, Published, str]], stamp: datetime) -> str:
    """A whole calendar as a program reads it, lines folded and ended by CRLF.

    Args:
        name: what it is called.
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
    whole = text.replace("\r\n", "\n")
    return "".join(c for c in whole if c == "\n" or unicodedata.category(c) != "Cc")
