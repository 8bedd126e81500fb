"""From the signal on the director hands nothing to the air or the keyer; no recorder ends its thread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.core.errors import PlayoutError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.playout.director.jobs import Work
from tests.unit.playout.conftest import RATE
from tests.unit.playout.director.test_keying import Line


@pytest.fixture
def line() -> Line:
    return Line()


def asked(line: Line, *, schedule: str | None = None, after: float = 0) -> Request:
    item = Item(id="x", message="x", title="x", path="x", rate=RATE, start_frame=0, end_frame=RATE)
    return Request(
        id="x",
        terms=Terms(
            kind=AiringKind.MANUAL if schedule is None else AiringKind.SCHEDULED,
            urgency=Urgency.EMERGENCY,
            manual=schedule is None,
        ),
        planned=line.clock.now() + timedelta(seconds=after),
        items=(item,),
        schedule=schedule,
    )


def test_what_is_handed_over_after_the_signal_neither_keys_nor_sounds_and_is_told(line: Line) -> None:
    line.director.end()
    line.director.submit(asked(line))
    line.director.run_pending()
    assert (line.queued, [on for _, on in line.keyer.log if on]) == ([], [])
    (closed,) = line.closes
    assert (closed.outcome, closed.reason) == (Outcome.REFUSED, CLOSING)


def test_what_the_timetable_wants_after_the_signal_is_left_to_the_next_start(line: Line) -> None:
    line.director.end()
    line.director.submit(asked(line, schedule="s"))
    line.director.run_pending()
    assert (line.queued, line.closes) == ([], []), "its intent stays open"


def test_what_waits_for_its_instant_at_the_signal_does_not_begin(line: Line) -> None:
    line.director.submit(asked(line, after=30))
    line.director.end()
    line.clock.advance(60)
    line.director.run_pending()
    line.director.run_pending()
    assert (line.queued, [on for _, on in line.keyer.log if on]) == ([], [])
    assert [closed.reason for closed in line.closes] == [CLOSING]


def test_call_after_the_end_is_answered(line: Line) -> None:
    line.director.close()
    with pytest.raises(PlayoutError) as caught:
        line.director.call(lambda: None).result(0)
    assert caught.value.code == CLOSING.code


@pytest.mark.parametrize("error", [RuntimeError("ours"), OSError("disk"), ValueError("value")])
def test_recorder_that_raises_anything_ends_no_thread(
    line: Line, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> None:
        raise error

    for name in ("noted", "started", "closed"):
        monkeypatch.setattr(line, name, fails)
    line.director.start()
    line.director.post(lambda: line.director.fault(PlayoutError("playout.computer_slept", seconds=1)))
    line.director.post(lambda: line.director.submit(asked(line)))
    line.director.call(lambda: line.director.stop(everything=True, reason=CLOSING))
    assert line.director.call(lambda: "alive").result(10) == "alive"
    line.director.close()


def test_step_that_computes_for_long_is_counted() -> None:
    work = Work()
    for spent in (0.01, 0.04):
        work.took(spent)
    assert (work.steps, work.long) == (2, 1)
    assert work.longest == pytest.approx(0.04)
