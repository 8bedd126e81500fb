"""Who gets notices now, and news without a row: an untrusted clock, ends of faults, dates that come near."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import replace
from datetime import datetime

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, Fact
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import News, Subject
from broadcaster.notices.news.recognition import ends_soon, key_of
from broadcaster.notices.news.rules import audience
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import PersonContact
from broadcaster.people.sign_in.sessions import SOON
from broadcaster.playout.director.director import Director
from broadcaster.speech.sent import sent_by, spent
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station

log = logging.getLogger(__name__)


class Audience:
    """From any thread. Where people.db cannot be read soon, those who were known last are told."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._contacts: Mapping[str, PersonContact] = {}

    def of(self, settings: Settings) -> Settings:
        """The settings with everybody who is told today."""
        try:
            store = self._access.store
            if store is None:
                self._contacts = {}
            else:
                with store.soon(SOON):  # status asks, and with it the page of emergencies
                    self._contacts = store.contacts.all()
        except BroadcasterError:
            log.debug("people.db cannot be read: those who were known last are told", exc_info=True)
        today = self._access.today
        return replace(
            settings, notices=audience(settings.notices, self._access.people, self._contacts, today)
        )


PATIENCE = 180.0  # seconds until an untrusted clock is told: after a start the network gives the time first
SOMETIMES = 3600.0  # seconds between two looks at what changes by the day
CLOCK = "clock"
WELL: Mapping[Subject, str] = {
    Subject.CERTIFICATE: "notices.certificate_well",
    Subject.DISK: "notices.disk_well",
    Subject.BACKUP: "notices.backup_well",
    Subject.CALENDAR: "notices.calendar_back",
}
"""What an examination tells, and how its end is told."""
OUTPUT = key_of(Reason(code="playout.output_lost", facts=(("reason", ""),)))


def _spent(station: Station, clock: Clock, now: datetime) -> Iterator[News]:
    """Services that have had all characters of the month; once for each month."""
    sent = sent_by(station.root, station.settings, clock)
    for name, limit in spent(sent, station.settings).items():
        what = Reason(code="notices.service_spent", facts=(("name", name), ("limit", str(limit))))
        yield News(subject=Subject.VOICE, key=f"{Subject.VOICE}:{name}:{sent.month}", at=now, what=what)


def _key(subject: Subject, what: Reason) -> str:
    """The same for the same trouble, of each calendar by itself."""
    name = dict(what.facts).get("name") if subject is Subject.CALENDAR else None
    return f"{subject}:{what.code}" if name is None else f"{subject}:{what.code}:{name}"


class NewsWatch:
    """Looks when it is asked; on the thread of the notices.

    Args:
        clock: its monotonic time counts.
        trusted: whether the clock is.
        findings: what an examination finds about certificate and backup: subject and what.
        fetched: whether a calendar, by the name that findings use, is fetched again; None while that is not
            known, and false where it is no longer subscribed.
    """

    def __init__(
        self,
        clock: Clock,
        trusted: Callable[[], bool],
        director: Director,
        findings: Callable[[Station], Iterator[tuple[Subject, Reason]]],
        fetched: Callable[[Station, str], bool | None] = lambda _station, _name: None,
    ) -> None:
        self._clock = clock
        self._trusted = trusted
        self._director = director
        self._findings = findings
        self._fetched = fetched
        self._untrusted_since: float | None = None
        self._looked: float | None = None

    def look(self, station: Station, standing: Set[str], now: datetime) -> Iterator[News]:
        """What is news now. `standing`: the keys of which people believe that they hold."""
        yield from self._look_at_the_clock(standing, now)
        if OUTPUT in standing and self._director.output:
            back = Reason(code="notices.output_back")
            yield News(subject=Subject.FAULT, key=OUTPUT, at=now, what=back, over=True)
        at = self._clock.monotonic()
        if self._looked is None or at - self._looked >= SOMETIMES:
            self._looked = at
            yield from ends_soon(station, now)
            yield from _spent(station, self._clock, now)
            found = {_key(subject, what): (subject, what) for subject, what in self._findings(station)}
            for key, (subject, what) in found.items():
                yield News(subject=subject, key=key, at=now, what=what, daily=True)
            yield from self._ends(station, standing - found.keys(), {each for each, _ in found.values()}, now)

    def _ends(
        self, station: Station, gone: Collection[str], troubled: Collection[Subject], now: datetime
    ) -> Iterator[News]:
        """The ends of what an examination has told and finds no more.

        Another trouble of the same subject has taken the place of the former one: that is no end.
        """
        over = set(troubled)
        for key in sorted(gone):
            subject = next((each for each in WELL if key.startswith(f"{each}:")), None)
            if subject is None:
                continue
            name = key.split(":", 2)[-1]
            facts: tuple[tuple[str, Fact], ...] = ()
            silent = subject in over
            if subject is Subject.CALENDAR:
                back = self._fetched(station, name)
                if back is None:
                    continue
                facts, silent = (("name", name),), not back
            else:
                over.add(subject)
            what = Reason(code=WELL[subject], facts=facts)
            yield News(subject=subject, key=key, at=now, what=what, over=True, silent=silent)

    def _look_at_the_clock(self, standing: Collection[str], now: datetime) -> Iterator[News]:
        if self._trusted():
            self._untrusted_since = None
            if CLOCK in standing:
                what = Reason(code="notices.clock_trusted")
                yield News(subject=Subject.CLOCK, key=CLOCK, at=now, what=what, over=True)
            return
        at = self._clock.monotonic()
        since = self._untrusted_since = at if self._untrusted_since is None else self._untrusted_since
        if at - since >= PATIENCE and CLOCK not in standing:
            what = Reason(code="notices.clock_untrusted")
            yield News(subject=Subject.CLOCK, key=CLOCK, at=now, what=what)
