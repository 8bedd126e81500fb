"""Fetches one subscribed calendar: a program of its own, which a hostile server or file may hang or crash.

It reads a question from standard input and prints one answer; both are JSON. Its caller ends it when it
takes too long. Nothing but http and https is asked for, certificates are checked, few redirections are
followed and none from https to http, and no more is read than a calendar may have. The file that is kept
is replaced only by one that was read whole and understood.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import requests
import urllib3.exceptions

from broadcaster import __version__
from broadcaster.core.errors import BroadcasterError, TimetableError, kept
from broadcaster.core.text.catalogue import worded
from broadcaster.core.whole_files import write_bytes
from broadcaster.timetable.calendars.events import LARGEST, calendar_days, states
from broadcaster.timetable.calendars.reach import FAR, NEAR, CalendarReach

TIME_LIMIT = 30.0  # seconds for the whole
_TIMEOUTS = (10.0, 10.0)  # seconds to connect and between two pieces
_PIECE = 1 << 14
_REDIRECTED = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTED = 3
_UNCHANGED = HTTPStatus.NOT_MODIFIED


def answer(asked: Mapping[str, Any]) -> dict[str, object]:
    """What comes of a question.

    Args:
        asked: `url`, `path` of the kept file, `etag` and `modified` of what is there, `zone`, `today`,
            and the hosts nearby to `allow`.

    Raises:
        TimetableError: there is no calendar at the address, with the reason.
        StoreError: the disk takes nothing.
    """
    path = Path(asked["path"])
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
    headers["User-Agent"] = f"broadcaster/{__version__}"
    if path.is_file():
        conditions = {"If-None-Match": asked["etag"], "If-Modified-Since": asked["modified"]}
        headers |= {name: value for name, value in conditions.items() if value}
    end = time.monotonic() + TIME_LIMIT
    reach = CalendarReach(asked.get("allow", ()))
    try:
        response = _asked(asked["url"], headers, reach)
        with closing(response):
            if response.status_code == _UNCHANGED and path.is_file():
                raw, fresh = path.read_bytes(), False
            elif response.status_code == HTTPStatus.OK:
                raw, fresh = _body(response, end), True
            else:
                raise TimetableError(
                    "calendars.http_status", host=_host(response.url), status=response.status_code
                )
    except requests.exceptions.SSLError as error:
        raise TimetableError("calendars.bad_certificate", host=_host(asked["url"])) from error
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        host, reason = _host(asked["url"]), type(error).__name__
        raise TimetableError("calendars.no_answer", host=host, reason=reason) from error
    found = calendar_days(raw, date.fromisoformat(asked["today"]), ZoneInfo(asked["zone"]), may_be_empty=True)
    if fresh:
        write_bytes(path, raw)
    kept = response.headers if fresh else {"ETag": asked["etag"], "Last-Modified": asked["modified"]}
    return {
        "fresh": fresh,
        "reach": NEAR if reach.near else FAR,
        "etag": kept.get("ETag", "")[:300],
        "modified": kept.get("Last-Modified", "")[:300],
        "title": found.title,
        "days": [day.isoformat() for day in found.days],
        "events": states(raw, datetime.fromisoformat(asked["now"]), ZoneInfo(asked["zone"])),
        "left_out": found.left_out,
        "more": found.more,
    }


def _asked(url: str, headers: Mapping[str, str], reach: CalendarReach) -> requests.Response:
    """The answer of the address, or of where it leads."""
    with reach.session() as session:
        for _ in range(_MOST_REDIRECTED + 1):
            if urlsplit(url).scheme not in ("http", "https"):
                raise TimetableError("calendars.other_scheme", host=_host(url))
            found = session.get(
                url, headers=headers, timeout=_TIMEOUTS, stream=True, verify=True, allow_redirects=False
            )
            if found.status_code not in _REDIRECTED:
                return found
            found.close()
            leads = urljoin(url, found.headers.get("Location", ""))
            if urlsplit(url).scheme == "https" and urlsplit(leads).scheme != "https":
                raise TimetableError("calendars.not_secure", host=_host(leads))
            url = leads
    raise TimetableError("calendars.redirected", host=_host(url))


def _body(response: requests.Response, end: float) -> bytes:
    """What the server sends, as it is stored there, up to one byte more than a calendar may have."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise TimetableError("calendars.encoded", host=_host(response.url))
    raw = bytearray()
    while len(raw) <= LARGEST:
        piece = response.raw.read1(_PIECE, decode_content=False)
        raw += piece
        if not piece:
            break
        if time.monotonic() > end:
            raise TimetableError("calendars.too_slow", host=_host(response.url))
    length = response.headers.get("Content-Length", "")
    if len(raw) <= LARGEST and length.isdecimal() and len(raw) < int(length):
        raise TimetableError("calendars.no_answer", host=_host(response.url), reason="IncompleteRead")
    return bytes(raw)


def _host(url: str) -> str:
    """What people are told of an address: the rest of it may be secret."""
    return urlsplit(url).hostname or "–"


def main() -> None:
    """Answer the question on standard input."""
    try:
        told = answer(json.load(sys.stdin))
    except BroadcasterError as error:
        told = {
            "error": {"code": error.code, "facts": {name: worded(fact) for name, fact in kept(error.facts)}}
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
