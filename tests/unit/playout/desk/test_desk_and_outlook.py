"""What the outlook says of sessions that meet is what the desk then does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import Closed, CueOrder, FadeOrder, Order
from broadcaster.playout.desk.request import RESUME_WITHIN, Item, Request, Terms, Urgency
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan import waits as outlook
from broadcaster.timetable.plan.waits import Delay, waits
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.unit.playout.conftest import NOON

RATE = 10  # frames a second: enough for cues, and quick
LATE = timedelta(seconds=3)  # more than the lead in which the desk hands things over
NEAR = timedelta(seconds=10)  # the desk fades out such a lead before its instant, each time
URGENCIES = {
    Priority.NORMAL: Urgency.NORMAL,
    Priority.PRIORITY: Urgency.PRIORITY,
    Priority.EMERGENCY: Urgency.EMERGENCY,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One session: its class, when, how long and how patient.

    Odd seconds keep ends off the minutes, and off the instants at which the patience of others is over.
    """

    priority: Priority
    minute: int
    minutes: int
    wait: int

    @property
    def start(self) -> datetime:
        return NOON + timedelta(minutes=self.minute)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes, seconds=7)

    @property
    def patience(self) -> timedelta:
        return timedelta(minutes=self.wait, seconds=52)


SESSIONS = st.lists(
    st.builds(
        Asked,
        priority=st.sampled_from(Priority),
        minute=st.integers(0, 12),
        minutes=st.integers(0, 12),
        wait=st.integers(0, 15),
    ),
    max_size=5,
)


def told(sessions: list[Asked]) -> dict[tuple[str, Delay], list[datetime]]:
    names = [f"s{n}" for n in range(len(sessions))]
    station = Station(
        root=Path(),
        settings=Settings(name="x"),
        messages={
            n: Message(id=n, title=n, parts=(), priority=s.priority)
            for n, s in zip(names, sessions, strict=True)
        },
        schedules={
            n: Schedule(id=n, messages=(n,), wait=s.patience.total_seconds())
            for n, s in zip(names, sessions, strict=True)
        },
    )
    rows = [
        Occurrence(
            start=s.start,
            end=s.start + s.length,
            end_estimated=False,
            message=name,
            schedule=name,
            session=name,
            position=0,
            of=1,
            status=Status.PLANNED,
        )
        for name, s in zip(names, sessions, strict=True)
    ]
    found: dict[tuple[str, Delay], list[datetime]] = {}
    for wait in waits(station, sorted(rows, key=lambda row: row.start)):
        moment = wait.until if wait.kind is not Delay.MISSED else wait.planned
        found.setdefault((wait.session, wait.kind), []).append(moment)
    return found


@dataclass
class Air:
    """A desk with an air that plays what it is given, and an account of what was late."""

    desk: Desk = field(default_factory=lambda: Desk(lambda *_: None))
    playing: CueOrder | None = None
    happened: dict[tuple[str, Delay], list[datetime]] = field(default_factory=dict)

    def carry_out(self, orders: list[Order], now: datetime) -> None:
        for order in orders:
            match order:
                case CueOrder():
                    self.playing = order
                    late = order.at - order.request.planned
                    if order.resumed:
                        self.note(order.item.id, Delay.INTERRUPTED, order.at)
                    elif late > LATE:
                        self.note(order.item.id, Delay.WAITS, order.at)
                    self.carry_out(self.desk.started(order.item.id, order.at), now)
                case FadeOrder(item_id=name):
                    assert self.playing is not None
                    heard = max(0.0, (now - self.playing.at).total_seconds())
                    frame = self.playing.start_frame + int(heard * RATE)
                    self.playing = None
                    self.carry_out(self.desk.cut(name, frame, now), now)
                case Closed(item=item, outcome=outcome, request=request) if outcome is not Outcome.AIRED:
                    self.note(item.id, Delay.MISSED, request.planned)

    def note(self, name: str, kind: Delay, moment: datetime) -> None:
        self.happened.setdefault((name, kind), []).append(moment)

    @property
    def over(self) -> datetime | None:
        if self.playing is None:
            return None
        item = self.playing.item
        return self.playing.at + timedelta(seconds=(item.end_frame - self.playing.start_frame) / RATE)


def happened(sessions: list[Asked]) -> dict[tuple[str, Delay], list[datetime]]:
    air = Air()
    requests = sorted((request(f"s{n}", one) for n, one in enumerate(sessions)), key=lambda r: r.planned)
    now = NOON - timedelta(minutes=1)
    while requests or not air.desk.idle:
        coming = [requests[0].planned - timedelta(seconds=4)] if requests else []
        wake, over = air.desk.next_wake(), air.over
        now = max(now, min([*coming, *([wake] if wake else []), *([over] if over else [])]))
        if over is not None and now >= over and air.playing is not None:
            name, air.playing = air.playing.item.id, None
            air.carry_out(air.desk.ended(name, over), now)
        elif coming and now >= coming[0]:
            air.carry_out(air.desk.submit(requests.pop(0), now), now)
        else:
            air.carry_out(air.desk.tick(now), now)
    return air.happened


def request(name: str, one: Asked) -> Request:
    frames = int(one.length.total_seconds() * RATE)
    item = Item(
        id=name,
        message=name,
        title=name,
        path="x",
        rate=RATE,
        start_frame=0,
        end_frame=frames,
        cues=tuple(range(0, frames, RATE)),
    )
    return Request(
        id=name,
        terms=Terms(kind=AiringKind.SCHEDULED, urgency=URGENCIES[one.priority], wait=one.patience),
        planned=one.start,
        items=(item,),
        schedule=name,
        session=name,
    )


@given(SESSIONS)
def test_sessions_that_meet_then_the_desk_does_what_was_told(sessions: list[Asked]) -> None:
    ahead, then = told(sessions), happened(sessions)
    assert ahead.keys() == then.keys()
    for key, moments in ahead.items():
        assert len(moments) == len(then[key]), key
        assert all(abs(a - b) <= NEAR for a, b in zip(moments, then[key], strict=True)), key


def test_time_in_which_the_desk_takes_up_again_is_the_outlooks_own() -> None:
    assert outlook.RESUME_WITHIN == RESUME_WITHIN
