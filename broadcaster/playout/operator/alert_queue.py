"""Which alert sounds next, and when it does so again: one at a time, the worst first. Pure.

Whatever was heard less often goes first, so that no repetition stands before an alert that nobody heard yet.
Of alerts that are equally bad, by severity and urgency, those of the sender that was not heard for longest go
first, then by `sent`. After three of one sender in a row any other's goes first: the many of one sender,
whatever it calls them, keep no other's from sounding. A test is said once, where no alert is to sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from broadcaster.alerts.cap.model import AlertInfo, AlertKey, AlertSeverity, AlertUrgency
from broadcaster.alerts.inbox.received import Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.journal.rows.model import Entry, Outcome
from broadcaster.journal.rows.names import ALERTED
from broadcaster.people.roles.senders import AlertSender
from broadcaster.playout.desk import chain as rules
from broadcaster.playout.desk.chain import EmergencyChain
from broadcaster.playout.operator.alert_history import LATER, NEW, AlertHistory, is_machine
from broadcaster.timetable.rules.guard import Refusal

EVERY = timedelta(minutes=5)  # from start to start
AGAIN = timedelta(seconds=10)  # what failed before anybody heard it does not wait for so long, at first
IN_A_ROW = 3  # alerts of one sender that are heard before another's, however bad
LONGEST = 72 * 3600.0  # seconds that an alert of any sender holds at most

STOPPED_BEFORE = Refusal(code="alerts.stopped_before")
EXPIRED = Refusal(code="alerts.expired")

Mark = tuple[str, str, AlertKey]
Rank = tuple[bool, bool, int, int, int, int, datetime, str]
_SEVERITIES, _URGENCIES = tuple(AlertSeverity), tuple(AlertUrgency)  # the worst first


@dataclass(slots=True, kw_only=True)
class StandingAlert:
    """An alert that is to sound, sounds, or will sound again."""

    received: Received
    sender: AlertSender  # as it was when it was taken
    chain: EmergencyChain
    airing: str = ""  # its row: of what is under way, or comes next
    siren: str = ""  # the row of the siren before it
    entry: Entry | None = None  # of its last row
    begun: bool = False  # anything of what is under way was heard
    failed: int = 0  # times in a row that no sound of it was made
    opened: bool = False  # its siren is handed over apart
    words_by: float | None = None  # its words are not handed over yet, and are then; monotonic, in seconds
    over: Refusal | None = None  # why nothing of it begins any more

    @property
    def real(self) -> bool:
        """False for a test."""
        return self.received.judgement.verdict is AlertVerdict.AIR

    @property
    def message(self) -> str:
        """Names it on the air."""
        return f"{ALERTED} {self.received.id[:16]}"

    @property
    def title(self) -> str:
        """For people."""
        return self.received.title


def told(received: Received) -> AlertInfo:
    """The info by which an alert is known: all that decided say the same in other languages."""
    return received.judgement.infos[0]


def mark_of(received: Received, key: AlertKey) -> Mark:
    """An alert of the same sender, proven alike."""
    return received.sender, received.proof, key


@dataclass(slots=True)
class AlertQueue:
    """All alerts that stand. Not thread-safe."""

    _standing: dict[str, StandingAlert] = field(default_factory=dict)
    _stopped: dict[Mark, tuple[AlertSeverity, datetime]] = field(default_factory=dict)
    _heard: list[str] = field(default_factory=list)
    """The senders, the one that was heard last of all at the end."""
    _in_a_row: int = 0  # heard of that one

    @property
    def standing(self) -> tuple[StandingAlert, ...]:
        """In the order in which they came."""
        return tuple(self._standing.values())

    def is_stopped(self, received: Received, longest: float, before: AlertHistory = NEW) -> bool:
        """True for an alert that a person ended, or one before it that was not less bad.

        Args:
            longest: seconds that an alert of its sender holds.
            before: what became of it before this process began.
        """
        own, *earlier = [mark_of(received, key) for key in (received.alert.key, *received.alert.references)]
        severity, rank = told(received).severity, _SEVERITIES.index
        stopped = [self._stopped[one][0] for one in (own, *earlier) if one in self._stopped]
        found = before.stopped or not all(rank(severity) < rank(one) for one in stopped)
        if found:
            self._stopped[own] = (severity, received.until(longest))
        return found

    def add(
        self, received: Received, sender: AlertSender, now: datetime, before: AlertHistory = NEW
    ) -> StandingAlert:
        """An alert that is to sound. `before`: what became of it before this process began."""
        chain = EmergencyChain(
            every=EVERY,
            length=timedelta(),
            longest=timedelta(seconds=sender.longest),
            yes=before.first or now,
            who=received.sender,
            # A clock that is behind is set right, and this with it.
            at=now if before.last is None or before.last > now else max(now, before.last + EVERY),
            waiting=True,
            aired=before.aired,
            expires=received.until(sender.longest),
        )
        one = StandingAlert(received=received, sender=sender, chain=chain)
        self._standing[received.id] = one
        return one

    def ended_by(self, received: Received) -> Iterator[StandingAlert]:
        """Those that an alert ends."""
        ends = {mark_of(received, key) for key in received.judgement.ends}
        for one in self.standing:
            if mark_of(one.received, one.received.alert.key) in ends:
                yield one

    def of(self, airing: str) -> StandingAlert | None:
        """The alert of a row."""
        return next((one for one in self._standing.values() if airing in (one.airing, one.siren)), None)

    def next(self, now: datetime) -> StandingAlert | None:
        """What is to be given to the desk now; None while what was given is not over."""
        due = [one for one in self._standing.values() if one.chain.waiting and one.chain.at <= now]
        best = min(due, key=self._rank, default=None)
        if best is None:
            return None
        # A test waits for no other message, and an alert for no test: the desk has it go over that.
        others = [one for one in self.under_way if one.real or not best.real]
        return None if others else best

    def _rank(self, one: StandingAlert) -> Rank:
        """Sorts the queue."""
        info, sent = told(one.received), one.received.alert.key.sent
        worst = (_SEVERITIES.index(info.severity), _URGENCIES.index(info.urgency))
        turn = self._heard.index(one.sender.id) + 1 if one.sender.id in self._heard else 0
        crowds = self._in_a_row >= IN_A_ROW and turn == len(self._heard)
        return (not one.real, crowds, one.chain.aired, *worst, turn, sent, one.received.id)

    def to_take_back(self, now: datetime) -> StandingAlert | None:
        """What waits at the desk and nobody heard, where a worse one is due."""
        given = [one for one in self.under_way if one.real and not one.begun and one.words_by is None]
        due = [one for one in self._standing.values() if one.chain.waiting and one.chain.at <= now]
        worse = [
            one for one in given if any(each.real and self._rank(each) < self._rank(one) for each in due)
        ]
        return worse[0] if worse else None

    @property
    def under_way(self) -> tuple[StandingAlert, ...]:
        """What is given to the desk: one alert, one test."""
        return tuple(one for one in self._standing.values() if not one.chain.waiting)

    def given(self, one: StandingAlert, airing: str, now: datetime) -> None:
        """It goes to the desk now."""
        one.airing, one.begun = airing, False
        one.chain = rules.handed_over(one.chain, now)

    def started(self, one: StandingAlert, at: datetime, length: timedelta) -> None:
        """Its words were heard to begin; `length` of them, with the siren where that belongs to them."""
        one.begun = True
        again = self._heard[-1:] == [one.sender.id]
        self._in_a_row = 1 + again * self._in_a_row
        self._heard = [*(each for each in self._heard if each != one.sender.id), one.sender.id]
        one.chain = replace(rules.started(one.chain, at), length=length)

    def closed(self, one: StandingAlert, at: datetime, outcome: Outcome, reason: Refusal | None) -> bool:
        """Its airing is over; false if it does not sound again."""
        one.airing, one.siren, begun, one.begun = "", "", one.begun, False
        if reason == LATER:
            one.chain = replace(one.chain, at=at, waiting=True)
            return True
        machine = reason is not None and is_machine(reason.code)
        one.failed = one.failed + 1 if machine else 0
        after = rules.again(one.chain, at) if machine else rules.closed(one.chain, at, outcome, reason)
        if isinstance(after, Refusal) or one.over is not None or (begun and not (one.real and after.fits)):
            self.remove(one)
            return False
        again = min(EVERY, AGAIN * 2 ** min(one.failed, 6))
        one.chain = after if after.aired else replace(after, at=at + again)
        return True

    def remove(self, one: StandingAlert) -> bool:
        """It does not sound any more; false if it stood here no more."""
        return self._standing.pop(one.received.id, None) is not None

    def stop(self, one: StandingAlert, why: Refusal) -> None:
        """A person ended it: for good, unless a later update is worse."""
        one.over = why
        key = mark_of(one.received, one.received.alert.key)
        self._stopped[key] = (told(one.received).severity, one.received.until(one.sender.longest))

    def expired(self, now: datetime) -> list[StandingAlert]:
        """Those that are over; what sounds is heard to its end."""
        self._stopped = {mark: kept for mark, kept in self._stopped.items() if kept[1] > now}
        return [
            one for one in self.standing if not one.begun and one.chain.expires and one.chain.expires <= now
        ]

    def clock_set(self, by: timedelta) -> None:
        """The wall clock was set by so much; when an alert is over is its own."""
        for one in self._standing.values():
            one.chain = rules.moved(one.chain, by)
