"""Subscribed calendars: when each is due, what is known of it, and its days in subscribed.yaml.

Each is fetched by a program of its own (`fetching`), which leaves the calendar as it was fetched last in
`state/calendars/`. So the station has the last good days for as long as the line is down.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.child_processes import bounded, foreign, gently
from broadcaster.core.clock import Clock
from broadcaster.core.confined_files import open_file
from broadcaster.core.errors import BroadcasterError, Phrase, TimetableError, kept
from broadcaster.core.state_files import Instant
from broadcaster.core.text.catalogue import worded
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.rows.model import Reason
from broadcaster.station.loading.sources import SUBSCRIBED
from broadcaster.station.model.schedule import Subscription
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.announcements import follow
from broadcaster.timetable.calendars.reach import FAR, NEAR

NAME, FOLDER, _LOCK = "calendars.json", "calendars", "calendars.lock"
EVERY = timedelta(hours=6)
LATE = timedelta(days=1)
"""Who is to be told that a calendar cannot be fetched is told after so long: its last days stay good."""
PATIENCE = 40.0  # seconds for one calendar, the start of the program included
MEMORY = 512_000_000  # bytes that the program may write to
COMPUTING = 20  # seconds of it
_SLACK = timedelta(minutes=10)  # the job looks once an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionState:
    """What is known of a subscribed calendar."""

    url: str
    etag: str = ""
    modified: str = ""
    fetched: Instant | None = None  # when the server last gave it, or said that it is the same
    changed: Instant | None = None
    failing: Instant | None = None  # since when it cannot be fetched
    tried: Instant | None = None
    code: str = ""  # why not
    facts: dict[str, str] = field(default_factory=dict)
    title: str = ""
    days: tuple[str, ...] = ()
    reach: str = ""  # see `reach`; earlier versions did not look
    left_out: int = 0
    more: bool = False

    def __post_init__(self) -> None:
        if len(self.days) > _MOST_DAYS or len(self.url) > _LONGEST:
            raise ValueError("not a calendar that was fetched")

    @property
    def trouble(self) -> Reason | None:
        """Why it cannot be fetched."""
        return Reason(code=self.code, facts=tuple(sorted(self.facts.items()))) if self.code else None


_MOST_DAYS, _LONGEST = 400, 10_000
_SHAPE = TypeAdapter(dict[str, SubscriptionState])


def load(state: Path) -> Mapping[str, SubscriptionState]:
    """What is known of each, by name."""
    return state_files.load(state / NAME, _SHAPE) or {}


def kept_file(state: Path, name: str) -> Path:
    """The calendar as it was fetched last."""
    return state / FOLDER / f"{name}.ics"


def is_due(one: Subscription, known: SubscriptionState | None, now: datetime) -> bool:
    """True if a calendar is to be fetched: it never was, hours ago, or in vain."""
    if known is None or known.url != one.url or known.fetched is None or known.failing is not None:
        return True
    return not known.fetched <= now < known.fetched + EVERY - _SLACK


def late(station: Station, now: datetime) -> Iterator[Reason]:
    """The subscribed calendars that cannot be fetched for a day."""
    found = load(station.root / "state") if station.calendar.subscribed else {}
    for one in station.calendar.subscribed:
        known = found.get(one.id)
        if known is None or known.failing is None or known.trouble is None or now - known.failing < LATE:
            continue
        since = f"{known.failing.astimezone(station.settings.timezone):%H:%M %d/%m}"
        why = Phrase(code=known.code, facts=known.trouble.facts)
        facts = (("name", named(one)), ("since", since), ("why", why))
        yield Reason(code="calendars.late", facts=facts)


def fetched_again(station: Station, name: str) -> bool | None:
    """Whether the calendar that people know by a name is fetched; None while it was not, or in vain.

    False where none of that name is subscribed.
    """
    one = next((each for each in station.calendar.subscribed if named(each) == name), None)
    if one is None:
        return False
    known = load(station.root / "state").get(one.id)
    well = known is not None and known.url == one.url and known.fetched is not None and known.failing is None
    return True if well else None


def named(one: Subscription) -> str:
    """What people are told of a calendar."""
    return one.title or one.id


def is_unlisted(station: Station, one: Subscription, known: SubscriptionState) -> bool:
    """True for a calendar in the ward's network that goes on although the ward does not list its host."""
    return known.reach == NEAR and host_of(one.url) not in {
        host.lower() for host in station.settings.calendars.allow
    }


def fetch_due(station: Station, clock: Clock, *, trusted: bool = True) -> None:
    """Fetch what is due. Waits for servers.

    Args:
        trusted: whether the clock is. By one that is years behind, what is to come would look cancelled, and
            its days would be lost: nothing is fetched.

    Raises:
        StoreError: the disk takes nothing.
    """
    if not trusted:
        return
    known, now = load(station.root / "state"), clock.now()
    due = [one for one in station.calendar.subscribed if is_due(one, known.get(one.id), now)]
    if due or known.keys() - {one.id for one in station.calendar.subscribed}:
        fetch(station, due, clock)


def fetch(station: Station, wanted: Sequence[Subscription], clock: Clock) -> Mapping[str, SubscriptionState]:
    """Fetch some calendars; what is known of each then. Those that are subscribed no more are forgotten.

    Raises:
        StoreError: the disk takes nothing.
    """
    state = station.root / "state"
    before = load(state)
    fresh = {one.id: _fetched(station, one, before.get(one.id), clock.now()) for one in wanted}
    names = {one.id for one in station.calendar.subscribed}
    with state_files.locked(state / _LOCK):
        known = {name: one for name, one in {**load(state), **fresh}.items() if name in names}
        write_bytes(state / NAME, _SHAPE.dump_json(known))
        _write_days(station.root, known)
    for left in (state / FOLDER).glob("*.ics"):
        if left.stem not in names and not left.name.startswith("."):  # a draft is of who writes just now
            with suppress(OSError):
                left.unlink()
    return fresh


def _fetched(
    station: Station, one: Subscription, known: SubscriptionState | None, now: datetime
) -> SubscriptionState:
    if known is None or known.url != one.url:
        with suppress(OSError):
            kept_file(station.root / "state", one.id).unlink()
        known = _unremembered(station, one)
    try:
        got = _ask(station, one, known, now)
    except BroadcasterError as error:
        facts = {name: worded(fact) for name, fact in kept(error.facts)}
        since = now if known.failing is None else min(known.failing, now)
        # All of it is asked for next time: what is kept here may be what is damaged.
        return replace(known, etag="", modified="", tried=now, failing=since, code=error.code, facts=facts)
    days = tuple(str(day) for day in got.pop("days"))
    got.pop("fresh")
    follow(station.root / "state", one.id, got.pop("events"), now)
    fresh = SubscriptionState(url=one.url, fetched=now, tried=now, days=days, **got)
    same = (known.days, known.title) == (fresh.days, fresh.title) and known.changed is not None
    return replace(fresh, changed=known.changed if same else now)


def _followed(one: Subscription, known: SubscriptionState) -> list[str]:
    """Its own host, where an earlier version followed it in the ward's network: it goes on unlisted.

    A new one never comes so far; one that was out in the world must not come near later.
    """
    host = urlsplit(one.url).hostname
    followed = known.url == one.url and known.fetched is not None and known.reach != FAR
    return [host] if host and followed else []


def _unremembered(station: Station, one: Subscription) -> SubscriptionState:
    """What is known of a calendar that calendars.json does not have: the days in subscribed.yaml stay good.

    A backup has those days only, and the line may be down when it is put back.
    """
    here = next((day for day in station.calendar.days if day.id == one.id), None)
    if here is None or not here.dates:
        return SubscriptionState(url=one.url)
    title = "" if here.title in (one.title, one.id) else here.title
    return SubscriptionState(
        url=one.url, title=title, days=tuple(str(day) for day in sorted(here.dates)[:_MOST_DAYS])
    )


def _ask(station: Station, one: Subscription, known: SubscriptionState, now: datetime) -> dict[str, Any]:
    """The answer of the program that fetches.

    Raises:
        BroadcasterError: there is no calendar, with the reason.
    """
    zone = station.settings.timezone
    question = {
        "url": one.url,
        "path": str(kept_file(station.root / "state", one.id)),
        "allow": [*station.settings.calendars.allow, *_followed(one, known)],
        "etag": known.etag,
        "modified": known.modified,
        "zone": zone.key,
        "now": now.isoformat(),
        "today": now.astimezone(zone).date().isoformat(),
    }
    program = [sys.executable, "-m", "broadcaster.timetable.calendars.fetcher"]
    try:
        done = subprocess.run(
            foreign(gently(bounded(program, memory=MEMORY, seconds=COMPUTING))),
            input=json.dumps(question), capture_output=True, timeout=PATIENCE, check=False, text=True,
        )  # fmt: skip
        told = json.loads(done.stdout)
        if "error" in told:
            raise TimetableError(str(told["error"]["code"]), **told["error"]["facts"])
    except subprocess.TimeoutExpired as error:
        raise TimetableError("calendars.too_slow", host=host_of(one.url)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TimetableError("calendars.broke", host=host_of(one.url)) from error
    return dict(told)


def _write_days(folder: Path, known: Mapping[str, SubscriptionState]) -> None:
    """Write subscribed.yaml where it says something else. Texts of JSON are texts of YAML."""
    lines = [_HEAD]
    for name, one in sorted(known.items()):
        if one.fetched is None and not one.days:
            continue
        title = f", title: {json.dumps(one.title, ensure_ascii=False)}" if one.title else ""
        dates = f", dates: [{', '.join(one.days)}]" if one.days else ""
        lines.append(f"{json.dumps(name, ensure_ascii=False)}: {{url: {json.dumps(one.url)}{title}{dates}}}")
    data, path = "\n".join([*lines, ""]).encode(), folder / SUBSCRIBED
    there = None
    with suppress(OSError), open_file(folder, SUBSCRIBED) as file:
        there = file.read()
    if len(lines) == 1 and there is None:
        return
    if there != data:
        write_bytes(path, data, shared=True)


_HEAD = "# Máy tự ghi: các ngày của lịch trong mục subscribed của calendar.yaml. Sửa tay sẽ bị ghi đè."


def host_of(url: str) -> str:
    """What people are told of an address: the rest of it may be secret."""
    return urlsplit(url).hostname or "–"
