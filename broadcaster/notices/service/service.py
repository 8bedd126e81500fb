"""Takes what the journal and the station's watches tell into the outbox, on a thread of its own.

The rows of the journal are the truth: how far they were read is kept with the notices that they gave, in one
transaction. A station that is killed in between reads the same rows again, and tells nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.database import put_aside
from broadcaster.core.errors import BroadcasterError, FaultSink, NoticesError, Phrase, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import News, Subject
from broadcaster.notices.news.recognition import ROWLESS, NewsContext, ended, of_fault, of_rows
from broadcaster.notices.sender.orders import Orders, orders_of
from broadcaster.notices.sender.outbox import FAULTS, OUTBOX, Messages, OutboxDatabase
from broadcaster.notices.service.lines import Lines, Sender
from broadcaster.notices.service.sender_link import SenderLink
from broadcaster.notices.service.watch import Audience, NewsWatch
from broadcaster.playout.director.faults import Fault
from broadcaster.station.model.office import Recipient
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import InForce, find_message

JOURNAL = "journal"  # the mark of how far its rows were read
BATCH = 200  # rows
SETTLE = 1.0  # seconds: what happens together comes in one message
MOST_WAITING = 500  # news that wait for a disk
REST = 15.0  # seconds between two looks where nothing wakes the thread
LAST = 0.3  # seconds for a look at the end of the station
PRUNE = timedelta(hours=6)

log = logging.getLogger(__name__)


class NoticeService:
    """Opened with the station; every public method may be called from any thread and waits for nothing.

    Args:
        journal: the rows; None where only faults are told, since another file stands in for it.
        audience: puts the persons of the station among the recipients of the settings.
    """

    def __init__(
        self,
        *,
        journal: Journal | None,
        current: InForce,
        watched: NewsWatch,
        state: Path,
        clock: Clock,
        faults: FaultSink,
        audience: Audience,
    ) -> None:
        self._journal = journal
        self._current = current
        self._audience = audience
        self._watched = watched
        self._path = state / OUTBOX
        self._clock = clock
        self._faults = faults
        self._database: OutboxDatabase | None = None
        self._read: int | None = None  # how far rows were read by this process; goes with no file
        self._extra: deque[News] = deque(maxlen=MOST_WAITING)
        self._orders: Orders | None = None
        self._pruned: datetime | None = None
        self._given_up, self._counted = 0, False
        self._broken = ""
        self._wake = threading.Event()
        self._closing = threading.Event()
        self.keeper = SenderLink(self._path)
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    @property
    def outbox(self) -> Messages | None:
        """The messages; None while nobody was ever to be told."""
        database = self._database
        return None if database is None else Messages(database)

    def start(self) -> None:
        """Begin to follow."""
        self.keeper.start()
        self._thread.start()

    def close(self) -> None:
        """End; what the journal has and the outbox has not is taken at the next start."""
        self._closing.set()
        self._wake.set()
        self.keeper.close()
        if self._thread.is_alive():
            self._thread.join(LAST)
        if self._database is not None and not self._thread.is_alive():
            self._database.close()

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    @property
    def recipients(self) -> tuple[str, ...]:
        """The names of those who are told."""
        return tuple(self.told_to)

    @property
    def told_to(self) -> Mapping[str, Recipient]:
        """Those who are told now, by their names."""
        return self._audience.of(self._current.station.settings).notices.to

    def kept(self, fault: Fault) -> None:
        """A fault was met: most have a row soon; those of the disk may have none for as long as they last."""
        if fault.error.code.startswith(ROWLESS):
            self.met([fault.error])
        self._wake.set()

    def met(self, errors: Iterable[BroadcasterError]) -> None:
        """Faults that have no row of their own, such as those of the start."""
        now = self._clock.now()
        self._extra.extend(news for error in errors for news in of_fault(error, now))
        self._wake.set()

    def over(self, errors: Iterable[BroadcasterError]) -> None:
        """Faults have ended."""
        now = self._clock.now()
        self._extra.extend(news for error in errors for news in of_fault(error, now, over=True))
        self._wake.set()

    def test(self, name: str | None, who: str) -> tuple[str, ...]:
        """Send a test to a recipient, or to all; to whom.

        Raises:
            NoticesError: there is no such recipient, or none at all.
        """
        known = self.recipients
        if not known:
            raise NoticesError("notices.nobody")
        if name is not None and name not in known:
            raise NoticesError("notices.no_recipient", name=name, known=", ".join(known))
        names, now = known if name is None else (name,), self._clock.now()
        what = Reason(code="notices.test", facts=(("who", who),))
        for one in names:
            key = f"test:{one}:{now.isoformat()}"
            self._extra.append(News(subject=Subject.TEST, key=key, at=now, what=what, to=one))
        self._wake.set()
        return names

    def look(self) -> float:
        """Look once; after how many seconds to look again."""
        settings = self._audience.of(self._current.station.settings)
        wanted = bool(settings.notices.to)
        if not wanted and not self._path.exists():
            self._extra.clear()
            return REST
        database = self._opened()
        if not wanted:
            database.write("DELETE FROM mark WHERE name = ?", JOURNAL)  # who comes later is not told of now
            self._read = None
            self._follow(None)
            self._extra.clear()
            return REST
        self._follow(orders_of(settings))
        lines, sender = Lines(database), sender_of(settings)
        now = self._clock.now()
        self._take_rows(lines, sender, now)
        self._take_extra(lines, sender, now)
        if lines.compose(sender, now):
            self.keeper.wake()
        self._look_after(lines, database, now)
        due = lines.next_due()
        return REST if due is None else min(REST, max(SETTLE, (due - now).total_seconds()))

    def _take_rows(self, lines: Lines, sender: Sender, now: datetime) -> None:
        if self._journal is None:
            return
        newest = self._journal.newest()
        found = lines.mark(JOURNAL)
        mark = self._read if found is None else found
        if mark is None or mark > newest:  # the first look, or another journal
            lines.take((), sender, now, **{JOURNAL: newest})
            self._read = newest
            return
        while mark < newest and (rows := self._journal.after(mark, BATCH)):
            airings = {one.id: one for one in self._journal.named(ended(rows))}
            known = NewsContext(airings=airings, title=self._title, zone=sender.zone)
            mark = rows[-1].seq
            lines.take(of_rows(rows, known, now), sender, now, **{JOURNAL: mark})
        self._read = mark

    def _take_extra(self, lines: Lines, sender: Sender, now: datetime) -> None:
        extra = [self._extra[index] for index in range(len(self._extra))]
        watched = list(self._watched.look(self._current.station, lines.standing(), now))
        lines.take([*extra, *watched], sender, now)
        for _ in extra:
            self._extra.popleft()

    def _look_after(self, lines: Lines, database: OutboxDatabase, now: datetime) -> None:
        if self._pruned is None or not timedelta(0) <= now - self._pruned < PRUNE:
            self._pruned = now
            lines.prune(now)
        tally = Messages(database).tally()
        lost, self._given_up = tally.given_up - self._given_up, tally.given_up
        if lost > 0 and tally.last_error is not None and self._counted:
            why = tally.last_error.error or Reason(code="notices.no_reason")
            said = Phrase(code=why.code, facts=why.facts)
            self._faults.report(
                NoticesError("notices.given_up", count=lost, name=tally.last_error.recipient, why=said)
            )
        self._counted = True

    def _title(self, name: str) -> str:
        try:
            return find_message(self._current.station, name).title
        except BroadcasterError:
            return name

    def _follow(self, orders: Orders | None) -> None:
        if orders != self._orders:
            self._orders = orders
            self.keeper.follow(orders)

    def _opened(self) -> OutboxDatabase:
        known = self._database
        if known is not None and (known.gone or known.replaced):
            log.warning("the outbox is not there any more: another one is opened")
            self._leave()
        if self._database is None:
            self._database = OutboxDatabase(self._path, reserve=True)
        return self._database

    def _leave(self) -> None:
        """Have nobody use the file that was opened."""
        self.keeper.replace()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _begin_anew(self) -> None:
        """The outbox is damaged: it holds nothing that is worth more than telling people from now on."""
        log.warning("the outbox is damaged: another one is made")
        self._leave()
        try:
            kept = put_aside(self._path)
            self._faults.report(NoticesError("notices.store_anew", path=str(kept)))
        except StoreError as error:
            self._faults.report(error)

    def _run(self) -> None:
        while not self._closing.is_set():
            rest = REST
            try:
                rest = self.look()
                self._broken = ""
            except Exception as error:
                # Told once: the next look tries again, for the years that the station runs.
                known, self._broken = self._broken, str(error)
                if isinstance(error, NoticesError) and error.code == FAULTS.damaged:
                    self._begin_anew()
                elif self._broken != known:
                    log.exception("notices")
                    self._tell(error)
            self._wait(rest)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, BroadcasterError):
            self._faults.report(error)

    def _wait(self, seconds: float) -> None:
        if self._wake.wait(seconds):
            self._closing.wait(SETTLE)
        self._wake.clear()


def sender_of(settings: Settings) -> Sender:
    """In whose name notices go out."""
    return Sender(notices=settings.notices, station=settings.name, zone=settings.timezone)
