"""The director by itself: what it does in which order, and that no failure of one thing loses another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from broadcaster.core.errors import PlayoutError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.air.wire import Event, Level, Queue
from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.orders import CLOSING, STOPPED
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.playout.director.faults import SAME
from broadcaster.playout.director.reports import fault_of
from broadcaster.playout.keying.wire import KeyNews, KeyReport
from broadcaster.playout.links.air import AirLost, AirReady, utc_ns
from tests.unit.playout.conftest import NOON, RATE
from tests.unit.playout.director.test_keying import Line

GONE = PlayoutError("playout.output_lost", reason="device gone")


class Bench(Line):
    """A director whose air and recorder keep all that they get, and fail where a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.restarts = 0
        self.starts: list[tuple[str, datetime]] = []
        self.failing: set[str] = set()

    def queue(self, order: Queue) -> None:
        self._fail("queue")
        super().queue(order)

    def fade(self, take_id: str) -> None:
        self._fail("fade")
        super().fade(take_id)

    def restart(self) -> None:
        self.restarts += 1

    def started(self, item_id: str, at: datetime) -> None:
        self._fail("started")
        self.starts.append((item_id, at))

    def _fail(self, name: str) -> None:
        if name in self.failing:
            raise OSError(f"{name} fails")

    def want(
        self, name: str, *, urgency: Urgency = Urgency.NORMAL, after: float = 0, seconds: int = 60
    ) -> Request:
        item = Item(
            id=name,
            message=name,
            title=name,
            path=name,
            rate=RATE,
            start_frame=0,
            end_frame=RATE * seconds,
            cues=tuple(range(0, RATE * seconds, RATE)),
        )
        planned = self.clock.now() + timedelta(seconds=after)
        request = Request(
            id=name, terms=Terms(kind=AiringKind.MANUAL, urgency=urgency), planned=planned, items=(item,)
        )
        self.director.submit(request)
        self.director.run_pending()
        return request

    def tell(self, kind: str, name: str, at: datetime | None = None, *, frame: int = 0) -> None:
        instant = utc_ns(at or self.clock.now())
        self.director.hear(Event(kind=kind, id=name, frame=frame, utc_ns=instant, reason="broken"))
        self.director.run_pending()

    @property
    def codes(self) -> list[str]:
        return [fault.error.code for fault in self.director.faults]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def plain() -> Bench:
    """One without a transmitter."""
    made = Bench()
    made.director.desk.keying = KeyingPlan({})
    return made


def test_start_that_the_air_reports_is_recorded_with_its_instant(plain: Bench) -> None:
    plain.want("a")
    plain.clock.advance(5)
    heard = plain.clock.now() - timedelta(milliseconds=250)
    plain.tell("started", "a", heard)
    assert plain.starts == [("a", heard)]


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [("ended", Outcome.AIRED, None), ("failed", Outcome.CUT, "playout.failed"), ("level", None, None)],
)
def test_end_that_the_air_reports_is_recorded_with_its_instant(
    plain: Bench, kind: str, outcome: Outcome | None, code: str | None
) -> None:
    plain.want("a")
    plain.tell("started", "a")
    plain.clock.advance(30)
    heard = plain.clock.now() - timedelta(milliseconds=250)
    plain.tell(kind, "a", heard)
    ends = [(c.outcome, c.at, c.reason.code if c.reason else None) for c in plain.closes]
    assert ends == ([] if outcome is None else [(outcome, heard, code)])


@pytest.mark.parametrize(("ago", "stale"), [(0.999999, False), (1.0, True)])
def test_cut_from_before_a_sleep_ends_when_it_is_reported(plain: Bench, ago: float, stale: bool) -> None:
    plain.want("a")
    plain.tell("started", "a")
    plain.clock.advance(10)
    assert plain.director.stop(everything=False, reason=STOPPED)
    heard = plain.clock.now() - timedelta(seconds=ago)
    plain.tell("cut", "a", heard, frame=RATE)
    (closed,) = plain.closes
    assert (closed.outcome, closed.reason) == (Outcome.CUT, STOPPED)
    assert closed.at == (plain.clock.now() if stale else heard)


def test_cut_goes_on_at_the_frame_that_the_air_reports(plain: Bench) -> None:
    plain.want("a")
    plain.tell("started", "a")
    plain.clock.advance(10)
    plain.want("b", urgency=Urgency.EMERGENCY)
    plain.tell("cut", "a", frame=9 * RATE + 1)
    (waiting,) = plain.director.desk.queue
    assert (waiting.item.id, waiting.frame) == ("a", 9 * RATE)


def test_output_is_named_while_it_is_open_and_its_loss_is_a_fault(plain: Bench) -> None:
    plain.director.hear(AirReady(output="hw:0"))
    plain.director.run_pending()
    assert plain.director.output == "hw:0"
    plain.want("a")
    plain.tell("started", "a")
    plain.director.hear(AirLost(reason="device gone", frame=RATE))
    plain.director.run_pending()
    assert (plain.director.output, plain.codes) == ("", ["playout.output_lost"])
    assert plain.notes == [("playout.output_lost", NOON)]
    assert [waiting.item.id for waiting in plain.director.desk.queue] == ["a"]
    plain.director.hear(AirReady(output="hw:1"))
    plain.director.run_pending()
    assert (plain.director.output, [order.start_frame for order in plain.queued]) == ("hw:1", [0, RATE])


def test_air_that_does_not_report_what_must_be_over_is_restarted(plain: Bench) -> None:
    plain.want("a", seconds=1)
    plain.tell("started", "a")
    plain.clock.advance(60)
    plain.director.run_pending()
    assert plain.restarts == 1


def test_air_is_not_restarted_once_the_station_ends(plain: Bench) -> None:
    plain.want("a", seconds=1)
    plain.tell("started", "a")
    plain.director.end()
    plain.clock.advance(60)
    plain.director.run_pending()
    assert plain.restarts == 0


def test_order_that_fails_is_a_fault_and_loses_no_other(plain: Bench) -> None:
    plain.failing = {"queue"}
    plain.want("a")
    plain.director.run_pending()
    assert plain.codes == ["playout.internal"]
    (closed,) = plain.closes
    assert closed.reason is not None
    assert (closed.item.id, closed.reason.code) == ("a", "playout.failed")
    assert ("reason", "queue fails") in closed.reason.facts


def test_recorder_that_fails_loses_no_order_to_the_air(plain: Bench) -> None:
    plain.want("a")
    plain.failing = {"started"}
    plain.tell("started", "a")
    assert plain.codes == ["playout.internal"]
    plain.want("b", urgency=Urgency.EMERGENCY)
    assert plain.faded == ["a"]


def test_fault_is_in_the_journal_once_and_in_status_with_its_last_time(plain: Bench) -> None:
    plain.director.fault(GONE)
    plain.clock.advance(SAME.total_seconds() - 1)
    plain.director.fault(GONE)
    assert (plain.notes, [fault.at for fault in plain.director.faults]) == (
        [(GONE.code, NOON)],
        [plain.clock.now()],
    )
    plain.clock.advance(SAME.total_seconds())
    plain.director.fault(GONE)
    assert [at for _, at in plain.notes] == [NOON, plain.clock.now()]


def test_fault_that_is_only_shown_is_not_in_the_journal(plain: Bench) -> None:
    assert plain.director.show(GONE)
    assert not plain.director.show(GONE)
    assert (plain.notes, plain.codes) == ([], [GONE.code])


def test_sleep_is_a_fault_and_takes_up_again_what_was_on_air(plain: Bench) -> None:
    plain.want("a")
    plain.tell("started", "a")
    plain.clock.sleep(30.4)
    plain.director.run_pending()
    plain.director.post(lambda: None)
    plain.director.run_pending()
    assert plain.notes == [("playout.computer_slept", plain.clock.now())]
    assert plain.director.faults[-1].error.facts["seconds"] == 30
    assert plain.faded == ["a"]
    plain.tell("cut", "a", frame=RATE)
    assert [order.id for order in plain.queued] == ["a", "a"]


def test_clock_that_was_set_is_told_before_the_desk_knows_and_followed_after_it(plain: Bench) -> None:
    plain.want("a", after=3600)
    at = NOON + timedelta(seconds=3600)
    seen: list[tuple[str, float]] = []

    def note(what: str) -> None:
        (waiting,) = plain.director.desk.queue
        seen.append((what, round((waiting.request.planned - at).total_seconds())))

    def listener(by: float) -> Callable[[], None]:
        note(f"before {round(by)}")
        return lambda: note("after")

    plain.director.on_clock_set += [lambda by: note(f"without {round(by)}"), listener]
    plain.clock.step(120)
    plain.director.post(lambda: None)
    plain.director.run_pending()
    assert seen == [("without 120", 0), ("before 120", 0), ("after", 120)]


def test_time_that_only_passes_is_neither_sleep_nor_setting(plain: Bench) -> None:
    told: list[float] = []
    plain.director.on_clock_set.append(told.append)
    plain.clock.advance(3600)
    plain.clock.step(1.9)
    plain.director.post(lambda: None)
    plain.director.run_pending()
    assert (told, plain.codes) == ([], [])


def test_listener_of_the_level_that_fails_is_asked_no_more(plain: Bench) -> None:
    heard: list[int] = []

    def fails(level: Level) -> None:
        heard.append(level.peak)
        raise OSError("terminal is gone")

    plain.director.hear(Level(peak=1))
    plain.director.on_level = fails
    plain.director.hear(Level(peak=2))
    plain.director.hear(Level(peak=3))
    assert heard == [2]


@pytest.mark.parametrize("everything", [False, True])
def test_stop_says_whether_there_was_anything(plain: Bench, everything: bool) -> None:
    assert not plain.director.stop(everything=everything, reason=STOPPED)
    plain.want("a")
    plain.want("b")
    assert plain.director.stop(everything=everything, reason=STOPPED)
    assert plain.faded == ["a"]
    assert [closed.item.id for closed in plain.closes] == (["b"] if everything else [])


def test_withdrawn_item_ends_with_the_reason(plain: Bench) -> None:
    plain.want("a")
    plain.want("b")
    plain.director.withdraw(lambda item: item.id == "b", STOPPED)
    assert plain.closes == [], "on the director's own thread"
    plain.director.run_pending()
    assert [(closed.item.id, closed.reason) for closed in plain.closes] == [("b", STOPPED)]


def test_preferred_request_is_the_next(plain: Bench) -> None:
    for name in "abc":
        plain.want(name)
    plain.director.prefer("c")
    plain.tell("cut", "a")
    assert plain.director.desk.on_air is not None
    assert plain.director.desk.on_air.item.id == "c"


def test_transmitter_is_released_after_its_tail_though_the_station_ends(bench: Bench) -> None:
    bench.want("a")
    bench.later(6)
    bench.tell("started", "a")
    bench.director.end()
    bench.director.stop(everything=True, reason=CLOSING)
    assert bench.faded == ["a"]
    bench.tell("cut", "a")
    assert bench.keyer.held == {""}
    bench.later(1)
    assert not bench.keyer.held


def test_nothing_begins_after_the_director_is_closed(bench: Bench) -> None:
    bench.director.close()
    bench.want("a")
    bench.want("b", urgency=Urgency.EMERGENCY)
    assert (bench.queued, bench.keyer.held) == ([], set())
    assert [closed.reason for closed in bench.closes] == [CLOSING, CLOSING]


@pytest.mark.parametrize(
    ("news", "code", "reason"),
    [
        (KeyNews.FAULT, "keyer_failed", True),
        (KeyNews.LOST, "keyer_lost", True),
        (KeyNews.TRIPPED, "longest", False),
        (KeyNews.ON, None, False),
        (KeyNews.OFF, None, False),
    ],
)
def test_report_of_a_switch_is_a_fault_with_its_zone_and_reason(
    news: KeyNews, code: str | None, reason: bool
) -> None:
    for name in ("", "ban-cung"):
        fault = fault_of(KeyReport(news=news, name=name, reason="port gone"))
        facts = {**({"zones": name} if name else {}), **({"reason": "port gone"} if reason else {})}
        known = None if fault is None else (fault.code, dict(fault.facts))
        assert known == (None if code is None else (f"playout.{'zone_' if name else ''}{code}", facts))


def test_keyer_reports_to_the_director_that_was_started(bench: Bench) -> None:
    bench.keyer.post = lambda _report: None
    bench.director.start()
    assert bench.keyer.post == bench.director.hear_key
    bench.director.close()
